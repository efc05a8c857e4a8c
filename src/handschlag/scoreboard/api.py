"""The funnel and both sides' duties, for programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.errors import HttpError

from handschlag.learning.core.period import Period
from handschlag.organisation.access import EVERYBODY
from handschlag.organisation.tokens import bearer
from handschlag.scoreboard.readings import board_of, plain_duties, plain_funnel

router = Router(tags=["scoreboard"])


class StageRead(Schema):
    """Leads recorded at a stage, and their share of all leads (0 to 1)."""

    stage: str
    count: int
    share: float | None


class AmountRead(Schema):
    minor: int
    currency: str


class ChannelRead(Schema):
    """The leads whose first touch came by this channel ("" where none is known); ``low`` to ``high`` hold the rate with 95 %."""

    channel: str
    leads: int
    won: int
    rate: float
    low: float | None
    high: float | None
    values: list[AmountRead]
    won_without_value: int
    stages: dict[str, int]


class ExampleRead(Schema):
    lead_id: UUID
    contact_id: UUID
    deal_id: UUID | None = None
    handover_id: UUID | None = None
    handed_at: datetime | None = None
    opened_at: datetime | None = None
    won_at: datetime | None = None


class ProblemRead(Schema):
    problem: str
    count: int
    examples: list[ExampleRead]


class FunnelRead(Schema):
    """The funnel of the leads opened within a period, as of a moment."""

    as_of: datetime
    stages: list[StageRead]
    channels: list[ChannelRead]
    problems: list[ProblemRead]


class DutyRead(Schema):
    """``done`` of ``of`` against ``owed``: leads for qualified_leads, a share for all others. ``overdue`` are open debts."""

    promise: str
    state: str
    done: int
    of: int
    share: float | None
    owed: float | None
    overdue: int


class DutiesRead(Schema):
    as_of: datetime
    marketing: list[DutyRead]
    sales: list[DutyRead]


@router.get("/funnel", auth=bearer("read", *EVERYBODY), response=FunnelRead, summary="The funnel by stage and channel")
def funnel(
    request: HttpRequest, from_on: date | None = None, last_on: date | None = None, channel: str | None = None
) -> dict[str, Any]:
    """Leads opened from ``from_on`` to ``last_on`` (both included; all where left out), of one ``channel`` alone if named."""
    board, as_of = board_of(_period(from_on, last_on), request.now)  # type: ignore[attr-defined]
    shown = board.funnel if channel is None else board.funnel.only(channel)
    return {"as_of": as_of, **plain_funnel(shown, board.problems)}


@router.get(
    "/duties", auth=bearer("read", *EVERYBODY), response=DutiesRead, summary="What both sides owe, and how it stands"
)
def duties(request: HttpRequest, from_on: date | None = None, last_on: date | None = None) -> dict[str, Any]:
    """Sales' deadlines are those that ended from ``from_on`` to ``last_on``; marketing's duties stand as of now."""
    board, as_of = board_of(_period(from_on, last_on), request.now)  # type: ignore[attr-defined]
    return {"as_of": as_of, **plain_duties(board.duties)}


def _period(from_on: date | None, last_on: date | None) -> Period:
    try:
        return Period.between(from_on, last_on)
    except ValueError as problem:
        raise HttpError(422, str(problem)) from None
