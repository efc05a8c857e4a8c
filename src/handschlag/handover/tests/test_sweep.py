"""What is overdue fires, each deadline once, whatever else goes wrong."""

import logging
from datetime import timedelta

from django.test import TestCase

from handschlag.handover.core.because import others_of
from handschlag.handover.models import Deadline, Handover, PoolEntry, State, Timeout, sweep
from handschlag.handover.models.sweeping import _fire
from handschlag.handover.tests.stories import DAY, HOUR, MINUTE, accepted, add_rep, build_house, handed
from handschlag.ledger.models import Entry
from handschlag.organisation.models import Team, User
from handschlag.organisation.tests.world import MONDAY
from handschlag.post.models import Message

INSTANT = timedelta(microseconds=1)


class Unanswered(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.house = build_house()
        cls.handover = handed(cls.house)
        cls.due_at = cls.handover.deadlines.get(duty="accept").due_at

    def test_at_the_due_moment_nothing_fires(self):
        sweep(self.due_at)
        assert not Deadline.objects.exclude(closed_at=None).exists()
        assert Handover.objects.get().state is State.WAITING

    def test_after_it_the_handover_runs_out_and_the_leader_hears_of_it(self):
        assert sweep(self.due_at + INSTANT) == 1
        handover = Handover.objects.get()
        assert (handover.state, handover.timeout.at) == (State.RAN_OUT, self.due_at + INSTANT)
        assert PoolEntry.objects.get(left_at=None).lead == handover.lead
        assert set(handover.deadlines.values_list("duty", "closed_as")) == {
            ("accept", "missed"),
            ("first_contact", "lifted"),
        }
        told = Message.objects.get(key__startswith="deadline/")
        assert (told.recipient, "Sam" in told.body, "Anna" in told.body) == (self.house.world.lena.email, True, False)
        assert list(
            Entry.objects.filter(fact__in=["deadline_missed", "handover_timed_out"]).values_list("fact", flat=True)
        ) == ["deadline_missed", "handover_timed_out"]

    def test_two_sweeps_do_it_once(self):
        assert [sweep(self.due_at + HOUR), sweep(self.due_at + HOUR), sweep(self.due_at - HOUR)] == [1, 0, 0]
        assert Timeout.objects.count() == Message.objects.filter(key__startswith="deadline/").count() == 1

    def test_a_sweep_that_was_overtaken_changes_nothing(self):
        """Another sweep claims the deadline between the list and the claim."""
        deadline = self.handover.deadlines.get(duty="accept")
        sweep(self.due_at + HOUR)
        assert _fire(deadline.id, deadline.handover_id, self.due_at + HOUR) is False
        assert Timeout.objects.count() == 1

    def test_an_acceptance_that_came_first_wins(self):
        deadline = self.handover.deadlines.get(duty="accept")
        self.handover.accept(by=self.house.world.sam, at=self.due_at + INSTANT)
        assert _fire(deadline.id, deadline.handover_id, self.due_at + HOUR) is False
        assert Handover.objects.get().state is State.ACCEPTED

    def test_it_goes_to_another_rep_in_the_same_sweep_and_never_back(self):
        olga = add_rep(self.house, "Olga")
        sweep(self.due_at + HOUR)
        second = Handover.objects.get(is_open=True)
        others = others_of(second.chosen_because, second.lineup.rep_ids, olga.id)
        assert (second.rep, others) == (olga, {self.house.world.sam.id: "ran_out"})
        sweep(self.due_at + 30 * DAY)
        assert not Handover.objects.filter(is_open=True).exists()
        assert PoolEntry.objects.get(left_at=None).reason == "all_ran_out"

    def test_after_days_of_absence_everything_due_fires(self):
        handed(self.house, "Bert")
        assert sweep(self.due_at + 60 * DAY) == 2

    def test_a_lead_closed_meanwhile_only_ends_its_handover(self):
        self.handover.lead.close("disqualified", MONDAY, MONDAY, by=None)
        assert sweep(self.due_at + HOUR) == 0
        assert not Deadline.objects.filter(closed_at=None).exists()
        assert not Message.objects.filter(key__startswith="deadline/").exists()

    def test_one_poisoned_row_blocks_nobody_and_raises_an_alarm(self):
        world = self.house.world
        broken = User.objects.create(email="no address", name="Broken")
        add_rep(self.house, "Olga", team=Team.objects.create(name="North", leader=broken), prefixes=["80"])
        handed(self.house, "Bert", postal_code="80331")
        with self.assertLogs("handschlag.handover", logging.ERROR):
            assert sweep(self.due_at + HOUR) == 1
        assert Timeout.objects.get().handover == self.handover
        assert Message.objects.filter(key__startswith="deadline/").count() == 1
        Team.objects.update(leader=world.lena)
        assert sweep(self.due_at + HOUR) == 0  # what failed is left alone for a while
        assert sweep(self.due_at + HOUR + MINUTE) == 1


class Owed(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.house = build_house()
        cls.handover = accepted(cls.house)

    def test_a_missed_first_contact_is_told_and_the_lead_stays(self):
        due_at = self.handover.deadlines.get(duty="first_contact").due_at
        assert sweep(due_at + INSTANT) == 1
        assert Handover.objects.get().state is State.ACCEPTED
        assert Message.objects.filter(key__startswith="deadline/", recipient=self.house.world.lena.email).count() == 1
        assert Entry.objects.filter(fact="deadline_missed").count() == 1

    def test_a_contact_after_that_is_done_but_stays_missed(self):
        due_at = self.handover.deadlines.get(duty="first_contact").due_at
        sweep(due_at + HOUR)
        self.handover.contacted(at=due_at + 2 * HOUR, reached=True, is_result=False, by=self.house.world.sam)
        first_contact = self.handover.deadlines.get(duty="first_contact")
        assert (first_contact.closed_as, first_contact.closed_at, first_contact.done_at) == (
            "missed",
            due_at + HOUR,
            due_at + 2 * HOUR,
        )

    def test_a_missed_result_is_told_too(self):
        self.handover.contacted(at=MONDAY + HOUR, reached=True, is_result=False, by=self.house.world.sam)
        assert sweep(MONDAY + 60 * DAY) == 1
        assert self.handover.deadlines.get(duty="result").closed_as == "missed"

    def test_a_calendar_changed_later_does_not_move_a_deadline(self):
        before = list(Deadline.objects.values_list("due_at", flat=True))
        calendar = self.house.world.calendar
        calendar.week = [[] for _day in range(7)]
        calendar.save()
        assert list(Deadline.objects.values_list("due_at", flat=True)) == before
