"""Leads that sales does not keep: nobody was reached, or a person lets them go; and those that are opened anew."""

from datetime import timedelta

import pytest
from django.test import TestCase

from handschlag.agreement.core.terms import Afterwards
from handschlag.handover.models import Deadline, Handover, LettingGo, Reopening, State, hand_over, sweep
from handschlag.handover.tests.stories import (
    DAY,
    HOUR,
    MINUTE,
    TERMS,
    accepted,
    add_rep,
    agree,
    build_house,
    handed,
    judge,
    touch,
)
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.organisation.models import Rep
from handschlag.organisation.tests.world import MONDAY
from handschlag.people.models import Lead, Restriction, erase
from handschlag.post.models import Message

TWICE = TERMS["sales"] | {"attempts": {"at_least": 2, "within": {"working_hours": 35}}}
RECYCLING = {"after_days": 90, "at_most": 2}


def tried(handover: Handover, at, *, reached=False):
    handover.contacted(at=at, reached=reached, is_result=False, by=handover.rep)


class InVain(TestCase):
    """Two attempts are agreed, and nobody is reached."""

    @classmethod
    def setUpTestData(cls):
        cls.house = build_house(sales=TWICE, after_no_answer="nurture")
        cls.handover = accepted(cls.house)
        tried(cls.handover, MONDAY + HOUR)

    def goes_at(self):
        return self.handover.deadlines.get(duty="no_answer").due_at

    def test_one_attempt_is_not_enough(self):
        assert not self.handover.deadlines.filter(duty="no_answer").exists()

    def test_the_lead_goes_when_the_time_for_attempts_is_over(self):
        tried(self.handover, MONDAY + 2 * HOUR)
        assert self.goes_at() == self.handover.deadlines.get(duty="attempts").due_at
        sweep(self.goes_at())
        assert Handover.objects.get().state is State.ACCEPTED
        sweep(self.goes_at() + MINUTE)
        handover = Handover.objects.get()
        assert (handover.state, handover.letting_go.by, handover.letting_go.then) == (State.LET_GO, None, "nurture")
        assert handover.lead.is_open
        assert not handover.deadlines.filter(closed_at=None).exists()

    def test_but_not_within_a_day_of_the_last_attempt_so_that_they_may_call_back(self):
        late = self.handover.deadlines.get(duty="attempts").due_at
        sweep(late + MINUTE)
        tried(self.handover, late + HOUR)
        assert self.goes_at() == late + HOUR + DAY

    def test_further_attempts_neither_hasten_nor_put_off(self):
        tried(self.handover, MONDAY + 2 * HOUR)
        before = self.goes_at()
        tried(self.handover, before - HOUR)
        assert self.goes_at() == before

    def test_who_is_reached_after_all_stays(self):
        tried(self.handover, MONDAY + 2 * HOUR)
        tried(self.handover, MONDAY + 3 * HOUR, reached=True)
        sweep(MONDAY + 12 * DAY)
        assert not LettingGo.objects.exists()

    def test_nobody_owes_it(self):
        tried(self.handover, MONDAY + 2 * HOUR)
        assert set(Deadline.objects.owed().values_list("duty", flat=True)) == {"result"}

    def test_the_rep_is_warned_and_then_told_once_and_nothing_counts_as_missed(self):
        tried(self.handover, MONDAY + 2 * HOUR)
        sweep(self.goes_at() - 6 * HOUR)
        assert Message.objects.filter(key__startswith="warning/", subject__startswith="Niemand").count() == 1
        for wait in (1, 2, 3):
            sweep(self.goes_at() + wait * MINUTE)
        assert Message.objects.filter(key=f"let_go/{self.handover.id}").count() == 1
        assert not Entry.objects.filter(fact="deadline_missed").exists()
        assert Entry.objects.filter(fact="handover_in_vain").count() == 1

    def test_it_goes_on_where_the_lead_changes_hands(self):
        tried(self.handover, MONDAY + 2 * HOUR)
        before = self.goes_at()
        olga = Rep.objects.get(user=add_rep(self.house, "Olga", prefixes=["1"]))
        successor = self.handover.reassign(olga, by=self.house.world.lena, at=MONDAY + 3 * HOUR)
        assert successor.deadlines.get(duty="no_answer").due_at == before

    def test_it_is_handed_over_again_only_for_something_new(self):
        tried(self.handover, MONDAY + 2 * HOUR)
        after = self.goes_at() + HOUR
        sweep(after)
        lead = self.handover.lead
        assert hand_over([judge(self.house, lead, after)], after) == []
        seen = touch(self.house, lead.contact.email, "webinar_attended", after + HOUR)
        [again] = hand_over([judge(self.house, lead, after + HOUR, touches=[seen])], after + HOUR)
        assert again.deadlines.get(duty="first_contact").runs_from_at == after + HOUR


