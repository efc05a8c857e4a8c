"""``handschlag backtest``: a draft tried on history, in the terminal."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from handschlag.agreement.models import Version
from handschlag.kernel.clock import now
from handschlag.trial.readings import Result, preview


class Command(BaseCommand):
    help = (
        "Tries a version of the agreement on history against another one (the one in force where left out). "
        "Example: handschlag backtest 3 --against 2 --days 180 --json"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("version", type=int, help="the number of the version to try")
        parser.add_argument("--against", type=int, help="the number of the other version")
        parser.add_argument(
            "--days", type=int, default=90, choices=range(1, 3651), metavar="1–3650", help="how much of the past (90)"
        )
        parser.add_argument(
            "--at", type=datetime.fromisoformat, help="the moment the period ends, with its zone; now where left out"
        )
        parser.add_argument("--json", action="store_true", help="figures for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        at = options["at"] or now()
        other = Version.in_force(at) if options["against"] is None else _version(options["against"])
        if other is None:
            raise CommandError("No agreement is in force: name the other version with --against.")
        result = preview(_version(options["version"]), other, options["days"], at)
        self.stdout.write(json.dumps(_plain(result), indent=2) if options["json"] else _as_text(result))


def _version(number: int) -> Version:
    found = Version.objects.filter(number=number).first()
    if found is None:
        raise CommandError(f"There is no version {number}.")
    return found


def _plain(result: Result) -> dict[str, Any]:
    lists = {"new": result.new, "gone": result.gone, "both": result.both}
    return {
        "version": result.draft.number,
        "against": result.other.number,
        "from": result.from_at.isoformat(),
        "until": result.until_at.isoformat(),
        **{name: {"leads": listed.count, "wins": listed.wins} for name, listed in lists.items()},
        "earlier": result.preview.earlier(),
        "later": result.preview.later(),
        "weeks": [
            {"monday": row.week.monday.isoformat(), "version": row.week.draft, "against": row.week.other}
            for row in result.weeks
        ],
    }


def _as_text(result: Result) -> str:
    plain = _plain(result)
    head = (
        f"Version {plain['version']} against version {plain['against']}, {plain['from'][:10]} to {plain['until'][:10]}"
    )
    lists = [
        f"  {name:<8}{plain[name]['leads']:>8} leads {plain[name]['wins']:>6} known wins"
        for name in ("new", "gone", "both")
    ]
    weeks = [f"  {week['monday']}{week['version']:>8}{week['against']:>8}" for week in plain["weeks"]]
    return "\n".join([head, *lists, f"  {'week':<10}{'version':>8}{'against':>8}", *weeks])
