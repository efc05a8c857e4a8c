"""Mail scanners open every link at once: their clicks are kept, marked, and never scored."""

from datetime import timedelta

from django.test import TestCase

from handschlag.capture.models import Mark, Source, Touch, accept
from handschlag.capture.tests.world import message
from handschlag.organisation.tests.world import MONDAY


class Bursts(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.source, _key = Source.make("Mail", by=None, at=MONDAY)

    def clicks(self, amount, apart, who="7", event="email_clicked"):
        at = (MONDAY - timedelta(minutes=1) + number * apart for number in range(amount))
        return [message(event, userId=who, anonymousId=None, timestamp=moment.isoformat()) for moment in at]

    def marked(self):
        return set(Mark.objects.values_list("touch_id", flat=True)) | {
            touch.id for touch in Touch.objects.all() if "scanner" in touch.flags
        }

    def test_thirty_clicks_in_two_seconds_are_all_marked_however_they_were_sent(self):
        clicks = self.clicks(30, timedelta(milliseconds=66))
        for size in (30, 7, 1):
            with self.subTest(size=size):
                Touch.objects.all().delete()
                for number, click in enumerate(clicks):
                    click["messageId"] = f"{size}-{number}"
                for start in range(0, 30, size):
                    accept(self.source, clicks[start : start + size], MONDAY)
                assert len(self.marked()) == 30

    def test_a_person_clicks_more_slowly(self):
        accept(self.source, self.clicks(30, timedelta(milliseconds=300)), MONDAY)
        assert not self.marked()

    def test_many_people_at_once_are_no_machine(self):
        for who in range(30):
            accept(self.source, self.clicks(1, timedelta(0), who=str(who)), MONDAY)
        assert not self.marked()

    def test_only_what_opening_links_leaves_behind_counts(self):
        accept(self.source, self.clicks(30, timedelta(0), event="form_sent"), MONDAY)
        assert not self.marked()
