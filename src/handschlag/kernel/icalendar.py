"""A calendar as others subscribe to it: the few parts of RFC 5545 that moments and whole days need.

Moments are written in UTC, so that no time zone has to be described; days have none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

OCTETS = 75
"""The longest line without its end (section 3.1)."""


@dataclass(frozen=True)
class Event:
    """Something in a calendar: a moment (aware) of no length, or a whole day. ``uid`` stays the same for as long as it is the same."""

    uid: str
    at: datetime | date
    summary: str
    url: str


def calendar(name: str, events: Iterable[Event], made_at: datetime) -> bytes:
    """The whole calendar, in UTF-8. ValueError for a moment without a zone."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Handschlag//Calendar//EN", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{text(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT15M"]
    for event in events:
        lines += _event(event, made_at)
    return b"".join(folded(line) for line in [*lines, "END:VCALENDAR"])


def _event(event: Event, made_at: datetime) -> list[str]:
    when = (
        [f"DTSTART:{_moment(event.at)}"]
        if isinstance(event.at, datetime)
        else [f"DTSTART;VALUE=DATE:{event.at:%Y%m%d}", f"DTEND;VALUE=DATE:{event.at + timedelta(days=1):%Y%m%d}"]
    )
    told = [
        f"SUMMARY:{text(event.summary)}",
        f"DESCRIPTION:{text(event.url)}",
        f"URL:{event.url}",
        "TRANSP:TRANSPARENT",
    ]
    return ["BEGIN:VEVENT", f"UID:{text(event.uid)}", f"DTSTAMP:{_moment(made_at)}", *when, *told, "END:VEVENT"]


def _moment(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("a moment in a calendar needs a time zone")
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def text(value: str) -> str:
    """A TEXT value (section 3.3.11): backslash, semicolon, comma and line breaks escaped, other control characters left out."""
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    lines = escaped.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(character for character in lines if (character >= " " and character != "\x7f") or character == "\t")


def folded(line: str) -> bytes:
    """A content line in UTF-8 with its end, broken after 75 octets at most and never within a character."""
    pieces: list[bytes] = []
    piece = b""
    for character in line:
        octets = character.encode("utf-8", "replace")
        if len(piece) + len(octets) > (OCTETS if not pieces else OCTETS - 1):
            pieces.append(piece)
            piece = b""
        piece += octets
    return b"\r\n ".join([*pieces, piece]) + b"\r\n"
