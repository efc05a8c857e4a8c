"""Kill -9 under live intake, again and again: nothing that was acknowledged is lost, nothing counts twice.

    .venv/bin/python bench/crash.py [--quick] [--postgres] [--kills 1000]

Serves a house and lets 16 keep-alive clients send batches of 1 to 50 events; a fifth of the messages is sent again later. Meanwhile the server, all of
it or by turns only its worker, is killed at a random moment and started again: 1,000 times, 20 with --quick. At the end the house comes to rest,
and every acknowledged message must be one touch, no message two, and received the sum of what became of it.
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import sys
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.served import House, counts, request, served_house

from report import finish

CLIENTS, PAUSE_SECONDS = 16, 0.15
"""About two thousand messages a second: what the worker keeps up with even on a busy machine."""

STORED = """
import sys
from handschlag.capture.models import StoredMessage, Touch
from django.db.models import Count
print(StoredMessage.objects.count(), Touch.objects.count(), Touch.objects.values("source", "message_id").annotate(n=Count("id")).filter(n__gt=1).count())
with open(sys.argv[1] if len(sys.argv) > 1 else "/dev/null", "w") as file:
    file.writelines(f"{one}\\n" for one in Touch.objects.values_list("message_id", flat=True).iterator(10_000))
"""


class Client(threading.Thread):
    """Sends batches for ever, through every outage; remembers what was acknowledged, and sends a fifth of it again."""

    def __init__(self, house: House, name: str, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.house, self.prefix, self.stop, self.random = house, name, stop, random.Random(name)
        self.sent, self.acknowledged, self.again = 0, set(), []  # type: ignore[var-annotated]

    def run(self) -> None:
        connection, ids = None, self._next_ids()
        while not self.stop.is_set():
            try:
                connection = connection or socket.create_connection(("127.0.0.1", self.house.port), timeout=15)
                connection.sendall(request(self.house, "/v1/batch", _body(ids)))
                status = _status(connection)
            except OSError:
                status, connection = 0, None
                time.sleep(0.05)
            self.stop.wait(PAUSE_SECONDS)
            if status == 200:  # until then, as a library would, the same is sent again
                self.acknowledged.update(ids)
                self.again += self.random.sample(ids, len(ids) // 5)
                ids = self._next_ids()

    def _next_ids(self) -> list[str]:
        amount = self.random.randint(1, 50)
        old, self.again = self.again[:10], self.again[10:]
        new = [f"{self.prefix}-{self.sent + number}" for number in range(amount)]
        self.sent += amount
        return old + new


def _body(ids: list[str]) -> bytes:
    messages = [
        {"type": "page", "messageId": one, "anonymousId": one[:8], "properties": {"path": f"/{one}"}} for one in ids
    ]
    return json.dumps({"batch": messages}).encode()


def _status(connection: socket.socket) -> int:
    """The status of the answer, read to its end. Raises OSError where it breaks off."""
    read = b""
    while b"\r\n\r\n" not in read:
        read += _more(connection)
    head, _blank, body = read.partition(b"\r\n\r\n")
    lower = head.lower()
    length = int(lower[lower.index(b"content-length:") + 15 :].split(b"\r\n", 1)[0])
    while len(body) < length:
        body += _more(connection)
    return int(head[9:12])


def _more(connection: socket.socket) -> bytes:
    if data := connection.recv(65_536):
        return data
    raise ConnectionResetError


def kill_again_and_again(house: House, kills: int, noise: random.Random) -> None:
    """By turns the whole server and its worker, each at a moment nobody foresees."""
    for number in range(kills):
        time.sleep(noise.uniform(0.05, 1.5))
        if number % 3 == 2:
            for pid, command in house.descendants():
                if " worker " in command:
                    with suppress(OSError):
                        os.kill(pid, signal.SIGKILL)
        else:
            everybody = [pid for pid, _command in house.descendants()]
            assert house.process
            for pid in [house.process.pid, *everybody]:
                with suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
            house.process.wait()
            house.start()
        if number % 50 == 49:
            print(f"  {number + 1} kills, {counts(house)['received']:,} messages received", flush=True)


def main(*, kills: int, postgres: bool) -> None:
    noise = random.Random(7)
    with ExitStack() as stack:
        url = ""
        if postgres:
            from tests.postgres import server

            url = stack.enter_context(server(durable=True))
        house = stack.enter_context(served_house(url, HANDSCHLAG_LOG_LEVEL="CRITICAL"))
        house.start()
        stop = threading.Event()
        clients = [Client(house, f"client{number:02d}", stop) for number in range(CLIENTS)]
        for client in clients:
            client.start()
        kill_again_and_again(house, kills, noise)
        stop.set()
        for client in clients:
            client.join(30)
        found = counts(house)
        while found["waiting"]:
            time.sleep(1)
            found = counts(house)
        listed = house.folder / "touches"
        keys, touches, doubled = map(int, house.run(f"import sys; sys.argv = ['', {str(listed)!r}]\n" + STORED).split())
        stored = set(listed.read_text().split())
    acknowledged = set().union(*(client.acknowledged for client in clients))
    lost = acknowledged - stored
    print(
        f"{kills:,} kills; {len(acknowledged):,} messages acknowledged, {touches:,} touches, {keys:,} message ids known; "
        f"{len(lost):,} lost, {doubled:,} doubled; {json.dumps(found)}"
    )
    good = not lost and not doubled and keys == touches == found["accepted"] and bool(found["adds_up"])
    database = "PostgreSQL" if postgres else "SQLite"
    finish("crash", len(lost) + doubled, "messages lost or doubled", f"0 after {kills:,} × kill -9 on {database}", good)


if __name__ == "__main__":
    quick = 20 if "--quick" in sys.argv else 1_000
    wanted = int(sys.argv[sys.argv.index("--kills") + 1]) if "--kills" in sys.argv else quick
    main(kills=wanted, postgres="--postgres" in sys.argv)
