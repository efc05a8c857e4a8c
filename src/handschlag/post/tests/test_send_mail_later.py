from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from handschlag.post.models import Message, send_mail_later
from handschlag.post.models.message import _one_line

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MAIL = {
    "key": "handover:1",
    "to": "sam@musterwerk.example",
    "subject": "A lead for you",
    "body": "Please answer.",
    "at": AT,
}


@pytest.mark.django_db
def test_a_mail_waits_in_the_outbox_and_is_due_at_once() -> None:
    send_mail_later(**MAIL)
    message = Message.objects.get()
    assert (message.recipient, message.subject, message.body) == (*[MAIL[name] for name in ("to", "subject", "body")],)
    assert message.created_at == message.due_at == AT


@pytest.mark.django_db
def test_the_same_key_is_the_same_mail_and_the_first_one_counts() -> None:
    send_mail_later(**MAIL)
    send_mail_later(**{**MAIL, "subject": "Another"})
    assert Message.objects.get().subject == "A lead for you"


@pytest.mark.django_db
def test_a_mail_falls_with_the_transaction_of_its_verb() -> None:
    with transaction.atomic():
        send_mail_later(**MAIL)
        transaction.set_rollback(True)
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_a_line_break_in_the_subject_brings_no_header() -> None:
    send_mail_later(**{**MAIL, "subject": "Hello\r\nBcc: all@evil.example\n\u2028and\x0bmore\x85"})
    assert Message.objects.get().subject == "Hello Bcc: all@evil.example and more"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "to",
    [
        "",
        "sam",
        "sam@musterwerk.example\nBcc: all@evil.example",
        "sam@a.example, tom@b.example",
        "Sam <sam@a.example>",
        "a" * 400 + "@a.example",
    ],
)
def test_what_is_not_one_address_is_refused(to: str) -> None:
    with pytest.raises(ValidationError):
        send_mail_later(**{**MAIL, "to": to})
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_a_body_without_its_nul_characters_fits_every_database() -> None:
    send_mail_later(**{**MAIL, "body": "one\x00two\ud800"})
    assert Message.objects.get().body == "onetwo?"


def test_a_long_subject_is_shortened() -> None:
    assert len(_one_line("word " * 100)) == 200


class AnySubject(TestCase):
    @settings(max_examples=50, deadline=None)
    @given(st.text())
    def test_any_text_becomes_one_line_that_the_database_takes(self, text: str) -> None:
        send_mail_later(**{**MAIL, "subject": text, "body": text})
        subject = Message.objects.get().subject
        assert subject == " ".join(subject.split())
        Message.objects.all().delete()
