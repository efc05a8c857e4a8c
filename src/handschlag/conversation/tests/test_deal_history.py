"""What is thought of a deal changes, and what was thought before is kept; an end by mistake is taken back."""

from datetime import date, timedelta

import pytest
from django.test import TestCase

from handschlag.conversation.models import (
    Conversation,
    Deal,
    DealClosing,
    DealStage,
    LossReason,
    Product,
    ensure_starter_deal_words,
)
from handschlag.conversation.readings import deal_page
from handschlag.handover.models import Handover, State, sweep
from handschlag.handover.tests.stories import DAY, HOUR, MINUTE, accepted, add_rep, build_house, lead
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.organisation.tests.world import MONDAY
from handschlag.people.models import Because, Lead, merge

THEN = MONDAY + DAY


class Deals(TestCase):
    @classmethod
    def setUpTestData(cls):
        ensure_starter_deal_words()
        cls.house = build_house()
        cls.sam, cls.lena, cls.mara = cls.house.world.sam, cls.house.world.lena, cls.house.world.mara
        cls.handover = accepted(cls.house)
        cls.deal = Deal.open(
            cls.handover.lead,
            name="MW 5",
            owner=cls.sam,
            value_minor=8_600_000,
            currency="EUR",
            at=MONDAY + HOUR,
            expected_on=date(2026, 12, 1),
        )
        cls.offer, cls.negotiation = DealStage.objects.get(key="offer"), DealStage.objects.get(key="negotiation")

    def correct(self, at=THEN, by=None, **said):
        deal = Deal.objects.get()
        now = {
            "name": deal.name,
            "value_minor": deal.value_minor,
            "currency": deal.currency,
            "expected_on": deal.expected_on,
        }
        return deal.correct(**now | said, by=by or self.sam, at=at)


class Moving(Deals):
    def test_a_new_deal_stands_in_the_first_stage(self):
        assert (self.deal.stage.key, self.deal.stage_entries.get().by) == ("need-clarified", self.sam)

    def test_every_stage_it_stood_in_is_kept_with_who_and_when(self):
        self.deal.move(self.offer, by=self.sam, at=THEN)
        self.deal.move(self.negotiation, by=self.lena, at=THEN + DAY)
        self.deal.move(self.offer, by=self.sam, at=THEN + 2 * DAY)
        told = [(entry.stage.key, entry.by, entry.at) for entry in self.deal.stage_entries.all()][1:]
        assert told == [
            ("offer", self.sam, THEN),
            ("negotiation", self.lena, THEN + DAY),
            ("offer", self.sam, THEN + 2 * DAY),
        ]
        assert Entry.objects.filter(fact="deal_moved", subject_id=str(self.deal.id)).count() == 3

    def test_to_where_it_stands_it_is_not_moved_again(self):
        for _twice in range(2):
            self.deal.move(self.offer, by=self.sam, at=THEN)
        assert self.deal.stage_entries.count() == 2

    def test_not_into_a_stage_that_is_not_offered_any_more(self):
        self.offer.put_away(by=self.lena, at=THEN)
        with pytest.raises(Refused):
            self.deal.move(self.offer, by=self.sam, at=THEN)

    def test_only_who_is_in_charge_and_only_while_it_is_open(self):
        for other in (add_rep(self.house, "Olga"), self.mara, self.house.world.otto):
            with pytest.raises(Refused):
                self.deal.move(self.offer, by=other, at=THEN)
        self.deal.close("won", by=self.sam, at=THEN)
        with pytest.raises(Refused):
            self.deal.move(self.offer, by=self.sam, at=THEN + DAY)
        assert Deal.objects.get().stage.key == "need-clarified"

    def test_a_house_without_stages_opens_deals_all_the_same(self):
        for stage in DealStage.objects.all():
            stage.put_away(by=self.lena, at=THEN)
        other = accepted(self.house, "Berta")
        deal = Deal.open(other.lead, name="MW 7", owner=other.rep, value_minor=None, currency="EUR", at=THEN)
        assert (deal.stage, deal.stage_entries.count()) == (None, 0)


class Correcting(Deals):
    def test_what_stood_there_before_is_kept(self):
        assert self.correct(name="MW 5 and robot", value_minor=None) == ["name", "value"]
        deal = Deal.objects.get()
        assert (deal.name, deal.value_minor) == ("MW 5 and robot", None)
        told = [(one.field, one.before, one.after, one.by) for one in deal.changes.all()]
        assert told == [("name", "MW 5", "MW 5 and robot", self.sam), ("value", "8600000 EUR", "", self.sam)]
        entry = Entry.objects.get(fact="deal_corrected")
        assert "robot" not in entry.payload_json

    def test_a_deal_that_is_put_off_shows_how_often_and_what_was_expected_first(self):
        self.correct(expected_on=date(2026, 12, 20))
        self.correct(expected_on=date(2026, 12, 10), at=THEN + HOUR)
        self.correct(expected_on=date(2027, 2, 1), at=THEN + DAY)
        page = deal_page(Deal.objects.get())
        assert (page.slipped, page.first_expected_on) == (2, date(2026, 12, 1))

    def test_saying_the_same_again_changes_nothing(self):
        assert self.correct() == []
        assert not self.deal.changes.exists()

    def test_a_currency_does_not_change_under_the_shares_of_products(self):
        product = Product.add(name_de="MW 5", name_en="MW 5", by=self.lena, at=THEN)
        self.deal.include(product, 1_000, by=self.sam, at=THEN)
        with pytest.raises(Refused):
            self.correct(currency="CHF")

    def test_only_who_is_in_charge(self):
        with pytest.raises(Refused):
            self.correct(by=self.mara, name="Mine")
        assert self.correct(by=self.lena, name="Hers") == ["name"]


