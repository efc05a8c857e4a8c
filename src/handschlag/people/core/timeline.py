"""One timeline of a contact, to which later rooms contribute without being known here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from uuid import UUID

ICONS = {
    "touch": "capture",
    "consent": "shield",
    "lead": "people",
    "handover": "handover",
    "conversation": "conversation",
    "deal": "deals",
    "verdict": "agreement",
}
"""Kinds of entries with the picture they are shown by, as the website names its icons."""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something on a contact's timeline. ``kind`` names it for the eye (``touch``, ``consent``, ``handover`` …); ``at`` is aware UTC.

    ``title`` is a sentence in the active language, ``detail`` what stands below it, ``url`` where it leads ("" where nowhere).
    """

    at: datetime
    kind: str
    title: str
    detail: str = ""
    url: str = ""

    @property
    def text(self) -> str:
        return self.title

    @property
    def note(self) -> str:
        return self.detail

    @property
    def icon(self) -> str:
        """The picture that goes with the kind."""
        return ICONS.get(self.kind, "dot")


Contributor = Callable[[UUID, datetime | None, int], Iterable[TimelineEntry]]
"""``(contact id, since, limit)`` → the newest entries of that contact, not before ``since`` where it is given, at most ``limit``."""

_contributors: list[Contributor] = []


def contribute(contributor: Contributor) -> None:
    """Called once by a later room, in its ``AppConfig.ready``: what it knows about a contact joins the timeline."""
    if contributor not in _contributors:
        _contributors.append(contributor)


def collect(contact_id: UUID, since: datetime | None, limit: int) -> list[TimelineEntry]:
    """The newest ``limit`` entries of all rooms, newest first."""
    entries = (entry for contributor in _contributors for entry in contributor(contact_id, since, limit))
    return nlargest(limit, entries, key=lambda entry: entry.at)
