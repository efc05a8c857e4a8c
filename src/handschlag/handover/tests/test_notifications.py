"""Who is told of what, how, and when: at once, in the morning, or not at all."""

from datetime import timedelta

import pytest
from django.test import TestCase

from handschlag.handover.models import Dispute, Handover, hand_over, sweep
from handschlag.handover.tests.stories import DAY, HOUR, accepted, build_house, handed, judge, lead
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.organisation.core.notifying import kinds_for
from handschlag.organisation.models import Absence, NotificationSettings, User, WorkingCalendar, send_digests
from handschlag.organisation.tests.world import MONDAY
from handschlag.post.models import Message

TUESDAY_MORNING = MONDAY + DAY - HOUR
"""Nine o'clock in Augsburg, as Sam's working day begins."""


def asked_for_contact(house, name="Hanna", at=MONDAY) -> Handover:
    [handover] = hand_over([judge(house, lead(house, name, at), at, asked=True)], at)
    return handover


def told(prefix: str) -> list[Message]:
    return list(Message.objects.filter(key__startswith=prefix).order_by("created_at", "id"))


class AtOnce(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.house = build_house()
        cls.sam, cls.lena, cls.mara = cls.house.world.sam, cls.house.world.lena, cls.house.world.mara

    def choose(self, user: User, **ways: str) -> None:
        NotificationSettings.choose(user, ways, at=MONDAY)

    def test_who_asked_for_contact_is_told_at_once_and_everybody_else_in_the_morning(self):
        handed(self.house)
        hand_raised = asked_for_contact(self.house)
        assert [mail.key for mail in told("handover/")] == [f"handover/{hand_raised.id}"]
        assert "um Kontakt gebeten" in told("handover/")[0].subject

    def test_each_kind_is_told_as_was_chosen(self):
        self.choose(self.sam, handover="at_once", hand_raiser="never")
        handover = handed(self.house)
        asked_for_contact(self.house)
        assert [mail.key for mail in told("handover/")] == [f"handover/{handover.id}"]

    def test_what_one_chose_is_nothing_to_another(self):
        self.choose(self.lena, hand_raiser="never")
        asked_for_contact(self.house)
        assert len(told("handover/")) == 1

    def test_a_deadline_is_no_matter_where_nobody_wants_to_hear_of_it_and_escalates_all_the_same(self):
        self.choose(self.sam, deadline_near="never", overdue="never")
        handed(self.house)
        sweep(MONDAY + 2 * DAY)
        sweep(MONDAY + 9 * DAY)
        assert {mail.recipient for mail in told("deadline/")} == {self.lena.email}
        assert told("warning/") == told("late/") == []

    def test_ones_own_missed_deadline_is_told_at_once_where_that_was_chosen(self):
        self.choose(self.sam, overdue="at_once")
        handover = handed(self.house)
        sweep(MONDAY + 2 * DAY)
        [mail] = told("late/")
        assert (mail.recipient, str(handover.id) in mail.body) == (self.sam.email, True)

    def test_what_must_be_acted_upon_cannot_be_silenced(self):
        for kind in ("escalation", "dispute", "to_sign"):
            with pytest.raises(Refused):
                self.choose(self.lena, **{kind: "never"})
        with pytest.raises(LookupError):
            self.choose(self.lena, weather="never")
        assert not NotificationSettings.objects.exists()

    def test_an_escalation_may_wait_for_the_morning(self):
        self.choose(self.lena, escalation="morning")
        handed(self.house)
        sweep(MONDAY + 2 * DAY)
        assert told("deadline/") == []

    def test_a_return_is_told_at_once_to_those_of_marketing_who_want_it(self):
        self.choose(self.mara, returned="at_once")
        handed(self.house).return_("no_need", by=self.sam, at=MONDAY + HOUR)
        assert [mail.recipient for mail in told("returned/")] == [self.mara.email]

    def test_everybody_chooses_among_what_concerns_them(self):
        def names(user: User) -> set[str]:
            return {kind.name for kind in kinds_for(user, MONDAY)}

        assert "hand_raiser" in names(self.sam)
        assert "escalation" not in names(self.sam)
        assert {"escalation", "dispute", "to_sign"} <= names(self.lena)
        assert names(self.mara) == {"returned", "ruling", "debt"}
        assert names(self.house.world.otto) == {"rights_request", "trouble"}
        assert names(self.house.world.nora) == set()

    def test_the_choice_stands_in_the_ledger_without_what_was_chosen(self):
        self.choose(self.sam, handover="at_once")
        assert Entry.objects.get(fact="notifications_chosen").payload_json == "{}"
        assert NotificationSettings.objects.get().ways == {"handover": "at_once"}
        self.choose(self.sam, handover="morning")
        assert NotificationSettings.objects.get().ways == {}


class InTheMorning(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.house = build_house()
        cls.sam, cls.lena, cls.mara = cls.house.world.sam, cls.house.world.lena, cls.house.world.mara

    def morning(self, user: User, at=TUESDAY_MORNING) -> str:
        """What somebody finds in the mail of a morning; nothing where none came."""
        send_digests(at)
        mail = Message.objects.filter(key=f"digest/{user.id}/{at.date()}").first()
        return mail.body if mail else ""

    def test_the_mail_says_what_is_open_with_links_and_without_names(self):
        handover = handed(self.house)
        body = self.morning(self.sam)
        assert "Ein Lead wartet auf Ihre Antwort." in body
        assert f"/handovers/{handover.id}/" in body
        assert "/organisation/notifications/" in body
        assert not any(word in body for word in ("Anna", "Weber", "GmbH", "anna@", "86150"))

    def test_what_is_done_already_is_not_in_it(self):
        handed(self.house).accept(by=self.sam, at=MONDAY + HOUR)
        assert "wartet auf Ihre Antwort" not in self.morning(self.sam)

    def test_where_nothing_is_open_nothing_is_sent_that_day(self):
        assert self.morning(self.sam) == ""
        handed(self.house, at=TUESDAY_MORNING + HOUR)
        assert self.morning(self.sam, TUESDAY_MORNING + 2 * HOUR) == ""

    def test_what_is_told_at_once_or_not_at_all_is_not_in_it(self):
        asked_for_contact(self.house)
        assert self.morning(self.sam) == ""

    def test_it_comes_once_a_day_and_again_the_next(self):
        handed(self.house, at=MONDAY)
        assert [send_digests(TUESDAY_MORNING + minutes * timedelta(minutes=1)) > 0 for minutes in range(3)] == [
            True,
            False,
            False,
        ]
        send_digests(TUESDAY_MORNING + DAY)
        assert len(told(f"digest/{self.sam.id}")) == 2

    def test_it_comes_as_the_day_begins_and_not_before(self):
        handed(self.house)
        assert self.morning(self.sam, TUESDAY_MORNING - timedelta(minutes=1)) == ""
        assert self.morning(self.sam)

    def test_a_worker_that_comes_late_still_sends_it_but_not_after_work(self):
        handed(self.house)
        assert self.morning(self.sam, TUESDAY_MORNING + 8 * HOUR) == ""
        assert self.morning(self.sam, TUESDAY_MORNING + 7 * HOUR)

    def test_none_comes_on_a_weekend_a_holiday_or_while_one_is_away(self):
        handed(self.house)
        saturday, epiphany = MONDAY + 5 * DAY, MONDAY.replace(year=2027, month=1, day=6)
        assert self.morning(self.sam, saturday) == self.morning(self.sam, epiphany) == ""
        Absence.enter(self.sam, MONDAY, MONDAY + 3 * DAY, by=self.sam, at=MONDAY)
        assert self.morning(self.sam) == ""

    def test_an_absence_withdrawn_in_the_morning_brings_it_after_all(self):
        handed(self.house)
        absence = Absence.enter(self.sam, MONDAY, MONDAY + 3 * DAY, by=self.sam, at=MONDAY)
        assert self.morning(self.sam) == ""
        absence.withdraw(by=self.sam, at=TUESDAY_MORNING)
        assert self.morning(self.sam, TUESDAY_MORNING + HOUR)

    def test_who_works_elsewhere_has_it_in_their_own_morning(self):
        handed(self.house)
        WorkingCalendar.objects.update(time_zone="America/New_York", country="US", subdivision="NY")
        assert self.morning(self.sam) == ""
        assert self.morning(self.sam, MONDAY + DAY + 5 * HOUR)

    def test_in_ones_own_language(self):
        User.objects.filter(pk=self.sam.pk).update(language="en")
        handed(self.house)
        assert "A lead waits for your answer." in self.morning(self.sam)

    def test_what_marketing_is_told_happened_since_the_last_morning(self):
        bodies = []
        for number, name in enumerate(("Anna", "Bert")):
            at = MONDAY + number * DAY
            handed(self.house, name, at).return_("no_need", by=self.sam, at=at + HOUR)
            bodies.append(self.morning(self.mara, TUESDAY_MORNING + number * DAY))
        first, second = bodies
        links = [f"/handovers/{one}/" for one in Handover.objects.order_by("handed_at").values_list("id", flat=True)]
        assert [link in first for link in links] == [True, False]
        assert [link in second for link in links] == [False, True]

    def test_a_return_that_was_disputed_is_open_no_more_for_marketing_and_for_sales_it_is(self):
        NotificationSettings.choose(self.lena, {"dispute": "morning"}, at=MONDAY)
        handover = handed(self.house)
        handover.return_("no_need", by=self.sam, at=MONDAY + HOUR)
        Dispute.begin(handover, "They asked.", by=self.mara, at=MONDAY + 2 * HOUR)
        assert "zurückgegeben" not in self.morning(self.mara)
        assert str(handover.id) in self.morning(self.lena)

    def test_a_leader_who_reads_in_the_morning_finds_what_is_still_late(self):
        NotificationSettings.choose(self.lena, {"escalation": "morning"}, at=MONDAY)
        late, done = accepted(self.house, "Anna"), accepted(self.house, "Bert")
        sweep(MONDAY + 6 * DAY)
        done.contacted(at=MONDAY + 6 * DAY, reached=True, is_result=False, by=self.sam)
        body = self.morning(self.lena, MONDAY + 7 * DAY)
        assert (str(late.id) in body, str(done.id) in body) == (True, False)

    def test_whoever_is_no_colleague_any_more_is_not_written_to(self):
        handed(self.house)
        self.sam.deactivate(by=self.house.world.otto, at=MONDAY)
        assert self.morning(self.sam) == ""

    def test_one_whose_mail_cannot_be_written_holds_up_nobody(self):
        handed(self.house)
        User.objects.filter(pk=self.mara.pk).update(email="no address")
        handed(self.house, "Bert").return_("no_need", by=self.sam, at=MONDAY + HOUR)
        with self.assertLogs("handschlag.organisation.models.digest", "ERROR"):
            assert self.morning(self.sam)
        assert NotificationSettings.objects.get(user=self.mara).digest_on is None

    def test_whose_day_has_begun_is_found_in_a_few_queries_however_many_they_are(self):
        from handschlag.organisation.models.digest import mornings

        for number in range(20):
            user = User.objects.create_user(f"r{number}@musterwerk.example", f"R{number}")
            user.give_role("sales", by=None, at=MONDAY)
        with self.assertNumQueries(4):
            assert len(mornings(TUESDAY_MORNING)) == 25
