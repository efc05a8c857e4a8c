"""Messages out of visitors' browsers: from allowed pages only, and without device ids until somebody declares that the website asks."""

import json
from datetime import timedelta

from django.test import TestCase

from handschlag.capture.models import Bundle, IntakeCount, Source, Touch, unpack
from handschlag.capture.readings.balance import balances, total
from handschlag.capture.tests.sending import ask, send, send_and_unpack
from handschlag.capture.tests.world import message
from handschlag.ledger.models import Entry
from handschlag.organisation.tests.world import MONDAY, build_world

PAGE = "https://www.example.com"


class Browsers(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()
        cls.source, cls.key = Source.make("Website", by=None, at=MONDAY)
        cls.source.allow(origins=[PAGE], is_browser=True, by=cls.world.otto, at=MONDAY)

    def wire(self):
        self.source.wire_consent(is_wired=True, by=self.world.otto, at=MONDAY)

    def test_a_preflight_is_answered_for_allowed_pages_only(self):
        allowed = ask("OPTIONS", "/v1/t", origin=PAGE)
        assert (allowed.status, allowed.headers["Access-Control-Allow-Origin"]) == (204, PAGE)
        assert "Authorization" in allowed.headers["Access-Control-Allow-Headers"]
        assert "Access-Control-Allow-Origin" not in ask("OPTIONS", "/v1/t", origin="https://evil.example").headers

    def test_pages_that_are_not_allowed_send_nothing_and_that_is_counted(self):
        answer = send({"batch": [message(), message()]}, self.key, origin="https://evil.example")
        assert (answer.status, "Access-Control-Allow-Origin" in answer.headers) == (403, False)
        unpack(MONDAY)
        assert IntakeCount.objects.get(reason="foreign_origin").count == 2
        assert total(balances()).adds_up

    def test_the_house_s_own_pages_may_send(self):
        assert send({"batch": [message(userId="7")]}, self.key, origin="https://house.example").status == 200

    def test_until_consent_is_wired_device_ids_never_reach_the_disk(self):
        sent = message(
            userId="7", anonymousId="device-1", context={"device": {"id": "device-1", "advertisingId": "device-1"}}
        )
        answer = send({"batch": [sent]}, self.key, origin=PAGE)
        assert answer.headers["Access-Control-Allow-Origin"] == PAGE
        assert all(b"device-1" not in raw for parcel in Bundle.objects.get().open() for raw in parcel.messages)
        unpack(MONDAY)
        touch = Touch.objects.get()
        assert (touch.identifiers, touch.flags) == (["user:7"], ["no_device_id"])

    def test_what_only_the_device_could_name_is_rejected_and_counted(self):
        answer = send_and_unpack(message(), message(userId="7"), key=self.key, origin=PAGE)
        assert [result["outcome"] for result in answer.json()["results"]] == ["rejected", "received"]
        assert Touch.objects.count() == 1
        assert IntakeCount.objects.get(outcome="rejected").reason == "no_consent"
        assert total(balances()).adds_up

    def test_a_browser_source_is_one_even_where_no_page_is_named(self):
        send_and_unpack(message(userId="7"), key=self.key)
        assert Touch.objects.get().identifiers == ["user:7"]

    def test_a_server_s_source_keeps_them(self):
        _server, key = Source.make("Server", by=None, at=MONDAY)
        send_and_unpack(message(), key=key)
        assert Touch.objects.get().who == "anon:browser-1"

    def test_once_consent_is_wired_they_are_kept(self):
        self.wire()
        send_and_unpack(message(), key=self.key, origin=PAGE)
        assert (Touch.objects.get().who, Touch.objects.get().flags) == ("anon:browser-1", [])
        assert Entry.objects.filter(fact="source_consent_wired").exists()

    def test_a_visitor_who_did_not_consent_is_nobody_and_no_mistake_to_be_looked_at(self):
        self.wire()
        answer = send_and_unpack(message(anonymousId=None), message(), key=self.key, origin=PAGE)
        assert [result["outcome"] for result in answer.json()["results"]] == ["rejected", "received"]
        assert {(row.outcome, row.reason) for row in IntakeCount.objects.all()} == {
            ("rejected", "no_consent"),
            ("accepted", ""),
        }

    def test_a_beacon_is_text_with_the_key_within(self):
        self.wire()
        body = json.dumps(message(writeKey=self.key)).encode()
        assert send(body, path="/v1/t", origin=PAGE, content_type="text/plain").status == 200

    def test_the_settings_tell_the_library_where_to_send(self):
        answer = ask("GET", f"/v1/projects/{self.key}/settings", origin=PAGE)
        segment = answer.json()["integrations"]["Segment.io"]
        assert (segment["apiKey"], segment["apiHost"], segment["protocol"]) == (self.key, "house.example/v1", "https")
        assert answer.headers["Access-Control-Allow-Origin"] == PAGE
        assert ask("GET", "/v1/projects/wrong/settings").status == 404

    def test_a_page_forbids_and_never_allows_to_write_or_to_call(self):
        self.wire()
        said = {"scoring": True, "email": True, "phone": {"given": True, "basis": "contract"}, "basis": "contract"}
        forbidding = {"email": False, "phone": {"given": "nein"}, "evidence": {"confirmed_at": "2026-03-01"}}
        sent = [message(properties={"consent": one}, messageId=name) for name, one in (("a", said), ("b", forbidding))]
        send_and_unpack(*sent, key=self.key, origin=PAGE)
        believed = [touch.properties["consent"] for touch in Touch.objects.order_by("message_id")]
        assert believed == [{"scoring": True}, {"email": False, "phone": {"given": "nein"}}]
        assert Touch.objects.get(message_id="a").properties["said_consent"] == said

    def test_a_server_s_word_on_consent_counts(self):
        source, key = Source.make("CRM", by=None, at=MONDAY)
        send_and_unpack(message(properties={"consent": {"email": True, "basis": "contract"}}), key=key)
        assert Touch.objects.get(source=source).properties["consent"] == {"email": True, "basis": "contract"}


class Keys(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()
        cls.source, cls.key = Source.make("Website", by=None, at=MONDAY)

    def opens(self, key, at=MONDAY):
        return send({"batch": [message()]}, key, at=at).status == 200

    def test_the_old_key_stays_valid_until_the_chosen_moment(self):
        later = MONDAY + timedelta(days=7)
        new = self.source.rotate(by=self.world.mara, at=MONDAY, old_until=later)
        assert self.opens(self.key)
        assert self.opens(new)
        assert not self.opens(self.key, later)
        assert self.opens(new, later)

    def test_or_is_void_at_once(self):
        new = self.source.rotate(by=self.world.mara, at=MONDAY)
        assert (self.opens(self.key), self.opens(new)) == (False, True)

    def test_several_keys_are_voided_one_by_one(self):
        second = self.source.add_key(by=self.world.mara, at=MONDAY)
        self.source.keys.get(beginning=self.key[:9]).void(by=self.world.mara, at=MONDAY)
        assert (self.opens(self.key), self.opens(second)) == (False, True)

    def test_a_closed_source_has_no_key(self):
        self.source.revoke(by=self.world.mara, at=MONDAY)
        assert not self.opens(self.key)

    def test_no_key_is_kept_as_it_is(self):
        kept = " ".join(str(value) for row in self.source.keys.values_list() for value in row)
        assert self.key not in kept
