"""An e-mail as it lies in a mailbox, read into what a conversation keeps of it: who, when, and the words. Attachments are not read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses
from hashlib import sha256
from html.parser import HTMLParser

LARGEST = 10 * 1024 * 1024
"""Bytes of a mail that is looked at at all; attachments make mails large, and are not kept."""

LONGEST_HEADER = 20_000

READ = frozenset(
    {
        "from",
        "to",
        "cc",
        "bcc",
        "delivered-to",
        "x-original-to",
        "subject",
        "message-id",
        "date",
        "auto-submitted",
        "precedence",
    }
)
"""Headers that are looked at; of all others nothing is known."""

LONGEST_TEXT, LONGEST_SUBJECT, MOST_ADDRESSES = 8_000, 200, 50

_QUOTED = re.compile(
    r"^(>|-{2,} ?(Original|Ursprüngliche|Forwarded|Weitergeleitete)|(On|Am) .{5,120}(wrote|schrieb).{0,60}:$)"
)
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")


class Unreadable(ValueError):  # noqa: N818 – says what is the case
    """No mail that anybody could read."""


@dataclass(frozen=True, slots=True)
class Letter:
    """``key`` is the same whenever the same mail comes: of its Message-ID, or of all of it where it has none.

    Addresses are in small letters, each once. ``sent_at`` is None where the mail does not say it with a zone. ``text`` is what was written,
    without what it answers to. ``is_automatic``: no person wrote it.
    """

    key: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    sent_at: datetime | None
    is_automatic: bool


def key_of(raw: bytes) -> str:
    """Of a mail that cannot be read: of all of it."""
    return sha256(b"whole\0" + raw).hexdigest()


def read(raw: bytes) -> Letter:
    """A mail in bytes (RFC 5322). Raises Unreadable where it has no sender or is none at all."""
    try:
        mail = _parsed(raw)
        sender = _addresses(mail, "from")
        recipients = _addresses(mail, "to", "cc", "bcc", "delivered-to", "x-original-to")
        subject = _one_line(str(mail.get("subject", "")))[:LONGEST_SUBJECT]
        named = str(mail.get("message-id", "")).strip()
        sent = getattr(mail.get("date"), "datetime", None)
        text, is_automatic = _text(mail), _is_automatic(mail)
    except (
        Exception
    ) as broken:  # the parser is asked about whatever anybody sends: any way in which it stumbles means the same
        raise Unreadable(type(broken).__name__) from broken
    if not sender:
        raise Unreadable("nobody sent it")
    key = sha256(b"message-id\0" + named.encode("utf-8", "replace")).hexdigest() if named else key_of(raw)
    sent_at = sent if sent is not None and sent.tzinfo is not None else None
    return Letter(key, sender[0], recipients[:MOST_ADDRESSES], subject, text, sent_at, is_automatic)


def _parsed(raw: bytes) -> EmailMessage:
    """Its headers are read one by one, and only where they are of a size that a person could have caused: reading them costs more than their length."""
    mail = message_from_bytes(raw, policy=default)
    assert isinstance(mail, EmailMessage)
    if any(len(str(value)) > LONGEST_HEADER for name, value in mail.raw_items() if name.lower() in READ):
        raise ValueError("a header is too long")
    return mail


def as_note(letter: Letter) -> str:
    """Subject and words, as a conversation keeps them."""
    return "\n\n".join(part for part in (letter.subject, letter.text) if part)


def _addresses(mail: EmailMessage, *names: str) -> tuple[str, ...]:
    headers = [_one_line(str(value)) for name in names for value in mail.get_all(name, [])]
    found = (address.strip().lower() for _name, address in getaddresses(headers))
    return tuple(dict.fromkeys(one for one in found if "@" in one and len(one) <= 254))


def _is_automatic(mail: EmailMessage) -> bool:
    """Out of office, bounces and circulars (RFC 3834 and what is usual besides)."""
    said = str(mail.get("auto-submitted", "no")).lower()
    bulk = str(mail.get("precedence", "")).lower() in {"bulk", "junk", "list", "auto_reply"}
    return (said.split(";")[0].strip() not in {"", "no"}) or bulk or "list-id" in mail


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    content = part.get_content()
    written = content if isinstance(content, str) else ""
    if part.get_content_type() == "text/html":
        written = _Plain.of(written)
    return _without_quotes(_UNSEEN.sub("", written.replace("\r\n", "\n")))[:LONGEST_TEXT]


def _without_quotes(text: str) -> str:
    """What was written above the mail it answers to; all of it where nothing stands above."""
    lines = [line.rstrip() for line in text.split("\n")]
    own = lines[: next((number for number, line in enumerate(lines) if _QUOTED.match(line)), len(lines))]
    kept = "\n".join(own).strip() or "\n".join(lines).strip()
    return re.sub(r"\n{3,}", "\n\n", kept)


def _one_line(text: str) -> str:
    """Nothing that could begin another header or turn the reading direction."""
    return " ".join(_UNSEEN.sub(" ", text).split())


class _Plain(HTMLParser):
    """The words of a page, without marks, scripts and styles; what it is told to fetch is not fetched."""

    BREAKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "blockquote"})
    SILENT = frozenset({"script", "style", "head", "title", "template"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    @classmethod
    def of(cls, page: str) -> str:
        reader = cls()
        reader.feed(page)
        reader.close()
        return "\n".join(" ".join(line.split()) for line in "".join(reader.parts).split("\n"))

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.silent += tag in self.SILENT
        if tag in self.BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in self.SILENT and self.silent > 0
        if tag in self.BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data.replace("\n", " "))
