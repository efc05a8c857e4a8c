"""The intake over HTTP."""

import base64
import gzip
import json
from unittest.mock import patch

from django.db import OperationalError
from django.test import TestCase

from handschlag.capture.models import IntakeCount, Source, Touch
from handschlag.capture.tests.world import message
from handschlag.organisation.tests.world import MONDAY, build_world

ADDRESS = "/v1/batch"


class Batch(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()
        cls.source, cls.key = Source.make("Website", by=None, at=MONDAY)

    def send(self, body, key=None, **headers):
        code = base64.b64encode(f"{self.key if key is None else key}:".encode()).decode()
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Authorization": f"Basic {code}"} | headers
        return self.client.post(ADDRESS, data, content_type="application/json", headers=headers)

    def test_a_batch_is_answered_with_a_result_for_each_message(self):
        answer = self.send({"batch": [message(messageId="1"), message(messageId="1"), {"type": "track"}]})
        assert answer.status_code == 200
        said = answer.json()
        assert said["received"] == 3
        assert [result["outcome"] for result in said["results"]] == ["accepted", "duplicate", "quarantined"]
        assert said["results"][2]["reason"] == "no_event_name"

    def test_the_key_may_stand_in_the_body(self):
        answer = self.send({"writeKey": self.key, "batch": [message()]}, Authorization="")
        assert answer.status_code == 200

    def test_without_a_valid_key_nothing_is_stored_or_counted(self):
        for key in ("", "wrong", "hsw_ü"):
            assert self.send({"batch": [message()]}, key=key).status_code == 401
        assert self.send({"batch": [message()]}, Authorization="Basic !!!").status_code == 401
        assert not Touch.objects.exists()
        assert not IntakeCount.objects.exists()

    def test_a_revoked_key_is_no_key_and_a_rotated_one_takes_its_place(self):
        new = self.source.rotate(by=self.world.mara, at=MONDAY)
        assert self.send({"batch": []}).status_code == 401
        assert self.send({"batch": []}, key=new).status_code == 200
        self.source.revoke(by=self.world.mara, at=MONDAY)
        assert self.send({"batch": []}, key=new).status_code == 401

    def test_an_unreadable_body_is_rejected_and_counted(self):
        for body in (b"", b"{", b"\xff", b"[" * 100_000, b'{"batch": 7}', b"[]", b'{"batch": [' + b"1" * 5000 + b"]}"):
            assert self.send(body).status_code == 400, body[:20]
        assert IntakeCount.objects.get(outcome="rejected", reason="unreadable").count == 7

    def test_too_large_is_413_packed_or_not(self):
        large = json.dumps({"batch": [message(properties={"x": "y" * 30_000}) for _number in range(20)]}).encode()
        assert self.send(large).status_code == 413
        bomb = gzip.compress(b" " * 50_000_000)
        assert self.send(bomb, **{"Content-Encoding": "gzip"}).status_code == 413
        assert IntakeCount.objects.get(outcome="rejected", reason="too_large").count == 2

    def test_a_packed_batch_is_read(self):
        body = gzip.compress(json.dumps({"batch": [message()]}).encode())
        assert self.send(body, **{"Content-Encoding": "gzip"}).status_code == 200
        assert Touch.objects.count() == 1

    def test_a_database_that_cannot_answer_is_503_and_never_a_false_200(self):
        with patch("handschlag.capture.api.accept", side_effect=OperationalError("database is locked")):
            answer = self.send({"batch": [message(messageId="1")]})
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert self.send({"batch": [message(messageId="1")]}).json()["results"][0]["outcome"] == "accepted"

    def test_looking_is_not_sending(self):
        assert self.client.get(ADDRESS).status_code == 405

    def test_no_cookie_is_set(self):
        assert not self.send({"batch": [message()]}).cookies
