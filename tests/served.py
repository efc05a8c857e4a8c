"""A served house for benchmarks: ``handschlag serve`` in processes of its own on a database of its own, and clients that cost little."""

from __future__ import annotations

import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from base64 import b64encode
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

BUILD = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from datetime import timedelta
from handschlag.capture.models import Source
from handschlag.kernel.clock import now
from handschlag.organisation.models import WorkingCalendar
from handschlag.organisation.tests.world import build_world
world = build_world(now() - timedelta(days=1))
WorkingCalendar.objects.update(week=[[[0, 1440]]] * 7, subdivision="")
print(Source.make("www.musterwerk.example", by=world.mara, at=now())[1])
"""

ANSWERER = """
import django; django.setup()
import json, sys
from django.db import close_old_connections, connections
from handschlag.capture.models import Waiting
from handschlag.capture.readings.balance import balances, total
for _line in sys.stdin:
    print(json.dumps(total(balances()).plain() | {"to_walk": Waiting.objects.filter(set_aside_at=None).count()}), flush=True)
    connections.close_all()
"""


@dataclass
class House:
    """A house that is, or can be, served: its folder, its address, the write key of its website."""

    folder: Path
    port: int
    environment: dict[str, str]
    key: str = ""
    process: subprocess.Popen[bytes] | None = None
    answerer: subprocess.Popen[str] | None = None

    @property
    def authorization(self) -> bytes:
        return b"Authorization: Basic " + b64encode(f"{self.key}:".encode())

    def start(self) -> None:
        """Serve it, and return when it answers."""
        command = [sys.executable, "-m", "handschlag", "serve", "--port", str(self.port)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            assert self.process.poll() is None, (self.folder / "log").read_text()[-2000:]
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/v1/health", timeout=2).close()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the house did not answer")

    def stop(self) -> None:
        """As an operator would."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)

    def descendants(self) -> list[tuple[int, str]]:
        """The processes it consists of besides the first: id and command line."""
        assert self.process
        found, parents = [], {self.process.pid}
        for entry in sorted(Path("/proc").glob("[0-9]*"), key=lambda path: int(path.name)):
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                if parent in parents:
                    parents.add(int(entry.name))
                    found.append((int(entry.name), (entry / "cmdline").read_text().replace("\0", " ")))
            except OSError:
                continue
        return found

    def run(self, code: str) -> str:
        """What a piece of Python prints in this house."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup()\n{code}"],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def command(self, *words: str) -> str:
        """What ``handschlag WORDS`` prints in this house."""
        command = [sys.executable, "-m", "handschlag", *words]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True).stdout


@contextmanager
def served_house(database_url: str = "", folder: Path | None = None, **settings: str) -> Iterator[House]:
    """The little world, on SQLite in a folder that is gone afterwards (or in ``folder``) or on the database named; ``start`` serves it."""
    with tempfile.TemporaryDirectory(prefix="handschlag-served-", dir=folder, ignore_cleanup_errors=True) as home:
        environment = os.environ | {
            "HANDSCHLAG_VAR": home,
            "HANDSCHLAG_WORKER": "yes",
            "HANDSCHLAG_LOG_LEVEL": "WARNING",
            "DATABASE_URL": database_url or f"sqlite:///{home}/handschlag.sqlite3",
            "DJANGO_SETTINGS_MODULE": "handschlag.website.settings",
            "PYTHONPATH": str(ROOT / "src"),
            **settings,
        }
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        house = House(Path(home), port, environment)
        built = subprocess.run(
            [sys.executable, "-c", BUILD], env=environment, capture_output=True, text=True, check=False
        )
        assert built.returncode == 0, built.stderr
        house.key = built.stdout.split()[-1]
        try:
            yield house
        finally:
            house.stop()
            if house.answerer:
                house.answerer.kill()
                house.answerer.wait()


def request(house: House, path: str, body: bytes) -> bytes:
    """A POST as bytes."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{house.port}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + house.authorization + b"\r\n\r\n" + body


@dataclass
class Sent:
    """What a load came to: messages acknowledged, seconds of each request, answers by status, seconds in all."""

    messages: int = 0
    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    def percentile(self, share: float) -> float:
        """Of the waits, in milliseconds."""
        ordered = sorted(self.waits)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


@dataclass
class _Line:
    """A connection with a request under way."""

    socket: socket.socket
    weight: int = 0
    began: float = 0.0
    read: bytes = b""


def load(
    house: House, next_request: Callable[[], tuple[bytes, int]], *, clients: int, seconds: float, rate: float = 0.0
) -> Sent:
    """Let so many keep-alive connections send for so long, each its next request when the last one is answered.

    ``next_request`` gives the bytes and how many messages they hold; ``rate`` bounds requests a second (0: as fast as can be).
    """
    sent = Sent()
    selector = selectors.DefaultSelector()
    idle: deque[_Line] = deque()  # in turn: a connection left alone for long is closed by the server
    for _client in range(clients):
        line = _Line(socket.create_connection(("127.0.0.1", house.port)))
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(line.socket, selectors.EVENT_READ, line)
        idle.append(line)
    began = time.perf_counter()
    end, under_way, started = began + seconds, 0, 0
    while under_way or time.perf_counter() < end:
        now = time.perf_counter()
        while idle and now < end and (not rate or started < (now - began) * rate):
            line = idle.popleft()
            data, line.weight = next_request()
            line.began, line.read = time.perf_counter(), b""
            line.socket.sendall(data)
            under_way, started = under_way + 1, started + 1
        for key, _events in selector.select(0.001 if rate else 0.05):
            line = key.data
            line.read += line.socket.recv(262_144)
            if (status := _answered(line.read)) is None:
                continue
            sent.waits.append(time.perf_counter() - line.began)
            sent.statuses[status] = sent.statuses.get(status, 0) + 1
            sent.messages += line.weight if status == 200 else 0
            under_way -= 1
            idle.append(line)
    sent.seconds = time.perf_counter() - began
    for line in idle:
        line.socket.close()
    return sent


def _answered(read: bytes) -> int | None:
    """The status of an answer that has arrived whole."""
    head, blank, body = read.partition(b"\r\n\r\n")
    if not blank:
        return None
    place = head.lower().find(b"content-length:")
    length = int(head[place + 15 :].split(b"\r\n", 1)[0]) if place >= 0 else 0
    return int(head[9:12]) if len(body) >= length else None


def counts(house: House) -> dict[str, int]:
    """Received, decided and waiting, as ``handschlag intake --json`` says, and touches to be walked; asked of one process again and again."""
    if house.answerer is None:
        command = [sys.executable, "-c", ANSWERER]
        house.answerer = subprocess.Popen(
            command, env=house.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
    assert house.answerer.stdin
    assert house.answerer.stdout
    print("?", file=house.answerer.stdin, flush=True)
    return dict(json.loads(house.answerer.stdout.readline()))
