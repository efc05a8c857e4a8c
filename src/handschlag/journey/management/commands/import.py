# ruff: noqa: N999 – the command is called import
"""``handschlag import``: a table becomes contacts, touches, leads and deals; or an import is taken back."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress

from handschlag.capture.models import Import, run, undo
from handschlag.capture.models.wording import row_reason
from handschlag.capture.readings.imports import Report, dry_run, recent, report_of
from handschlag.capture.readings.mappings import find_mapping
from handschlag.journey.imports import TAKERS
from handschlag.kernel.clock import now
from handschlag.kernel.refusal import Refused
from handschlag.kernel.tables import TableRefused
from handschlag.organisation.forms.tables import why_refused

HELP = """Import a table (CSV or XLSX) with a mapping; list imports; or take one back.

  handschlag import leads.csv --mapping olist_leads
  handschlag import contacts.xlsx --mapping my-mapping.yaml --dry-run
  cat contacts.csv | handschlag import - --mapping contacts --json
  handschlag import --list
  handschlag import --undo 019ce146-3280-73c6-8a83-02995b935f44

Exits with 0 where every row was taken over or known already, with 2 where rows were set aside, with 1 where the file was refused.
"""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args: Any, **kwargs: Any) -> Any:
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", metavar="FILE", help="the table; - reads it from standard input")
        parser.add_argument("--mapping", metavar="NAME", help="a shipped or saved mapping, or the path of a YAML file")
        parser.add_argument("--dry-run", action="store_true", help="read and check every row, write nothing")
        parser.add_argument("--undo", metavar="ID", type=UUID, help="take back this import")
        parser.add_argument("--list", action="store_true", dest="listing", help="show the latest imports")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON instead of a table")
        parser.add_argument(
            "--at", type=datetime.fromisoformat, help="the moment at which this happens; now when left out"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        at = options["at"] or now()
        try:
            if options["listing"]:
                self.show([report_of(imported) for imported in recent()], options["as_json"])
            elif options["undo"]:
                self.take_back(options["undo"], at, options["as_json"])
            else:
                self.bring_in(options, at)
        except TableRefused as refused:
            raise CommandError(why_refused(refused)) from None
        except Refused as refused:
            raise CommandError(str(refused)) from None

    def bring_in(self, options: dict[str, Any], at: datetime) -> None:
        if not options["file"] or not options["mapping"]:
            raise CommandError("Say which FILE, and with which --mapping.")
        name, mapping = find_mapping(options["mapping"])
        with tempfile.TemporaryDirectory() as folder:
            path = self.file(options["file"], Path(folder))
            if options["dry_run"]:
                self.show([dry_run(path, mapping, at)], options["as_json"])
                return
            imported = Import.read_in(path, file_name=options["file"], by=None, at=at)
        try:
            imported.map_with(mapping, name)
        except TableRefused:
            imported.forget()
            raise
        imported.ask(at)
        self.run(imported, at)
        report = report_of(imported)
        self.show([report], options["as_json"])
        if report.quarantined:
            sys.exit(2)

    def run(self, imported: Import, at: datetime) -> None:
        with Progress(console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("Importing", total=imported.rows_total)

            def tell() -> bool:
                progress.update(task, completed=imported.rows_done)
                return True

            run(imported, TAKERS, at, tell)

    def take_back(self, import_id: UUID, at: datetime, as_json: bool) -> None:
        imported = Import.objects.filter(id=import_id).first()
        if imported is None:
            raise CommandError("There is no such import; --list shows them.")
        imported.ask_undo(by=None, at=at)
        undo(imported, TAKERS, at)
        self.show([report_of(imported)], as_json)

    def file(self, name: str, folder: Path) -> Path:
        """The file itself, or standard input written to one."""
        if name == "-":
            path = folder / "standard-input"
            with path.open("wb") as copy:
                shutil.copyfileobj(sys.stdin.buffer, copy)
            return path
        path = Path(name)
        if not path.is_file():
            raise CommandError(f"There is no file {name}.")
        return path

    def show(self, reports: list[Report], as_json: bool) -> None:
        if as_json:
            self.stdout.write(
                json.dumps([report.plain() for report in reports] if len(reports) != 1 else reports[0].plain())
            )
            return
        for report in reports:
            self.stdout.write(str(report))
            for row in report.problems:
                self.stdout.write(f"  row {row.number}, column {row.column or '–'}: {row_reason(row.reason)}")
