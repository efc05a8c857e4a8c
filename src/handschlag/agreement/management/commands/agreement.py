"""``handschlag agreement``: the contract in the terminal, and its terms for a file."""

from __future__ import annotations

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from handschlag.agreement.core import yaml_form
from handschlag.agreement.core.sentences import contract
from handschlag.agreement.core.text import Section
from handschlag.agreement.models import Version
from handschlag.kernel.clock import now

HELP = """Show the agreement in force, or export the terms of a version.

  handschlag agreement show                     the contract in force, to read
  handschlag agreement show --language de       … in German
  handschlag agreement show --number 3 --json   version 3 as data
  handschlag agreement export 3 > terms.yaml    its terms as YAML; read back they give the same hash

Exit status: 0, or 1 where there is no such version.
"""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        show = verbs.add_parser("show", help="the contract, in force or by its number")
        show.add_argument("--number", type=int, help="a version; the one in force where left out")
        show.add_argument("--language", choices=("de", "en"), default="en")
        show.add_argument(
            "--at", type=datetime.fromisoformat, help="the moment asked about, with its zone; now where left out"
        )
        form = show.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="number, hash and terms as JSON")
        form.add_argument("--yaml", action="store_true", help="the terms as YAML")
        export = verbs.add_parser("export", help="the terms of a version as YAML")
        export.add_argument("number", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        version = _version(options.get("number"), options.get("at") or now())
        if options["verb"] == "export" or options.get("yaml"):
            self.stdout.write(yaml_form.write(version.parsed), ending="")
        elif options.get("json"):
            plain = {"number": version.number, "hash": version.hash, "terms": version.terms}
            self.stdout.write(json.dumps(plain, ensure_ascii=False, indent=2))
        else:
            self.stdout.write(_as_text(version, contract(version.parsed, options["language"])))


def _version(number: int | None, at: datetime) -> Version:
    version = Version.in_force(at) if number is None else Version.objects.filter(number=number).first()
    if version is None:
        raise CommandError("No agreement is in force." if number is None else f"There is no version {number}.")
    return version


def _as_text(version: Version, sections: list[Section]) -> str:
    lines = [version.parsed.title, "=" * len(version.parsed.title)]
    for number, section in enumerate(sections, 1):
        lines += ["", f"§ {number} {section.heading}", *section.sentences]
        lines += [f"{number}. {step}" for number, step in enumerate(section.steps, 1)]
        if section.grid:
            lines += [" | ".join(row) for row in (section.grid.headings, *section.grid.rows)]
        lines += section.after
    return "\n".join([*lines, "", f"SHA-256 {version.hash}"])
