"""A rep's own work: every open handover, what is due first on top."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import F, Min, Prefetch, QuerySet
from django.http import QueryDict
from django.utils import timezone

from handschlag.handover.models import Deadline, Handover, State, owed, return_reasons
from handschlag.handover.readings.panels import Panel, line_panels
from handschlag.handover.readings.tabs import Tab, tabs
from handschlag.kernel.business_time import Calendar, working_time_between
from handschlag.organisation.models import Rep, User
from handschlag.organisation.models.calendar import local_day, reckoners
from handschlag.organisation.requests import Request
from handschlag.people.core.permission import PHONE, Answer, permission
from handschlag.people.models import circumstances

PER_PAGE = 25


@dataclass(frozen=True)
class Item:
    """A line of the inbox. ``left`` is working time of the rep until ``owed`` is due, None where it is overdue or nothing is owed.

    ``may_call`` is as of now, for consent may have been withdrawn since the handover; ``panels`` are what other rooms let the rep do about it.
    """

    handover: Handover
    owed: Deadline | None
    left: timedelta | None
    today: date
    may_call: bool
    panels: list[Panel] = field(default_factory=list)

    @property
    def is_waiting(self) -> bool:
        """For an answer: accepted or returned."""
        return self.handover.state is State.WAITING

    @property
    def follow_up_is_due(self) -> bool:
        """Today, or on a day that is over."""
        return hasattr(self.handover, "follow_up") and self.handover.follow_up.on <= self.today

    @property
    def follow_up_is_late(self) -> bool:
        return hasattr(self.handover, "follow_up") and self.handover.follow_up.on < self.today

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
    """What a rep sees first in the morning: the lines of one page, and how many open handovers there are by what they need."""

    is_rep: bool
    page: Page[Any]
    waiting: int
    overdue: int
    tabs: list[Tab]


def inbox(user: User, now: datetime, page: str | int = 1) -> Inbox:
    """The open handovers of ``user``, the earliest due first: a deadline at its moment, a follow-up at the end of its day."""
    rep = Rep.objects.filter(user=user).select_related("calendar").first()
    due = sorted(_due_moments(user), key=lambda row: (row.at is None, row.at, row.id))
    shown: Page[Any] = Paginator([row.id for row in due], PER_PAGE).get_page(page)
    rows = with_what_is_owed(Handover.objects.filter(id__in=list(shown.object_list)))
    by_id = {handover.id: handover for handover in rows}
    handovers = [by_id[one] for one in shown.object_list if one in by_id]
    calendar, callable_ = _calendar_until_last_due(rep, handovers, now), _who_may_be_called(handovers, now)
    shown.object_list = [item(one, calendar, now, one.id in callable_, line_panels(one, user)) for one in handovers]
    waiting, overdue = sum(row.waits for row in due), sum(row.at is not None and row.at < now for row in due)
    return Inbox(rep is not None, shown, waiting, overdue, tabs(user, now))


def page_asked_for(request: Request) -> str:
    """The number of the page somebody looks at; an answer sent by htmx carries it in the address of the page it was sent from."""
    seen = urlsplit(request.htmx.current_url or "").query if request.htmx else ""
    return request.GET.get("page") or QueryDict(seen).get("page") or "1"


@dataclass(frozen=True)
class _Due:
    id: UUID
    at: datetime | None
    waits: bool


def _due_moments(user: User) -> Iterable[_Due]:
    """All of them, as few columns as will do: a rep has hundreds of open handovers at most."""
    next_due_at = Min("deadlines__due_at", filter=owed("deadlines__"))
    rows = Handover.objects.filter(rep=user, is_open=True).annotate(next_due_at=next_due_at)
    for key, due_at, on, accepted in rows.values_list("id", "next_due_at", "follow_up__on", "acceptance"):
        moments = [moment for moment in (due_at, _end_of(on)) if moment is not None]
        yield _Due(key, min(moments, default=None), accepted is None)


def _end_of(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time())) if day else None


def with_what_is_owed(handovers: QuerySet[Handover]) -> Any:
    """With everything a line shows, ordered by the first due moment of what is still owed, then by follow-up; what owes nothing comes last."""
    related = ("lead__contact__company", "acceptance", "follow_up", "segment")
    return (
        handovers.annotate(next_due_at=Min("deadlines__due_at", filter=owed("deadlines__")))
        .select_related(*related)
        .prefetch_related(Prefetch("deadlines", Deadline.objects.owed(), to_attr="owed"))
        .order_by(F("next_due_at").asc(nulls_last=True), F("follow_up__on").asc(nulls_last=True), "id")
    )


def item(handover: Handover, calendar: Calendar | None, now: datetime, may_call: bool, panels: list[Panel]) -> Item:
    first = next(iter(handover.owed), None)  # type: ignore[attr-defined]
    left = working_time_between(now, first.due_at, calendar) if first and calendar and first.due_at >= now else None
    return Item(handover, first, left, local_day(now), may_call, panels)


def _who_may_be_called(handovers: Sequence[Handover], now: datetime) -> set[UUID]:
    """Those who have not said no, as the brief's page judges it; in a fixed number of queries."""
    known = circumstances([handover.lead.contact_id for handover in handovers])
    asked = {handover.id: bool(handover.brief.get("asked_for_contact")) for handover in handovers}
    answers = {
        one.id: permission(PHONE, known[one.lead.contact_id], now, asked=asked[one.id]).answer for one in handovers
    }
    return {key for key, answer in answers.items() if answer is not Answer.FORBIDDEN}


def _calendar_until_last_due(rep: Rep | None, handovers: Sequence[Handover], now: datetime) -> Calendar | None:
    if rep is None:
        return None
    return reckoners([rep], now, max([now, *_due(handovers)]) + timedelta(days=1))[rep.user_id]


def _due(handovers: Iterable[Handover]) -> list[datetime]:
    return [deadline.due_at for handover in handovers for deadline in handover.owed]  # type: ignore[attr-defined]
