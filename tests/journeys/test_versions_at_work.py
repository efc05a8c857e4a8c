"""The worker obeys what both sides signed: from which moment, and while it is suspended."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import TestCase

from handschlag.agreement.core.terms import Terms
from handschlag.agreement.models import Suspension, Version
from handschlag.capture.models import accept
from handschlag.handover.models import Handover, PoolEntry
from handschlag.handover.tests.stories import DAY, HOUR, TERMS, House, add_rep, agree, build_house
from handschlag.journey.worker import chores
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.organisation.models import Rep, Side
from handschlag.organisation.tests.world import MONDAY, PASSWORD
from handschlag.people.models import Lead
from handschlag.qualification.models import Standing, Verdict

SECOND = timedelta(seconds=1)


def arrive(house: House, name: str, at: datetime, kind: str = "webinar_attended") -> None:
    """Somebody from Augsburg does something; the website says so."""
    traits = {
        "email": f"{name.lower()}@{name.lower()}.example",
        "given_name": name,
        "family_name": "Weber",
        "country": "DE",
        "postal_code": "86150",
        "company": f"{name} GmbH",
    }
    message = {
        "type": "track",
        "event": kind,
        "messageId": f"{name}-{kind}-{next(house.numbers)}",
        "timestamp": at.isoformat(),
        "context": {"traits": traits},
    }
    accept(house.source, [message], at)


def work(at: datetime) -> None:
    """The worker does everything there is to do at ``at``, until nothing is left; but the scrub, which wants the database for itself."""
    todo = [chore for chore in chores() if chore.name != "scrub"]
    for _turn in range(3):
        for chore in todo:
            chore.work(at)


def handed(name: str) -> Handover | None:
    return Handover.objects.filter(lead__contact__given_name=name).select_related("version", "verdict").first()


def waits(name: str) -> str | None:
    """Why somebody waits in the pool; None for who does not."""
    entry = PoolEntry.objects.filter(lead__contact__given_name=name, left_at=None).first()
    return entry.reason if entry else None


class WhileSuspended(TestCase):
    house: House

    @classmethod
    def setUpTestData(cls) -> None:
        cls.house = build_house()

    def suspend(self, days: int = 1, at: datetime = MONDAY) -> Suspension:
        words = {"reason": "The plant burns", "last_day": (at + days * DAY).date()}
        return Suspension.declare(self.house.version, Side.SALES, **words, by=self.house.world.lena, at=at)  # type: ignore[arg-type]

    def test_leads_are_judged_and_wait_in_the_pool_with_that_reason(self) -> None:
        self.suspend()
        arrive(self.house, "Anna", MONDAY + HOUR)
        arrive(self.house, "Bert", MONDAY + HOUR, "demo_requested")
        work(MONDAY + HOUR)
        assert Verdict.objects.filter(decision="qualified").count() == 2
        assert [waits(name) for name in ("Anna", "Bert")] == ["suspended", "suspended"]
        assert not Handover.objects.exists()
        assert Entry.objects.filter(fact="lead_pooled", payload_json='{"reason":"suspended"}').count() == 2

    def test_what_comes_in_the_moment_before_is_handed_over(self) -> None:
        arrive(self.house, "Anna", MONDAY - SECOND)
        work(MONDAY - SECOND)
        self.suspend()
        arrive(self.house, "Bert", MONDAY)
        work(MONDAY)
        assert handed("Anna")
        assert not handed("Bert")

    def test_they_go_on_by_themselves_when_it_ends(self) -> None:
        suspension = self.suspend()
        arrive(self.house, "Anna", MONDAY + HOUR)
        work(MONDAY + HOUR)
        work(suspension.until_at - SECOND)
        assert waits("Anna") == "suspended"
        work(suspension.until_at)
        assert handed("Anna")
        assert waits("Anna") is None

    def test_they_go_on_by_themselves_when_it_is_lifted(self) -> None:
        suspension = self.suspend(days=20)
        arrive(self.house, "Anna", MONDAY + HOUR)
        work(MONDAY + HOUR)
        suspension.lift(by=self.house.world.lena, at=MONDAY + 2 * HOUR)
        work(MONDAY + 2 * HOUR)
        assert handed("Anna")

    def test_they_go_on_by_themselves_when_a_new_version_comes_into_force(self) -> None:
        self.suspend(days=20)
        arrive(self.house, "Anna", MONDAY + HOUR)
        work(MONDAY + HOUR)
        second = agree(self.house.world, MONDAY + 2 * HOUR, sales_capacity_per_week=9)
        work(MONDAY + 2 * HOUR)
        handover = handed("Anna")
        assert handover
        assert handover.version == second

    def test_both_sides_have_to_let_go(self) -> None:
        ours = self.suspend(days=20)
        words = {"reason": "And we too", "last_day": MONDAY.date()}
        Suspension.declare(self.house.version, Side.MARKETING, **words, by=self.house.world.theo, at=MONDAY)  # type: ignore[arg-type]
        arrive(self.house, "Anna", MONDAY + HOUR)
        work(MONDAY + HOUR)
        ours.lift(by=self.house.world.lena, at=MONDAY + 2 * HOUR)
        work(MONDAY + 2 * HOUR)
        assert waits("Anna") == "suspended"
        work(MONDAY + DAY)
        assert handed("Anna")

    def test_nobody_hands_over_by_hand_either(self) -> None:
        self.suspend()
        arrive(self.house, "Anna", MONDAY + HOUR)
        work(MONDAY + HOUR)
        entry, rep = PoolEntry.objects.get(), Rep.objects.get(user=self.house.world.sam)
        with pytest.raises(Refused):
            entry.hand_to(rep, by=self.house.world.lena, at=MONDAY + 2 * HOUR)
        assert waits("Anna") == "suspended"

    def test_what_was_handed_over_before_goes_its_way(self) -> None:
        arrive(self.house, "Anna", MONDAY)
        work(MONDAY)
        first = handed("Anna")
        assert first
        other = Rep.objects.get(user=add_rep(self.house, "Olga"))
        self.suspend(days=20, at=MONDAY + HOUR)
        second = first.reassign(other, by=self.house.world.lena, at=MONDAY + 2 * HOUR)
        second.accept(by=other.user, at=MONDAY + 2 * HOUR)
        second.end(MONDAY + 3 * HOUR)

    def test_one_that_runs_out_meanwhile_waits_too(self) -> None:
        arrive(self.house, "Anna", MONDAY)
        work(MONDAY)
        self.suspend(days=20, at=MONDAY + HOUR)
        add_rep(self.house, "Olga")
        work(MONDAY + 10 * DAY)
        assert waits("Anna") == "ran_out"
        assert Handover.objects.count() == 1
        work(MONDAY + 21 * DAY)
        assert Handover.objects.count() == 2


class FromADay(TestCase):
    """A version both have signed waits for its moment; at that moment it judges and hands over, not before and not after."""

    house: House

    @classmethod
    def setUpTestData(cls) -> None:
        cls.house = build_house()

    def seal(self, from_at: datetime, **changes: Any) -> Version:
        """Signed by both now, in force from then on."""
        terms, world = Terms.model_validate(TERMS | changes), self.house.world
        version = Version.draft(terms, by=world.theo, at=MONDAY - HOUR, based_on=self.house.version)
        version.propose(by=world.theo, at=MONDAY - HOUR, from_at=from_at)
        version.sign(Side.MARKETING, by=world.theo, password=PASSWORD, at=MONDAY - HOUR)
        version.sign(Side.SALES, by=world.lena, password=PASSWORD, at=MONDAY - HOUR)
        return version

    def test_verdicts_and_handovers_change_at_exactly_that_moment(self) -> None:
        noon = MONDAY + 3 * HOUR
        second = self.seal(noon, sales_capacity_per_week=9)
        arrive(self.house, "Anna", noon - timedelta(microseconds=1))
        work(noon - timedelta(microseconds=1))
        arrive(self.house, "Bert", noon)
        work(noon)
        for name, version in (("Anna", self.house.version), ("Bert", second)):
            handover = handed(name)
            assert handover
            assert (handover.version, handover.verdict.version) == (version, version)

    def test_everybody_open_is_judged_anew_by_it(self) -> None:
        noon = MONDAY + 3 * HOUR
        stricter = self.seal(noon, thresholds={"points": 60})
        arrive(self.house, "Anna", MONDAY)
        work(MONDAY)
        assert Standing.objects.get().version == self.house.version
        work(noon)
        assert Standing.objects.get().version == stricter
        assert Standing.objects.get().verdict.decision == "not_yet"
        handover = handed("Anna")
        assert handover
        assert handover.version == self.house.version  # judged for ever by what was in force at its handover

    def test_who_waits_in_the_pool_goes_on_only_where_it_still_qualifies_them(self) -> None:
        suspension = Suspension.declare(
            self.house.version,
            Side.SALES,
            reason="Fire",
            last_day=(MONDAY + 20 * DAY).date(),
            by=self.house.world.lena,
            at=MONDAY,
        )
        arrive(self.house, "Anna", MONDAY + HOUR)
        arrive(self.house, "Bert", MONDAY + HOUR)
        arrive(self.house, "Bert", MONDAY + HOUR)
        work(MONDAY + HOUR)
        assert Version.suspended(MONDAY + HOUR) == [suspension]
        stricter = agree(self.house.world, MONDAY + 2 * HOUR, thresholds={"points": 60})
        work(MONDAY + 2 * HOUR)
        handover = handed("Bert")
        assert handover
        assert handover.version == stricter
        assert Standing.objects.get(lead=handover.lead).version == stricter
        assert handed("Anna") is None
        assert waits("Anna") is None
        assert Lead.objects.filter(is_open=True).count() == 2
        arrive(self.house, "Anna", MONDAY + 3 * HOUR)
        work(MONDAY + 3 * HOUR)
        assert handed("Anna")
