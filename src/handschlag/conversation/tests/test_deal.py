"""A deal is opened from an accepted lead and ends it."""

import pytest
from django.test import TestCase

from handschlag.conversation.models import Deal, DealClosing
from handschlag.handover.models import Handover, State
from handschlag.handover.tests.stories import DAY, HOUR, accepted, add_rep, build_house, handed
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.organisation.tests.world import MONDAY
from handschlag.people.models import Lead


class Opening(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.house = build_house()
        cls.sam = cls.house.world.sam
        cls.handover = accepted(cls.house)

    def open(self, **more):
        told = {"name": "MW 5", "owner": self.sam, "value_minor": 8_600_000, "currency": "EUR", "at": MONDAY + DAY}
        return Deal.open(self.handover.lead, **(told | more))

    def test_it_keeps_its_value_its_owner_and_an_entry(self):
        deal = self.open()
        assert (deal.value_minor, deal.owner, deal.roles.get().user) == (8_600_000, self.sam, self.sam)
        assert Entry.objects.filter(fact="deal_opened", subject_id=str(deal.id)).count() == 1

    def test_one_open_deal_per_lead(self):
        self.open()
        with pytest.raises(Refused):
            self.open()

    def test_only_whoever_is_in_charge_of_the_accepted_lead(self):
        for other in (add_rep(self.house, "Olga"), self.house.world.mara):
            with pytest.raises(Refused):
                self.open(by=other)
        waiting = handed(self.house, "Bert", MONDAY + HOUR)
        with pytest.raises(Refused):
            Deal.open(waiting.lead, name="MW 5", owner=self.sam, value_minor=None, currency="EUR", at=MONDAY + DAY)
        assert not Deal.objects.exists()


class Closing(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.house = build_house()
        cls.sam, cls.lena = cls.house.world.sam, cls.house.world.lena
        handover = accepted(cls.house)
        cls.deal = Deal.open(handover.lead, name="MW 5", owner=cls.sam, value_minor=1, currency="EUR", at=MONDAY + DAY)

    def test_a_won_deal_closes_lead_and_handover(self):
        self.deal.close("won", by=self.sam, at=MONDAY + 30 * DAY)
        lead, handover = Lead.objects.get(), Handover.objects.get()
        assert (lead.is_open, lead.closure.because) == (False, "won")
        assert (handover.is_open, handover.state) == (False, State.ENDED)
        assert not handover.deadlines.filter(closed_at=None).exists()

    def test_no_decision_counts_as_lost_and_keeps_its_reason(self):
        self.deal.close("no_decision", reason="Postponed", by=self.sam, at=MONDAY + 30 * DAY)
        assert Lead.objects.get().closure.because == "lost"
        assert (DealClosing.objects.get().outcome, DealClosing.objects.get().reason) == ("no_decision", "Postponed")

    def test_whoever_did_not_win_says_why(self):
        with pytest.raises(Refused):
            self.deal.close("lost", by=self.sam, at=MONDAY + 30 * DAY)
        assert Lead.objects.get().is_open

    def test_it_is_closed_once(self):
        self.deal.close("won", by=self.sam, at=MONDAY + 30 * DAY)
        with pytest.raises(Refused):
            Deal.objects.get().close("lost", reason="No", by=self.sam, at=MONDAY + 31 * DAY)

    def test_owner_leader_and_head_of_sales_may_and_nobody_else(self):
        for other in (add_rep(self.house, "Olga"), self.house.world.mara, self.house.world.otto):
            with pytest.raises(Refused):
                self.deal.close("won", by=other, at=MONDAY + 30 * DAY)
        self.deal.close("won", by=self.lena, at=MONDAY + 30 * DAY)

    def test_an_outcome_that_is_none_is_an_error(self):
        with pytest.raises(ValueError, match="perhaps"):
            self.deal.close("perhaps", by=self.sam, at=MONDAY + 30 * DAY)

    def test_the_reason_is_nobody_elses_business_in_the_ledger(self):
        self.deal.close("lost", reason="Herr Bauer prefers Nordfräs", by=self.sam, at=MONDAY + 30 * DAY)
        assert "Bauer" not in Entry.objects.get(fact="deal_closed").payload_json

    def test_who_reads_it(self):
        for user in (self.sam, self.lena, self.house.world.mara):
            assert self.deal in Deal.objects.visible_to(user, MONDAY)
        for user in (add_rep(self.house, "Olga"), self.house.world.otto, self.house.world.nora):
            assert not Deal.objects.visible_to(user, MONDAY).exists()
