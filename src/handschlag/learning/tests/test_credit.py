"""Credit by first and last touch, against hand-computed cases and a slow obvious version."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.agreement.core.terms import CreditModel
from handschlag.engine.duck import run
from handschlag.engine.records import arrow_from_rows
from handschlag.learning.core.credit import CONVERSIONS, credit
from handschlag.learning.core.journeys import JOURNEYS

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIRST, LAST = CreditModel.FIRST_TOUCH, CreditModel.LAST_TOUCH


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def credited(
    touches: list[tuple[Any, ...]], deals: list[tuple[Any, ...]], model: CreditModel
) -> dict[tuple[str, str], tuple[int, int, int]]:
    tables = {"touches": arrow_from_rows(JOURNEYS, touches), "deals": arrow_from_rows(CONVERSIONS, deals)}
    found = run(lambda table: credit(table["touches"], table["deals"], model), tables).to_pylist()
    return {(row["channel"], row["currency"]): (row["won"], row["value_minor"], row["without_value"]) for row in found}


JOURNEY = [("lead", "t1", day(0), "fair"), ("lead", "t2", day(1), "search"), ("lead", "t3", day(2), "newsletter")]


def test_the_first_touch_takes_it_all():
    assert credited(JOURNEY, [("deal", "lead", day(5), 900, "EUR")], FIRST) == {("fair", "EUR"): (1, 900, 0)}


def test_the_last_touch_takes_it_all():
    assert credited(JOURNEY, [("deal", "lead", day(5), 900, "EUR")], LAST) == {("newsletter", "EUR"): (1, 900, 0)}


def test_a_touch_at_or_after_winning_gets_nothing():
    assert credited(JOURNEY, [("deal", "lead", day(2), 900, "EUR")], LAST) == {("search", "EUR"): (1, 900, 0)}


def test_a_deal_without_a_touch_before_it_is_counted_under_no_channel():
    assert credited(JOURNEY, [("deal", "lead", day(0), 900, "EUR")], LAST) == {("", "EUR"): (1, 900, 0)}
    assert credited([], [("deal", "lead", day(0), 900, "EUR")], FIRST) == {("", "EUR"): (1, 900, 0)}


def test_an_unknown_value_is_counted_and_not_taken_for_zero():
    deals = [("a", "lead", day(5), None, "EUR"), ("b", "lead", day(6), 100, "EUR")]
    assert credited(JOURNEY, deals, FIRST) == {("fair", "EUR"): (2, 100, 1)}


def test_currencies_are_never_added():
    deals = [("a", "lead", day(5), 200, "EUR"), ("b", "lead", day(6), 100, "CHF")]
    assert credited(JOURNEY, deals, FIRST) == {("fair", "EUR"): (1, 200, 0), ("fair", "CHF"): (1, 100, 0)}


def test_touches_at_the_same_moment_are_told_apart_by_their_ids():
    together = [("lead", "b", day(0), "search"), ("lead", "a", day(0), "fair"), ("lead", "c", day(0), "mail")]
    deal = [("deal", "lead", day(5), 1, "EUR")]
    assert credited(together, deal, FIRST) == {("fair", "EUR"): (1, 1, 0)}
    assert credited(together, deal, LAST) == {("mail", "EUR"): (1, 1, 0)}


def test_without_deals_there_is_no_credit():
    assert credited(JOURNEY, [], LAST) == {}


@pytest.mark.parametrize("model", list(CreditModel))
def test_every_model_one_may_agree_on_is_implemented(model):
    found = credited(JOURNEY, [("deal", "lead", day(5), 900, "EUR")], model)
    assert sum(won for won, _value, _without in found.values()) == 1


def slowly(
    touches: list[tuple[Any, ...]], deals: list[tuple[Any, ...]], model: CreditModel
) -> dict[tuple[str, str], tuple[int, int, int]]:
    """The same, deal by deal and touch by touch."""
    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for _deal, lead, won_at, value, currency in deals:
        before = sorted((at, touch, channel) for owner, touch, at, channel in touches if owner == lead and at < won_at)
        credited_touch = before and (before[0] if model is FIRST else before[-1])
        cell = found[credited_touch[2] if credited_touch else "", currency]
        cell[0] += 1
        cell[1] += value or 0
        cell[2] += value is None
    return {key: (won, value, without) for key, (won, value, without) in found.items()}


leads = st.sampled_from(["one", "two", "three"])
moments = st.integers(0, 8).map(day)
touches = st.lists(st.tuples(leads, moments, st.sampled_from(["", "fair", "search"])), max_size=20).map(
    lambda drawn: [(lead, f"t{number:02}", at, channel) for number, (lead, at, channel) in enumerate(drawn)]
)
deals = st.lists(
    st.tuples(leads, moments, st.none() | st.integers(0, 10**12), st.sampled_from(["EUR", "CHF"])), max_size=8
).map(lambda drawn: [(f"d{number}", *deal) for number, deal in enumerate(drawn)])


@settings(max_examples=40, deadline=None)
@given(touches=touches, deals=deals, model=st.sampled_from(CreditModel))
def test_credit_equals_the_slow_obvious_version(touches, deals, model):
    assert credited(touches, deals, model) == slowly(touches, deals, model)
