"""A large import in constant memory, killed again and again, and taken up where it stood: nothing lost, nothing doubled.

A process imports the table and is killed (SIGKILL) after a while, several times; the last one ends it. Every row is then exactly
one contact, and the peak memory of the large import is compared with that of a tenth of it, in the same run.
``--quick`` takes 30,000 rows; the full run a million.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path
from random import Random
from time import perf_counter, sleep
from typing import NoReturn

from house import temporary_house
from import_rows import HEADINGS, MAPPING, people
from report import console, finish, show

GOAL_RATIO = 1.5
"""So much more memory than a tenth of the rows needs."""

CHILD = """
import resource, sys, django
django.setup()
from handschlag.capture.models import Import, run
from handschlag.journey.imports import TAKERS
from handschlag.kernel.clock import now
run(Import.objects.get(id=sys.argv[1]), TAKERS, now())
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def main() -> NoReturn:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--rows", type=int)
    parser.add_argument("--kills", type=int, default=3)
    options = parser.parse_args()
    rows = options.rows or (30_000 if options.quick else 1_000_000)
    with temporary_house() as folder:
        small, _seconds = bring_in(table(folder / "small.csv", rows // 10, first=rows), kills=0)
        large, seconds = bring_in(table(folder / "large.csv", rows), kills=options.kills)
        contacts, leads = counted()
        is_exact = contacts == rows + rows // 10
        show(
            f"{rows:,} rows × {len(HEADINGS)} columns, killed {options.kills} times",
            {
                "contacts": f"{contacts:,} of {rows + rows // 10:,}",
                "leads": f"{leads:,}",
                "peak memory of a tenth": f"{small:,.0f} MB",
                "peak memory of all": f"{large:,.0f} MB",
                "seconds": f"{seconds:,.0f}",
                "rows per second": f"{rows / seconds:,.0f}",
            },
        )
        finish(
            "import_million",
            large / small,
            "times the memory",
            f"<= {GOAL_RATIO}, every row once",
            is_exact and large <= GOAL_RATIO * small,
        )


def table(path: Path, rows: int, first: int = 0) -> Path:
    """A table of that many people, written piece by piece."""
    import csv

    rng = Random(1)
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADINGS)
        for start in range(first, first + rows, 10_000):
            writer.writerows(people(rng, min(10_000, first + rows - start), start))
    return path


def bring_in(path: Path, kills: int) -> tuple[float, float]:
    """Import the file in processes of their own; peak memory of the last one in MB, and seconds from first to last row."""
    from handschlag.capture.core.mapping import parse
    from handschlag.capture.models import Import
    from handschlag.kernel.clock import now

    imported = Import.read_in(path, file_name=path.name, by=None, at=now())
    imported.map_with(parse(MAPPING), "benchmark")
    imported.ask(now())
    start = perf_counter()
    for turn in range(1, kills + 1):
        kill_when(imported, imported.rows_total * turn // (kills + 1))
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(imported.id)],
        check=True,
        capture_output=True,
        text=True,
        env=dict(os.environ),
    )
    return int(done.stdout.split()[-1]) / 1024, perf_counter() - start


def kill_when(imported, rows: int) -> None:  # type: ignore[no-untyped-def]
    """Let a process run until it has taken so many rows, then kill it without a word."""
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(imported.id)], env=dict(os.environ))
    while child.poll() is None:
        imported.refresh_from_db()
        if imported.rows_done >= rows:
            child.send_signal(signal.SIGKILL)
            child.wait()
            console.print(f"killed at {imported.rows_done:,} rows")
            return
        sleep(0.05)


def counted() -> tuple[int, int]:
    from handschlag.people.models import Contact, Lead

    return Contact.objects.count(), Lead.objects.count()


if __name__ == "__main__":
    main()
