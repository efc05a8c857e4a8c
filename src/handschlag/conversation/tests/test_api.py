"""The API of handovers, conversations and deals: the same sight and the same verbs as the pages."""

from uuid import uuid4

from django.test import TestCase

from handschlag.conversation.models import Conversation, Deal, ensure_starter_topics
from handschlag.handover.models import Handover, State
from handschlag.handover.tests.stories import DAY, accepted, add_rep, build_house, handed
from handschlag.kernel.clock import now
from handschlag.market.models import Brand
from handschlag.organisation.models import ApiToken

ALL_SCOPES = ("read", "sales")


class Api(TestCase):
    @classmethod
    def setUpTestData(cls):
        moment = now() - DAY
        ensure_starter_topics()
        cls.house = build_house(moment)
        cls.world = cls.house.world
        cls.olga = add_rep(cls.house, "Olga", prefixes=["1"])
        cls.waiting = handed(cls.house, "Anna", moment)
        cls.working = accepted(cls.house, "Bert", moment)
        Brand.objects.create(name="Nordfräs")
        people = {
            "sam": cls.world.sam,
            "olga": cls.olga,
            "mara": cls.world.mara,
            "otto": cls.world.otto,
            "nora": cls.world.nora,
            "lena": cls.world.lena,
        }
        cls.tokens = {
            name: ApiToken.make("t", owner=user, scopes=ALL_SCOPES, at=moment)[1] for name, user in people.items()
        }
        cls.reading = ApiToken.make("r", owner=cls.world.sam, scopes=["read"], at=moment)[1]

    def call(self, who, method, path, said=None, token=None):
        headers = {"Authorization": f"Bearer {token or self.tokens[who]}"} if who or token else {}
        return getattr(self.client, method)(f"/api/v1/{path}", said, content_type="application/json", headers=headers)

    def test_reading_by_role(self):
        for path in (
            "handover/handovers",
            "handover/pool",
            "conversation/conversations",
            "conversation/deals",
            "conversation/topics",
        ):
            statuses = {who: self.call(who, "get", path).status_code for who in self.tokens}
            assert statuses == {"sam": 200, "olga": 200, "mara": 200, "lena": 200, "otto": 403, "nora": 403}, path
            assert self.call(None, "get", path).status_code == 401

    def test_a_foreign_handover_is_not_found(self):
        path = f"handover/handovers/{self.waiting.id}"
        statuses = {who: self.call(who, "get", path).status_code for who in self.tokens}
        assert statuses == {"sam": 200, "olga": 404, "mara": 200, "lena": 200, "otto": 403, "nora": 403}
        assert self.call("sam", "get", f"handover/handovers/{uuid4()}").status_code == 404

    def test_the_brief_comes_with_the_handover(self):
        told = self.call("sam", "get", f"handover/handovers/{self.waiting.id}").json()
        assert (told["state"], told["brief"]["why"][0]["label"]) == ("waiting", "Our countries")
        assert {clock["duty"] for clock in told["deadlines"]} == {"accept", "first_contact"}

    def test_lists_hold_what_the_caller_may_see(self):
        assert self.call("olga", "get", "handover/handovers").json()["count"] == 0
        assert self.call("mara", "get", "handover/handovers?state=waiting").json()["count"] == 1
        assert self.call("sam", "get", "handover/mine?limit=1").json()["count"] == 2

    def test_every_write_is_refused_to_who_may_not_and_changes_nothing(self):
        calls = (
            (f"handover/handovers/{self.waiting.id}/acceptance", None),
            (f"handover/handovers/{self.waiting.id}/return", {"reason": "no_need"}),
            (f"conversation/handovers/{self.working.id}/conversations", {"outcome": "reached"}),
            (f"conversation/handovers/{self.working.id}/deals", {"name": "MW 5"}),
        )
        for path, said in calls:
            statuses = {who: self.call(who, "post", path, said).status_code for who in ("olga", "mara", "otto", "nora")}
            assert statuses == {"olga": 404, "mara": 403, "otto": 403, "nora": 403}, path
            assert self.call("", "post", path, said, token=self.reading).status_code == 403
        assert Handover.objects.in_state(State.WAITING).count() == 1
        assert not Conversation.objects.exists()
        assert not Deal.objects.exists()

    def test_accept_and_return(self):
        answer = self.call("sam", "post", f"handover/handovers/{self.waiting.id}/acceptance")
        assert (answer.status_code, answer.json()["state"]) == (200, "accepted")
        again = self.call("sam", "post", f"handover/handovers/{self.waiting.id}/return", {"reason": "no_need"})
        assert (again.status_code, again.json()["detail"]) == (409, "This handover was accepted already.")

    def test_return_with_a_reason(self):
        path = f"handover/handovers/{self.waiting.id}/return"
        assert self.call("sam", "post", path, {"reason": "no_need", "owner": "me"}).status_code == 422
        assert self.call("sam", "post", path, {"reason": "other"}).status_code == 409
        assert (
            self.call("sam", "post", path, {"reason": "no_need", "sentence": "Too small"}).json()["return_reason"]
            == "no_need"
        )

    def test_a_conversation_and_a_deal(self):
        path = f"conversation/handovers/{self.working.id}/conversations"
        said = {
            "outcome": "meeting",
            "objections": ["price"],
            "pretexts": ["no-time"],
            "competitors": ["Nordfräs"],
            "own_words": "Zu teuer",
        }
        told = self.call("sam", "post", path, said)
        assert told.status_code == 201
        assert (set(told.json()["topics"]), told.json()["pretexts"], told.json()["competitors"]) == (
            {"price", "no-time"},
            ["no-time"],
            ["Nordfräs"],
        )
        opened = self.call(
            "sam", "post", f"conversation/handovers/{self.working.id}/deals", {"name": "MW 5", "value_minor": 100}
        )
        assert opened.status_code == 201
        close = f"conversation/deals/{opened.json()['id']}/closing"
        assert self.call("olga", "post", close, {"outcome": "won"}).status_code == 404
        assert self.call("sam", "post", close, {"outcome": "lost"}).status_code == 409
        assert self.call("sam", "post", close, {"outcome": "won"}).json()["outcome"] == "won"
        assert self.call("mara", "get", "conversation/deals?outcome=won").json()["count"] == 1

    def test_bad_input_is_told_and_nothing_is_written(self):
        path = f"conversation/handovers/{self.working.id}/conversations"
        for said in (
            {},
            {"outcome": "perhaps"},
            {"outcome": "reached", "note": "a\0b"},
            {"outcome": "reached", "needs": ["unknown"]},
            {"outcome": "reached", "competitors": ["Nobody"]},
            {"outcome": "reached", "by": str(self.olga.id)},
            {"outcome": "reached", "next_step_on": "soon"},
        ):
            assert self.call("sam", "post", path, said).status_code == 422, said
        for said in (
            {"name": ""},
            {"name": "x", "value_minor": -1},
            {"name": "x", "value_minor": 10**40},
            {"name": "x", "currency": "Euro"},
        ):
            assert (
                self.call("sam", "post", f"conversation/handovers/{self.working.id}/deals", said).status_code == 422
            ), said
        assert not Conversation.objects.exists()
