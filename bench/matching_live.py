"""One person against all stored: how long from plain attributes to scored candidates, and whether the right one comes first.

People are invented (``crowd.py``), stored as the product stores them, and asked for a second time with one to three slips of the
pen. *Right first*: of those asked for, how many find their own record at the head of the list. Medians and the 99th percentile
are of single questions, one after the other, in a warm process.
"""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from random import Random
from time import perf_counter, thread_time

from crowd import Known, again, invent
from house import temporary_house
from report import console, show

ASKED = 2_000
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MEDIAN_MS = {"sqlite": 1.0, "postgresql": 3.0}
P99_MS = 10.0
RIGHT_FIRST = 0.99


def live(count: int) -> bool:
    """Measure on the embedded database here and on PostgreSQL in a process of its own."""
    root = Path(__file__).parents[1]
    command = [sys.executable, "-m", "tests.postgres", sys.executable, __file__, str(count)]
    environment = os.environ | {"PYTHONPATH": f"{root / 'src'}:{root}"}
    on_sqlite = (
        subprocess.run([sys.executable, __file__, str(count)], cwd=root, env=environment, check=False).returncode == 0
    )
    on_postgresql = subprocess.run(command, cwd=root, env=environment, check=False).returncode == 0
    return on_sqlite and on_postgresql


def measure(count: int) -> bool:
    """Store ``count`` people, ask for ``ASKED`` of them; whether the goals hold."""
    from django.db import connection

    from handschlag.people.core.matching.judgement import Judgement
    from handschlag.people.core.matching.person import person_of
    from handschlag.people.models import NameCensus, base_now, look_alikes

    started = perf_counter()
    asked = store(count)
    NameCensus.take(AT)
    seconds = perf_counter() - started
    base, took, worked, right, told = base_now(AT), [], [], 0, 0
    gc.freeze()
    for contact, known in asked:
        begun, at_work = perf_counter(), thread_time()
        emails, phones = ([known[name]] if name in known else [] for name in ("email", "phone"))
        [found] = look_alikes([person_of(known, emails, phones)], base, least=Judgement.DIFFERENT)
        took.append((perf_counter() - begun) * 1_000)
        worked.append((thread_time() - at_work) * 1_000)
        if found and found[0].contact_id == contact:
            right += 1
            told += found[0].judgement is not Judgement.DIFFERENT
    took, worked = took[50:], worked[50:]
    median, p99 = statistics.median(took), statistics.quantiles(took, n=100)[98]
    show(
        f"One against {count:,} on {connection.vendor}",
        {
            "stored in": f"{seconds:.0f} s",
            "median": f"{median:.2f} ms  (goal < {MEDIAN_MS[connection.vendor]:g} ms)",
            "99th percentile": f"{p99:.2f} ms  (goal < {P99_MS:g} ms)",
            "of these on our processor": f"{statistics.median(worked):.2f} ms, {statistics.quantiles(worked, n=100)[98]:.2f} ms",
            "right one first": f"{right / len(asked):.4f} of {len(asked):,}  (goal ≥ {RIGHT_FIRST})",
            "… and judged sure or doubtful": f"{told / len(asked):.4f}",
        },
    )
    return median < MEDIAN_MS[connection.vendor] and p99 < P99_MS and right / len(asked) >= RIGHT_FIRST


def store(count: int) -> list[tuple[object, Known]]:
    """People as contacts, portraits and keys; returns some of them as they are written a second time, with their contact."""
    from handschlag.capture.models.bulk import refresh_statistics

    from handschlag.kernel.ids import new_id
    from handschlag.people.core.matching.keys import match_keys
    from handschlag.people.core.matching.person import as_text, person_of

    rng, asked, entries = Random(2), [], []
    wanted = set(rng.sample(range(count), min(ASKED, count)))
    people = enumerate(invent(count), 1)
    while chunk := list(islice(people, 20_000)):
        contacts, portraits = [], []
        for number, known in chunk:
            contact = new_id(AT)
            person = person_of(known, [known["email"]], [known["phone"]] if "phone" in known else [])
            name = (known["given_name"], known["family_name"], known["email"], known.get("phone", ""))
            contacts.append((contact.hex, *name, "", "", "", AT.isoformat()))
            portraits.append((number, contact.hex, as_text(person)))
            entries.append([(key, number) for key in match_keys(person)])
            if number - 1 in wanted:
                asked.append((contact, again(known, rng)))
        columns = ("id", "given_name", "family_name", "email", "phone", "language", "by_family", "by_given", "made_at")
        copy("people_contact", columns, contacts)
        copy("people_portrait", ("number", "contact_id", "text"), portraits)
    copy("people_matchkey", ("hash", "portrait_id"), sorted(chain.from_iterable(entries)))
    refresh_statistics()
    return asked


def copy(table: str, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    """Many rows by the fastest way each database has."""
    from django.db import connection, transaction

    names = ", ".join(columns)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL statement_timeout = 0")
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as stream:
                for row in rows:
                    stream.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})", rows)


def main() -> int:
    if os.environ.get("DATABASE_URL"):
        os.environ["BENCH_DATABASE_URL"] = os.environ["DATABASE_URL"]
    with temporary_house():
        return 0 if measure(int(sys.argv[1])) else 1


if __name__ == "__main__":
    console.print()
    sys.exit(main())
