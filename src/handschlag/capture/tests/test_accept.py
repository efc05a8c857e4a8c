from datetime import timedelta

from django.db import connection
from django.test import TestCase

from handschlag.capture.core.dropping import DropReason
from handschlag.capture.models import IntakeCount, Outcome, Quarantined, SeenKey, Source, Touch, Waiting, accept, reject
from handschlag.capture.tests.world import message, website
from handschlag.organisation.tests.world import MONDAY


class Accept(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.source = website()

    def counted(self):
        return {(row.outcome, row.reason): row.count for row in IntakeCount.objects.all()}

    def test_an_accepted_message_is_a_touch_that_waits(self):
        [result] = accept(self.source, [message(properties={"channel": "search"})], MONDAY)
        touch = Touch.objects.get(id=result.touch_id)
        assert (result.outcome, touch.kind, touch.known_at, touch.channel) == (
            Outcome.ACCEPTED,
            "brochure_downloaded",
            MONDAY,
            "search",
        )
        assert Waiting.objects.get().touch == touch
        assert self.counted() == {("accepted", ""): 1}

    def test_the_same_message_again_has_one_effect_even_after_400_days(self):
        sent = message()
        first, twin = accept(self.source, [sent, sent], MONDAY)
        [late] = accept(self.source, [sent], MONDAY + timedelta(days=400))
        assert [first.outcome, twin.outcome, late.outcome] == ["accepted", "duplicate", "duplicate"]
        assert first.touch_id == twin.touch_id == late.touch_id
        assert Touch.objects.count() == 1

    def test_another_body_under_the_same_id_is_counted_as_a_conflict_and_the_first_wins(self):
        accept(self.source, [message(messageId="1")], MONDAY)
        [result] = accept(self.source, [message("Something else", messageId="1")], MONDAY)
        assert (result.outcome, result.reason) == ("duplicate", "conflict")
        assert Touch.objects.get().kind == "brochure_downloaded"
        assert self.counted() == {("accepted", ""): 1, ("duplicate", "conflict"): 1}

    def test_the_same_id_from_another_source_is_another_touch(self):
        other, _key = Source.make("App", by=None, at=MONDAY)
        sent = message()
        accept(self.source, [sent], MONDAY)
        assert accept(other, [sent], MONDAY)[0].outcome == "accepted"

    def test_one_bad_message_in_a_hundred_leaves_ninety_nine(self):
        sent = [message() for _number in range(99)]
        sent.insert(40, message(properties={"x": float("nan")}))
        results = accept(self.source, sent, MONDAY)
        assert [place for place, result in enumerate(results) if result.outcome != "accepted"] == [40]
        assert Touch.objects.count() == 99
        bad = Quarantined.objects.get()
        assert (bad.reason, "NaN" in bad.raw) == ("not_portable", True)

    def test_received_is_the_sum_of_all_outcomes(self):
        sent = message()
        accept(self.source, [sent, sent, message(type="library"), 7], MONDAY)
        reject(self.source, DropReason.UNREADABLE, MONDAY)
        assert self.counted() == {
            ("accepted", ""): 1,
            ("duplicate", ""): 1,
            ("quarantined", "unknown_type"): 1,
            ("quarantined", "not_an_object"): 1,
            ("rejected", "unreadable"): 1,
        }

    def test_a_batch_costs_a_handful_of_queries(self):
        # What is copied into PostgreSQL is no query that is counted.
        with self.assertNumQueries(10 if connection.vendor == "postgresql" else 13):
            accept(self.source, [message(properties={"channel": "search"}) for _number in range(100)], MONDAY)

    def test_keys_that_touches_name_are_remembered_once(self):
        accept(
            self.source,
            [message(properties={"channel": "search", "campaign": "spring"}) for _number in range(3)],
            MONDAY,
        )
        assert set(SeenKey.objects.values_list("of", "key")) == {("channel", "search"), ("campaign", "spring")}
