"""What a routing would have done: past leads dealt out anew in their order, each with the week, the absences and the hours of its moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from handschlag.handover.core.routing import Choice, Dealing, LeadKnown
from handschlag.kernel.business_time import Calendar, is_working


@dataclass(frozen=True, slots=True)
class Arrival:
    """A lead that qualified at ``at``, as it was known then, without its owner. ``is_kept``: sales accepted it, whoever had it."""

    key: UUID
    at: datetime
    seen: LeadKnown
    company: UUID | None = None
    is_kept: bool = True


@dataclass(frozen=True, slots=True)
class Presence:
    """When a rep was away, half-open; and the working hours."""

    away: Sequence[tuple[datetime, datetime]]
    calendar: Calendar

    def is_away(self, at: datetime) -> bool:
        return any(start <= at < end for start, end in self.away)


@dataclass(frozen=True, slots=True)
class Replayed:
    """What would have become of a lead: the last choice, and when somebody got it, None where it would still wait."""

    arrival: Arrival
    choice: Choice
    given_at: datetime | None


def replay(
    arrivals: Iterable[Arrival],
    dealing: Dealing,
    presences: Mapping[UUID, Presence],
    owners: Mapping[UUID, UUID],
    until: datetime,
) -> list[Replayed]:
    """Every arrival in its order, and what would have become of it by ``until``.

    Weeks begin empty, on Monday in each rep's time zone. ``owners`` are those of companies before the first arrival; who gets a lead that
    was accepted then owns its company from there on. Who waits is tried again on each day on which a lead came, the longest waiting first.
    """
    play = _Play(dealing, presences, dict(owners))
    found: dict[UUID, Replayed] = {}
    waiting: list[Arrival] = []
    day: date | None = None
    in_order = sorted(arrivals, key=lambda one: (one.at, one.key))
    for arrival in in_order:
        if arrival.at.date() != day:
            day = arrival.at.date()
            waiting = play.try_again(waiting, arrival.at, found)
        found[arrival.key] = play.deal(arrival, arrival.at)
        if found[arrival.key].given_at is None:
            waiting.append(arrival)
    play.try_again(waiting, until, found)
    return [found[arrival.key] for arrival in in_order]


def start_of_week(at: datetime, zone: ZoneInfo) -> datetime:
    """Monday, midnight, in that zone."""
    today = at.astimezone(zone).date()
    return datetime.combine(today - timedelta(days=today.weekday()), time.min, zone)


class _Play:
    """The reps as they stand at one moment after another."""

    def __init__(self, dealing: Dealing, presences: Mapping[UUID, Presence], owners: dict[UUID, UUID]) -> None:
        self.dealing, self.presences, self.owners = dealing, presences, owners
        self.room = {one.rep_id: one.capacity_left for one in dealing.reps.values()}
        self.absent_at_times = [rep_id for rep_id, presence in presences.items() if presence.away]
        self.zones = {presence.calendar.zone for presence in presences.values()}
        self.weeks: dict[ZoneInfo, datetime] = {}

    def deal(self, arrival: Arrival, at: datetime) -> Replayed:
        self._is_now(at, asked=arrival.seen.asked)
        company = arrival.company
        owner = self.owners.get(company) if company else None
        choice = self.dealing.deal(replace(arrival.seen, owner=owner), at)
        if choice.rep_id and arrival.is_kept and company:
            self.owners[company] = choice.rep_id
        return Replayed(arrival, choice, at if choice.rep_id else None)

    def try_again(self, waiting: Sequence[Arrival], at: datetime, found: dict[UUID, Replayed]) -> list[Arrival]:
        """Who still waits after everybody was tried once more."""
        for arrival in waiting:
            found[arrival.key] = self.deal(arrival, at)
        return [arrival for arrival in waiting if found[arrival.key].given_at is None]

    def _is_now(self, at: datetime, *, asked: bool) -> None:
        for zone in self.zones:
            week = start_of_week(at, zone)
            if self.weeks.get(zone) != week:
                self.weeks[zone] = week
                self._begin_week(zone)
        for rep_id in self.absent_at_times:
            self.dealing.reps[rep_id].is_away = self.presences[rep_id].is_away(at)
        if asked:
            for rep_id, presence in self.presences.items():
                self.dealing.reps[rep_id].is_working = is_working(at, presence.calendar)

    def _begin_week(self, zone: ZoneInfo) -> None:
        for rep_id, presence in self.presences.items():
            if presence.calendar.zone == zone:
                one = self.dealing.reps[rep_id]
                one.received, one.capacity_left = 0, self.room[rep_id]
