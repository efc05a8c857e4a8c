"""The house tries what a channel causes: paid search is left out in weeks drawn by lot, and who would have come by it does not come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.timezone import localtime

from handschlag.learning.models import Design, Experiment, Metric, State
from handschlag.market.models import Channel
from handschlag.organisation.models import User
from handschlag.simulation.crowd import Event, Person

CHANNEL = "paid-search"
BEGINS_BEFORE, ENDS_BEFORE = timedelta(days=180), timedelta(days=21)


class LeavingOut:
    """An experiment on its way through the play: planned when its time comes, felt while it runs, read when it is over."""

    def __init__(self, by: User, now: datetime) -> None:
        self.by, self.now = by, now
        self.weeks: frozenset[str] = frozenset()

    def still_coming(self, events: Sequence[Event], at: datetime) -> list[Event]:
        """What comes until ``at``; the experiment is planned on the way."""
        if not self.weeks and at > self.now - BEGINS_BEFORE:
            self._plan(at)
        return [event for event in events if not self._stays_away(event.person)]

    def end(self) -> None:
        """Read what was shown."""
        for ripe in Experiment.objects.all():
            if ripe.state(self.now) is State.RIPE:
                ripe.read(by=self.by, at=self.now)

    def _plan(self, at: datetime) -> None:
        if (channel := Channel.objects.filter(key=CHANNEL).first()) is None:
            return
        made = Experiment.plan(
            name="Wochen ohne Suchanzeigen",
            channel=channel,
            design=Design.WEEKS,
            metric=Metric.LEADS,
            expected_percent=25,
            from_on=localtime(at).date() + timedelta(days=1),
            last_on=localtime(self.now - ENDS_BEFORE).date(),
            wait_days=7,
            by=self.by,
            at=at,
        )
        self.weeks = frozenset(made.without)

    def _stays_away(self, person: Person) -> bool:
        if person.channel.key != CHANNEL:
            return False
        came_on = localtime(person.arrives_at).date()
        return (came_on - timedelta(days=came_on.weekday())).isoformat() in self.weeks
