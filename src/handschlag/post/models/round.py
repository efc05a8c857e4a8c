"""One round of the postman: what is due is claimed, sent, and told."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parseaddr
from time import monotonic

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q

from handschlag.post.core.patience import PAUSES, pause
from handschlag.post.models.message import Attempt, Delivery, Failure, Message

LEASE = timedelta(minutes=10)
"""How long a claimed message is left to whoever claimed it; longer than a round and one slow mail together."""

ROUND_SECONDS = 60
"""After this long a round ends, whatever still waits: the next one goes on."""


def deliver_due(now: datetime, limit: int = 100) -> int:
    """Send what is due at ``now``, oldest first; returns how many messages were tried.

    Any number of workers may do so at once: each claims a row by a conditional update and looks at the count. A worker killed
    between sending and telling sends that one message again, under the same Message-ID.
    """
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    waiting = Message.objects.filter(free, due_at__lte=now).order_by("due_at").values_list("pk", flat=True)
    tried, started, connection = 0, monotonic(), get_connection()
    try:
        for pk in list(waiting[:limit]):
            if monotonic() - started > ROUND_SECONDS:
                break
            if Message.objects.filter(free, pk=pk, due_at__lte=now).update(claimed_until=now + LEASE):
                _try(Message.objects.get(pk=pk), connection, now)
                tried += 1
    finally:
        connection.close()
    return tried


def _try(message: Message, connection: BaseEmailBackend, at: datetime) -> None:
    """One attempt. Whatever goes wrong is this message's trouble alone: it is told, and the round goes on."""
    try:
        _send(message, connection)
    except Exception as error:
        connection.close()
        _tell_failed(message, f"{type(error).__name__}: {error}".replace("\x00", "")[:2000], at)
    else:
        _tell_sent(message, at)


def _send(message: Message, connection: BaseEmailBackend) -> None:
    _name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    EmailMessage(
        subject=message.subject,
        body=message.body,
        to=[message.recipient],
        connection=connection,
        headers={"Message-ID": f"<{message.id}@{sender.rpartition('@')[2]}>", "Auto-Submitted": "auto-generated"},
    ).send()


def _tell_sent(message: Message, at: datetime) -> None:
    with transaction.atomic():
        Attempt.objects.create(message=message, at=at)
        Delivery.objects.get_or_create(message=message, defaults={"at": at})
        Message.objects.filter(pk=message.pk).update(due_at=None, claimed_until=None)


def _tell_failed(message: Message, error: str, at: datetime) -> None:
    with transaction.atomic():
        Attempt.objects.create(message=message, at=at, error=error)
        failures = message.attempts.exclude(error="").count()
        wait = pause((failures - 1) % (len(PAUSES) + 1) + 1)
        if wait is None:
            Failure.objects.create(message=message, at=at)
        due_at = None if wait is None else at + wait
        Message.objects.filter(pk=message.pk).update(due_at=due_at, claimed_until=None)
