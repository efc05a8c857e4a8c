"""Marketing disputes a return, the other mandate rules, and the ruling has its effect."""

import pytest
from django.test import TestCase

from handschlag.handover.models import Dispute, Handover, PoolEntry, Reopening, Ruling, State, hand_over, sweep
from handschlag.handover.tests.stories import DAY, HOUR, add_rep, build_house, handed, judge, touch
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry, verify
from handschlag.organisation.models import OnePersonMode, Role
from handschlag.organisation.tests.world import MONDAY
from handschlag.people.models import Lead, erase
from handschlag.post.models import Message

WHY = "They asked for a quote twice."


class Disputed(TestCase):
    agreed: dict[str, object] = {}

    @classmethod
    def setUpTestData(cls):
        cls.house = build_house(**cls.agreed)
        cls.mara, cls.sam, cls.lena = cls.house.world.mara, cls.house.world.sam, cls.house.world.lena
        cls.handover = handed(cls.house)
        cls.handover.return_("no_need", "They want nothing.", by=cls.sam, at=MONDAY + HOUR)
        Message.objects.all().delete()

    def dispute(self, by=None, sentence=WHY):
        return Dispute.begin(self.handover, sentence, by=by or self.mara, at=MONDAY + 2 * HOUR)

    def rule(self, is_upheld=True, by=None):
        dispute = Dispute.objects.first() or self.dispute()
        return dispute.rule(is_upheld, "Right.", by=by or self.lena, at=MONDAY + 3 * HOUR)

    def lead(self):
        return Lead.objects.get(id=self.handover.lead_id)


class Disputing(Disputed):
    def test_marketing_says_why_and_the_mandate_of_sales_is_asked(self):
        self.dispute(sentence=WHY + "\0")
        assert Dispute.objects.get().sentence == WHY
        asked = Message.objects.get()
        assert (asked.recipient, "Anna" in asked.body) == (self.lena.email, False)
        entry = Entry.objects.get(fact="return_disputed")
        assert (entry.actor, "quote" in entry.payload_json) == (str(self.mara.id), False)

    def test_the_return_stands_meanwhile(self):
        self.dispute()
        assert Handover.objects.get().state is State.RETURNED
        assert not PoolEntry.objects.exists()

    def test_not_twice_not_without_a_reason_and_not_by_sales(self):
        for by, sentence in ((self.sam, WHY), (self.lena, WHY), (self.mara, " \0 ")):
            with pytest.raises(Refused):
                self.dispute(by, sentence)
        self.dispute()
        with pytest.raises(Refused):
            self.dispute(self.house.world.theo)
        assert Dispute.objects.get().by == self.mara

    def test_only_what_was_returned(self):
        with pytest.raises(Refused):
            Dispute.begin(handed(self.house, "Bert"), WHY, by=self.mara, at=MONDAY + HOUR)


class Ruled(Disputed):
    def test_rejected_the_return_stands(self):
        self.rule(False)
        assert not PoolEntry.objects.exists()
        assert Message.objects.get(key__startswith="ruled/").recipient == self.mara.email
        assert Entry.objects.filter(fact="dispute_rejected").count() == 1

    def test_upheld_the_lead_goes_to_sales_again(self):
        olga = add_rep(self.house, "Olga")
        assert self.rule().goes_back
        assert PoolEntry.objects.get(left_at=None).reason == "dispute_upheld"
        sweep(MONDAY + 4 * HOUR)
        again = Handover.objects.get(is_open=True)
        assert (again.lead, again.rep) == (self.handover.lead, olga)
        assert again.deadlines.get(duty="first_contact").runs_from_at == MONDAY + 4 * HOUR
        assert Handover.objects.with_answers().get(id=self.handover.id).state is State.RETURNED
        assert verify().ok

    def test_nothing_new_need_happen_for_it(self):
        """A verdict that rests on what was known at the return hands the lead over again, for the return does not count."""
        self.rule()
        [again] = hand_over([judge(self.house, self.lead(), MONDAY + 5 * HOUR)], MONDAY + 5 * HOUR)
        assert again.is_open

    def test_somebody_who_has_the_lead_already_keeps_it(self):
        seen = touch(self.house, self.handover.lead.contact.email, "webinar_attended", MONDAY + 2 * HOUR)
        hand_over([judge(self.house, self.lead(), MONDAY + 2 * HOUR, touches=[seen])], MONDAY + 2 * HOUR)
        assert not self.rule().goes_back
        assert not PoolEntry.objects.filter(left_at=None).exists()

    def test_only_who_may_sign_for_sales_and_once(self):
        dispute = self.dispute()
        for nobody in (self.sam, self.mara, self.house.world.theo, self.house.world.otto):
            with pytest.raises(Refused):
                dispute.rule(True, by=nobody, at=MONDAY + 3 * HOUR)
        self.rule(False)
        with pytest.raises(Refused):
            self.rule(True)
        assert Ruling.objects.get().is_upheld is False

    def test_nobody_rules_on_what_they_disputed_themselves(self):
        """Lena is in marketing too."""
        self.lena.give_role(Role.MARKETING, by=None, at=MONDAY)
        self.dispute(self.lena)
        with pytest.raises(Refused):
            self.rule()

    def test_save_who_is_alone(self):
        OnePersonMode.declare(by=self.lena, at=MONDAY)
        self.lena.give_role(Role.MARKETING, by=None, at=MONDAY)
        self.dispute(self.lena)
        assert self.rule().goes_back

    def test_erased_the_words_go(self):
        self.rule()
        erase(self.handover.lead.contact, by=self.house.world.otto, at=MONDAY + DAY)
        assert (Dispute.objects.get().sentence, Ruling.objects.get().sentence) == ("", "")


class RuledWhereTheReturnClosedTheLead(Disputed):
    agreed = {"after_return": "disqualify"}

    def test_it_is_open_again_with_its_history(self):
        assert not self.lead().is_open
        assert self.rule().goes_back
        assert self.lead().is_open
        assert PoolEntry.objects.get(left_at=None).lead_id == self.handover.lead_id
        assert Entry.objects.filter(fact="lead_reopened").count() == 1

    def test_not_where_the_person_is_another_lead_since(self):
        touch(self.house, self.handover.lead.contact.email, "webinar_attended", MONDAY + 2 * HOUR)
        assert not self.rule().goes_back
        assert not self.lead().is_open
        assert Ruling.objects.get().is_upheld


class RuledWhereTheReturnRecycledTheLead(Disputed):
    agreed = {"after_return": "recycle", "recycling": {"after_days": 30, "at_most": 1}}

    def test_it_waits_for_no_day_any_more(self):
        assert self.rule().goes_back
        assert not Reopening.objects.exists()
