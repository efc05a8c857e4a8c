"""The leads that were routed, or waited for a rep, in the last weeks: as they were known then, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from handschlag.agreement.core.terms import Terms
from handschlag.handover.core.replay import Arrival, start_of_week
from handschlag.handover.models.answer import Acceptance, Timeout
from handschlag.handover.models.handover import Handover
from handschlag.handover.models.known import firms_of, known_at
from handschlag.handover.models.pool import PoolEntry
from handschlag.people.models import Lead
from handschlag.qualification.models import Verdict

WEEKS = 4
NOBODY = UUID(int=0)
MOST = 20_000
"""Of more cases the latest so many are looked at."""


@dataclass(frozen=True, slots=True)
class Came:
    """A lead that qualified at ``at`` (``key``: its handover, or its entry in the pool); ``rep_id`` got it then at ``given_at``, None where it waits or left the pool without a rep."""

    key: UUID
    lead: Lead
    at: datetime
    verdict_id: UUID
    rep_id: UUID | None = None
    given_at: datetime | None = None
    is_kept: bool = False


@dataclass(frozen=True)
class Lately:
    """The cases since ``since``; ``erased`` were left out because nothing is known of them any more."""

    since: datetime
    cases: list[Came]
    erased: int

    def arrivals(self, terms: Terms) -> list[Arrival]:
        """As routing would have seen them under ``terms``. Companies and what territories may call them are those of today."""
        known = known_at([(one.lead.id, one.at) for one in self.cases], terms)
        firms = firms_of(self._companies())
        asked = _who_asked(one.verdict_id for one in self.cases)
        return [
            Arrival(
                one.key,
                one.at,
                known[one.lead.id, one.at].for_routing(
                    firms.get(one.lead.contact.company_id or NOBODY, frozenset()),
                    None,
                    frozenset(),
                    asked=one.verdict_id in asked,
                ),
                one.lead.contact.company_id,
                one.is_kept,
            )
            for one in self.cases
        ]

    def _companies(self) -> set[UUID]:
        return {one.lead.contact.company_id for one in self.cases if one.lead.contact.company_id}

    def by_key(self) -> Mapping[UUID, Came]:
        return {one.key: one for one in self.cases}

    def owners(self) -> dict[UUID, UUID]:
        """Who owned the companies of these leads before the first of them came."""
        companies = self._companies()
        before = Acceptance.objects.filter(
            handover__lead__contact__company__among=companies,
            handover__handed_at__lt=self.since,
            handover__letting_go__isnull=True,
        )
        in_order = before.order_by("handover__handed_at", "at", "handover__rep_id")
        return dict(in_order.values_list("handover__lead__contact__company_id", "handover__rep_id"))


def lately(now: datetime) -> Lately:
    """Leads of the last four weeks and this one. What a person gave somebody by hand is left out, unless it waited in the pool before;
    what came back because nobody answered counts once."""
    since = start_of_week(now, ZoneInfo(settings.TIME_ZONE)) - timedelta(weeks=WEEKS)
    waited = _waited(since)
    taken_from_pool = {(one.lead.id, one.given_at) for one in waited}
    routed = [one for one in _routed(since) if (one.lead.id, one.given_at) not in taken_from_pool]
    ran_out = set(Timeout.objects.filter(at__gte=since).values_list("handover__lead_id", flat=True))
    first = _first_of(ran_out, [*routed, *waited])
    cases = sorted(first, key=lambda one: (one.at, one.lead.id))
    known = [one for one in cases if one.lead.contact.erased_at is None]
    return Lately(since, known[-MOST:], len(cases) - len(known))


def _routed(since: datetime) -> list[Came]:
    routed = Handover.objects.filter(handed_at__gte=since, reassigned_from=None).exclude(chosen_because__tie="by_hand")
    rows = routed.select_related("lead__contact__company", "acceptance").defer("brief", "chosen_because")
    return [
        Came(one.id, one.lead, one.handed_at, one.verdict_id, one.rep_id, one.handed_at, hasattr(one, "acceptance"))
        for one in rows
    ]


def _waited(since: datetime) -> list[Came]:
    """Entries of the pool, with the handover that ended the waiting."""
    entries = list(PoolEntry.objects.filter(since_at__gte=since).select_related("lead__contact__company"))
    handovers = Handover.objects.filter(lead__among=[one.lead_id for one in entries], handed_at__gte=since)
    given: dict[tuple[UUID, datetime | None], Handover] = {
        (one.lead_id, one.handed_at): one
        for one in handovers.select_related("acceptance").defer("brief", "chosen_because")
    }
    return [_from_pool(entry, given.get((entry.lead_id, entry.left_at))) for entry in entries]


def _from_pool(entry: PoolEntry, given: Handover | None) -> Came:
    if given is None:
        return Came(entry.id, entry.lead, entry.since_at, entry.verdict_id)
    is_kept = hasattr(given, "acceptance")
    return Came(entry.id, entry.lead, entry.since_at, entry.verdict_id, given.rep_id, given.handed_at, is_kept)


def _first_of(ran_out: set[UUID], cases: Iterable[Came]) -> list[Came]:
    """Of leads that ran out the first case alone: the others followed from who had it."""
    in_order = sorted(cases, key=lambda one: (one.at, one.lead.id))
    seen: set[UUID] = set()
    kept = []
    for one in in_order:
        if one.lead.id not in ran_out or one.lead.id not in seen:
            kept.append(one)
        seen.add(one.lead.id)
    return kept


def _who_asked(verdicts: Iterable[UUID]) -> set[UUID]:
    """The verdicts that rest on a raised hand."""
    found: set[UUID] = set()
    ids = list(verdicts)
    for start in range(0, len(ids), 5_000):
        rows = Verdict.objects.filter(id__in=ids[start : start + 5_000]).order_by().values_list("id", "reasons")
        found |= {one for one, reasons in rows if any(_asks(reason) for reason in reasons)}
    return found


def _asks(reason: Mapping[str, Any]) -> bool:
    return bool(reason["kind"] == "hand_raiser")
