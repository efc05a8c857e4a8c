"""The intake of a house that is really served: several processes, real commits, real kills."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import signal
import socket
import sqlite3
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.served import House, counts, load, request, served_house

NUMBERS = count(1)


def message(**parts: Any) -> dict[str, Any]:
    number = next(NUMBERS)
    return {
        "type": "page",
        "messageId": f"m{number}",
        "anonymousId": f"browser-{number}",
        "timestamp": "2026-03-02T09:00:00Z",
    } | parts


def send(house: House, *messages: dict[str, Any], path: str = "/v1/batch") -> tuple[int, Any]:
    body = json.dumps({"batch": list(messages)}).encode()
    header, _colon, value = house.authorization.decode().partition(": ")
    asked = urllib.request.Request(f"http://127.0.0.1:{house.port}{path}", body, {header: value})
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as answer:
        return answer.code, dict(answer.headers)


def until(is_so: Callable[[], object], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.1)
    return False


def at_rest(house: House) -> dict[str, int]:
    """The counts when nothing waits any more."""
    assert until(lambda: counts(house)["waiting"] == 0)
    return counts(house)


@contextlib.contextmanager
def writing_alone(database: Path) -> Iterator[None]:
    """Nobody else writes in ``database`` meanwhile, and everybody may again afterwards, however it ended."""
    with contextlib.closing(sqlite3.connect(database, isolation_level=None, timeout=60)) as lock:
        lock.execute("BEGIN IMMEDIATE")
        yield


def worker_of(house: House) -> int:
    return next((pid for pid, command in house.descendants() if " worker " in command), 0)


def test_what_is_answered_with_200_becomes_a_touch_once_however_often_it_is_sent(house: House) -> None:
    sent, before = message(), at_rest(house)
    assert [send(house, sent)[0] for _time in range(3)] == [200, 200, 200]
    after = at_rest(house)
    assert (after["accepted"] - before["accepted"], after["duplicate"] - before["duplicate"]) == (1, 2)


def test_the_same_message_from_twenty_connections_at_once_is_one_touch(house: House) -> None:
    before, body = at_rest(house), json.dumps({"batch": [message()]}).encode()
    sent = load(house, lambda: (request(house, "/v1/batch", body), 1), clients=20, seconds=0.5)
    after = at_rest(house)
    assert set(sent.statuses) == {200}
    assert after["accepted"] - before["accepted"] == 1
    assert after["duplicate"] - before["duplicate"] == sent.messages - 1


def test_a_killed_worker_is_started_again_and_goes_on(house: House) -> None:
    before = at_rest(house)
    assert until(lambda: worker_of(house))
    killed = worker_of(house)
    os.kill(killed, signal.SIGKILL)
    assert send(house, message())[0] == 200
    assert until(lambda: worker_of(house) not in (0, killed))
    assert at_rest(house)["accepted"] == before["accepted"] + 1


def test_a_bomb_is_turned_away_and_the_house_stays_small(house: House) -> None:
    bomb = gzip.compress(b" " * 100_000_000)
    head = f"POST /v1/batch HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n".encode()
    sent = load(house, lambda: (head + house.authorization + b"\r\n\r\n" + bomb, 1), clients=8, seconds=1)
    assert set(sent.statuses) == {413}
    largest = max(_peak_megabytes(pid) for pid, command in house.descendants() if " serve " in command)
    assert largest < 400


def test_clients_that_send_half_and_stop_do_not_shut_others_out(house: House) -> None:
    half = b"POST /v1/batch HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n" + house.authorization + b"\r\n\r\n{"
    with contextlib.ExitStack() as stack:
        for _client in range(10):
            slow = stack.enter_context(socket.create_connection(("127.0.0.1", house.port)))
            slow.sendall(half)
        assert send(house, message())[0] == 200


def test_a_locked_inbox_is_503_and_the_same_again_has_one_effect(house: House) -> None:
    inbox = house.folder / "inbox.sqlite3"
    if not inbox.exists():
        pytest.skip("PostgreSQL locks rows, and nobody else writes these")
    before, sent = at_rest(house), message()
    with writing_alone(inbox):
        status, headers = send(house, sent)
    assert (status, headers["retry-after"]) == (503, "5")
    assert send(house, sent)[0] == 200
    assert at_rest(house)["accepted"] == before["accepted"] + 1


def test_intake_does_not_wait_for_who_writes_in_the_main_database(house: House) -> None:
    main = house.folder / "handschlag.sqlite3"
    if not main.exists():
        pytest.skip("on PostgreSQL nobody writes alone")
    with writing_alone(main):
        assert send(house, message())[0] == 200
    at_rest(house)


def test_a_full_disk_is_503_and_the_same_again_has_one_effect(tmp_path: Path) -> None:
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        pytest.skip("PostgreSQL's disk is PostgreSQL's affair")
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(tmp_path)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("a small disk can be made only by who may mount one")
    try:
        with served_house(folder=tmp_path) as house:
            house.start()
            before, sent = at_rest(house), message()
            with contextlib.suppress(OSError), (tmp_path / "filler").open("wb") as filler:
                while True:
                    filler.write(b"x" * 4096)
                    filler.flush()
            statuses = {send(house, message(properties={"text": "y" * 20_000}))[0] for _time in range(3)} | {
                send(house, sent)[0]
            }
            assert statuses == {503}
            (tmp_path / "filler").unlink()
            assert until(lambda: send(house, sent)[0] == 200)
            after = at_rest(house)
            assert after["accepted"] == before["accepted"] + 1
            assert after["adds_up"]
            house.stop()
    finally:
        subprocess.run(["umount", "-l", str(tmp_path)], check=False)


def test_a_killed_server_leaves_nobody_behind_and_what_it_acknowledged_is_there(house: House) -> None:
    before, acknowledged = at_rest(house), []
    stop = threading.Event()

    def go_on() -> None:
        while not stop.is_set():
            sent = message()
            with contextlib.suppress(OSError):
                if send(house, sent)[0] == 200:
                    acknowledged.append(sent)

    sender = threading.Thread(target=go_on)
    sender.start()
    time.sleep(1)
    everybody = [pid for pid, _command in house.descendants()]
    assert house.process
    house.process.kill()
    house.process.wait()
    assert until(lambda: not any(_is_alive(pid) for pid in everybody), 20)
    stop.set()
    sender.join()
    house.start()
    assert acknowledged
    for again in acknowledged[::5]:
        assert send(house, again)[0] == 200
    after = at_rest(house)
    # Some may have reached the disk without their answer reaching the sender; none that was acknowledged is missing.
    assert len(acknowledged) <= after["accepted"] - before["accepted"] <= len(acknowledged) + 2
    assert after["adds_up"]


def _is_alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _peak_megabytes(pid: int) -> float:
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