class Parts(Deals):
    def test_several_contacts_have_a_role_each_of_this_firm_or_another(self):
        anna, planner = self.handover.lead.contact, lead(self.house, "Ida", company="Planbüro GmbH").contact
        self.deal.involve(anna, "user", by=self.sam, at=THEN)
        self.deal.involve(planner, "influencer", by=self.sam, at=THEN)
        self.deal.involve(anna, "decision_maker", by=self.sam, at=THEN)
        roles = {part.contact: part.role for part in self.deal.buying_centre.all()}
        assert roles == {anna: "decision_maker", planner: "influencer"}
        self.deal.release(planner, by=self.sam, at=THEN)
        assert self.deal.buying_centre.get().contact == anna
        with pytest.raises(Refused):
            self.deal.release(planner, by=self.sam, at=THEN)

    def test_two_contacts_of_one_buying_centre_may_turn_out_to_be_one_person(self):
        anna, other = self.handover.lead.contact, lead(self.house, "Anja").contact
        for contact in (anna, other):
            self.deal.involve(contact, "user", by=self.sam, at=THEN)
        merge(anna, other, at=THEN + DAY, by=self.mara, because=Because.PERSON)
        assert {part.contact for part in self.deal.buying_centre.all()} == {anna}

    def test_only_who_is_in_charge_says_who_has_a_part(self):
        with pytest.raises(Refused):
            self.deal.involve(self.handover.lead.contact, "user", by=self.mara, at=THEN)
        with pytest.raises(ValueError, match="friend"):
            self.deal.involve(self.handover.lead.contact, "friend", by=self.sam, at=THEN)

    def test_products_with_their_share_of_the_value(self):
        small, big = (Product.add(name_de=name, name_en=name, by=self.lena, at=THEN) for name in ("MW 5", "MW 9"))
        self.deal.include(small, 2_600_000, by=self.sam, at=THEN)
        self.deal.include(big, by=self.sam, at=THEN)
        self.deal.include(big, 6_000_000, by=self.sam, at=THEN)
        assert {line.product: line.value_minor for line in self.deal.lines.all()} == {small: 2_600_000, big: 6_000_000}
        with pytest.raises(Refused):
            self.deal.include(small, 2_600_001, by=self.sam, at=THEN)
        self.deal.exclude(small, by=self.sam, at=THEN)
        assert self.deal.lines.get().product == big


class Reasons(Deals):
    def test_a_word_of_the_house_is_reason_enough_and_may_stand_beside_a_sentence(self):
        price = LossReason.objects.get(key="price")
        closing = self.deal.close("lost", loss_reason=price, by=self.sam, at=THEN)
        assert (closing.loss_reason, closing.reason) == (price, "")

    def test_a_won_deal_has_no_reason_for_being_lost(self):
        price = LossReason.objects.get(key="price")
        assert self.deal.close("won", loss_reason=price, by=self.sam, at=THEN).loss_reason is None


class Reopening(Deals):
    def test_lead_and_handover_go_on_as_they_were(self):
        owed = {one.duty: (one.due_at, one.closed_as) for one in self.handover.deadlines.all()}
        self.deal.close("lost", "No", by=self.sam, at=THEN)
        self.deal.reopen(by=self.lena, at=THEN + HOUR)
        assert not DealClosing.objects.exists()
        assert Lead.objects.get().is_open
        handover = Handover.objects.get()
        assert (handover.is_open, handover.state) == (True, State.ACCEPTED)
        assert {one.duty: (one.due_at, one.closed_as) for one in handover.deadlines.all()} == owed
        Conversation.log(handover, by=self.sam, at=THEN + DAY, outcome="reached", note="He had confused us")
        told = self.deal.reopenings.get()
        assert (told.outcome, told.closed_at, told.by) == ("lost", THEN, self.lena)
        assert Entry.objects.filter(fact="deal_reopened").count() == 1

    def test_it_is_closed_again_as_it_really_ended(self):
        self.deal.close("lost", "No", by=self.sam, at=THEN)
        self.deal.reopen(by=self.sam, at=THEN + HOUR)
        Deal.objects.get().close("won", by=self.sam, at=THEN + DAY)
        assert (Lead.objects.get().closure.because, Handover.objects.get().is_open) == ("won", False)
        assert len(deal_page(Deal.objects.get()).history) == 5

    def test_a_clock_that_ran_out_meanwhile_fires_once(self):
        due = self.handover.deadlines.get(duty="result").due_at
        self.deal.close("won", by=self.sam, at=due - DAY)
        self.deal.reopen(by=self.sam, at=due + MINUTE)
        sweep(due + HOUR)
        assert Handover.objects.get().deadlines.get(duty="result").closed_as == "missed"

    def test_not_after_two_weeks_not_twice_and_only_by_who_is_in_charge(self):
        with pytest.raises(Refused):
            self.deal.reopen(by=self.sam, at=THEN)
        self.deal.close("won", by=self.sam, at=THEN)
        for by, at in ((self.mara, THEN), (self.sam, THEN + timedelta(days=14, seconds=1))):
            with pytest.raises(Refused):
                Deal.objects.get().reopen(by=by, at=at)
        assert Deal.objects.get().may_be_reopened(self.sam, THEN + 14 * DAY)
        self.deal.reopen(by=self.sam, at=THEN + 14 * DAY)

    def test_not_where_the_person_is_a_lead_again(self):
        self.deal.close("lost", "No", by=self.sam, at=THEN)
        Lead.open_for(self.handover.lead.contact, THEN + DAY, THEN + DAY)
        with pytest.raises(Refused):
            self.deal.reopen(by=self.sam, at=THEN + 2 * DAY)
        assert DealClosing.objects.exists()
