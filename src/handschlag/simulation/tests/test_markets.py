"""The simulated markets are what they were when nothing had learned from them, and the loop over them is fair."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from handschlag.simulation.markets import MARKETS
from handschlag.simulation.markets.draws import Draws, Numbers, Whole
from handschlag.simulation.markets.judged import NEVER, RAISED, Judged, judged
from handschlag.simulation.markets.loop import (
    YEAR_ONE,
    YEAR_TWO,
    Fixed,
    Handed,
    Known,
    Oracle,
    Truth,
    play,
    truth_of,
)
from handschlag.simulation.markets.years import TwoYears, two_years

FROZEN = {
    "machinery": (
        "8bafde10cc13dbe1e95f082ba6a9f44515847bf8b83e6220ad720510bb2ddafa",
        "d2969d9a4d18ad844dffa5b448afc0c98b60976b26df79d1efcd601e39f95d6f",
    ),
    "software": (
        "e2af233d75a5135f99d706843800bd0f6cbfa50d300e9099abf2ddfb0a3c87a1",
        "796743e6656a87b8bf0780c24d9f7f5f3935eb0ba1d712b82c7cc18a1249fe6d",
    ),
    "consulting": (
        "0b4e8570d25c4864f6f6528b1d229d1c64e04207f3b7e92d353916d6fd23f487",
        "b3cd4e243f483022ac841e771a0612c5448c77c32369716133518e703f42d832",
    ),
    "unlearnable": (
        "4e74645594f9d7859ba3b5c6a0445c02d90639e3deca0cd5701dc521139753b9",
        "e6776b62e566b994056747ddbeb3609a3f9f375708bc86a78329499da0629a49",
    ),
    "drifting": (
        "91f6194e1c11b2a2ee8f70623b80acf6f17ffb81e4681b2abc0c321267c74fd6",
        "706747bc8c80caedf03baf6576a3aef48b7575666f981612725442de34971df0",
    ),
    "saturated": (
        "e98cdacec986d46ffb42b4de2b47e0875133575fb8cc06d823263aceffaaec3b",
        "b5f4cf64c5cab71bb69786fe8f4d9f8b091ed9b3045713424728271fbb7ec57a",
    ),
}
"""Digests for seeds 1 and 2. They were written down before anything here learned; whoever changes a market makes another one."""

BY_KEY = {market.key: market for market in MARKETS}


@pytest.mark.parametrize("key", BY_KEY)
def test_a_market_is_frozen(key: str) -> None:
    assert tuple(two_years(BY_KEY[key], seed).digest() for seed in (1, 2)) == FROZEN[key]


def test_there_are_six_markets_with_numbers_of_their_own() -> None:
    assert len({market.number for market in MARKETS}) == len(MARKETS) == 6


class Watching:
    """Ranks by points, and remembers what it was shown."""

    def __init__(self, rows: Judged) -> None:
        self.rows, self.shown = rows, list[Known]()

    def ranks(self, week: int, rows: Whole, known: Known) -> Numbers:
        self.shown.append(known)
        return self.rows.points[rows]


@cache
def lived() -> tuple[TwoYears, Judged, Truth, Handed, Watching]:
    years = two_years(BY_KEY["consulting"], 3)
    rows = judged(years)
    truth = truth_of(years, rows)
    watching = Watching(rows)
    first_year = play(years, rows, truth, Fixed(rows), YEAR_ONE, Handed())
    return years, rows, truth, play(years, rows, truth, watching, YEAR_TWO, first_year), watching


def test_sales_take_the_same_number_every_week_nobody_twice_and_nobody_excluded() -> None:
    years, rows, _truth, handed, _watching = lived()
    taken = np.concatenate(handed.rows)
    assert {len(week) for week in handed.rows} == {years.market.capacity}
    assert len(set(rows.lead[taken])) == len(taken)
    assert (rows.tier[taken] != NEVER).all()


def test_a_policy_sees_outcomes_only_of_who_was_handed_over_and_only_once_they_are_known() -> None:
    _years, _rows, _truth, handed, watching = lived()
    taken, known = np.concatenate(handed.rows), np.concatenate([one.known for one in handed.outcomes])
    won = np.concatenate([one.won for one in handed.outcomes])
    for week, shown in zip(YEAR_TWO, watching.shown, strict=True):
        by_now = taken[known <= week + 1]
        assert set(shown.row) <= set(taken)
        assert set(shown.row) == set(by_now)
        assert shown.won.sum() == won[known <= week + 1].sum()
    assert len(watching.shown[0].row) < len(np.concatenate(handed.rows[:52]))


def test_the_second_year_goes_on_from_the_first() -> None:
    years, rows, truth, handed, _watching = lived()
    first_year = play(years, rows, truth, Fixed(rows), YEAR_ONE, Handed())
    assert all((one == other).all() for one, other in zip(first_year.rows, handed.rows[:52], strict=True))


def test_won_as_often_as_the_chances_say() -> None:
    _years, _rows, truth, handed, _watching = lived()
    chances = np.concatenate([truth.chances[week] for week in handed.rows])
    won = np.concatenate([one.won for one in handed.outcomes])
    assert abs(won.mean() - chances.mean()) < 3 * np.sqrt(chances.mean() / len(chances))
    in_high, in_low = chances > np.quantile(chances, 0.8), chances < np.quantile(chances, 0.2)
    assert won[in_high].mean() > 2 * won[in_low].mean()


def test_a_lead_without_touches_for_long_is_closed() -> None:
    years, rows, _truth, _handed, _watching = lived()
    touches = years.known["touches"]
    known = (touches["known_at"].to_numpy() - 1_767_571_200_000_000) / (7 * 86_400_000_000)
    lead = touches["lead"].to_numpy()
    for row in np.arange(0, len(rows.lead), 997):
        moment = rows.week[row] + 1.0
        mine = known[lead == rows.lead[row]]
        assert 0 <= moment - mine[mine <= moment].max() < years.market.patience_weeks


def test_the_measure_says_the_same_as_it_does_one_by_one() -> None:
    """Through ``judge``, which judges leads live."""
    from handschlag.qualification.core.judging import judge
    from handschlag.qualification.core.rules import rules
    from handschlag.simulation.markets.judged import agreement

    years, rows, _truth, _handed, _watching = lived()
    some = np.arange(0, len(rows.lead), 499)
    asked = rows.moments().take(some)
    found = judge({**years.known, **rules(agreement(years.market)), "moments": asked}).to_pylist()
    of_row = {(rows.lead[row], int(at)): row for row, at in zip(some, asked["as_of"].to_pylist(), strict=True)}
    for verdict in found:
        row = of_row[verdict["lead"], verdict["as_of"]]
        assert verdict["points"] == round(100 * rows.points[row])
        assert (verdict["decision"] == "never") == (rows.tier[row] == NEVER)
        given = {
            one["criterion"] for one in verdict["reasons"] or () if one["reason"] in {"fit", "interest", "hand_raiser"}
        }
        assert given == {key for key, hits in rows.hits.items() if hits[row] and key not in {"competitor", "applicant"}}


def test_where_nothing_can_be_learned_the_oracle_does_what_the_agreement_says() -> None:
    years = two_years(BY_KEY["unlearnable"], 5)
    rows = judged(years)
    truth = truth_of(years, rows)
    weeks = range(8)
    fixed = play(years, rows, truth, Fixed(rows), weeks, Handed())
    oracle = play(years, rows, truth, Oracle(truth), weeks, Handed())
    assert fixed.wins(weeks) == oracle.wins(weeks)
    assert truth.chances[rows.tier == RAISED].min() > truth.chances[rows.tier == 1].max() - 1e-9


def test_draws_are_what_they_are_called() -> None:
    draws = Draws(4, 2)
    expected = np.repeat([0.1, 1.0, 4.0], 20_000)
    counts = draws.counts(expected).reshape(3, -1)
    assert counts.mean(axis=1) == pytest.approx([0.1, 1.0, 4.0], rel=0.05)
    assert counts.var(axis=1) == pytest.approx([0.1, 1.0, 4.0], rel=0.08)
    assert draws.normal(50_000).std() == pytest.approx(1, rel=0.02)
    assert draws.waits(50_000, 3.0).mean() == pytest.approx(3, rel=0.03)
    assert np.bincount(draws.one_of(50_000, [1, 3])) / 50_000 == pytest.approx([0.25, 0.75], rel=0.03)
    assert Draws(4, 2).even(3).tolist() == Draws(4, 2).even(3).tolist() != Draws(4, 3).even(3).tolist()
