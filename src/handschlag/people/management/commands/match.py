"""``handschlag match``: the whole base compared with itself."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from handschlag.kernel.clock import now
from handschlag.people.core.matching.whole import match_whole
from handschlag.people.models.whole import Linker, by_splink, match_all

LINKERS = ("own", "splink", "splink-spark")


def linker_called(name: str) -> Linker:
    """``own``, ``splink`` (on DuckDB) or ``splink-spark``."""
    return match_whole if name == "own" else by_splink("spark" if name == "splink-spark" else "duckdb")


class Command(BaseCommand):
    help = (
        "Compares all contacts with each other: merges who is surely one person, asks about the doubtful ones. "
        "Example: handschlag match --json"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON for programs")
        parser.add_argument(
            "--linker",
            choices=LINKERS,
            default=settings.LINKER,
            help="whose weights: our own, or those Splink learns from the base, on DuckDB or Spark (default: HANDSCHLAG_LINKER)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        bar = Progress(TextColumn("comparing"), BarColumn(), TimeElapsedColumn(), disable=not sys.stderr.isatty())
        with bar:
            task = bar.add_task("comparing", total=1.0)
            done = match_all(now(), linker_called(options["linker"]), lambda share: bar.update(task, completed=share))
        result = {"compared": done.compared, "merged": len(done.joined), "asked": done.asked}
        if options["json"]:
            self.stdout.write(json.dumps(result))
        else:
            self.stdout.write(
                "{compared} contacts compared: {merged} merged, {asked} pairs wait for an answer.".format(**result)
            )
