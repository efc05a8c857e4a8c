"""``handschlag agreement``: the contract in the terminal, and its terms for a file."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TextIO, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser

from handschlag.agreement.core.sentences import contract
from handschlag.agreement.core.text import Section
from handschlag.agreement.management import verifying
from handschlag.agreement.models import ProofKey, Version
from handschlag.agreement.readings import proof
from handschlag.kernel.clock import now
from handschlag.kernel.refusal import Refused

HELP = """Show the agreement in force, export the terms of a version, prove that both sides signed it, check a proof.

  handschlag agreement show                     the contract in force, to read
  handschlag agreement show --language de       … in German
  handschlag agreement show --number 3 --json   version 3 as data
  handschlag agreement export 3 > terms.yaml    its terms as YAML; read back they give the same hash

  handschlag agreement backtest 3               version 3 tried on history (the same as: handschlag backtest 3)

  handschlag agreement proof 3 > proof.json     everything about version 3, signed with the house's key
  handschlag agreement proof 3 --whole-chain    … with all entries of the ledger in between
  handschlag agreement verify proof.json        check a proof; works anywhere, without a house
  handschlag agreement key                      the house's public key, and those before it
  handschlag agreement key --new                take a new key; the present one vouches for it and is destroyed

Exit status: 0, or 1 where there is no such version or the proof does not hold.
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
        proving = verbs.add_parser("proof", help="one file that proves that both sides signed a version")
        proving.add_argument("number", type=int)
        proving.add_argument("--whole-chain", action="store_true", help="with every entry of the ledger in between")
        verifying.add_arguments(verbs.add_parser("verify", help="check such a file"))
        key = verbs.add_parser("key", help="the key proofs are signed with")
        key.add_argument("--new", action="store_true", help="take a new one")

    def handle(self, *args: Any, **options: Any) -> None:
        match options["verb"]:
            case "proof":
                self.prove(_version(options["number"], now()), whole_chain=options["whole_chain"])
            case "verify":
                self.verify(Namespace(**options))
            case "key":
                self.tell_keys(is_new=options["new"])
            case _:
                self.show(options)

    def prove(self, version: Version, *, whole_chain: bool) -> None:
        try:
            file = proof(version, now(), whole_chain=whole_chain)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(file.decode(), ending="")  # not one byte more: the file is exactly what is signed

    def verify(self, options: Namespace) -> None:
        if status := verifying.run(options, cast(TextIO, self.stdout)):
            sys.exit(status)

    def tell_keys(self, *, is_new: bool) -> None:
        at = now()
        if is_new:
            ProofKey.renew(by=None, at=at)
        ProofKey.current(at)
        for key in ProofKey.objects.order_by("-from_at", "-id"):
            until = f" until {key.until_at:%Y-%m-%d}" if key.until_at else ""
            self.stdout.write(f"{key.public} from {key.from_at:%Y-%m-%d}{until}")

    def show(self, options: Mapping[str, Any]) -> None:
        version = _version(options.get("number"), options.get("at") or now())
        if options["verb"] == "export" or options.get("yaml"):
            self.stdout.write(version.as_yaml(), ending="")
        elif options.get("json"):
            hashes = {"hash": version.hash, "signed_hash": version.hash_to_sign}
            plain = {"number": version.number, **hashes, "terms": version.terms}
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
    return "\n".join([*lines, "", f"SHA-256 {version.hash_to_sign}"])
