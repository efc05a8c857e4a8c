"""Which of today's customers would have qualified before they were won."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pyarrow as pa

from handschlag.agreement.core.terms import Terms
from handschlag.conversation.models import DealClosing, DealOutcome
from handschlag.engine.records import arrow_from_rows
from handschlag.qualification.models.evidence import microseconds
from handschlag.qualification.readings import History, history
from handschlag.trial.core.customers import WINS, moments_before_the_win

A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Won:
    """A customer's first win: the lead it came from, when it was known here, and when it was won."""

    lead_id: UUID
    known_at: datetime
    won_at: datetime


@dataclass(frozen=True)
class Customers:
    """How many customers there are, how many would have qualified at some moment of the year before they were won, how many nothing
    was known of until then; and the leads of the others, with when they were won, the latest first."""

    number: int
    would: int
    unknown: int
    missed: Sequence[tuple[UUID, datetime]]


def customers(terms: Sequence[Terms]) -> list[Customers]:
    """For each of ``terms``, by what was known at each moment before the win. A customer is a company, or a contact without one."""
    wins = _first_wins()
    told = [one for one in wins if one.known_at < one.won_at]
    if not told:
        return [Customers(len(wins), 0, len(wins), ()) for _one in terms]
    known = history(terms, min(one.won_at for one in told) - A_YEAR, {one.lead_id for one in told})
    return [_customers(wins, told, known, one) for one in terms]


def _customers(wins: Sequence[Won], told: Sequence[Won], known: History, terms: Terms) -> Customers:
    numbers = {one.lead_id: one.number for one in known.passes}
    moments = moments_before_the_win(known.tables, _table(told, numbers), terms)
    judged = known.judged(moments, terms)
    found = {lead for lead, decision in _rows(judged) if decision == "qualified"}
    missed = [(one.lead_id, one.won_at) for one in told if numbers.get(one.lead_id) not in found]
    return Customers(len(wins), len(told) - len(missed), len(wins) - len(told), missed)


def _table(told: Sequence[Won], numbers: dict[UUID, int]) -> pa.Table:
    rows = [
        (numbers[one.lead_id], microseconds(one.won_at - A_YEAR), microseconds(one.won_at) - 1)
        for one in told
        if one.lead_id in numbers
    ]
    return arrow_from_rows(WINS, rows)


def _rows(judged: pa.Table) -> zip[tuple[int, str]]:
    return zip(judged["lead"].to_pylist(), judged["decision"].to_pylist(), strict=True)


def _first_wins() -> list[Won]:
    """Of each customer the first, the latest customer first; erased people are nobody's customers any more."""
    of = (
        "deal__lead_id",
        "deal__lead__known_at",
        "happened_at",
        "deal__lead__contact_id",
        "deal__lead__contact__company_id",
    )
    won = DealClosing.objects.filter(outcome=DealOutcome.WON, deal__lead__contact__erased_at=None)
    first: dict[UUID, Won] = {}
    for lead, known_at, won_at, contact, company in won.order_by("happened_at", "deal_id").values_list(*of):
        first.setdefault(company or contact, Won(lead, known_at, won_at))
    return list(reversed(first.values()))
