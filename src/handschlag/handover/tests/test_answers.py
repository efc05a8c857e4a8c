"""Accept, return, reassign: who may, when, and what follows."""

from datetime import timedelta

import pytest
from django.test import TestCase

from handschlag.handover.models import Deadline, Handover, PoolEntry, State, hand_over
from handschlag.handover.tests.stories import DAY, HOUR, MINUTE, accepted, add_rep, build_house, handed, judge, lead
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.organisation.models import Rep
from handschlag.organisation.tests.world import MONDAY

INSTANT = timedelta(microseconds=1)


class Accepting(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.house = build_house()
        cls.sam, cls.lena = cls.house.world.sam, cls.house.world.lena
        cls.handover = handed(cls.house)
        cls.due_at = cls.handover.deadlines.get(duty="accept").due_at

    def deadline(self, duty: str) -> Deadline:
        return self.handover.deadlines.get(duty=duty)

    def test_accepting_starts_the_clock_for_the_result(self):
        self.handover.accept(by=self.sam, at=MONDAY + HOUR)
        assert self.handover.state is State.ACCEPTED
        assert (self.deadline("accept").closed_as, self.deadline("accept").done_at) == ("met", MONDAY + HOUR)
        result = self.deadline("result")
        assert (result.runs_from_at, result.due_at) == (
            MONDAY + HOUR,
            MONDAY + 15 * DAY + 5 * HOUR,
        )  # 5 + 10 × 7 + 5 hours
        assert Entry.objects.filter(fact="handover_accepted", actor=str(self.sam.id)).count() == 1

    def test_at_exactly_the_due_moment_it_is_in_time(self):
        self.handover.accept(by=self.sam, at=self.due_at)
        assert self.deadline("accept").closed_as == "met"

    def test_an_instant_later_it_counts_as_missed_though_nobody_has_swept_yet(self):
        self.handover.accept(by=self.sam, at=self.due_at + INSTANT)
        assert (self.deadline("accept").closed_as, self.handover.state) == ("missed", State.ACCEPTED)

    def test_the_leader_may_accept_for_the_team(self):
        self.handover.accept(by=self.lena, at=MONDAY + HOUR)
        assert self.handover.acceptance.by == self.lena

    def test_nobody_else_may(self):
        for other in (add_rep(self.house, "Olga"), self.house.world.mara, self.house.world.theo, self.house.world.otto):
            with pytest.raises(Refused):
                self.handover.accept(by=other, at=MONDAY + HOUR)
        assert Handover.objects.in_state(State.WAITING).count() == 1
        assert not Entry.objects.filter(fact="handover_accepted").exists()

    def test_it_is_accepted_once_even_through_a_stale_copy(self):
        stale = Handover.objects.get(id=self.handover.id)
        self.handover.accept(by=self.sam, at=MONDAY + HOUR)
        with pytest.raises(Refused):
            stale.accept(by=self.lena, at=MONDAY + HOUR)
        with pytest.raises(Refused):
            stale.return_("no_need", by=self.sam, at=MONDAY + HOUR)

    def test_accepting_costs_few_queries(self):
        handed(self.house, "Bert").accept(by=self.sam, at=MONDAY + HOUR)  # reads the terms, once
        with self.assertNumQueries(15):  # three of them are the transaction and getting it first
            Handover.objects.get(id=self.handover.id).accept(by=self.sam, at=MONDAY + HOUR)


class Returning(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.house = build_house()
        cls.sam = cls.house.world.sam
        cls.handover = handed(cls.house)

    def test_a_returned_lead_keeps_its_reason_and_owes_nothing_more(self):
        self.handover.return_("no_need", "They only wanted a calendar.\0", by=self.sam, at=MONDAY + HOUR)
        back = Handover.objects.get().return_row
        assert (back.reason, back.sentence, back.by) == ("no_need", "They only wanted a calendar.", self.sam)
        assert list(self.handover.deadlines.order_by("duty").values_list("duty", "closed_as")) == [
            ("accept", "met"),
            ("first_contact", "lifted"),
        ]
        assert self.handover.state is State.RETURNED

    def test_a_nurtured_lead_stays_open(self):
        self.handover.return_("no_need", by=self.sam, at=MONDAY + HOUR)
        self.handover.lead.refresh_from_db()
        assert self.handover.lead.is_open

    def test_the_ledger_keeps_the_reason_and_never_the_words(self):
        self.handover.return_("no_need", "They only wanted a calendar.", by=self.sam, at=MONDAY + HOUR)
        entry = Entry.objects.get(fact="handover_returned")
        assert '"reason":"no_need"' in entry.payload_json
        assert "calendar" not in entry.payload_json

    def test_a_reason_outside_the_agreement_is_refused(self):
        with pytest.raises(Refused):
            self.handover.return_("i_do_not_like_it", by=self.sam, at=MONDAY + HOUR)
        assert Handover.objects.in_state(State.WAITING).exists()

    def test_after_acceptance_it_is_too_late(self):
        self.handover.accept(by=self.sam, at=MONDAY + HOUR)
        with pytest.raises(Refused):
            self.handover.return_("no_need", by=self.sam, at=MONDAY + 2 * HOUR)


class Disqualifying(TestCase):
    def test_where_it_is_agreed_a_returned_lead_is_closed(self):
        house = build_house(after_return="disqualify")
        handover = handed(house)
        handover.return_("no_need", by=house.world.sam, at=MONDAY + HOUR)
        handover.lead.refresh_from_db()
        assert (handover.lead.is_open, handover.lead.closure.because) == (False, "disqualified")


class Reassigning(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.house = build_house()
        cls.sam, cls.lena = cls.house.world.sam, cls.house.world.lena
        cls.olga = add_rep(cls.house, "Olga", prefixes=["1"])
        cls.handover = accepted(cls.house)
        cls.brief = cls.handover.brief

    def test_the_successor_takes_the_lead_with_what_is_owed_for_it(self):
        successor = self.handover.reassign(Rep.objects.get(user=self.olga), by=self.lena, at=MONDAY + DAY)
        assert (successor.rep, successor.lead, successor.brief) == (self.olga, self.handover.lead, self.brief)
        assert (self.handover.state, successor.state) == (State.REASSIGNED, State.WAITING)
        assert self.handover.reassignment.successor == successor
        assert not self.handover.deadlines.filter(closed_at=None).exists()
        assert set(successor.deadlines.filter(closed_at=None).values_list("duty", flat=True)) == {
            *("accept", "first_contact", "result")
        }
        assert successor.chosen_because == {"tie": "by_hand"}

    def test_operations_may_and_the_rep_alone_may_not(self):
        to = Rep.objects.get(user=self.olga)
        for nobody in (self.sam, self.olga, self.house.world.mara):
            with pytest.raises(Refused):
                self.handover.reassign(to, by=nobody, at=MONDAY + DAY)
        assert Handover.objects.count() == 1
        self.handover.reassign(to, by=self.house.world.otto, at=MONDAY + DAY)

    def test_not_to_the_same_rep_and_not_twice(self):
        with pytest.raises(Refused):
            self.handover.reassign(Rep.objects.get(user=self.sam), by=self.lena, at=MONDAY + DAY)
        self.handover.reassign(Rep.objects.get(user=self.olga), by=self.lena, at=MONDAY + DAY)
        with pytest.raises(Refused):
            self.handover.reassign(Rep.objects.get(user=self.olga), by=self.lena, at=MONDAY + DAY)


class GivingFromThePool(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.house = build_house()
        hand_over([judge(cls.house, lead(cls.house, country="FR"))], MONDAY)
        cls.entry = PoolEntry.objects.get()
        cls.rep = Rep.objects.get(user=cls.house.world.sam)

    def test_a_leader_gives_a_waiting_lead_to_any_rep(self):
        handover = self.entry.hand_to(self.rep, by=self.house.world.lena, at=MONDAY + HOUR)
        assert (handover.rep, handover.brief["why"][0]["label"]) == (self.house.world.sam, "Our countries")
        assert PoolEntry.objects.get().left_at == MONDAY + HOUR
        with pytest.raises(Refused):
            self.entry.hand_to(self.rep, by=self.house.world.lena, at=MONDAY + HOUR + MINUTE)

    def test_others_may_not(self):
        for other in (self.house.world.sam, self.house.world.mara):
            with pytest.raises(Refused):
                self.entry.hand_to(self.rep, by=other, at=MONDAY + HOUR)
        assert not Handover.objects.exists()


class Visibility(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.house = build_house()
        cls.world = cls.house.world
        cls.olga = add_rep(cls.house, "Olga", prefixes=["86"])
        cls.of_olga, cls.of_sam = handed(cls.house, "Anna"), handed(cls.house, "Bert", postal_code="80331")

    def test_who_reads_which_handover(self):
        def readable(user):
            return set(Handover.objects.visible_to(user, MONDAY))

        assert readable(self.olga) == {self.of_olga}
        assert readable(self.world.sam) == {self.of_sam}
        assert (
            readable(self.world.lena)
            == readable(self.world.mara)
            == readable(self.world.theo)
            == {self.of_olga, self.of_sam}
        )
        assert readable(self.world.otto) == readable(self.world.nora) == set()

    def test_a_sales_mandate_counts_only_while_it_lasts(self):
        self.world.team.leader = self.world.sam
        self.world.team.save()
        assert Handover.objects.visible_to(self.world.lena, MONDAY).count() == 2
        assert Handover.objects.visible_to(self.world.lena).count() == 0
        self.world.lena.mandates.update(until_on=MONDAY.date())
        assert Handover.objects.visible_to(self.world.lena, MONDAY + DAY).count() == 0
