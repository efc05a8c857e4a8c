"""Mails to the person go, from the outbox and from the folder where mail is written without a mail server."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings

from handschlag.kernel.erasing import Counts, Eraser, Fate, Person, register_eraser
from handschlag.post.models import Message

LINE = b"-" * 79 + b"\n"
"""What Django writes after each mail in a file."""


def erase(person: Person, at: datetime) -> Counts:
    """Messages to one of the person's addresses, or that speak of one; what became of them goes along."""
    found = {
        pk
        for word in person.words
        for column in ("recipient", "subject", "body", "attempts__error")
        for pk in Message.objects.filter(**{f"{column}__icontains": word}).values_list("pk", flat=True)
    }
    _gone, rows = Message.objects.filter(pk__in=found).delete()
    return {**rows, "mail files": _rewrite_files(person.words)}


def _rewrite_files(words: Iterable[str]) -> int:
    """Mail files without the mails that speak of the person; returns how many mails went."""
    folder, gone = Path(settings.EMAIL_FILE_PATH), 0
    sought = [word.encode() for word in words]
    for file in sorted(folder.glob("*.log")) if folder.is_dir() else ():
        mails = file.read_bytes().split(LINE)
        left = [mail for mail in mails if not any(word in _plain(mail) for word in sought)]
        if len(left) < len(mails):
            gone += len(mails) - len(left)
            _replace(file, LINE.join(left))
    return gone


def _plain(mail: bytes) -> bytes:
    """Comparable: folded lines joined, quoted-printable characters of addresses read."""
    return mail.replace(b"=\n", b"").replace(b"=40", b"@").lower()


def _replace(file: Path, content: bytes) -> None:
    if not content.strip():
        file.unlink()
        return
    beside = file.with_suffix(".rewritten")
    beside.write_bytes(content)
    os.replace(beside, file)


register_eraser(
    Eraser(
        "post",
        {
            "post.Message": (Fate.GONE, "mails to one of the person's addresses, or that name one"),
            "post.Attempt": (Fate.GONE, "with its message"),
            "post.Delivery": (Fate.GONE, "with its message"),
            "post.Failure": (Fate.GONE, "with its message"),
            "post.Webhook": (Fate.KEPT, "a receiver of facts; its place in the ledger"),
            "post.Sending": (Fate.KEPT, "that a fact was sent: its number, its kind, what was answered; no content"),
            "post.Replay": (Fate.KEPT, "which stretch of the ledger was sent once more"),
        },
        erase,
    )
)
