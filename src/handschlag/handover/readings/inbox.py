"""A rep's own work: what waits for an answer, and what is owed for the leads accepted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, Min, Prefetch, QuerySet

from handschlag.handover.models import Deadline, Handover, State, owed, return_reasons
from handschlag.kernel.business_time import Calendar, working_time_between
from handschlag.organisation.models import Rep, User
from handschlag.organisation.models.calendar import reckoners

MOST_WAITING = 100
PER_PAGE = 25


@dataclass(frozen=True)
class Item:
    """A line of the inbox. ``left`` is working time of the rep until ``owed`` is due, None where it is overdue or nothing is owed."""

    handover: Handover
    owed: Deadline | None
    left: timedelta | None

    @property
    def return_reasons(self) -> dict[str, str]:
        return return_reasons(self.handover.version_id)

    @property
    def asked_for_contact(self) -> bool:
        return bool(self.handover.brief.get("asked_for_contact"))

    @property
    def reasons(self) -> list[str]:
        """The labels of what counted most, three at most."""
        why = sorted(self.handover.brief.get("why", ()), key=lambda reason: -reason["points"])
        return [reason["label"] for reason in why[:3]]


@dataclass(frozen=True)
class Inbox:
    """What a rep sees first in the morning."""

    is_rep: bool
    waiting: list[Item]
    accepted: Page[Any]


def inbox(user: User, now: datetime, page: str | int = 1) -> Inbox:
    """The open handovers of ``user``: unanswered ones by their due moment, accepted ones by what is due next."""
    rep = Rep.objects.filter(user=user).select_related("calendar").first()
    own = with_what_is_owed(Handover.objects.filter(rep=user))
    waiting = list(own.in_state(State.WAITING)[:MOST_WAITING])
    accepted = Paginator(own.in_state(State.ACCEPTED), PER_PAGE).get_page(page)
    calendar = _calendar_until_last_due(rep, [*waiting, *accepted.object_list], now)
    accepted.object_list = [item(handover, calendar, now) for handover in accepted.object_list]
    return Inbox(rep is not None, [item(handover, calendar, now) for handover in waiting], accepted)


def with_what_is_owed(handovers: QuerySet[Handover]) -> Any:
    """With everything a line shows, ordered by the first due moment of what is still owed, then by follow-up; what owes nothing comes last."""
    related = ("lead__contact__company", "acceptance", "follow_up", "segment")
    return (
        handovers.annotate(next_due_at=Min("deadlines__due_at", filter=owed("deadlines__")))
        .select_related(*related)
        .prefetch_related(Prefetch("deadlines", Deadline.objects.owed(), to_attr="owed"))
        .order_by(F("next_due_at").asc(nulls_last=True), F("follow_up__on").asc(nulls_last=True), "id")
    )


def item(handover: Handover, calendar: Calendar | None, now: datetime) -> Item:
    owed = next(iter(handover.owed), None)  # type: ignore[attr-defined]
    left = working_time_between(now, owed.due_at, calendar) if owed and calendar and owed.due_at >= now else None
    return Item(handover, owed, left)


def _calendar_until_last_due(rep: Rep | None, handovers: Sequence[Handover], now: datetime) -> Calendar | None:
    if rep is None:
        return None
    return reckoners([rep], now, max([now, *_due(handovers)]) + timedelta(days=1))[rep.user_id]


def _due(handovers: Iterable[Handover]) -> list[datetime]:
    return [deadline.due_at for handover in handovers for deadline in handover.owed]  # type: ignore[attr-defined]
