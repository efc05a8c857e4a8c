"""What holds for every call of the API: once under a key, errors as sentences, the ledger in order, everything described."""

import json

from django.db import connection
from django.test import TestCase

from handschlag.kernel.clock import now
from handschlag.ledger.models import Entry, head
from handschlag.organisation.models import Absence, AnsweredCall, ApiToken
from handschlag.organisation.tests.world import build_world
from handschlag.website.api import api

ABSENCE = {"from_at": "2031-03-03T00:00:00Z", "until_at": "2031-03-04T00:00:00Z"}
PATH = "/api/v1/organisation/absences"


class Calls(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()
        scopes = ["read", "organisation"]
        cls.made, cls.token = ApiToken.make("CRM", owner=cls.world.sam, scopes=scopes, at=now())
        cls.other = ApiToken.make("other", owner=cls.world.mara, scopes=scopes, at=now())[1]

    def call(self, method, path, said=None, key="", token=None):
        headers = {"Authorization": f"Bearer {token or self.token}"} | ({"Idempotency-Key": key} if key else {})
        return getattr(self.client, method)(path, said, content_type="application/json", headers=headers)

    def test_the_same_call_under_the_same_key_happens_once(self):
        first, second = (self.call("post", PATH, ABSENCE, "a") for _time in range(2))
        assert (first.status_code, second.status_code) == (201, 201)
        assert first.json() == second.json()
        assert second["Idempotency-Replayed"] == "true"
        assert Absence.objects.count() == 1

    def test_without_a_key_it_happens_as_often_as_it_is_called(self):
        ids = {self.call("post", PATH, ABSENCE).json()["id"] for _time in range(2)}
        assert len(ids) == Absence.objects.count() == 2

    def test_another_call_under_the_key_is_refused_and_nothing_happens(self):
        self.call("post", PATH, ABSENCE, "a")
        other = self.call("post", PATH, ABSENCE | {"until_at": "2031-03-09T00:00:00Z"}, "a")
        assert (other.status_code, Absence.objects.count()) == (422, 1)

    def test_a_key_is_that_of_one_token(self):
        for token in (self.token, self.other):
            assert "Idempotency-Replayed" not in self.call("post", PATH, ABSENCE, "a", token)
        assert Absence.objects.count() == 2

    def test_what_was_refused_may_be_asked_again(self):
        wrong = ABSENCE | {"until_at": ABSENCE["from_at"]}
        before = Entry.objects.count()
        statuses = {self.call("post", PATH, wrong, "a").status_code for _time in range(2)}
        assert statuses == {409}
        assert (AnsweredCall.objects.count(), Entry.objects.count()) == (0, before)

    def test_an_old_answer_is_for_who_may_still_call(self):
        self.call("post", PATH, ABSENCE, "a")
        self.made.revoke(by=self.world.sam, at=now())
        assert self.call("post", PATH, ABSENCE, "a").status_code == 401

    def test_kept_answers_can_be_read_by_nobody_else(self):
        answer = self.call("post", PATH, ABSENCE, "a").json()
        with connection.cursor() as cursor:
            cursor.execute("select * from organisation_answeredcall")
            [row] = cursor.fetchall()
        kept = b"".join(bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode() for value in row)
        assert answer["id"].encode() not in kept
        assert self.token.encode() not in kept

    def test_they_are_forgotten_after_two_days(self):
        self.call("post", PATH, ABSENCE, "a")
        made = AnsweredCall.objects.get().at
        assert AnsweredCall.forget_old(made.replace(year=made.year - 1)) == 0
        assert AnsweredCall.forget_old(made.replace(year=made.year + 1)) == 1

    def test_a_key_too_long_is_refused(self):
        assert self.call("post", PATH, ABSENCE, "k" * 201).status_code == 422

    def test_errors_are_sentences_in_one_form(self):
        calls = {
            401: self.client.get("/api/v1/organisation/me"),
            403: self.call(
                "get",
                "/api/v1/market/campaigns",
                token=ApiToken.make("c", owner=self.world.sam, scopes=["capture"], at=now())[1],
            ),
            404: self.call("get", "/api/v1/people/contacts/019b0000-0000-7000-8000-000000000000"),
            409: self.call("post", PATH, ABSENCE | {"until_at": ABSENCE["from_at"]}),
            422: self.call("post", PATH, ABSENCE | {"is_staff": True}),
        }
        for status, answer in calls.items():
            assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
            said = answer.json()
            assert said["status"] == status
            assert said["detail"].strip()
        assert calls[422].json()["errors"][0]["field"] == "is_staff"

    def test_broken_json_is_an_error_of_the_caller(self):
        headers = {"Authorization": f"Bearer {self.token}"}
        for body in (b"{", b"\xff", b'{"from_at": NaN}', b"[" * 5000):
            answer = self.client.post(PATH, body, content_type="application/json", headers=headers)
            assert answer.status_code in {400, 422}, body[:20]
            assert answer["Content-Type"] == "application/problem+json"

    def test_the_ledger_in_order_and_without_gaps(self):
        after, seen = 0, []
        while found := self.call("get", f"/api/v1/ledger/entries?after={after}&limit=3").json()["entries"]:
            seen += [entry["seq"] for entry in found]
            after = seen[-1]
        assert seen == list(range(1, head().seq + 1))

    def test_the_ledger_of_one_subject(self):
        told = self.call("get", f"/api/v1/ledger/entries?subject_kind=token&subject_id={self.made.id}").json()
        assert [entry["fact"] for entry in told["entries"]] == ["token_made"]

    def test_every_call_is_described_with_what_may_go_wrong(self):
        described = json.loads(json.dumps(api.get_openapi_schema(), default=str))
        for path, calls in described["paths"].items():
            for method, call in calls.items():
                assert call["summary"], path
                assert "422" in call["responses"], path
                keyed = "Idempotency-Key" in {parameter["name"] for parameter in call.get("parameters", [])}
                assert keyed is (method == "post"), path

    def test_every_body_refuses_what_it_does_not_know(self):
        schemas = api.get_openapi_schema()["components"]["schemas"]
        bodies = [
            content["schema"]["$ref"].rpartition("/")[2]
            for calls in api.get_openapi_schema()["paths"].values()
            for call in calls.values()
            for content in call.get("requestBody", {}).get("content", {}).values()
            if "$ref" in content["schema"]
        ]
        assert bodies
        assert [name for name in bodies if schemas[name].get("additionalProperties") is not False] == []
