"""A message that waits to be sent, and the rows that tell what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.validators import validate_email
from django.db import models, transaction
from django.utils.translation import gettext as _

from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.ledger.models.bulk import insert_values

SUBJECT_LENGTH = 200


class Message(models.Model):
    """Something to be sent, once: ``key`` says what it is about (``handover_overdue:<id>``), and a second one with the same key is none.

    ``due_at`` is empty once nothing is left to do: it was delivered, or given up. ``claimed_until`` is the lease of whoever is sending it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=200, unique=True)
    recipient = models.CharField(max_length=320)
    subject = models.CharField(max_length=SUBJECT_LENGTH, blank=True)
    body = models.TextField()
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]  # ids carry the moment they were made in
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="messages_to_send"),
        ]

    def send_again(self, *, by: UUID, at: datetime) -> None:
        """Start over with a message that was given up. Refused for any other."""
        with transaction.atomic():
            gone, _rows = Failure.objects.filter(message=self).delete()
            if not gone:
                raise Refused(_("Only a message that was given up can be sent again."))
            Message.objects.filter(pk=self.pk).update(due_at=at, claimed_until=None)
            record("message_sent_again", at=at, actor=by, subject=("message", self.id))


class Attempt(models.Model):
    """One try at sending. ``error`` is empty where it went well."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]


class Delivery(models.Model):
    """The message was handed to the mail server."""

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="delivery")
    at = models.DateTimeField()


class Failure(models.Model):
    """The message was given up after days of trying; operations may send it again."""

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="failure")
    at = models.DateTimeField()


@dataclass(frozen=True)
class Mail:
    """A mail to be sent: what it is about (``key``), to whom, and what it says."""

    key: str
    to: str
    subject: str
    body: str


def send_mail_later(*, key: str, to: str, subject: str, body: str, at: datetime) -> None:
    """Write a mail into the outbox, in the caller's transaction; the worker sends it once that is committed.

    A key that was used before changes nothing. Line breaks in the subject become spaces; an address that is none, or tries to
    bring a header with it, is a ValidationError (a ValueError of Django's) and nothing is written.
    """
    send_mails_later([Mail(key, to, subject, body)], at)


def send_mails_later(mails: Sequence[Mail], at: datetime) -> None:
    """The same for many mails, in one query; where one has no address nothing is written."""
    for address in {mail.to for mail in mails}:
        validate_email(address)
    subjects = {mail.subject: _one_line(mail.subject) for mail in mails}
    rows = [(new_id(at), mail.key, mail.to, subjects[mail.subject], _sayable(mail.body), at, at) for mail in mails]
    names = ("id", "key", "recipient", "subject", "body", "created_at", "due_at")
    insert_values(Message, names, rows, unless_there=True)


def _sayable(text: str) -> str:
    """Text that every database takes: without NUL, with a question mark for what is no character."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _one_line(text: str) -> str:
    """One header line: control characters and line breaks of every kind become single spaces."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    line = " ".join(printable.split())
    return line if len(line) <= SUBJECT_LENGTH else line[: SUBJECT_LENGTH - 1] + "…"
