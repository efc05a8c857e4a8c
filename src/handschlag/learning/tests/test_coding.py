"""Touches in any order become the same sorted arrays, on any number of threads."""

import pickle
import subprocess
import sys
from dataclasses import astuple

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.learning.core.attribution.coding import coded
from handschlag.learning.core.attribution.ranges import ranges
from handschlag.learning.core.attribution.sharing import MODELS, shared
from handschlag.learning.tests.walked import batch, drawn_journeys, journeys, outcomes

touches = st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["a", "b", "c", None]), st.integers(0, 9)), max_size=40)
FIVE = tuple(("", 1, 1.0, 1) for _journey in range(5))


@settings(max_examples=60, deadline=None)
@given(touches, st.integers(1, 3), st.integers(0, 40))
def test_coded_journeys_are_the_touches_sorted(rows, threads, cut):
    found = coded([batch(rows[:cut]), batch(rows[cut:])], outcomes(FIVE), threads)
    told = [
        [(found.names[player], int(at)) for player, at in zip(found.players[begin:end], found.moments[begin:end], strict=True)]
        for begin, end in zip(found.starts, found.starts[1:], strict=False)
    ]  # fmt: skip
    expected = [
        [(player or "", at) for journey, player, at in sorted(rows, key=lambda row: row[2]) if journey == number]
        for number in range(5)
    ]
    assert told == expected
    assert list(found.names) == sorted({player or "" for _journey, player, _at in rows})


def test_names_that_come_as_a_dictionary_are_the_same_names():
    plain = batch([(0, "a", 1), (1, None, 2), (2, "b", 0)])
    packed = pa.record_batch(
        [plain.column(0), plain.column(1).dictionary_encode(), plain.column(2)], names=plain.schema.names
    )
    first, second = (coded([one], outcomes(FIVE)) for one in (plain, packed))
    assert all(np.array_equal(a, b) for a, b in zip(astuple(first), astuple(second), strict=True))


def test_more_names_than_a_byte_holds_are_told_apart():
    many = [(number % 5, f"{number:04}", number) for number in range(700)]
    found = coded([batch(many[:100]), batch(many[100:])], outcomes(FIVE))
    assert found.names == tuple(name for _journey, name, _at in many)
    assert sorted(found.players.tolist()) == list(range(700))


@pytest.mark.parametrize("journey", [-1, 5])
def test_a_journey_that_there_is_not_is_refused(journey):
    with pytest.raises(ValueError, match="numbered from 0"):
        coded([batch([(journey, "a", 0)])], outcomes(FIVE))


@settings(max_examples=15, deadline=None)
@given(drawn_journeys)
def test_threads_change_nothing_to_the_last_bit(told):
    one, three = (shared(journeys(*told, threads=threads), threads=threads) for threads in (1, 3))
    for model in MODELS:
        assert one.credit[model].tobytes() == three.credit[model].tobytes()


def test_ranges_hold_the_credit_are_the_same_each_time_and_narrow_with_more_journeys():
    few = journeys(*[("ab", 1, 10.0, 0), ("bc", 1, 30.0, 0), ("a", 0, 0.0, 1)] * 8)
    many = journeys(*[("ab", 1, 10.0, 0), ("bc", 1, 30.0, 0), ("a", 0, 0.0, 1)] * 800)
    credit, narrow, wide = shared(few).credit, ranges(many), ranges(few)
    assert pickle.dumps(wide) == pickle.dumps(ranges(few))
    for model in MODELS:
        assert (wide[model].low <= credit[model] + 1e-9).all()
        assert (credit[model] <= wide[model].high + 1e-9).all()
        b = 1
        width_few = wide[model].high[0, b] - wide[model].low[0, b]
        width_many = (narrow[model].high[0, b] - narrow[model].low[0, b]) / 100
        assert 0 < width_many < width_few / 5


def test_a_range_is_as_wide_as_theory_says():
    """Last touch of b: 300 of 900 journeys; the bootstrap's interval is close to the binomial's ± 1.645 standard deviations."""
    walked = journeys(*[("ab", 1, 1.0, 0), ("a", 0, 0.0, 1), ("c", 1, 1.0, 0)] * 300)
    found = ranges(walked, ["last_touch"])["last_touch"]
    place = walked.names.index("b")
    half = 1.645 * (900 * (1 / 3) * (2 / 3)) ** 0.5
    assert found.high[0, place] - found.low[0, place] == pytest.approx(2 * half, rel=0.2)


def test_pages_do_not_load_the_compiler():
    """It takes a second and a hundred megabytes; whoever counts loads it."""
    told = "import handschlag.website.wsgi, sys; print('numba' in sys.modules, 'sklearn' in sys.modules)"
    asked = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert asked.stdout.split() == ["False", "False"]
