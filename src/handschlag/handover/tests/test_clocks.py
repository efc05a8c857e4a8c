"""Clocks that warn, that count attempts, and that go on where a lead changes hands."""

from datetime import timedelta

from django.test import TestCase

from handschlag.handover.models import Deadline, Handover, PoolEntry, State, hand_over, route_pool, sweep
from handschlag.handover.tests.stories import (
    DAY,
    HOUR,
    MINUTE,
    accepted,
    add_rep,
    agree,
    build_house,
    handed,
    judge,
    touch,
)
from handschlag.ledger.models import Entry
from handschlag.organisation.models import Rep, Team, WorkingCalendar
from handschlag.organisation.tests.world import MONDAY
from handschlag.post.models import Message

THREE_TIMES = {"attempts": {"at_least": 3, "within": {"working_hours": 35}}}
SALES = {
    "accept_within": {"working_hours": 8},
    "first_contact_within": {"working_hours": 16},
    "result_within": {"working_hours": 80},
}


def warnings():
    return Message.objects.filter(key__startswith="warning/")


def tried(handover: Handover, at, *, reached=False):
    handover.contacted(at=at, reached=reached, is_result=False, by=handover.rep)


class Warned(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.house = build_house()
        cls.handover = handed(cls.house)
        cls.accept = cls.handover.deadlines.get(duty="accept")

    def test_a_quarter_of_the_working_time_before_it_is_due(self):
        """Eight hours from ten o'clock: six of them are over on Monday at five, the others on Tuesday at eleven."""
        assert (self.accept.warn_at, self.accept.due_at) == (MONDAY + 7 * HOUR, MONDAY + DAY + HOUR)
        assert sweep(self.accept.warn_at - MINUTE) == 0
        assert sweep(self.accept.warn_at) == 1
        told = warnings().get()
        assert (told.recipient, "Anna" in told.body) == (self.house.world.sam.email, False)

    def test_once(self):
        assert [sweep(self.accept.warn_at + wait * MINUTE) for wait in (0, 1, -10, 2)] == [1, 0, 0, 0]
        assert warnings().count() == 1

    def test_nobody_is_warned_of_what_is_done_or_past(self):
        other = handed(self.house, "Bert")
        other.accept(by=other.rep, at=MONDAY + HOUR)
        sweep(self.accept.due_at + MINUTE)
        assert not warnings().filter(key__in=[f"warning/{one.id}" for one in other.deadlines.filter(duty="accept")])
        assert not warnings().filter(key=f"warning/{self.accept.id}").exists()

    def test_a_lead_closed_meanwhile_is_not_spoken_of(self):
        self.handover.lead.close("disqualified", MONDAY, MONDAY, by=None)
        assert sweep(self.accept.warn_at) == 0
        assert not Deadline.objects.filter(closed_at=None).exists()

    def test_days_are_days_whoever_works(self):
        agree(self.house.world, MONDAY, sales=SALES | {"accept_within": {"days": 4}})
        accept = handed(self.house, "Bert").deadlines.get(duty="accept")
        assert (accept.due_at, accept.warn_at) == (MONDAY + 4 * DAY, MONDAY + 3 * DAY)


class ToldOf(TestCase):
    """Who hears of a deadline that was missed."""

    @classmethod
    def setUpTestData(cls):
        cls.house = build_house()
        cls.handover = handed(cls.house)
        cls.late = cls.handover.deadlines.get(duty="accept").due_at + MINUTE

    def told(self):
        sweep(self.late)
        return set(Message.objects.filter(key__startswith="deadline/").values_list("recipient", flat=True))

    def test_the_leader(self):
        assert self.told() == {self.house.world.lena.email}

    def test_a_leader_who_let_it_run_out_is_not_told_alone(self):
        Team.objects.update(leader=self.house.world.sam)
        assert self.told() == {self.house.world.lena.email}

    def test_nor_is_it_told_to_somebody_who_is_gone(self):
        gone = add_rep(self.house, "Gerd", prefixes=["1"])
        type(gone).objects.filter(id=gone.id).update(is_active=False)
        Team.objects.update(leader=gone)
        assert self.told() == {self.house.world.lena.email}


class Tries(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.house = build_house(sales=SALES | THREE_TIMES)
        cls.handover = accepted(cls.house)

    def attempts(self) -> Deadline:
        return self.handover.deadlines.get(duty="attempts")

    def test_they_are_owed_from_the_handover(self):
        assert (self.attempts().runs_from_at, self.attempts().at_least) == (MONDAY, 3)

    def test_the_third_one_keeps_the_duty(self):
        for number in (1, 2):
            tried(self.handover, MONDAY + number * HOUR)
            assert (self.attempts().attempts, self.attempts().done_at) == (number, None)
        tried(self.handover, MONDAY + 3 * HOUR)
        assert (self.attempts().closed_as, self.attempts().done_at) == ("met", MONDAY + 3 * HOUR)

    def test_nobody_need_try_again_who_has_reached_somebody(self):
        tried(self.handover, MONDAY + HOUR, reached=True)
        assert (self.attempts().closed_as, self.attempts().attempts) == ("met", 1)

    def test_too_few_in_time_are_missed_and_told_and_the_lead_stays(self):
        tried(self.handover, MONDAY + HOUR)
        sweep(self.attempts().due_at + MINUTE)
        assert (self.attempts().closed_as, self.handover.state) == ("missed", State.ACCEPTED)
        assert Message.objects.filter(key=f"deadline/{self.attempts().id}").count() == 1

    def test_made_after_all_they_stay_missed(self):
        tried(self.handover, MONDAY + HOUR)
        late = self.attempts().due_at + HOUR
        sweep(late)
        tried(self.handover, late)
        tried(self.handover, late + HOUR)
        assert (self.attempts().closed_as, self.attempts().done_at) == ("missed", late + HOUR)

    def test_where_none_are_agreed_none_are_owed(self):
        agree(self.house.world, MONDAY)
        assert not handed(self.house, "Bert").deadlines.filter(duty="attempts").exists()


class ForAPerson(TestCase):
    """Where the agreement says so, a lead nobody answered waits until a person gives it to somebody."""

    @classmethod
    def setUpTestData(cls):
        cls.house = build_house(after_timeout="pool")
        cls.handover = handed(cls.house)
        cls.late = cls.handover.deadlines.get(duty="accept").due_at + MINUTE
        add_rep(cls.house, "Olga")

    def test_no_rep_gets_it_by_itself(self):
        sweep(self.late)
        route_pool(self.late + HOUR)
        assert not Handover.objects.filter(is_open=True).exists()
        assert PoolEntry.objects.get(left_at=None).reason == "for_a_person"

    def test_nor_does_another_touch_move_it(self):
        sweep(self.late)
        seen = touch(self.house, self.handover.lead.contact.email, "webinar_attended", self.late)
        assert (
            hand_over([judge(self.house, self.handover.lead, self.late + HOUR, touches=[seen])], self.late + HOUR) == []
        )
        assert PoolEntry.objects.get(left_at=None).reason == "for_a_person"

    def test_a_person_does(self):
        sweep(self.late)
        rep = Rep.objects.get(user__name="Olga")
        handover = PoolEntry.objects.get(left_at=None).hand_to(rep, by=self.house.world.lena, at=self.late + HOUR)
        assert (handover.rep, handover.lead) == (rep.user, self.handover.lead)
        assert not PoolEntry.objects.filter(left_at=None).exists()

    def test_the_leader_reads_that_it_waits(self):
        sweep(self.late)
        assert "Vorrat, bis Sie" in Message.objects.get(key__startswith="deadline/").body

    def test_who_is_never_to_be_handed_over_leaves_the_pool(self):
        sweep(self.late)
        self.handover.lead.close("disqualified", self.late, self.late, by=None)
        route_pool(self.late + HOUR)
        assert not PoolEntry.objects.filter(left_at=None).exists()

    def test_the_version_of_the_handover_decides_not_the_one_in_force(self):
        agree(self.house.world, self.late - HOUR, after_timeout="another_rep")
        sweep(self.late)
        assert PoolEntry.objects.get(left_at=None).reason == "for_a_person"


class ChangingHands(TestCase):
    """What a lead is owed does not begin anew because another rep has it."""

    @classmethod
    def setUpTestData(cls):
        cls.house = build_house(sales=SALES | THREE_TIMES)
        cls.lena = cls.house.world.lena
        cls.olga = Rep.objects.get(user=add_rep(cls.house, "Olga", prefixes=["1"]))

    def due(self, handover):
        return dict(handover.deadlines.exclude(closed_as="lifted").values_list("duty", "due_at"))

    def test_in_the_same_hours_everything_but_the_answer_is_due_when_it_was(self):
        handover = accepted(self.house)
        before = self.due(handover)
        after = self.due(handover.reassign(self.olga, by=self.lena, at=MONDAY + 3 * HOUR))
        assert {duty: after[duty] for duty in ("first_contact", "attempts", "result")} == {
            duty: before[duty] for duty in ("first_contact", "attempts", "result")
        }
        assert after["accept"] > before["accept"]

    def test_to_and_fro_gains_nothing(self):
        handover = handed(self.house)
        due_at = self.due(handover)["first_contact"]
        sam = Rep.objects.get(user=self.house.world.sam)
        for number, rep in enumerate([self.olga, sam, self.olga, sam], 1):
            handover = handover.reassign(rep, by=self.lena, at=MONDAY + number * HOUR)
        assert self.due(handover)["first_contact"] == due_at
        assert handover.deadlines.get(duty="first_contact").runs_from_at == MONDAY

    def test_what_is_done_for_the_lead_is_done(self):
        handover = accepted(self.house)
        tried(handover, MONDAY + HOUR, reached=True)
        successor = handover.reassign(self.olga, by=self.lena, at=MONDAY + 3 * HOUR)
        assert set(self.due(successor)) == {"accept", "result"}
        assert successor.deadlines.get(duty="first_contact").done_at == MONDAY + HOUR

    def test_attempts_made_are_made(self):
        handover = accepted(self.house)
        tried(handover, MONDAY + HOUR)
        successor = handover.reassign(self.olga, by=self.lena, at=MONDAY + 3 * HOUR)
        assert successor.deadlines.get(duty="attempts").attempts == 1

    def test_what_was_missed_is_counted_once_and_owed_anew(self):
        handover = accepted(self.house)
        late = self.due(handover)["first_contact"] + HOUR
        sweep(late)
        successor = handover.reassign(self.olga, by=self.lena, at=late)
        anew = successor.deadlines.get(duty="first_contact")
        assert (anew.runs_from_at, anew.closed_at) == (late, None)

    def test_the_clock_for_the_result_is_not_started_twice(self):
        handover = accepted(self.house)
        due_at = self.due(handover)["result"]
        successor = handover.reassign(self.olga, by=self.lena, at=MONDAY + 3 * HOUR)
        successor.accept(by=self.olga.user, at=MONDAY + 4 * HOUR)
        assert self.due(successor)["result"] == due_at

    def test_who_gets_it_after_somebody_let_it_run_out_has_what_time_is_left(self):
        add_rep(self.house, "Rita")
        handover = handed(self.house)
        first_contact = self.due(handover)["first_contact"]
        sweep(self.due(handover)["accept"] + MINUTE)
        second = Handover.objects.get(is_open=True)
        assert second.id != handover.id
        assert self.due(second)["first_contact"] == first_contact

    def test_waiting_in_the_pool_is_waiting(self):
        handover = handed(self.house)
        accept_by, contact_by = self.due(handover)["accept"], self.due(handover)["first_contact"]
        sweep(accept_by + MINUTE)
        entry = PoolEntry.objects.get(left_at=None)
        second = entry.hand_to(self.olga, by=self.lena, at=contact_by - HOUR)
        assert self.due(second)["first_contact"] == contact_by

    def test_after_a_return_everything_is_promised_anew(self):
        handover = handed(self.house)
        handover.return_("no_need", by=handover.rep, at=MONDAY + HOUR)
        later = MONDAY + 7 * DAY
        seen = touch(self.house, handover.lead.contact.email, "webinar_attended", later)
        [second] = hand_over([judge(self.house, handover.lead, later, touches=[seen])], later)
        assert second.deadlines.get(duty="first_contact").runs_from_at == later


class InAnotherLand(TestCase):
    def test_the_hours_left_are_those_of_the_next_rep(self):
        """Tuesday, 6 January 2026, is a holiday in Bavaria, where Sam works, and none in Berlin."""
        monday = MONDAY.replace(month=1, day=5)
        house = build_house(monday)
        berlin = WorkingCalendar.objects.create(name="Berlin", subdivision="BE")
        olga = Rep.objects.get(user=add_rep(house, "Olga", prefixes=["1"]))
        Rep.objects.filter(user=olga.user).update(calendar=berlin)
        before = handed(house, at=monday)
        after = before.reassign(Rep.objects.get(user=olga.user), by=house.world.lena, at=monday + HOUR)
        due_before, due_after = (one.deadlines.get(duty="first_contact").due_at for one in (before, after))
        assert (due_before, due_after) == (monday + 3 * DAY + 2 * HOUR, monday + 2 * DAY + 2 * HOUR)
        kept = after.deadlines.get(duty="first_contact").reckoned_with
        assert (kept["calendar"], kept["within"]) == (str(berlin.id), {"working_hours": 16})


class CannotBeFired(TestCase):
    def test_what_failed_a_moment_ago_is_left_alone_for_half_a_minute(self):
        house = build_house()
        late = handed(house).deadlines.get(duty="accept").due_at + MINUTE
        Deadline.objects.filter(duty="accept").update(failed_at=late)
        assert sweep(late + timedelta(seconds=29)) == 0
        assert sweep(late + timedelta(seconds=30)) == 1

    def test_a_clock_set_back_does_not_hold_it_up(self):
        house = build_house()
        late = handed(house).deadlines.get(duty="accept").due_at + MINUTE
        Deadline.objects.filter(duty="accept").update(failed_at=late + DAY)
        assert sweep(late) == 1
        assert Entry.objects.filter(fact="deadline_missed").count() == 1
