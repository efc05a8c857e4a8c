"""How fast touches come in over HTTP while the worker runs, against how fast the same database takes bare rows.

    .venv/bin/python bench/intake.py [--quick] [--postgres]

Serves a house (SQLite; with --postgres a server of its own that waits for the disk) and lets 32 keep-alive clients send, first single
events, then batches of 100, for 60 seconds each (8 with --quick); every answer is waited for, and stands for a commit on disk. The bare rate is that
of the very touches that came in, inserted once more into their table with its indexes by executemany, 1,000 a transaction, with the same
durability. Prints events/s, the median and 99th percentile of the wait, touches/s unpacked and walked meanwhile, and the backlog.
"""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.served import House, Sent, counts, load, request, served_house

from report import finish

CLIENTS = 32
GOALS = {"single": 4_000, "batch": 40_000, "p99": 250, "ratio": 0.5}

BARE = """
import time
from django.db import connection, transaction
from handschlag.capture.models import Touch, insert_values
from handschlag.capture.models.storing import COLUMNS
from handschlag.kernel.ids import new_id
rows = [[new_id(), *row[1:]] for row in Touch.objects.order_by("id").values_list(*COLUMNS)[:20_000]]
names = ", ".join(connection.ops.quote_name(Touch._meta.get_field(name).column) for name in COLUMNS)
sql = f"INSERT INTO capture_touch ({names}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"
fields = [Touch._meta.get_field(name) for name in COLUMNS]
ready = [tuple(field.get_db_prep_save(value, connection) for field, value in zip(fields, row)) for row in rows]
rates = []
for start in range(0, len(ready), 4_000):
    began = time.perf_counter()
    for chunk in range(start, start + 4_000, 1_000):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(sql, ready[chunk:chunk + 1_000])
    rates.append(len(ready[start:start + 4_000]) / (time.perf_counter() - began))
print(*rates)
"""


def main(*, quick: bool, postgres: bool) -> None:
    seconds = 8 if quick else 60
    with ExitStack() as stack:
        url = ""
        if postgres:
            from tests.postgres import server

            url = stack.enter_context(server(durable=True))
        house = stack.enter_context(served_house(url))
        house.start()
        numbers = count()
        load(house, lambda: (_single(house, next(numbers)), 1), clients=CLIENTS, seconds=1)
        single = _measured(house, "single events", lambda: (_single(house, next(numbers)), 1), seconds)
        _until_rest(house, 2 * seconds)
        batch = _measured(house, "batches of 100", lambda: (_batch(house, numbers), 100), seconds)
        _until_rest(house, 2 * seconds)
        house.stop()
        bare = [float(rate) for rate in house.run(BARE).split()]
    rate, noise = median(bare), (max(bare) - min(bare)) / median(bare)
    ratio = batch.messages / batch.seconds / rate
    print(f"\nbare rows into the same table: {rate:,.0f}/s (noise {noise:.0%}); batches to bare rows: {ratio:.2f}")
    good = (
        single.messages / single.seconds >= GOALS["single"]
        and batch.messages / batch.seconds >= GOALS["batch"]
        and max(single.percentile(0.99), batch.percentile(0.99)) < GOALS["p99"]
        and ratio >= GOALS["ratio"]
    )
    goal = f"≥ {GOALS['single']:,} single and ≥ {GOALS['batch']:,} batched events/s, p99 < {GOALS['p99']} ms, ≥ {GOALS['ratio']} × bare rows"
    finish("intake", batch.messages / batch.seconds, "events/s", goal, good)


def _measured(house: House, what: str, next_request, seconds: float) -> Sent:  # type: ignore[no-untyped-def]
    before = _figures(house)
    began = time.perf_counter()
    sent = load(house, next_request, clients=CLIENTS, seconds=seconds)
    after, took = _figures(house), time.perf_counter() - began
    unpacked = (after[1] - before[1]) / took
    walked = (after[1] - after[2] - before[1] + before[2]) / took
    print(
        f"{what}: {sent.messages / sent.seconds:,.0f} events/s, p50 {sent.percentile(0.5):.1f} ms, p99 {sent.percentile(0.99):.1f} ms, "
        f"answers {sent.statuses}; meanwhile {unpacked:,.0f} touches/s unpacked, {walked:,.0f} walked; "
        f"waiting then: {after[0]:,} to be unpacked, {after[2]:,} to be walked"
    )
    return sent


def _until_rest(house: House, patience: float) -> None:
    """Let the worker work off what waits, and say how fast it does so with nobody sending; to its end or for so many seconds."""
    began, start = time.perf_counter(), _figures(house)
    figures = start
    while (figures[0] or figures[2]) and time.perf_counter() - began < patience:
        time.sleep(1)
        figures = _figures(house)
    took = time.perf_counter() - began
    if took > 2:
        unpacked, walked = start[0] - figures[0], start[0] + start[2] - figures[0] - figures[2]
        print(
            f"  worked off in {took:.0f} s: {unpacked / took:,.0f}/s unpacked, {walked / took:,.0f}/s unpacked and walked; {figures[0] + figures[2]:,} left"
        )


def _figures(house: House) -> tuple[int, int, int]:
    """Messages to be unpacked, touches stored, touches to be walked."""
    found = counts(house)
    return found["waiting"], found["accepted"], found["to_walk"]


def _message(number: int) -> bytes:
    """A page view or, one in ten, a download by one of ten thousand visitors; one in twenty says who it is."""
    page, who = divmod(number, 10_007)  # each visitor's next page a second later
    named = b', "userId": "user-%05d"' % who if number % 20 == 0 else b""
    what = (
        b'"type": "track", "event": "Brochure Downloaded"'
        if number % 10 == 0
        else b'"type": "page", "name": "Products"'
    )
    return (
        b'{%b, "messageId": "ajs-next-%032x", "anonymousId": "b0a7c1e2-5f0e-4c55-8d7a-%012d"%b, "timestamp": "2026-03-02T%02d:%02d:%02d.000Z", '
        b'"properties": {"path": "/products/milling", "title": "Milling machines", "url": "https://www.musterwerk.example/products/milling"}, '
        b'"context": {"page": {"path": "/products/milling", "referrer": "https://www.example.com/"}, "campaign": {"medium": "email", "name": "spring"}, '
        b'"locale": "de-DE", "library": {"name": "analytics.js", "version": "npm:next-1.84.3"}}}'
    ) % (what, number, who, named, page // 3600 % 24, page // 60 % 60, page % 60)


def _single(house: House, number: int) -> bytes:
    return request(house, "/v1/track" if number % 10 == 0 else "/v1/page", _message(number))


def _batch(house: House, numbers) -> bytes:  # type: ignore[no-untyped-def]
    return request(
        house, "/v1/batch", b'{"batch": [' + b", ".join(_message(next(numbers)) for _n in range(100)) + b"]}"
    )


if __name__ == "__main__":
    main(quick="--quick" in sys.argv, postgres="--postgres" in sys.argv)
