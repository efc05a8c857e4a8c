"""How every benchmark ends: a figure, its goal, and one line of JSON for programs."""

from __future__ import annotations

import json
import sys
from typing import NoReturn

from rich.console import Console
from rich.table import Table

console = Console(highlight=False)


def show(title: str, rows: dict[str, str]) -> None:
    """A small table for people: what, and how much."""
    table = Table(title=title, title_justify="left", show_header=False)
    for name, value in rows.items():
        table.add_row(name, value)
    console.print(table)


def finish(name: str, figure: float, unit: str, goal: str, holds: bool) -> NoReturn:
    """Say whether the goal holds, print the JSON line that comes last, and exit with 0 only where it does.

    ``goal`` is written as a person would: ``< 10 s``.
    """
    console.print(
        f"{name}: {figure:g} {unit}, goal {goal}: {'holds' if holds else 'DOES NOT HOLD'}",
        style="bold green" if holds else "bold red",
    )
    print(
        json.dumps({"name": name, "figure": round(figure, 4), "unit": unit, "goal": goal, "holds": holds}), flush=True
    )
    sys.exit(0 if holds else 1)
