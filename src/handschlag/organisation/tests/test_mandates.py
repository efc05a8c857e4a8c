"""Mandates to sign, and the founder alone."""

import json
from datetime import date, timedelta

import pytest
from django.test import TestCase

from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.organisation.models import Founding, Mandate, OnePersonMode, Role, Side, User, found
from handschlag.organisation.tests.world import MONDAY, World, build_world

TODAY = MONDAY.date()
LATER = MONDAY + timedelta(minutes=1)


class AMandate(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()

    def give(self, holder: User, side: Side, from_on: date = TODAY, until_on: date | None = None) -> Mandate:
        return Mandate.give(holder, side, from_on=from_on, until_on=until_on, by=self.world.otto, at=MONDAY)

    def test_is_given_for_a_side_and_the_ledger_knows(self) -> None:
        mandate = self.give(self.world.mara, Side.MARKETING, until_on=TODAY)
        assert mandate in Mandate.objects.valid_on(TODAY)
        assert mandate not in Mandate.objects.valid_on(TODAY + timedelta(days=1))
        told = json.loads(Entry.objects.get(fact="mandate_given").payload_json)
        assert told == {
            "side": "marketing",
            "from_on": "2026-03-02",
            "until_on": "2026-03-02",
            "mandate": str(mandate.id),
        }

    def test_needs_the_role_of_its_side(self) -> None:
        for holder, side in (
            (self.world.nora, Side.SALES),
            (self.world.mara, Side.SALES),
            (self.world.sam, Side.MARKETING),
        ):
            with pytest.raises(Refused):
                self.give(holder, side)

    def test_is_not_given_twice_for_the_same_days(self) -> None:
        with pytest.raises(Refused):
            self.give(self.world.theo, Side.MARKETING)

    def test_nobody_signs_for_both_sides(self) -> None:
        self.world.theo.give_role(Role.SALES, by=self.world.otto, at=MONDAY)
        with pytest.raises(Refused):
            self.give(self.world.theo, Side.SALES)

    def test_ends_with_its_last_day_and_not_in_the_past(self) -> None:
        mandate = self.world.theo.mandates.get()
        with pytest.raises(Refused):
            mandate.end(TODAY - timedelta(days=1), by=self.world.otto, at=MONDAY)
        mandate.end(TODAY, by=self.world.otto, at=MONDAY)
        assert self.world.theo.mandates.valid_on(TODAY).exists()
        assert not self.world.theo.mandates.valid_on(TODAY + timedelta(days=1)).exists()
        assert Entry.objects.filter(fact="mandate_ended").count() == 1
        assert (mandate.ended_by, mandate.ended_at) == (self.world.otto, MONDAY)

    def test_is_not_lengthened_by_ending_it(self) -> None:
        mandate = self.give(self.world.mara, Side.MARKETING, until_on=TODAY)
        with pytest.raises(Refused):
            mandate.end(TODAY + timedelta(days=1), by=self.world.otto, at=MONDAY)
        assert mandate not in Mandate.objects.valid_on(TODAY + timedelta(days=1))

    def test_a_deputy_signs_for_the_same_side_for_some_days(self) -> None:
        deputy = self.give(self.world.mara, Side.MARKETING, TODAY, TODAY + timedelta(days=7))
        sides = Mandate.objects.valid_on(TODAY).filter(side=Side.MARKETING)
        assert {mandate.holder for mandate in sides} == {self.world.theo, self.world.mara}
        assert deputy.given_by == self.world.otto

    def test_is_not_given_to_who_may_not_log_in(self) -> None:
        self.world.mara.deactivate(by=self.world.otto, at=MONDAY)
        with pytest.raises(Refused):
            self.give(self.world.mara, Side.MARKETING)


class AFounderAlone(TestCase):
    founder: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.founder = found(
            Founding(house="Werk", name="Gero", email="gero@werk.example", password="Kranich und Laterne"), at=MONDAY
        )

    def test_signs_for_both_sides(self) -> None:
        assert OnePersonMode.is_on(MONDAY)
        assert set(self.founder.mandates.valid_on(TODAY).values_list("side", flat=True)) == {"marketing", "sales"}

    def test_a_second_holder_ends_one_person_mode_for_good(self) -> None:
        lena = User.objects.add("lena@werk.example", "Lena", by=self.founder, at=MONDAY)
        lena.give_role(Role.SALES, by=self.founder, at=MONDAY)
        mandate = Mandate.give(lena, Side.SALES, from_on=TODAY, by=self.founder, at=LATER)
        assert OnePersonMode.is_on(MONDAY)
        assert not OnePersonMode.is_on(LATER)
        mandate.end(TODAY, by=self.founder, at=LATER)
        assert not OnePersonMode.is_on(LATER + timedelta(days=30))
        assert Entry.objects.filter(fact="one_person_mode_ended").count() == 1

    def test_a_deputy_for_marketing_ends_it_as_well(self) -> None:
        ida = User.objects.add("ida@werk.example", "Ida", by=self.founder, at=MONDAY)
        ida.give_role(Role.MARKETING, by=self.founder, at=MONDAY)
        Mandate.give(ida, Side.MARKETING, from_on=TODAY + timedelta(days=30), by=self.founder, at=LATER)
        assert not OnePersonMode.is_on(LATER)
