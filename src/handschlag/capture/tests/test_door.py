"""The intake over HTTP: what the door says, and what is kept of it."""

import base64
import gzip
import json

from django.db import OperationalError
from django.test import TestCase

from handschlag.capture.models import Bundle, IntakeCount, NotWritten, ReceivedCount, Source, Touch, unpack
from handschlag.capture.tests.sending import ask, send, send_and_unpack
from handschlag.capture.tests.world import message
from handschlag.organisation.tests.world import MONDAY, build_world


class TheDoor(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()
        cls.source, cls.key = Source.make("Website", by=None, at=MONDAY)

    def test_a_batch_is_answered_with_a_result_for_each_message(self):
        answer = send({"batch": [message(messageId="1"), message(messageId="1"), {"type": "track"}]}, self.key)
        assert answer.status == 200
        said = answer.json()
        assert (said["success"], said["received"]) == (True, 3)
        assert [result["outcome"] for result in said["results"]] == ["received", "received", "quarantined"]
        assert said["results"][2]["reason"] == "no_event_name"

    def test_it_is_kept_as_it_came_and_becomes_a_touch_when_the_worker_reads_it(self):
        send({"batch": [message()]}, self.key)
        assert (Bundle.objects.count(), Touch.objects.count()) == (1, 0)
        assert unpack(MONDAY) == 1
        assert (Bundle.objects.count(), Touch.objects.count()) == (0, 1)

    def test_every_type_has_an_address_long_and_short(self):
        for number, (path, kind) in enumerate(
            [
                ("/v1/track", "brochure_downloaded"),
                ("/v1/t", "brochure_downloaded"),
                ("/v1/page", "page_viewed"),
                ("/v1/p", "page_viewed"),
                ("/v1/screen", "screen_viewed"),
                ("/v1/s", "screen_viewed"),
                ("/v1/identify", "identified"),
                ("/v1/i", "identified"),
                ("/v1/group", "grouped"),
                ("/v1/g", "grouped"),
                ("/v1/alias", "aliased"),
                ("/v1/a", "aliased"),
            ]
        ):
            assert send(message(type=None, messageId=str(number)), self.key, path).status == 200
            unpack(MONDAY)
            assert Touch.objects.get(message_id=str(number)).kind == kind, path

    def test_batches_have_three_addresses(self):
        for path in ("/v1/batch", "/v1/b", "/v1/import"):
            assert send({"batch": [message()]}, self.key, path).status == 200

    def test_the_key_may_stand_in_the_body(self):
        assert send({"writeKey": self.key, "batch": [message()]}).status == 200
        assert send(message(writeKey=self.key), path="/v1/track").status == 200

    def test_without_a_valid_key_nothing_is_stored_or_counted(self):
        for key in ("", "wrong", "hsw_ü"):
            assert send({"batch": [message()]}, key).status == 401
        assert send({"batch": [message()]}, authorization="Basic !!!").status == 401
        assert not Bundle.objects.exists()
        assert not ReceivedCount.objects.exists()

    def test_an_unreadable_body_is_rejected_and_counted(self):
        for body in (b"", b"{", b"[" * 100_000, b'{"batch": 7}', b"[]"):
            assert send(body, self.key).status == 400, body[:20]
        unpack(MONDAY)
        assert IntakeCount.objects.get(outcome="rejected", reason="unreadable").count == 5

    def test_a_number_of_five_thousand_digits_is_no_message_and_no_fault_of_ours(self):
        assert send(b'{"batch": [' + b"1" * 5000 + b"]}", self.key).status == 200
        unpack(MONDAY)
        assert IntakeCount.objects.get().outcome == "quarantined"

    def test_the_body_is_read_as_json_whatever_it_claims_to_be(self):
        assert send({"batch": [message()]}, self.key, content_type="text/plain").status == 200

    def test_too_large_is_413_packed_or_not(self):
        large = json.dumps({"batch": [message(properties={"x": "y" * 30_000}) for _number in range(20)]}).encode()
        assert send(large, self.key).status == 413
        bomb = gzip.compress(b" " * 50_000_000)
        assert send(bomb, self.key, content_encoding="gzip").status == 413
        unpack(MONDAY)
        assert IntakeCount.objects.get(outcome="rejected", reason="too_large").count == 2

    def test_a_message_of_more_than_32_kb_is_set_aside_and_the_others_are_kept(self):
        big = message(properties={"x": "y" * 33_000})
        send_and_unpack(message(), big, message(), key=self.key)
        assert Touch.objects.count() == 2
        assert IntakeCount.objects.get(outcome="quarantined").reason == "too_large"

    def test_a_packed_batch_is_read(self):
        body = gzip.compress(json.dumps({"batch": [message()]}).encode())
        assert send(body, self.key, content_encoding="gzip").status == 200
        assert unpack(MONDAY) == 1

    def test_what_is_said_to_be_packed_and_is_not_or_only_half_is_400(self):
        half = gzip.compress(json.dumps({"batch": [message()]}).encode())[:-30]
        for body, encoding in ((b"{}", "gzip"), (half, "gzip"), (b"{}", "br")):
            assert send(body, self.key, content_encoding=encoding).status == 400

    def test_one_message_that_is_no_json_leaves_the_other_ninety_nine(self):
        good = [json.dumps(message()).encode() for _number in range(99)]
        for bad in (
            b'{"type": "page", "userId": "1", "x": NaN}',
            b'{"type": "page", "userId": "\xff"}',
            b'{"x": "\\ud800"}',
        ):
            answer = send(b'{"batch": [' + b", ".join([*good[:40], bad, *good[40:]]) + b"]}", self.key)
            assert answer.json()["received"] == 100
            unpack(MONDAY)
        assert Touch.objects.count() == 99
        assert IntakeCount.objects.get(outcome="quarantined").count == 3

    def test_a_database_that_cannot_write_is_503_and_the_same_again_has_one_effect(self):
        def locked(_parcel):
            raise OperationalError("database is locked")

        def full(_parcel):
            raise NotWritten

        for keep in (locked, full):
            answer = send({"batch": [message(messageId="1")]}, self.key, keep=keep)
            assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
        send_and_unpack(message(messageId="1"), key=self.key)
        assert Touch.objects.count() == 1

    def test_looking_is_not_sending(self):
        assert ask("GET", "/v1/batch").status == 405

    def test_no_cookie_is_set(self):
        assert "Set-Cookie" not in send({"batch": [message()]}, self.key).headers

    def test_the_sender_s_wrong_clock_is_put_right_by_when_it_says_it_sent(self):
        late = {"timestamp": "2031-05-01T10:00:00Z", "messageId": "late"}
        send({"sentAt": "2031-05-01T10:01:00Z", "batch": [message(**late)]}, self.key)
        unpack(MONDAY)
        touch = Touch.objects.get(message_id="late")
        assert (MONDAY - touch.happened_at).total_seconds() == 60
        assert touch.flags == ["clock"]

    def test_context_around_a_batch_belongs_to_every_message(self):
        send({"context": {"campaign": {"name": "spring"}}, "batch": [message(), message(context={})]}, self.key)
        unpack(MONDAY)
        assert set(Touch.objects.values_list("campaign", flat=True)) == {"spring"}

    def test_a_browser_fetching_ahead_and_a_crawler_are_marked(self):
        send({"batch": [message(messageId="1")]}, self.key, sec_purpose="prefetch;prerender")
        send({"batch": [message(messageId="2")]}, self.key, user_agent="Mozilla/5.0 (compatible; Googlebot/2.1)")
        crawler = {"userAgent": "Mozilla/5.0 (compatible; bingbot/2.0)"}
        send({"batch": [message(messageId="3", context=crawler), message(messageId="4")]}, self.key)
        unpack(MONDAY)
        flags = dict(Touch.objects.values_list("message_id", "flags"))
        assert flags == {"1": ["prefetch"], "2": ["bot"], "3": ["bot"], "4": []}

    def test_the_key_s_user_name_is_all_of_the_header_that_counts(self):
        code = base64.b64encode(f"{self.key}:password".encode()).decode()
        assert send({"batch": [message()]}, authorization=f"basic {code}").status == 200
