"""How long an import of 10,000 rows × 12 columns takes: reading, mapping, checks, matching on e-mail, ledger.

One row in five is somebody the house knows already. Setting up the database is not counted.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import NoReturn

from house import temporary_house
from report import console, finish, show

GOAL_SECONDS = 10
HEADINGS = [
    "Email",
    "First Name",
    "Last Name",
    "Phone",
    "Company",
    "Industry",
    "Employees",
    "Country",
    "Postal Code",
    "Position",
    "Customer No.",
    "Newsletter",
]
MAPPING = """
title: Benchmark
fields:
  contact.email: {column: Email, required: true}
  contact.given_name: {column: First Name}
  contact.family_name: {column: Last Name}
  contact.phone: {column: Phone}
  contact.external_id: {column: Customer No.}
  company.name: {column: Company}
  company_attribute.industry: {column: Industry}
  company_attribute.employees: {column: Employees}
  company_attribute.country: {column: Country}
  company_attribute.postal_code: {column: Postal Code}
  attribute.position: {column: Position}
  consent.email: {column: Newsletter}
"""


def people(rng: Random, count: int, first: int = 0) -> list[list[str]]:
    """Rows with people of about count / 4 companies; the same number is always the same person."""
    rows = []
    for number in range(first, first + count):
        firm = number % max(1, count // 4)
        rows.append(
            [
                f"person{number}@firm{firm}.example",
                rng.choice(["Anna", "Jörg", "Zoë", "Müge", "Paul"]),
                rng.choice(["Bauer", "Weiß", "Öztürk", "Schmidt", "de Vries"]) + str(number),
                f"+49821{1000000 + number}",
                f"Firma {firm} GmbH",
                rng.choice(["machines", "print", "food", "chemicals"]),
                str(rng.randrange(5, 2000)),
                "DE",
                f"{rng.randrange(10000, 99999)}",
                rng.choice(["buyer", "engineer", "manager"]),
                f"C{number:07}",
                rng.choice(["yes", "no", ""]),
            ]
        )
    return rows


def write(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADINGS)
        writer.writerows(rows)
    return path


def main() -> NoReturn:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the same size; it is quick enough")
    parser.add_argument("--rows", type=int, default=10_000)
    options = parser.parse_args()
    rng = Random(1)
    with temporary_house() as folder:
        known = people(rng, options.rows)[: options.rows // 5]
        bring_in(write(folder / "known.csv", [[*row[:-2], "", ""] for row in known]), "the known fifth")
        path = write(folder / "rows.csv", people(rng, options.rows))
        seconds, report = bring_in(path, "the import")
        show(
            f"{options.rows:,} rows × {len(HEADINGS)} columns",
            {
                "taken over": f"{report.accepted:,}",
                "of somebody known already": f"{len(known):,}",
                "set aside": f"{report.quarantined:,}",
                "seconds": f"{seconds:.2f}",
                "rows per second": f"{options.rows / seconds:,.0f}",
            },
        )
        holds = seconds < GOAL_SECONDS and report.accepted == options.rows
        finish("import_rows", seconds, "s", f"< {GOAL_SECONDS} s", holds)


def bring_in(path: Path, what: str):  # type: ignore[no-untyped-def]
    """Import the file from its first byte to the last ledger entry; seconds, and the report."""
    from handschlag.capture.core.mapping import parse
    from handschlag.capture.models import Import, run
    from handschlag.capture.readings.imports import report_of
    from handschlag.journey.imports import TAKERS
    from handschlag.kernel.clock import now

    start, started_cpu, at = perf_counter(), process_time(), now()
    imported = Import.read_in(path, file_name=path.name, by=None, at=at)
    imported.map_with(parse(MAPPING), "benchmark")
    imported.ask(at)
    run(imported, TAKERS, at)
    seconds = perf_counter() - start
    console.print(f"{what}: {seconds:.2f} s, of these {process_time() - started_cpu:.2f} s on a processor")
    return seconds, report_of(imported)


if __name__ == "__main__":
    main()
