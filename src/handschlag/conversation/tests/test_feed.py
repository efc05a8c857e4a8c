"""One's own calendar under a secret address: what stands in it, for whom, and until when."""

from datetime import timedelta

from django.test import TestCase
from django.urls import reverse

from handschlag.conversation.models import Conversation
from handschlag.handover.tests.stories import DAY, HOUR, accepted, build_house, handed
from handschlag.kernel.clock import now
from handschlag.organisation.models import CalendarFeed


class Feed(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.at = now() - HOUR
        cls.house = build_house(cls.at)
        cls.sam = cls.house.world.sam
        cls.waiting, cls.working = handed(cls.house, "Anna", cls.at), accepted(cls.house, "Bert", cls.at)
        cls.on = (now() + 3 * DAY).date()
        Conversation.log(
            cls.working,
            by=cls.sam,
            at=cls.at + timedelta(minutes=1),
            outcome="later",
            means="phone",
            next_step="Call Bert Weber",
            next_step_on=cls.on,
        )

    def fetch(self, secret):
        return self.client.get(reverse("feed", args=[secret]))

    def test_deadlines_and_follow_ups_with_links_and_without_names(self):
        answer = self.fetch(CalendarFeed.renew(self.sam, self.at))
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
        said = answer.content.replace(b"\r\n ", b"").decode()
        open_ones = list(self.waiting.deadlines.filter(closed_at=None)) + list(
            self.working.deadlines.filter(closed_at=None)
        )
        assert open_ones
        for deadline in open_ones:
            assert f"DTSTART:{deadline.due_at:%Y%m%dT%H%M%SZ}" in said
        assert f"DTSTART;VALUE=DATE:{self.on:%Y%m%d}" in said
        assert said.count("BEGIN:VEVENT") == len(open_ones) + 1
        assert f"/handovers/{self.waiting.id}/" in said
        assert not any(word in said for word in ("Anna", "Bert", "Weber", "Call"))

    def test_what_is_done_leaves_the_calendar(self):
        secret = CalendarFeed.renew(self.sam, self.at)
        self.waiting.accept(by=self.sam, at=self.at + timedelta(minutes=2))
        accept = self.waiting.deadlines.get(duty="accept")
        assert str(accept.id) not in self.fetch(secret).content.replace(b"\r\n ", b"").decode()

    def test_a_renewed_address_locks_the_former(self):
        former = CalendarFeed.renew(self.sam, self.at)
        new = CalendarFeed.renew(self.sam, self.at)
        assert [self.fetch(secret).status_code for secret in (former, new, "made-up")] == [404, 200, 404]
        CalendarFeed.end(self.sam, self.at)
        assert self.fetch(new).status_code == 404

    def test_who_may_not_log_in_has_no_calendar(self):
        secret = CalendarFeed.renew(self.sam, self.at)
        type(self.sam).objects.filter(pk=self.sam.pk).update(is_active=False)
        assert self.fetch(secret).status_code == 404

    def test_everybody_sees_their_own_alone(self):
        lena = self.fetch(CalendarFeed.renew(self.house.world.lena, self.at)).content
        assert b"BEGIN:VEVENT" not in lena

    def test_the_page_shows_the_address_once_and_it_is_kept_as_a_hash(self):
        self.client.force_login(self.sam)
        shown = self.client.post(reverse("organisation:feed")).context["address"]
        assert self.client.get(shown.partition("8000")[2]).status_code == 200
        assert self.client.get(reverse("organisation:feed")).context["address"] == ""
        secret = shown.rpartition("/")[2].removesuffix(".ics")
        assert secret not in CalendarFeed.objects.get().digest
        self.client.post(reverse("organisation:feed_end"))
        assert not CalendarFeed.objects.exists()
