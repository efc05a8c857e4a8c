"""Long work beside the worker's turns: touches do not wait for a backtest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Thread

from django.db import connections

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
