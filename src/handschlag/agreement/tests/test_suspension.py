"""The emergency brake: who pulls it, how long it holds, how it ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import TestCase

from handschlag.agreement.models import Lifting, Suspension, Version
from handschlag.agreement.readings.suspensions import history, running
from handschlag.agreement.tests.stories import DAY, HOUR, drafted, proposed, sealed
from handschlag.agreement.tests.test_talks import mails
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.organisation.models import Mandate, Side
from handschlag.organisation.tests.world import MONDAY, World, build_world

TODAY = MONDAY.date()


class ASuspension(TestCase):
    world: World
    version: Version

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()
        cls.version = sealed(cls.world)

    def suspend(
        self,
        side: Side = Side.SALES,
        name: str = "lena",
        last_day: date = TODAY,
        at: datetime = MONDAY,
        reason: str = "Fire",
    ) -> Suspension:
        by = getattr(self.world, name)
        return Suspension.declare(self.version, side, reason=reason, last_day=last_day, by=by, at=at)

    def test_holds_from_the_moment_it_is_declared_to_the_end_of_its_last_day(self) -> None:
        suspension = self.suspend(last_day=TODAY + DAY)
        assert suspension.until_at == datetime(2026, 3, 3, 23, 0, tzinfo=UTC)  # midnight in Berlin
        for at, holds in (
            (MONDAY - timedelta(microseconds=1), False),
            (MONDAY, True),
            (suspension.until_at - timedelta(microseconds=1), True),
            (suspension.until_at, False),
        ):
            assert bool(Version.suspended(at)) is holds
        assert Entry.objects.filter(fact="agreement_suspended").count() == 1

    def test_the_day_the_clock_is_put_forward_ends_at_its_midnight(self) -> None:
        suspension = self.suspend(last_day=date(2026, 3, 29))
        assert suspension.until_at == datetime(2026, 3, 29, 22, 0, tzinfo=UTC)

    def test_needs_the_mandate_of_the_side(self) -> None:
        for side, name in ((Side.MARKETING, "lena"), (Side.SALES, "sam"), (Side.SALES, "otto"), (Side.SALES, "theo")):
            with pytest.raises(Refused):
                self.suspend(side, name)
        Mandate.objects.filter(holder=self.world.lena).update(until_on=TODAY)
        with pytest.raises(Refused):
            self.suspend(at=MONDAY + DAY, last_day=TODAY + DAY)
        assert not Suspension.objects.exists()
        assert not Entry.objects.filter(fact="agreement_suspended").exists()

    def test_needs_a_reason_and_a_last_day_within_thirty_days(self) -> None:
        for reason in ("", "  \n", "\u200b", "x" * 501):
            with pytest.raises(Refused):
                self.suspend(reason=reason)
        for days in (-1, 31):
            with pytest.raises(Refused):
                self.suspend(last_day=TODAY + days * DAY)
        self.suspend(last_day=TODAY + 30 * DAY)

    def test_is_of_the_version_in_force(self) -> None:
        waiting = sealed(self.world, from_at=MONDAY + DAY, sales_capacity_per_week=9)
        for version in (drafted(self.world), proposed(self.world), waiting):
            with pytest.raises(Refused):
                Suspension.declare(
                    version, Side.SALES, reason="Fire", last_day=TODAY, by=self.world.lena, at=MONDAY + HOUR
                )

    def test_a_side_has_one_at_a_time_and_both_sides_may_have_theirs(self) -> None:
        first = self.suspend()
        with pytest.raises(Refused):
            self.suspend()
        self.suspend(Side.MARKETING, "theo")
        assert len(Version.suspended(MONDAY)) == 2
        first.lift(by=self.world.lena, at=MONDAY + HOUR)
        assert [one.side for one in Version.suspended(MONDAY + HOUR)] == ["marketing"]
        self.suspend(at=MONDAY + 2 * HOUR)

    def test_is_lifted_by_its_own_side_only(self) -> None:
        suspension = self.suspend(last_day=TODAY + DAY)
        for name in ("theo", "sam", "otto"):
            with pytest.raises(Refused):
                suspension.lift(by=getattr(self.world, name), at=MONDAY + HOUR)
        suspension.lift(by=self.world.lena, at=MONDAY + HOUR)
        with pytest.raises(Refused):
            suspension.lift(by=self.world.lena, at=MONDAY + HOUR)
        assert Lifting.objects.count() == 1
        assert Version.suspended(MONDAY + HOUR) == []
        assert Version.suspended(MONDAY) == [suspension]  # as it was then

    def test_cannot_be_lifted_after_its_end(self) -> None:
        suspension = self.suspend()
        with pytest.raises(Refused):
            suspension.lift(by=self.world.lena, at=MONDAY + 2 * DAY)

    def test_ends_when_another_version_comes_into_force(self) -> None:
        self.suspend(last_day=TODAY + 9 * DAY)
        other = sealed(self.world, MONDAY + HOUR, MONDAY + DAY, sales_capacity_per_week=9)
        assert Version.suspended(MONDAY + DAY - HOUR)
        assert Version.suspended(MONDAY + DAY) == []
        assert Version.in_force(MONDAY + DAY) == other

    def test_its_end_is_told_on_the_contract(self) -> None:
        lifted = self.suspend(last_day=TODAY + DAY)
        lifted.lift(by=self.world.lena, at=MONDAY + HOUR)
        self.suspend(at=MONDAY + 2 * HOUR)
        cut = self.suspend(at=MONDAY + DAY, last_day=TODAY + 9 * DAY)
        assert [one.ended_as for one in history(self.version, MONDAY + 1.5 * DAY)] == ["lifted", "run_out", ""]
        sealed(self.world, MONDAY + 2 * DAY, sales_capacity_per_week=9)
        ended = history(self.version, MONDAY + 3 * DAY)[-1]
        assert (ended.suspension, ended.ended_as, ended.ended_at) == (cut, "superseded", MONDAY + 2 * DAY)

    def test_its_end_may_be_offered_to_who_can_bring_it_about(self) -> None:
        self.suspend()
        assert [one.may_lift for one in running(MONDAY, self.world.lena)] == [True]
        assert [one.may_lift for one in running(MONDAY, self.world.theo)] == [False]

    def test_everybody_else_who_may_sign_is_told(self) -> None:
        self.suspend().lift(by=self.world.lena, at=MONDAY)
        assert mails("suspended") == mails("lifted") == ["theo"]
