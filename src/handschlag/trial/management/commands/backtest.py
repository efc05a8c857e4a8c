"""``handschlag backtest``: a draft tried on history, in the terminal."""

from __future__ import annotations

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from handschlag.agreement.models import Version
from handschlag.kernel.clock import now
from handschlag.kernel.refusal import Refused
from handschlag.trial.models import Backtest
from handschlag.trial.models.backtest import STEPS
from handschlag.trial.models.running import other_of, run

HELP = """Try a version of the agreement on history, against the one in force or any other.

  handschlag backtest 3                                   version 3, the last 90 days
  handschlag backtest 3 --against 2 --from 2026-01-01 --to 2026-06-30
  handschlag backtest 3 --json                            the figures for programs

The result is kept, and shown in the browser. Exit status: 0, or 1 where it could not be made.
"""
USUAL = timedelta(days=90)


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("version", type=int, help="the number of the version to try")
        parser.add_argument(
            "--against", type=int, help="the number of the other version; the one in force where left out"
        )
        parser.add_argument("--from", dest="from_day", type=date.fromisoformat, help="the first day (90 days ago)")
        parser.add_argument("--to", dest="until_day", type=date.fromisoformat, help="the last day (today)")
        parser.add_argument("--json", action="store_true", help="the figures for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        at = now()
        draft = _version(options["version"])
        other = other_of(draft, at) if options["against"] is None else _version(options["against"])
        if other is None:
            raise CommandError("No other agreement is in force: name the other version with --against.")
        from_at, until_at = _period(options["from_day"], options["until_day"], at)
        try:
            backtest = Backtest.ask(draft, other, from_at, until_at, by=None, at=at)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self._run(backtest, at)
        backtest.refresh_from_db()
        text = json.dumps(backtest.result, indent=2) if options["json"] else _as_text(backtest)
        self.stdout.write(text)

    def _run(self, backtest: Backtest, at: datetime) -> None:
        """With a bar on the terminal, where there is one."""
        with Progress(console=Console(stderr=True), transient=True, disable=not self.stdout.isatty()) as progress:
            task = progress.add_task("Trying", total=STEPS)
            run(backtest, at, lambda: progress.advance(task))


def _version(number: int) -> Version:
    found = Version.objects.filter(number=number).first()
    if found is None:
        raise CommandError(f"There is no version {number}.")
    return found


def _period(from_day: date | None, until_day: date | None, at: datetime) -> tuple[datetime, datetime]:
    zone = timezone.get_default_timezone()
    until_at = at if until_day is None else datetime.combine(until_day + timedelta(days=1), time.min, zone)
    from_at = at - USUAL if from_day is None else datetime.combine(from_day, time.min, zone)
    return from_at.astimezone(UTC), min(until_at, at).astimezone(UTC)


def _as_text(backtest: Backtest) -> str:
    result = backtest.result
    assert result is not None
    came, wins = result["handovers"], result["wins"]
    lines = [
        f"{backtest.draft} against {backtest.other}, {result['from'][:10]} to {result['until'][:10]}",
        f"  handovers {came['draft']:,} instead of {came['other']:,}: {came['new']:,} new, {came['gone']:,} no longer, "
        f"{came['earlier']:,} earlier, {came['later']:,} later, {came['same']:,} as before",
        f"  {result['weeks_over_capacity']} of {len(result['weeks'])} weeks above the {result['capacity']} that sales takes",
        f"  known wins: {wins['kept']:,} kept, {wins['lost']:,} lost, {wins['gained']:,} gained; "
        f"{wins['unknown']:,} new leads without a known outcome{_estimated(wins['estimated'])}",
        "  without …",
        *(
            f"    {row['criterion']:<30}{-row['fewer']:>8}{row['more']:>+8} leads, {row['later']:>6} later, {row['wins']:>5} wins lost"
            for row in result["criteria"]
        ),
        "  with so many points more asked for: handovers, known wins",
        *(f"    {row['points']:>+4}{row['handovers']:>8}{row['wins']:>8}" for row in result["curve"]),
    ]
    return "\n".join(lines)


def _estimated(found: dict[str, Any] | None) -> str:
    if found is None:
        return ", too few known to estimate"
    return f", about {found['mean']:g} wins (90 %: {found['low']} to {found['high']})"
