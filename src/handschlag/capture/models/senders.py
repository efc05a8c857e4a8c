"""Who may send: the sources with their keys, read once and remembered for a moment, because every request asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from uuid import UUID

from handschlag.capture.models.source import Source, digest_of

REMEMBERED_SECONDS = 2.0
"""A key that was revoked is void at the latest after so long."""


@dataclass(frozen=True, slots=True)
class Sender:
    """A source as the door knows it."""

    source_id: UUID
    origins: frozenset[str] = frozenset()
    is_browser: bool = False
    consent_is_wired: bool = False


class Senders:
    """All sources that may send, by the digest of their keys; read again when what is remembered is older than ``seconds``."""

    def __init__(self, seconds: float = REMEMBERED_SECONDS, clock: Callable[[], float] = monotonic) -> None:
        self.seconds, self.clock = seconds, clock
        self.by_digest: dict[str, Sender] = {}
        self.origins: frozenset[str] = frozenset()
        self.read_at = float("-inf")
        self.reading = Lock()

    def with_key(self, key: str) -> Sender | None:
        """The sender of this write key. Raises a database's error where it cannot be asked."""
        self._refresh()
        return self.by_digest.get(digest_of(key)) if key else None

    def knows_origin(self, origin: str) -> bool:
        """Whether any source allows pages of this origin: a browser asks before it shows a key."""
        self._refresh()
        return origin in self.origins

    def _refresh(self) -> None:
        if self.clock() - self.read_at < self.seconds:
            return
        with self.reading:
            if self.clock() - self.read_at < self.seconds:
                return
            self.by_digest = _all()
            self.origins = frozenset(origin for sender in self.by_digest.values() for origin in sender.origins)
            self.read_at = self.clock()


def _all() -> dict[str, Sender]:
    sources = Source.objects.filter(revoked_at=None).exclude(key_digest=None)
    return {digest: Sender(source_id) for source_id, digest in sources.values_list("id", "key_digest") if digest}