class InVainAsAgreed(TestCase):
    def unreached(self, **agreed):
        handover = accepted(build_house(sales=TWICE, **agreed))
        for number in (1, 2):
            tried(handover, MONDAY + number * HOUR)
        sweep(handover.deadlines.get(duty="no_answer").due_at + MINUTE)
        return Lead.objects.select_related("closure").get(id=handover.lead_id)

    def test_closed(self):
        assert self.unreached(after_no_answer="disqualify").closure.because == "disqualified"

    def test_closed_and_opened_anew_on_its_day(self):
        closed = self.unreached(after_no_answer="recycle", recycling=RECYCLING)
        assert closed.closure.because == "recycled"
        assert Reopening.objects.get().due_at == closed.closure.happened_at + 90 * DAY


class ByHand(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.house = build_house(recycling=RECYCLING, after_return="recycle")
        cls.handover = accepted(cls.house)
        cls.sam = cls.house.world.sam

    def let_go(self, then=Afterwards.NURTURE, reason="no_need", at=MONDAY + 2 * HOUR, **more):
        return self.handover.let_go(then, reason, "Only curious.\0", **{"by": self.sam, "at": at} | more)

    def test_not_before_somebody_sought_contact(self):
        with pytest.raises(Refused):
            self.let_go()
        assert Handover.objects.get().state is State.ACCEPTED

    def test_nor_before_the_agreed_attempts_are_made(self):
        agree(self.house.world, MONDAY, sales=TWICE)
        handover = accepted(self.house, "Berta")
        tried(handover, MONDAY + HOUR)
        with pytest.raises(Refused):
            handover.let_go(Afterwards.NURTURE, "no_need", by=handover.rep, at=MONDAY + 2 * HOUR)
        tried(handover, MONDAY + 2 * HOUR)
        handover.let_go(Afterwards.NURTURE, "no_need", by=handover.rep, at=MONDAY + 3 * HOUR)

    def test_back_to_marketing_with_a_reason_which_is_the_result(self):
        tried(self.handover, MONDAY + HOUR, reached=True)
        self.let_go()
        handover = Handover.objects.get()
        assert (handover.state, handover.lead.is_open) == (State.LET_GO, True)
        assert (handover.letting_go.reason, handover.letting_go.sentence) == ("no_need", "Only curious.")
        assert handover.deadlines.get(duty="result").closed_as == "met"
        entry = Entry.objects.get(fact="handover_let_go")
        assert ("curious" in entry.payload_json, entry.actor) == (False, str(self.sam.id))

    def test_closed_for_good(self):
        tried(self.handover, MONDAY + HOUR, reached=True)
        self.let_go(Afterwards.DISQUALIFY)
        assert Lead.objects.get(id=self.handover.lead_id).closure.because == "disqualified"
        assert not Reopening.objects.exists()

    def test_recycled_to_a_day(self):
        tried(self.handover, MONDAY + HOUR, reached=True)
        self.let_go(Afterwards.RECYCLE, on=MONDAY.date() + 30 * DAY)
        assert Lead.objects.get(id=self.handover.lead_id).closure.because == "recycled"
        assert Reopening.objects.get().due_at == MONDAY.replace(
            month=3, day=31, hour=22
        )  # midnight in Berlin, in summer

    def test_to_no_day_that_is_past_or_too_far(self):
        tried(self.handover, MONDAY + HOUR, reached=True)
        for on in (MONDAY.date(), MONDAY.date() - DAY, MONDAY.date() + 1826 * DAY):
            with pytest.raises(Refused):
                self.let_go(Afterwards.RECYCLE, on=on)
        assert Handover.objects.get().state is State.ACCEPTED

    def test_refused(self):
        tried(self.handover, MONDAY + HOUR, reached=True)
        with pytest.raises(Refused):
            self.let_go(reason="i_do_not_like_it")
        for nobody in (add_rep(self.house, "Olga"), self.house.world.mara):
            with pytest.raises(Refused):
                self.let_go(by=nobody)
        self.let_go()
        with pytest.raises(Refused):
            self.let_go()

    def test_a_lead_that_waits_for_an_answer_is_returned_instead(self):
        waiting = handed(self.house, "Claire")
        with pytest.raises(Refused):
            waiting.let_go(Afterwards.NURTURE, "no_need", by=self.sam, at=MONDAY + HOUR)

    def test_a_returned_lead_is_recycled_where_that_is_agreed(self):
        back = handed(self.house, "Dora")
        back.return_("no_need", by=back.rep, at=MONDAY + HOUR)
        assert Reopening.objects.get().due_at == MONDAY + HOUR + 90 * DAY

    def test_erased_words_go_and_nobody_is_opened_anew(self):
        tried(self.handover, MONDAY + HOUR, reached=True)
        self.let_go(Afterwards.RECYCLE)
        erase(self.handover.lead.contact, by=self.house.world.otto, at=MONDAY + DAY)
        assert LettingGo.objects.get().sentence == ""
        sweep(MONDAY + 400 * DAY)
        assert not Lead.objects.filter(is_open=True, contact=self.handover.lead.contact_id).exists()


class OpenedAnew(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.house = build_house(recycling=RECYCLING, after_return="recycle")
        cls.back = handed(cls.house)
        cls.back.return_("no_need", by=cls.back.rep, at=MONDAY)
        cls.due_at = MONDAY + 90 * DAY
        cls.contact = cls.back.lead.contact_id

    def leads(self):
        return list(Lead.objects.filter(contact=self.contact).order_by("opened_at"))

    def test_on_its_day_once_with_a_new_pass(self):
        sweep(self.due_at - timedelta(microseconds=1))
        assert len(self.leads()) == 1
        for wait in (0, 1, -1, 2):
            sweep(self.due_at + wait * HOUR)
        former, new = self.leads()
        assert (former.is_open, new.is_open, new.opened_at) == (False, True, self.due_at)
        assert Reopening.objects.get().opened == new
        assert new.stirred_at == self.due_at
        assert Entry.objects.filter(fact="lead_opened_anew").count() == 1

    def test_who_showed_up_by_themselves_is_a_lead_already(self):
        touch(self.house, self.back.lead.contact.email, "webinar_attended", MONDAY + DAY)
        assert len(self.leads()) == 2
        sweep(self.due_at)
        assert len(self.leads()) == 2
        assert Reopening.objects.get().opened == self.leads()[1]

    def test_not_more_often_than_agreed(self):
        at = MONDAY
        for number in range(2, 4):
            at += 100 * DAY
            sweep(at)
            lead = Lead.objects.get(contact=self.contact, is_open=True)
            seen = touch(self.house, lead.contact.email, "webinar_attended", at)
            [handover] = hand_over([judge(self.house, lead, at, touches=[seen])], at)
            handover.return_("no_need", by=handover.rep, at=at)
            assert Reopening.objects.count() == min(number, 2)
        assert Lead.objects.get(id=lead.id).closure.because == "disqualified"
        sweep(at + 1000 * DAY)
        assert not Lead.objects.filter(is_open=True).exists()

    def test_nobody_who_objected_since(self):
        Restriction.impose(self.back.lead.contact, "They asked.", by=self.house.world.otto, at=MONDAY + DAY)
        sweep(self.due_at)
        assert len(self.leads()) == 1
        assert Reopening.objects.get().done_at == self.due_at
        assert Entry.objects.filter(fact="recycling_dropped").count() == 1
