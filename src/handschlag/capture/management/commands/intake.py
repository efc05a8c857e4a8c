"""``handschlag intake``: what came in and what became of it, as a table for people or as JSON for programs."""

from __future__ import annotations

import json
import sys
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Column, Table

from handschlag.capture.readings.balance import Balance, balances, total


class Command(BaseCommand):
    help = (
        "Prints how many messages were received and what became of them, by source and day; ends with 1 where the figures do not add up. "
        "Example: handschlag intake --json"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        found = balances()
        totals = total(found)
        if options["json"]:
            days = [{"source": source, "on": on.isoformat(), **one.plain()} for (source, on), one in found.items()]
            self.stdout.write(json.dumps({"totals": totals.plain(), "days": days}, indent=2, ensure_ascii=False))
        else:
            rows = [(f"{on:%Y-%m-%d}", source, one) for (source, on), one in found.items()]
            _show([*rows, (_("all"), "", totals)], Console(file=cast(IO[str], self.stdout)))
        if not all(one.adds_up for one in found.values()):
            self.stderr.write(_("The figures do not add up."))
            sys.exit(1)


def _show(rows: list[tuple[str, str, Balance]], console: Console) -> None:
    names = [_("Received"), _("Accepted"), _("Duplicates"), _("Set aside"), _("Rejected"), _("To be read")]
    table = Table(Column(_("Day")), Column(_("Source")), *(Column(name, justify="right") for name in names))
    for day, source, one in rows:
        figures = (one.received, one.accepted, one.duplicate, one.quarantined, one.rejected, one.waiting)
        table.add_row(day, source, *(f"{figure:,}" for figure in figures))
    console.print(table)
