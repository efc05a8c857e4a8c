"""Working calendars as the kernel reckons with them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import TestCase

from handschlag.kernel.business_time import add_working_time, is_working
from handschlag.kernel.refusal import Refused
from handschlag.organisation.models import Absence, DayOff, Rep, reckoners
from handschlag.organisation.tests.world import MONDAY, World, build_world

WEEK = timedelta(days=7)


class ACalendar(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()

    def test_holidays_of_the_bundesland_are_not_worked(self) -> None:
        epiphany = datetime(2027, 1, 6, 10, tzinfo=UTC)  # a holiday in Bavaria, none in Berlin
        bavaria = self.world.calendar.reckoner(epiphany, epiphany + WEEK)
        self.world.calendar.subdivision = "BE"
        berlin = self.world.calendar.reckoner(epiphany, epiphany + WEEK)
        assert not is_working(epiphany, bavaria)
        assert is_working(epiphany, berlin)

    def test_a_day_off_that_no_feed_knows_is_not_worked(self) -> None:
        DayOff.objects.create(calendar=self.world.calendar, on=date(2026, 12, 24), name="Christmas Eve")
        eve = datetime(2026, 12, 24, 9, 30, tzinfo=UTC)
        assert not is_working(eve, self.world.calendar.reckoner(eve, eve + WEEK))

    def test_the_years_between_two_moments_are_all_known(self) -> None:
        reckoner = self.world.calendar.reckoner(MONDAY, datetime(2029, 1, 1, tzinfo=UTC))
        assert {date(2026, 5, 1), date(2027, 5, 1), date(2028, 5, 1), date(2029, 1, 1)} <= reckoner.days_off

    def test_an_absence_stops_the_clock(self) -> None:
        sam = self.world.sam
        Absence.enter(sam, MONDAY, MONDAY + timedelta(days=1), by=sam, at=MONDAY)
        due_at = add_working_time(MONDAY, timedelta(hours=1), self.world.calendar.reckoner(MONDAY, MONDAY + WEEK, sam))
        assert due_at == MONDAY + timedelta(days=1, hours=1)

    def test_many_reps_cost_three_queries(self) -> None:
        Absence.enter(self.world.sam, MONDAY, MONDAY + WEEK, by=self.world.sam, at=MONDAY)
        reps = list(Rep.objects.all())
        with self.assertNumQueries(3):
            calendars = reckoners(reps, MONDAY, MONDAY + WEEK)
        assert calendars[self.world.sam.id].away == ((MONDAY, MONDAY + WEEK),)

    def test_the_batch_gives_what_one_alone_gives(self) -> None:
        Absence.enter(self.world.sam, MONDAY, MONDAY + WEEK, by=self.world.sam, at=MONDAY)
        DayOff.objects.create(calendar=self.world.calendar, on=date(2026, 3, 4), name="Company outing")
        rep = self.world.sam.rep
        assert reckoners([rep], MONDAY, MONDAY + 2 * WEEK)[rep.pk] == rep.calendar.reckoner(
            MONDAY, MONDAY + 2 * WEEK, rep.user
        )

    def test_every_change_counts_the_version_up(self) -> None:
        calendar = self.world.calendar
        calendar.add_day_off(date(2026, 3, 4), "Company outing", by=self.world.otto, at=MONDAY)
        calendar.remove_day_off(calendar.days_off.get(), by=self.world.otto, at=MONDAY)
        calendar.refresh_from_db()
        assert calendar.version == 3

    def test_a_day_is_a_day_off_once(self) -> None:
        calendar = self.world.calendar
        calendar.add_day_off(date(2026, 3, 4), "Company outing", by=self.world.otto, at=MONDAY)
        with pytest.raises(Refused):
            calendar.add_day_off(date(2026, 3, 4), "Once more", by=self.world.otto, at=MONDAY)
        assert calendar.days_off.get().name == "Company outing"
        calendar.refresh_from_db()
        assert calendar.version == 2
