"""The lists of this room: all handovers, the open work of teams, the pool."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, Q

from handschlag.handover.models import Dispute, Handover, PoolEntry, Reopening, State, holds_sales_mandate
from handschlag.handover.readings.inbox import with_what_is_owed
from handschlag.organisation.models import User
from handschlag.people.core.names import fold

PER_PAGE = 50
UNSEEN = ("brief", "chosen_because")
"""Large columns that no list shows."""


def listing(user: User, now: datetime, filters: Mapping[str, Any], page: str | int = 1) -> Page[Handover]:
    """Every handover ``user`` may read, the newest first, narrowed by state, reason of return, and segment."""
    handovers = (
        Handover.objects.visible_to(user, now)
        .with_answers()
        .defer(*UNSEEN)
        .select_related("lead__contact__company", "rep", "segment")
    )
    if filters.get("state"):
        handovers = handovers.in_state(State(filters["state"]))
    if filters.get("reason"):
        handovers = handovers.filter(return_row__reason=filters["reason"])
    if filters.get("segment"):
        handovers = handovers.filter(segment=filters["segment"])
    return Paginator(handovers, PER_PAGE).get_page(page)


def team(user: User, now: datetime, page: str | int = 1) -> Page[Handover]:
    """Open work by name: of the teams ``user`` leads, of all teams for operations and the head of sales. In order of names, no ranking."""
    handovers = Handover.objects.filter(is_open=True)
    if not (user.is_operations or holds_sales_mandate(user, now)):
        handovers = handovers.in_charge_of(user)
    return Paginator(
        with_what_is_owed(handovers)
        .defer(*UNSEEN)
        .select_related("rep__rep__team")
        .order_by("rep__name", F("next_due_at").asc(nulls_last=True), "id"),
        PER_PAGE,
    ).get_page(page)


def disputes(user: User, now: datetime, page: str | int = 1) -> Page[Dispute]:
    """Disputed returns of handovers ``user`` may read: those that wait for a ruling first, the longest waiting of them; then the latest."""
    handover = "return_row__handover__"
    related = ("by", "ruling__by", "return_row__by", f"{handover}rep", f"{handover}lead__contact__company")
    rows = Dispute.objects.visible_to(user, now).select_related(*related)
    waiting_first = (F("ruling__at").desc(nulls_first=True), "at", "return_row")
    return Paginator(rows.order_by(*waiting_first), PER_PAGE).get_page(page)


def recycled(user: User, now: datetime, page: str | int = 1) -> Page[Reopening]:
    """Closed leads of handovers ``user`` may read that are opened anew, the next one first."""
    waiting = Reopening.objects.waiting().filter(handover__in=Handover.objects.visible_to(user, now))
    related = ("lead__contact__company", "handover__return_row", "handover__letting_go", "handover__segment")
    return Paginator(waiting.select_related(*related).order_by("due_at", "lead"), PER_PAGE).get_page(page)


def pool(filters: Mapping[str, Any], page: str | int = 1) -> Page[PoolEntry]:
    """Who waits for a rep, the longest first unless asked otherwise; narrowed by reason, and by name of person or company."""
    waiting = PoolEntry.objects.filter(left_at=None).select_related("lead__contact__company", "verdict__version")
    if filters.get("reason"):
        waiting = waiting.filter(reason=filters["reason"])
    if filters.get("q"):
        key = fold(filters["q"])
        person = Q(lead__contact__by_family__contains=key) | Q(lead__contact__by_given__contains=key)
        waiting = waiting.filter(person | Q(lead__contact__company__name_key__contains=key))
    return Paginator(waiting.order_by(filters.get("sort") or "since_at", "id"), PER_PAGE).get_page(page)
