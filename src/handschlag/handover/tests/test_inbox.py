"""The inbox: every open handover of a rep, what is due first on top, with what is left of the rep's own hours."""

from datetime import timedelta
from unittest.mock import patch

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from handschlag.handover.models import FollowUp, Handover
from handschlag.handover.readings.inbox import inbox
from handschlag.handover.tests.stories import DAY, HOUR, accepted, build_house, handed
from handschlag.organisation.tests.world import MONDAY


class Order(TestCase):
    """Monday, 10 o'clock in Augsburg. An answer is due within 8, a first contact within 16 working hours."""

    @classmethod
    def setUpTestData(cls):
        cls.house = build_house()
        cls.sam = cls.house.world.sam

    def names(self, at=MONDAY, page=1):
        return [one.handover.lead.contact.given_name for one in inbox(self.sam, at, page).page.object_list]

    def test_what_is_due_first_stands_first_whatever_is_owed(self):
        handed(self.house, "Late", MONDAY + HOUR)
        accepted(self.house, "Taken")
        handed(self.house, "Early")
        assert self.names() == ["Early", "Late", "Taken"]

    def test_a_follow_up_is_due_at_the_end_of_its_day(self):
        handed(self.house, "Answer")
        for name, on in (("Today", MONDAY), ("Friday", MONDAY + 4 * DAY)):
            handover = accepted(self.house, name)
            handover.deadlines.update(done_at=MONDAY + HOUR, closed_at=MONDAY + HOUR, closed_as="met")
            FollowUp.objects.create(handover=handover, on=on.date(), set_by=self.sam, set_at=MONDAY)
        assert self.names() == ["Today", "Answer", "Friday"]
        due = {one.handover.lead.contact.given_name: one.follow_up_is_due for one in self.lines()}
        assert due == {"Today": True, "Answer": False, "Friday": False}
        late = {one.handover.lead.contact.given_name: one.follow_up_is_late for one in self.lines(MONDAY + DAY)}
        assert late == {"Today": True, "Answer": False, "Friday": False}

    def test_what_owes_nothing_comes_last(self):
        quiet = accepted(self.house, "Quiet")
        quiet.deadlines.update(done_at=MONDAY + HOUR, closed_at=MONDAY + HOUR, closed_as="met")
        handed(self.house, "Answer")
        assert self.names() == ["Answer", "Quiet"]

    def test_time_left_is_the_reps_own_working_time(self):
        """8 working hours from 10 o'clock end on Tuesday at 10 o'clock (8 to 17 with an hour at noon)."""
        handed(self.house, "Anna")
        for later in (timedelta(0), 2 * HOUR, timedelta(hours=14)):
            [line] = self.lines(MONDAY + later)
            assert line.left == sum_of_working_minutes(line.owed.due_at, MONDAY + later, self.house), later

    def test_overdue_has_no_time_left_and_is_counted(self):
        handed(self.house, "Anna")
        handed(self.house, "Bert", MONDAY + 8 * DAY)
        mine = inbox(self.sam, MONDAY + 8 * DAY)
        assert [line.left is None for line in mine.page.object_list] == [True, False]
        assert (mine.waiting, mine.overdue) == (2, 1)

    def test_pages_go_on_where_the_one_before_ended(self):
        for name in ("Anna", "Bert", "Claire"):
            handed(self.house, name)
        with patch("handschlag.handover.readings.inbox.PER_PAGE", 2):
            first, second = self.names(page=1), self.names(page=2)
        assert (len(first), len(second)) == (2, 1)
        assert {*first, *second} == {"Anna", "Bert", "Claire"}

    def test_nobody_elses_and_nothing_ended(self):
        ended = handed(self.house, "Ended")
        ended.return_("no_need", by=self.sam, at=MONDAY + HOUR)
        assert self.names() == []
        assert Handover.objects.count() == 1

    def test_who_objected_to_calls_is_not_offered_for_one(self):
        handover = handed(self.house, "Anna")
        assert self.lines()[0].may_call
        moments = {"happened_at": MONDAY, "known_at": MONDAY}
        handover.lead.contact.consents.create(purpose="phone", is_given=False, basis="consent", **moments)
        assert not self.lines()[0].may_call

    def test_many_lines_ask_no_more_than_few(self):
        counts = []
        self.lines()
        for names in (["Anna"], ["Bert", "Claire", "Dora", "Emil"]):
            for name in names:
                handed(self.house, name)
            with CaptureQueriesContext(connection) as asked:
                self.lines()
            counts.append(len(asked))
        assert counts[0] == counts[1]

    def lines(self, at=MONDAY):
        return list(inbox(self.sam, at).page.object_list)


def sum_of_working_minutes(until, since, house):
    """Minute by minute, as somebody would count on a wall clock."""
    calendar = house.world.calendar.reckoner(since - DAY, until + DAY)
    minutes = int((until - since).total_seconds() // 60)
    return timedelta(minutes=sum(calendar.is_working(since + timedelta(minutes=n)) for n in range(minutes)))
