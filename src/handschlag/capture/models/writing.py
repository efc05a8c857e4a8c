"""The one who writes the inbox: all requests that wait are written as one bundle, and each is answered after it is on disk."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition, Lock, Thread
from time import sleep

from django.conf import settings
from django.db import Error, connections

from handschlag.capture.core.parcels import Parcel
from handschlag.capture.models.inbox import Bundle

log = logging.getLogger(__name__)

MOST_BYTES = 32 * 1024 * 1024
MOST_WAITING = 2_000
"""More than this does not wait in memory: whoever comes then is asked to come again."""

MESSAGES = 2_000
"""A bundle is closed with so many messages."""

PATIENCE_SECONDS = 10

GATHER_SECONDS = 0.002
"""Where several send at once, the next bundle waits so long for all of them: a transaction costs the same for one and for fifty."""


class NotWritten(Exception):  # noqa: N818 – it says what happened
    """The request was not written down, or not in time; it may be sent again, and has one effect even so."""


@dataclass(slots=True)
class _Slip:
    """A request that waits for the disk; ``done`` opens when its fate is known."""

    parcel: Parcel
    done: Lock = field(default_factory=Lock)
    is_written: bool = False


class Writer:
    """A thread that writes bundles, one transaction each, as fast as the disk confirms them; its queue is bounded.

    Waiting for the disk costs the same for one request as for hundreds: what arrives meanwhile shares the next wait. ``tell`` is
    called after every bundle, so that the worker need not look for it.
    """

    def __init__(self, tell: Callable[[], None] = lambda: None) -> None:
        self.tell = tell
        self.queue: deque[_Slip] = deque()
        self.bytes_waiting = 0
        self.something = Condition()
        self.thread: Thread | None = None
        self.last_count = 0

    def keep(self, parcel: Parcel) -> None:
        """Return when the request is on disk. Raises ``NotWritten`` when it is not, or when too much waits already."""
        slip = _Slip(parcel)
        slip.done.acquire()
        with self.something:
            if self.bytes_waiting > MOST_BYTES or len(self.queue) >= MOST_WAITING:
                raise NotWritten
            if self.thread is None or not self.thread.is_alive():
                self.thread = Thread(target=self._run, name="inbox", daemon=True)
                self.thread.start()
            self.queue.append(slip)
            self.bytes_waiting += parcel.size
            self.something.notify()
        if not slip.done.acquire(timeout=PATIENCE_SECONDS) or not slip.is_written:
            raise NotWritten

    def _run(self) -> None:
        while True:
            self._write(self._next())

    def _next(self) -> list[_Slip]:
        with self.something:
            while not self.queue:
                self.something.wait()
        if self.last_count > 1:
            sleep(GATHER_SECONDS)
        with self.something:
            slips: list[_Slip] = []
            amount = 0
            while self.queue and (not slips or amount + self.queue[0].parcel.count <= MESSAGES):
                slip = self.queue.popleft()
                self.bytes_waiting -= slip.parcel.size
                amount += slip.parcel.count
                slips.append(slip)
            self.last_count = len(slips)
            return slips

    def _write(self, slips: list[_Slip]) -> None:
        try:
            Bundle.put([slip.parcel for slip in slips])
        except Exception as problem:
            log.error("The inbox cannot be written (%s); %s requests are asked to come again.", problem, len(slips))
            if isinstance(problem, Error):
                connections[settings.INBOX].close_if_unusable_or_obsolete()
        else:
            for slip in slips:
                slip.is_written = True
        for slip in slips:
            slip.done.release()
        self.tell()
