from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import TestCase
from django.urls import reverse

from handschlag.kernel.ids import new_id
from handschlag.post.models import Attempt, Failure, Message, deliver_due, send_mail_later

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def colleague(name: str, *roles: str) -> Any:
    user = get_user_model().objects.create_user(f"{name}@musterwerk.example", name.title(), None)  # type: ignore[attr-defined]
    for role in roles:
        user.give_role(role, by=None, at=AT)
    return user


class TheOutbox(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.otto = colleague("otto", "operations")
        cls.mara = colleague("mara", "marketing")
        cls.nora = colleague("nora")
        send_mail_later(key="1", to="sent@a.example", subject="<b>Sent</b>", body="Text", at=AT)
        deliver_due(AT)
        send_mail_later(key="2", to="waiting@a.example", subject="Waits", body="Text", at=AT + timedelta(hours=1))
        send_mail_later(key="3", to="failed@a.example", subject="Failed", body="Text", at=AT)
        cls.failed = Message.objects.get(key="3")
        Attempt.objects.create(message=cls.failed, at=AT, error="ConnectionError: no route")
        Failure.objects.create(message=cls.failed, at=AT)
        Message.objects.filter(key="3").update(due_at=None)

    def page(self, state: str = "") -> str:
        self.client.force_login(self.otto)
        response = self.client.get(reverse("post:overview"), {"state": state} if state else {})
        assert response.status_code == 200
        return response.content.decode()

    def test_shows_what_waits_what_was_sent_and_what_failed(self) -> None:
        for state, shown, hidden in (
            ("", "waiting@a", "sent@a"),
            ("sent", "sent@a", "failed@a"),
            ("failed", "failed@a", "waiting@a"),
        ):
            content = self.page(state)
            assert shown in content, state
            assert hidden not in content, state

    def test_says_why_a_message_failed(self) -> None:
        assert "ConnectionError: no route" in self.page("failed")

    def test_escapes_what_came_from_outside(self) -> None:
        assert "&lt;b&gt;Sent" in self.page("sent")

    def test_an_unknown_state_or_page_shows_what_waits(self) -> None:
        self.client.force_login(self.otto)
        assert "waiting@a" in self.client.get("/post/?state=lost&page=99999999999999999999").content.decode()

    def test_is_for_operations_alone(self) -> None:
        for user in (self.mara, self.nora):
            self.client.force_login(user)
            assert self.client.get(reverse("post:overview")).status_code == 403
            assert self.client.post(reverse("post:renewal", args=[self.failed.id])).status_code == 403
        self.client.logout()
        assert self.client.get(reverse("post:overview")).status_code == 302
        assert Failure.objects.exists()

    def test_sends_a_failed_message_again(self) -> None:
        self.client.force_login(self.otto)
        self.client.post(reverse("post:renewal", args=[self.failed.id]))
        assert not Failure.objects.exists()
        assert Message.objects.get(key="3").due_at is not None

    def test_refuses_to_send_again_what_did_not_fail(self) -> None:
        self.client.force_login(self.otto)
        self.client.post(reverse("post:renewal", args=[Message.objects.get(key="1").id]))
        assert Message.objects.get(key="1").due_at is None

    def test_renewal_wants_post_and_a_message_that_is_there(self) -> None:
        self.client.force_login(self.otto)
        assert self.client.get(reverse("post:renewal", args=[self.failed.id])).status_code == 405
        assert self.client.post(reverse("post:renewal", args=[new_id()])).status_code == 404
        assert self.client.post(reverse("post:overview")).status_code == 405


@pytest.mark.django_db
def test_a_full_page_asks_the_database_few_questions(client: Any, django_assert_max_num_queries: Any) -> None:
    client.force_login(colleague("otto", "operations"))
    for n in range(60):
        send_mail_later(key=str(n), to=f"n{n}@a.example", subject="Hello", body="Text", at=AT)
    with django_assert_max_num_queries(8):
        response = client.get(reverse("post:overview"))
    assert response.content.decode().count("@a.example") == 50
