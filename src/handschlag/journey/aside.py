"""Long work beside the worker's turns: touches do not wait for a backtest."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Thread
from uuid import UUID

from django.db import close_old_connections, connections

log = logging.getLogger(__name__)

Work = Callable[[datetime], int]


class Aside:
    """A chore that is done in a thread of its own, one at a time; a turn only starts it where something waits.

    Whatever a stop breaks off must begin anew by itself.
    """

    def __init__(self, work: Work, is_waiting: Callable[[], bool]) -> None:
        self.work, self.is_waiting = work, is_waiting
        self.thread: Thread | None = None

    def __call__(self, now: datetime) -> int:
        if (self.thread and self.thread.is_alive()) or not self.is_waiting():
            return 0
        self.thread = Thread(target=self._run, args=(now,), name=self.work.__name__, daemon=True)
        self.thread.start()
        return 1

    def _run(self, now: datetime) -> None:
        try:
            self.work(now)
        finally:
            connections.close_all()


class Unhurried(Aside):
    """A chore by the clock alone: that it was begun is no reason to begin it again at once."""

    def __call__(self, now: datetime) -> int:
        super().__call__(now)
        return 0


class SideBySide:
    """A chore done for many, each in a thread of its own and one at a time for each: whoever is slow keeps nobody waiting but themselves.

    At most ``AT_ONCE`` are under way; whoever hangs must give up by itself after a while.
    """

    AT_ONCE = 16

    def __init__(self, work: Callable[[UUID, datetime], int], waiting: Callable[[datetime], list[UUID]]) -> None:
        self.work, self.waiting = work, waiting
        self.threads: dict[UUID, Thread] = {}

    def __call__(self, now: datetime) -> int:
        self.threads = {key: thread for key, thread in self.threads.items() if thread.is_alive()}
        begun = [key for key in self.waiting(now) if key not in self.threads][: self.AT_ONCE - len(self.threads)]
        for key in begun:
            self.threads[key] = Thread(
                target=self._run, args=(key, now), name=f"{self.work.__name__} {key}", daemon=True
            )
            self.threads[key].start()
        return len(begun)

    def _run(self, key: UUID, now: datetime) -> None:
        close_old_connections()
        try:
            self.work(key, now)
        except Exception:
            log.exception("%s failed for %s; it is tried again.", self.work.__name__, key)
        finally:
            connections.close_all()
