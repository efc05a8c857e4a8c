"""The worker beside a web server: in a process of its own, so that neither waits for the other, and never longer than the server lives."""

from __future__ import annotations

import contextlib
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from select import select
from threading import Event, Thread
from time import sleep

log = logging.getLogger(__name__)

RESTART_SECONDS = 1.0
PARENT_SECONDS = 0.5
COURTESY = 10
"""Added to the worker's niceness, as ``nice(1)`` counts it."""


class Companion:
    """A worker process that is started again whenever it ends, and ends when this process does, however that ends.

    The two are joined by a pipe to its standard input. A byte in it says that something has come in; its end, which the
    system brings about even when this process is killed, says that the server is gone.
    """

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Companion:
        """Start it, and watch over it in a thread."""
        Thread(target=self._watch, name="companion", daemon=True).start()
        return self

    def nudge(self) -> None:
        """Something waits: the worker need not find it by itself. A worker that is not there will look when it comes."""
        if (process := self.process) and process.stdin:
            with contextlib.suppress(OSError, ValueError):
                os.write(process.stdin.fileno(), b".")

    def _watch(self) -> None:
        while True:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "handschlag", "worker", "--beside-the-server"], stdin=subprocess.PIPE
            )
            assert self.process.stdin
            os.set_blocking(self.process.stdin.fileno(), False)
            status = self.process.wait()
            log.error("The worker ended (status %s); it is started again.", status)
            self.process.stdin.close()
            sleep(RESTART_SECONDS)


def listen(stop: Event) -> Callable[[float], None]:
    """How a worker beside a server waits: until it is nudged, or ``seconds`` have passed; ``stop`` is set when the server is gone."""

    def wait(seconds: float) -> None:
        ready, _write, _error = select([sys.stdin.fileno()], [], [], seconds)
        if ready and not os.read(sys.stdin.fileno(), 65_536):
            stop.set()

    return wait


def step_back() -> None:
    """Where processors are short, whoever sends something or reads a page goes before this worker: what came in is on disk and can
    wait, and the backlog is shown. On two cores a quarter more single messages are taken in, and the worker still keeps up."""
    os.nice(COURTESY)


def end_with_the_parent() -> None:
    """End this process when the one that started it is gone: a killed server must not leave half of itself answering."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            sleep(PARENT_SECONDS)
        os._exit(1)

    Thread(target=watch, name="end-with-the-parent", daemon=True).start()
