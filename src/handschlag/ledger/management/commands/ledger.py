from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from handschlag.ledger.models import ExportedHead, head, verify

HELP = """Reads the ledger. Examples:
  handschlag ledger head --json > head.json     keep the head outside, on both sides
  handschlag ledger verify --head head.json     later: is everything still as it was recorded?
"""


class Command(BaseCommand):
    help = HELP

    def add_arguments(self, parser: CommandParser) -> None:
        subcommands = parser.add_subparsers(dest="subcommand", required=True)
        verifying = subcommands.add_parser(
            "verify", help="read the whole chain again; exit code 1 names the first broken entry"
        )
        verifying.add_argument(
            "--head",
            metavar="FILE_OR_HASH",
            help="a head kept outside: a file ledger head wrote (- is standard input), or the hash",
        )
        verifying.add_argument("--json", action="store_true", help="print the result for programs")
        showing = subcommands.add_parser("head", help="print where the chain ends, as number:hash")
        showing.add_argument("--json", action="store_true", help="print it for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["subcommand"] == "head":
            self.show_head(as_json=options["json"])
        else:
            self.verify(options["head"], as_json=options["json"])

    def show_head(self, *, as_json: bool) -> None:
        end = head()
        self.stdout.write(json.dumps({"seq": end.seq, "hash": end.hash}) if as_json else f"{end.seq}:{end.hash}")

    def verify(self, kept: str | None, *, as_json: bool) -> None:
        verification = verify(exported_head=_exported_head(kept) if kept else None)
        if as_json:
            self.stdout.write(json.dumps(asdict(verification)))
        elif verification.ok:
            self.stdout.write(f"The ledger holds: {verification.count} entries, none changed, none missing.")
        else:
            self.stderr.write(f"The ledger is broken at entry {verification.first_broken_seq}: {verification.reason}")
        if not verification.ok:
            sys.exit(1)


def _exported_head(kept: str) -> ExportedHead:
    try:
        if kept == "-":
            return ExportedHead.parse(sys.stdin.read())
        return ExportedHead.parse(Path(kept).read_text() if Path(kept).is_file() else kept)
    except (ValueError, OSError) as error:
        raise CommandError(f"--head {kept}: {error}") from error
