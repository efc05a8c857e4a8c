"""Webhooks on pages: chosen room by room, tested with a button."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import TestCase
from django.urls import reverse

from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.ledger.registry import all_facts
from handschlag.post.models import Webhook, tell_all
from handschlag.post.models.posting import Answer
from handschlag.post.tests.test_page import AT, colleague


class Pages(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.otto = colleague("otto", "operations")
        cls.webhook = Webhook.make("CRM", "https://crm.example/hooks", ["token_made"], by=cls.otto.pk, at=AT)

    def setUp(self) -> None:
        self.client.force_login(self.otto)

    def told(self) -> list[dict[str, Any]]:
        heard: list[dict[str, Any]] = []

        def send(_address: str, _headers: Any, body: bytes) -> Answer:
            heard.append(json.loads(body))
            return Answer(status=204)

        tell_all(AT + timedelta(days=9000), send)
        return heard

    def test_every_fact_can_be_chosen_in_its_room_by_its_sentence(self) -> None:
        page = self.client.get(reverse("post:webhook_add")).content.decode()
        boxes = re.findall(r'<input type="checkbox" name="facts" value="(\w+)"', page)
        assert sorted(boxes) == [fact.name for fact in all_facts()]
        assert len(set(boxes)) == len(boxes)
        assert re.search(r"Handovers.*… accepted the lead", page, re.DOTALL)

    def test_the_room_of_what_is_chosen_stands_open(self) -> None:
        page = self.client.get(reverse("post:webhook_change", args=[self.webhook.pk])).content.decode()
        groups = re.findall(r'<details class="choices__group" data-choose-all( open)?>', page)
        assert groups.count(" open") == 1
        assert "checked" in page

    def test_what_is_kept_is_what_was_chosen(self) -> None:
        said = {"name": "CRM", "address": "https://crm.example/hooks", "facts": ["token_made", "user_added"]}
        self.client.post(reverse("post:webhook_change", args=[self.webhook.pk]), said)
        self.webhook.refresh_from_db()
        assert self.webhook.facts == ["token_made", "user_added"]
        shown = self.client.get(reverse("post:webhook", args=[self.webhook.pk])).content.decode()
        assert "was added as a colleague" in shown
        assert self.client.post(reverse("post:webhook_add"), {**said, "facts": ["no_fact"]}).context["form"].errors

    def test_a_test_goes_to_this_receiver_alone_whatever_it_asked_for(self) -> None:
        other = Webhook.make("Other", "https://other.example/hooks", ["token_made"], by=self.otto.pk, at=AT)
        answer = self.client.post(reverse("post:webhook_test", args=[self.webhook.pk]))
        assert answer["Location"] == reverse("post:webhook", args=[self.webhook.pk])
        assert [(one["type"], one["data"]["subject"]["id"]) for one in self.told()] == [
            ("webhook_tested", str(self.webhook.pk))
        ]
        assert other.sendings.count() == 0

    def test_what_it_asked_for_comes_beside_the_test_in_order(self) -> None:
        record("token_made", at=AT, actor=self.otto.pk, subject=("token", "1"), payload={"scopes": "read"})
        self.webhook.test(by=self.otto.pk, at=AT)
        assert [one["type"] for one in self.told()] == ["token_made", "webhook_tested"]

    def test_nothing_is_tested_while_nothing_is_sent(self) -> None:
        self.webhook.pause(by=self.otto.pk, at=AT)
        with pytest.raises(Refused):
            Webhook.objects.get().test(by=self.otto.pk, at=AT)
        assert "tests/" not in self.client.get(reverse("post:webhook", args=[self.webhook.pk])).content.decode()
