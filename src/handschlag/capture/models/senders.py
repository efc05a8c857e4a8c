"""Who may send: the sources with their keys, read once and remembered for a moment, because every request asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from handschlag.capture.models.source import WriteKey, digest_of

REMEMBERED = timedelta(seconds=2)
"""A key that was voided opens nothing at the latest after so long."""


@dataclass(frozen=True, slots=True)
class Sender:
    """A source as the door knows it."""

    source_id: UUID
    origins: frozenset[str] = frozenset()
    is_browser: bool = False
    consent_is_wired: bool = False


class Senders:
    """All sources that may send, by the digests of their keys; read again when what is remembered is older than ``remembered``."""

    def __init__(self, remembered: timedelta = REMEMBERED) -> None:
        self.remembered = remembered
        self.by_digest: dict[str, Sender] = {}
        self.origins: frozenset[str] = frozenset()
        self.read_at: datetime | None = None
        self.reading = Lock()

    def with_key(self, key: str, at: datetime) -> Sender | None:
        """The sender of this write key. Raises a database's error where it cannot be asked."""
        self._refresh(at)
        return self.by_digest.get(digest_of(key)) if key else None

    def knows_origin(self, origin: str, at: datetime) -> bool:
        """Whether any source allows pages of this origin: a browser asks before it shows a key."""
        self._refresh(at)
        return origin in self.origins

    def _refresh(self, at: datetime) -> None:
        if self._is_fresh(at):
            return
        with self.reading:
            if self._is_fresh(at):
                return
            self.by_digest = _all(at)
            self.origins = frozenset(origin for sender in self.by_digest.values() for origin in sender.origins)
            self.read_at = at

    def _is_fresh(self, at: datetime) -> bool:
        """Not when the clock was set back behind the last look either."""
        return self.read_at is not None and self.read_at <= at < self.read_at + self.remembered


def _all(at: datetime) -> dict[str, Sender]:
    keys = WriteKey.objects.filter(WriteKey.valid_at(at), source__revoked_at=None).order_by()
    columns = ("digest", "source_id", "source__origins", "source__is_browser", "source__consent_is_wired")
    return {
        digest: Sender(source, frozenset(origins), *more)
        for digest, source, origins, *more in keys.values_list(*columns)
    }
