"""Rules and Shapley: hand-computed, enumerated, and never more or less than there is."""

from itertools import combinations
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings

from handschlag.learning.core.attribution.sharing import MODELS, shared
from handschlag.learning.tests.walked import drawn_journeys, journeys


def credit(model, *told, **how):
    found = shared(journeys(*told, **how))
    return {name: round(float(share), 9) for name, share in zip(found.names, found.credit[model][0], strict=True)}


def test_first_and_last_take_it_all_and_linear_shares_alike():
    assert credit("first_touch", ("abc", 1, 0, 0)) == {"a": 1, "b": 0, "c": 0}
    assert credit("last_touch", ("abc", 1, 0, 0)) == {"a": 0, "b": 0, "c": 1}
    assert credit("linear", ("abba", 1, 0, 0)) == {"a": 0.5, "b": 0.5}


def test_the_last_touch_is_the_last_one_up_to_the_handover():
    assert credit("last_touch", ("abc", 1, 0, 0), turned_on=1) == {"a": 0, "b": 1, "c": 0}
    assert credit("last_touch", ("abc", 1, 0, 0), turned_on=-1) == {"a": 0, "b": 0, "c": 1}


@pytest.mark.parametrize(
    ("path", "shares"),
    [("a", {"a": 1}), ("ab", {"a": 0.5, "b": 0.5}), ("abcd", {"a": 0.4, "b": 0.1, "c": 0.1, "d": 0.4})],
)
def test_position_based_favours_both_ends(path, shares):
    assert credit("position_based", (path, 1, 0, 0)) == shares


@pytest.mark.parametrize(
    ("path", "turned_on", "shares"),
    [
        ("abcde", 2, {"a": 0.3, "b": 0.05, "c": 0.3, "d": 0.05, "e": 0.3}),
        ("abc", 1, {"a": 1 / 3, "b": 1 / 3, "c": 1 / 3}),  # nobody is left for the last tenth
        ("abc", 0, {"a": 0.6, "b": 0.1, "c": 0.3}),  # handed over right after the first touch
        ("ab", 9, {"a": 1 / 3, "b": 2 / 3}),
        ("a", 0, {"a": 1}),
        ("abcd", None, {"a": 0.4, "b": 0.1, "c": 0.1, "d": 0.4}),  # never handed over: position-based
    ],
)
def test_w_shaped_favours_both_ends_and_the_handover(path, turned_on, shares):
    assert credit("w_shaped", (path, 1, 0, 0), turned_on=turned_on) == pytest.approx(shares)


def test_time_decay_halves_with_each_half_life_before_the_last_touch():
    assert credit("time_decay", ("abc", 1, 0, 0), days=(0, 7, 14)) == pytest.approx(
        {"a": 1 / 7, "b": 2 / 7, "c": 4 / 7}
    )


def test_a_value_is_shared_like_the_deal_and_a_deal_without_a_touch_stays_apart():
    found = shared(journeys(("ab", 1, 900.0, 0), ("", 2, 50.0, 0)))
    assert found.credit["linear"].tolist() == [[0.5, 0.5], [450.0, 450.0]]
    assert found.untouched.tolist() == [2.0, 50.0]


def test_whoever_took_part_is_counted_once_a_deal():
    found = shared(journeys(("aab", 1, 10.0, 0), ("b", 2, 1.0, 0)))
    assert found.present.tolist() == [[1.0, 3.0], [10.0, 11.0]]


@settings(max_examples=60, deadline=None)
@given(drawn_journeys)
def test_every_model_gives_away_all_there_is(told):
    walked = journeys(*told, turned_on=2)
    found = shared(walked)
    for model in MODELS:
        assert found.credit[model].min(initial=0) >= -1e-9
        assert found.credit[model].sum(axis=1) + found.untouched == pytest.approx(walked.total, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(drawn_journeys)
def test_shapley_equals_the_enumerated_game(told):
    found = shared(journeys(*told), models=["shapley"])
    for place, player in enumerate(found.names):
        for what in range(2):
            assert found.credit["shapley"][what, place] == pytest.approx(enumerated(told, found.names, player, what))


def enumerated(told, players, player, what):
    """Shapley's own formula: what ``player`` adds to each set of the others, weighted by how often it joins just then."""
    others = [other for other in players if other != player]
    whole = 0.0
    for size in range(len(others) + 1):
        weight = factorial(size) * factorial(len(players) - size - 1) / factorial(len(players))
        for joined in combinations(others, size):
            whole += weight * (worth(told, {*joined, player}, what) - worth(told, set(joined), what))
    return whole


def worth(told, players, what):
    return sum(outcome[1 + what] for outcome in told if outcome[0] and set(outcome[0]) <= players)


def test_a_long_journey_does_not_lose_its_early_touches_to_rounding():
    found = shared(journeys(("a" + "b" * 3_000, 1, 1.0, 0)))
    assert found.credit["linear"].sum() == pytest.approx(2.0)
    assert found.credit["time_decay"][0].sum() == pytest.approx(1.0)


def test_nobody_walked_nobody_is_credited():
    found = shared(journeys(("", 0, 0.0, 1)))
    assert found.names == ()
    assert np.array_equal(found.untouched, [0.0, 0.0])
