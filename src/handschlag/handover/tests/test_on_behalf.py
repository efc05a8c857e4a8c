"""A program that acts for reps: as the rep it names, with that rep's rights and no others, and the ledger says through which program."""

import json
from typing import Any

import pytest
from django.test import Client, TestCase

from handschlag.handover.models import Acceptance, Return
from handschlag.handover.tests.stories import add_rep, build_house, handed
from handschlag.kernel.clock import now
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.ledger.readings import entries
from handschlag.organisation.models import ApiToken, Role, Team


class OnBehalf(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        at = now()
        cls.house = build_house(at)
        world = cls.house.world
        cls.sam, cls.otto = world.sam, world.otto
        cls.olga = add_rep(cls.house, "Olga", prefixes=["1"], team=Team.objects.create(name="North", leader=world.theo))
        cls.row, cls.token = ApiToken.make("Our CRM", owner=cls.otto, scopes=["read", "sales", "on_behalf"], at=at)
        cls.handover = handed(cls.house, at=at)

    def call(self, method: str, path: str, named: str, said: Any = None, token: str = "", **headers: str) -> Any:
        headers |= {"Authorization": f"Bearer {token or self.token}"} | ({"On-Behalf-Of": named} if named else {})
        body = {} if method == "get" else {"data": said or {}, "content_type": "application/json"}
        return getattr(Client(), method)(f"/api/v1{path}", **body, headers=headers)

    def accept(self, named: str, **more: Any) -> Any:
        return self.call("post", f"/handover/handovers/{self.handover.id}/acceptance", named, **more)

    def test_the_rep_is_named_by_address_or_by_id(self) -> None:
        assert self.call("get", "/handover/mine", "Sam@Musterwerk.example").json()["count"] == 1
        assert self.call("get", "/handover/mine", str(self.olga.id)).json()["count"] == 0
        assert self.call("get", "/organisation/me", self.sam.email).json()["name"] == "Sam"

    def test_it_is_done_by_the_rep_and_history_and_ledger_say_through_what(self) -> None:
        assert self.accept(self.sam.email).status_code == 200
        assert Acceptance.objects.get().by == self.sam
        entry = Entry.objects.get(fact="handover_accepted")
        assert (entry.actor, json.loads(entry.payload_json)["through"]) == (str(self.sam.id), str(self.row.id))
        assert entries("handover", self.handover.id)[0].actor == "Sam (through Our CRM)"
        client = Client()
        client.force_login(self.sam)
        assert "Sam (through Our CRM)" in client.get(f"/handovers/{self.handover.id}/").content.decode()

    def test_an_outcome_and_a_return_name_the_rep_too(self) -> None:
        other = handed(self.house, "Bert", at=now())
        assert self.accept(self.sam.email).status_code == 200
        logged = self.call(
            "post", f"/conversation/handovers/{self.handover.id}/conversations", self.sam.email, {"outcome": "reached"}
        )
        assert (logged.status_code, logged.json()["by"]) == (201, str(self.sam.id))
        self.call("post", f"/handover/handovers/{other.id}/return", self.sam.email, {"reason": "no_need"})
        assert Return.objects.get().by == self.sam
        through = Entry.objects.filter(payload_json__contains=str(self.row.id)).exclude(fact="token_made")
        assert set(through.values_list("fact", flat=True)) == {
            "handover_accepted",
            "handover_returned",
            "conversation_logged",
        }
        client = Client()
        client.force_login(self.sam)
        assert "Sam (through Our CRM)" in client.get(f"/conversations/{logged.json()['id']}/").content.decode()

    def test_it_reaches_no_farther_than_the_rep(self) -> None:
        assert self.accept(self.olga.email).status_code == 404
        for path in ("/handover/pool", "/people/contacts"):
            assert self.call("get", path, self.olga.email).status_code == 200
        assert self.call("get", "/capture/touches", self.sam.email).status_code == 403
        assert not Acceptance.objects.exists()

    def test_without_a_name_the_token_is_its_owners(self) -> None:
        assert self.accept("").status_code == 403
        assert self.call("get", "/organisation/me", "").json()["name"] == "Otto"

    def test_only_reps_who_may_log_in_are_named(self) -> None:
        world = self.house.world
        self.olga.deactivate(by=self.otto, at=now())
        for named in (
            world.lena.email,
            world.mara.email,
            self.olga.email,
            "nobody@else.example",
            "nonsense",
            str(self.row.id),
        ):
            assert self.call("get", "/handover/waiting", named).status_code == 403, named

    def test_only_reading_and_work_on_handovers(self) -> None:
        scopes = ["read", "sales", "market", "organisation", "on_behalf"]
        token = ApiToken.make("All", owner=self.otto, scopes=scopes, at=now())[1]
        self.sam.give_role(Role.MARKETING, by=None, at=now())
        for path in ("/market/segments", "/organisation/absences"):
            assert self.call("post", path, self.sam.email, token=token).status_code == 403

    def test_only_operations_make_such_a_token_and_only_as_long_as_they_are_it(self) -> None:
        with pytest.raises(Refused):
            ApiToken.make("Mine", owner=self.sam, scopes=["sales", "on_behalf"], at=now())
        self.sam.give_role(Role.OPERATIONS, by=None, at=now())
        self.otto.take_role(Role.OPERATIONS, by=self.sam, at=now())
        assert self.accept(self.sam.email).status_code == 403

    def test_a_token_without_the_scope_names_nobody(self) -> None:
        mine = ApiToken.make("Mine", owner=self.sam, scopes=["read", "sales"], at=now())[1]
        assert self.accept(self.sam.email, token=mine).status_code == 403
        assert self.accept("", token=mine).status_code == 200
        assert "through" not in Entry.objects.get(fact="handover_accepted").payload_json

    def test_the_same_key_for_another_rep_is_another_call(self) -> None:
        key = {"Idempotency-Key": "accept:1"}
        first, again, other = (self.accept(who.email, **key) for who in (self.sam, self.sam, self.olga))
        assert (first.status_code, again.headers["Idempotency-Replayed"], other.status_code) == (200, "true", 422)
        assert Acceptance.objects.count() == 1

    def test_the_form_offers_it_to_operations_alone(self) -> None:
        for user, offered in ((self.otto, True), (self.sam, False)):
            client = Client()
            client.force_login(user)
            assert ("on_behalf" in client.get("/organisation/tokens/").content.decode()) is offered
        client.post("/organisation/tokens/", {"name": "Mine", "scopes": ["on_behalf"]})
        assert not self.sam.api_tokens.exists()
