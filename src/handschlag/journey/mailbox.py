"""The drop address read over IMAP (RFC 3501): new mails are taken, and marked as seen once they are."""

from __future__ import annotations

import imaplib
import logging
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings

from handschlag.conversation.core.letters import LARGEST
from handschlag.conversation.models import DroppedMail

log = logging.getLogger(__name__)

AT_ONCE = 100
"""Mails of one turn; the others are read by the next."""

SECONDS = 20


def is_named() -> bool:
    """Whether this installation has a mailbox to read."""
    return bool(settings.MAIL_DROP_HOST)


def read_mailbox(at: datetime) -> int:
    """Take every mail nobody has seen yet; returns how many were looked at. A mail is marked only after it is kept.

    Whoever stops in between finds it unseen again, and knows it by its Message-ID. A mailbox that does not answer is tried again.
    """
    looked_at = 0
    try:
        with _mailbox() as box:
            for number in _words(_said(box.uid("SEARCH", "UNSEEN")))[:AT_ONCE]:
                _take(box, number, at)
                box.uid("STORE", number, "+FLAGS.SILENT", r"(\Seen)")
                looked_at += 1
    except (OSError, imaplib.IMAP4.error) as broken:
        log.warning("The mailbox of the drop address could not be read: %s", type(broken).__name__)
    return looked_at


def _take(box: imaplib.IMAP4, number: str, at: datetime) -> None:
    size = re.search(rb"RFC822\.SIZE (\d+)", _joined(box.uid("FETCH", number, "(RFC822.SIZE)")))
    if size is None or int(size[1]) > LARGEST:
        validity = box.response("UIDVALIDITY")[1][0]
        named = f"{settings.MAIL_DROP_HOST} {settings.MAIL_DROP_FOLDER} {validity!r} {number}"
        DroppedMail.note_too_large(sha256(b"large\0" + named.encode()).hexdigest(), at=at)
        return
    parts = _said(box.uid("FETCH", number, "(BODY.PEEK[])"))
    raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
    if raw is not None:
        DroppedMail.take(raw, at=at)


@contextmanager
def _mailbox() -> Iterator[imaplib.IMAP4]:
    """Logged in, with the folder open. Certificates are checked."""
    place = settings.MAIL_DROP_HOST, settings.MAIL_DROP_PORT
    box = (
        imaplib.IMAP4_SSL(*place, ssl_context=ssl.create_default_context(), timeout=SECONDS)
        if settings.MAIL_DROP_TLS
        else imaplib.IMAP4(*place, timeout=SECONDS)
    )
    try:
        box.login(settings.MAIL_DROP_USER, settings.MAIL_DROP_PASSWORD)
        folder = settings.MAIL_DROP_FOLDER.replace("\\", "\\\\").replace('"', '\\"')
        _said(box.select(f'"{folder}"'))
        yield box
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            box.logout()


def _said(answer: tuple[str, Sequence[Any]]) -> list[Any]:
    """What the server said. Raises IMAP4.error where it said no."""
    status, parts = answer
    if status != "OK":
        raise imaplib.IMAP4.error(str(parts))
    return [part or b"" for part in parts]


def _words(parts: Sequence[Any]) -> list[str]:
    return [word.decode() for part in parts if isinstance(part, bytes) for word in part.split()]


def _joined(answer: tuple[str, Sequence[Any]]) -> bytes:
    return b" ".join(part if isinstance(part, bytes) else b" ".join(part) for part in _said(answer))
