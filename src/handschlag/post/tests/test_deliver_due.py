from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend

from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.post.models import Attempt, Delivery, Failure, Message, deliver_due, send_mail_later
from handschlag.post.models.round import LEASE, PAUSES

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


class GrumpyServer(EmailBackend):
    """A mail server that takes everything but mail to addresses that begin with "lost"."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            if message.to[0].startswith("lost"):
                raise ConnectionError("no route to\x00 host")
        return super().send_messages(messages)


@pytest.fixture
def grumpy(settings: object) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.GrumpyServer"  # type: ignore[attr-defined]


def write(to: str = "sam@musterwerk.example", key: str = "one", at: datetime = AT) -> Message:
    send_mail_later(key=key, to=to, subject="Hello", body="Text", at=at)
    return Message.objects.get(key=key)


def test_what_is_due_is_sent_once() -> None:
    message = write()
    assert deliver_due(AT) == 1
    assert deliver_due(AT + timedelta(days=9)) == 0
    [sent] = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["sam@musterwerk.example"], "Hello", "Text")
    assert Delivery.objects.get().message == message
    assert Attempt.objects.get().error == ""
    message.refresh_from_db()
    assert message.due_at is message.claimed_until is None


def test_what_is_not_due_yet_waits() -> None:
    write(at=AT + timedelta(minutes=1))
    assert deliver_due(AT) == 0
    assert mail.outbox == []


def test_a_mail_keeps_its_id_and_says_that_a_machine_wrote_it() -> None:
    message = write()
    deliver_due(AT)
    headers = mail.outbox[0].extra_headers
    assert headers["Message-ID"].startswith(f"<{message.id}@")
    assert headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.usefixtures("grumpy")
def test_one_that_fails_stops_nobody() -> None:
    for n, to in enumerate(["a@a.example", "lost@a.example", "b@a.example"]):
        write(to, key=str(n), at=AT + timedelta(seconds=n))
    assert deliver_due(AT + timedelta(minutes=1)) == 3
    assert [sent.to for sent in mail.outbox] == [["a@a.example"], ["b@a.example"]]
    assert Attempt.objects.exclude(error="").get().error == "ConnectionError: no route to host"


@pytest.mark.usefixtures("grumpy")
def test_a_failed_mail_is_tried_again_after_longer_and_longer_pauses_and_then_given_up() -> None:
    message, at, pauses = write("lost@a.example"), AT, []
    while deliver_due(at):
        message.refresh_from_db()
        if message.due_at is None:
            break
        pauses.append(message.due_at - at)
        assert deliver_due(message.due_at - timedelta(seconds=1)) == 0
        at = message.due_at
    assert tuple(pauses) == PAUSES == tuple(sorted(PAUSES))
    assert Failure.objects.get().at == at
    assert message.attempts.count() == len(PAUSES) + 1
    assert deliver_due(at + timedelta(days=30)) == 0


@pytest.mark.usefixtures("grumpy")
def test_a_mail_that_was_given_up_can_be_sent_again() -> None:
    message, colleague = write("lost@a.example"), "0190a3b4-1234-7000-8000-123456789abc"
    for n in range(len(PAUSES) + 1):
        deliver_due(AT + n * timedelta(days=2))
    later = AT + timedelta(days=60)
    message.send_again(by=colleague, at=later)  # type: ignore[arg-type]
    assert Entry.objects.get().fact == "message_sent_again"
    Message.objects.update(recipient="found@a.example")
    assert deliver_due(later) == 1
    assert Delivery.objects.get().at == later
    with pytest.raises(Refused):
        message.send_again(by=colleague, at=later)  # type: ignore[arg-type]


@pytest.mark.usefixtures("grumpy")
def test_a_second_round_of_failures_is_as_patient_as_the_first() -> None:
    message = write("lost@a.example")
    for n in range(len(PAUSES) + 1):
        deliver_due(AT + n * timedelta(days=2))
    later = AT + timedelta(days=60)
    message.send_again(by=message.id, at=later)
    deliver_due(later)
    message.refresh_from_db()
    assert message.due_at == later + PAUSES[0]


def test_a_message_that_somebody_else_is_sending_is_left_to_them_until_their_lease_ends() -> None:
    message = write()
    Message.objects.update(claimed_until=AT + LEASE)
    assert deliver_due(AT) == 0
    assert deliver_due(AT + LEASE) == 1
    assert Delivery.objects.get().message == message


def test_two_rounds_at_the_same_time_send_once() -> None:
    write()

    def meanwhile(*args: object, **kwargs: object) -> int:
        assert deliver_due(AT) == 0  # the other worker finds it claimed
        return 1

    with patch.object(EmailBackend, "send_messages", side_effect=meanwhile) as sending:
        assert deliver_due(AT) == 1
    assert sending.call_count == 1


def test_a_round_takes_no_more_than_its_limit_the_oldest_first() -> None:
    for n in range(5):
        write(key=str(n), to=f"n{n}@a.example", at=AT - timedelta(minutes=n))
    assert deliver_due(AT, limit=2) == 2
    assert [sent.to[0] for sent in mail.outbox] == ["n4@a.example", "n3@a.example"]


def test_a_round_ends_in_time_even_where_the_mail_server_is_slow() -> None:
    for n in range(3):
        write(key=str(n))
    with patch("handschlag.post.models.round.monotonic", side_effect=[0, 1, 61]):
        assert deliver_due(AT) == 1
    assert deliver_due(AT) == 2
