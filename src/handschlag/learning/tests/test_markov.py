"""Removal effects, against separate solves of each chain without a channel, and against the published exact ones."""

import csv
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings

from conftest import real_data
from handschlag.learning.core.attribution import chains
from handschlag.learning.core.attribution.chains import MOST_OF_PAIRS, removal_effects, steps_of
from handschlag.learning.core.attribution.sharing import shared
from handschlag.learning.tests.walked import drawn_journeys, journeys

WON, LOST = "(won)", "(lost)"


def solved(told, order, removed=None):
    """Conversions and value to expect of a journey, by a dense solve over states that are whatever was last met."""
    flows: dict[tuple, dict] = {}
    values: dict[tuple, float] = {}
    journeys_walked = 0
    for path, won, value, lost in told:
        if not path or not won + lost:
            continue
        journeys_walked += won + lost
        states = [(), *(tuple(path[max(0, place - order + 1) : place + 1]) for place in range(len(path)))]
        for here, there in pairwise(states):
            flows.setdefault(here, {}).setdefault(there, 0)
            flows[here][there] += won + lost
        end = flows.setdefault(states[-1], {})
        end[WON], end[LOST] = end.get(WON, 0) + won, end.get(LOST, 0) + lost
        values[states[-1]] = values.get(states[-1], 0.0) + value
    if not journeys_walked:
        return np.zeros(2)
    states = [state for state in flows if not state or state[-1] != removed]
    place = {state: number for number, state in enumerate(states)}
    chain, rewards = np.eye(len(states)), np.zeros((len(states), 2))
    for state in states:
        whole = sum(flows[state].values())
        rewards[place[state]] = [flows[state].get(WON, 0) / whole, values.get(state, 0.0) / whole]
        for there, times in flows[state].items():
            if there in place:
                chain[place[state], place[there]] -= times / whole
    return np.linalg.solve(chain, rewards)[place[()]]


@settings(max_examples=80, deadline=None)
@given(drawn_journeys)
def test_removal_effects_equal_separate_solves(told):
    walked = journeys(*told)
    for order in (1, 2):
        effects = removal_effects(steps_of(walked, order))
        whole = solved(told, order)
        for place, channel in enumerate(walked.names):
            without = solved(told, order, channel)
            expected = np.divide(whole - without, whole, out=np.zeros(2), where=whole > 0)
            assert effects[:, place] == pytest.approx(expected, abs=1e-9)


def test_order_two_remembers_what_came_before():
    told = [("ab", 4, 0.0, 0), ("cb", 0, 0.0, 4)]
    first, second = (removal_effects(steps_of(journeys(*told), order))[0] for order in (1, 2))
    assert second == pytest.approx([1.0, 1.0, 0.0])  # after c nothing is ever won
    assert first == pytest.approx([0.5, 1.0, 0.5])


def test_journeys_that_remember_much_and_go_round_for_long_are_solved_all_the_same():
    told = [("abcabcacbacb" * 9 + "d", 1, 1.0, 0), ("dcba" * 11, 0, 0.0, 3), ("ac", 2, 5.0, 1)]
    effects = removal_effects(steps_of(journeys(*told), 2))
    for place, channel in enumerate("abcd"):
        whole, without = solved(told, 2), solved(told, 2, channel)
        assert effects[:, place] == pytest.approx((whole - without) / whole, abs=1e-9)


def test_what_stands_still_for_long_costs_no_rounds(monkeypatch):
    monkeypatch.setattr(chains, "MOST_ROUNDS", 60)
    effects = removal_effects(steps_of(journeys(("a" * 5_000 + "b", 1, 1.0, 0), ("ab", 0, 0.0, 1)), 2))
    assert effects[0] == pytest.approx([1.0, 1.0])


def test_more_channels_than_order_two_takes_are_refused():
    walked = journeys(*((chr(0x4E00 + number), 1, 1.0, 0) for number in range(MOST_OF_PAIRS + 1)))
    with pytest.raises(ValueError, match="at most"):
        steps_of(walked, 2)


def test_order_one_equals_the_published_exact_solution_and_rules_the_published_figures():
    paths = list(rows("paths.csv"))
    letters: dict[str, str] = {}
    told = [
        (
            "".join(letters.setdefault(channel, chr(97 + len(letters))) for channel in path["path"].split(" > ")),
            int(path["total_conversions"]),
            float(path["total_conversion_value"]),
            int(path["total_null"]),
        )
        for path in paths
    ]
    found = shared(journeys(*told))
    place = {channel: found.names.index(letter) for channel, letter in letters.items()}
    for row in rows("exact_markov_order1.csv"):
        credited = found.credit["markov_1"][0, place[row["channel_name"]]]
        assert credited == pytest.approx(float(row["total_conversions"]), rel=1e-9)
    for row in rows("expected_heuristic.csv"):
        for model, published in (("first_touch",) * 2, ("last_touch",) * 2, ("linear", "linear_touch")):
            for what, name in enumerate(("conversions", "value")):
                credited = found.credit[model][what, place[row["channel_name"]]]
                assert credited == pytest.approx(float(row[f"{published}_{name}"]), rel=1e-12)


def rows(name):
    with (real_data("attribution_paths") / name).open(newline="") as file:
        yield from csv.DictReader(file)
