"""``handschlag funnel``: the funnel as a table for people or as JSON for programs."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError, RawDescriptionHelpFormatter
from datetime import date, datetime
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Column, Table

from handschlag.kernel.clock import now
from handschlag.learning.core.period import Period
from handschlag.learning.readings import channel_names, name_of
from handschlag.scoreboard.core.problems import Problem
from handschlag.scoreboard.readings import measure_board, plain_funnel
from handschlag.scoreboard.readings.words import PROBLEMS, STAGES

EXAMPLE = """
example:
  handschlag funnel
  handschlag funnel --from 2026-01-01 --to 2026-03-31
  handschlag funnel --json --channel organic_search | jq .stages
"""


class Command(BaseCommand):
    help = "Prints the funnel: leads at each stage, won leads by channel, problems in the data. Example: handschlag funnel --json"

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name, subcommand, epilog=EXAMPLE, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: CommandParser) -> None:
        day = date.fromisoformat
        parser.add_argument("--json", action="store_true", help="print JSON for programs")
        parser.add_argument(
            "--from", dest="from_on", type=day, metavar="DAY", help="first day on which the leads opened"
        )
        parser.add_argument("--to", dest="last_on", type=day, metavar="DAY", help="last day on which the leads opened")
        parser.add_argument(
            "--channel", help='only leads whose first touch came by this channel ("" where none is known)'
        )
        parser.add_argument(
            "--at", type=_moment, metavar="MOMENT", help="judge open debts as of this moment, with zone (default: now)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        board = measure_board(_period(options["from_on"], options["last_on"]), options["at"] or now())
        channel = options["channel"]
        found = plain_funnel(board.funnel if channel is None else board.funnel.only(channel), board.problems)
        if options["json"]:
            self.stdout.write(json.dumps(found, indent=2, ensure_ascii=False))
        else:
            _show(found, Console(file=cast(IO[str], self.stdout)))


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ArgumentTypeError("a moment needs a zone, such as 2026-03-02T09:00+01:00")
    return found


def _period(from_on: date | None, last_on: date | None) -> Period:
    try:
        return Period.between(from_on, last_on)
    except ValueError:
        raise CommandError(_("The last day lies before the first.")) from None


def _show(found: dict[str, Any], console: Console) -> None:
    """Three tables; the last only where there is something to tell."""
    stages = Table("", *_right(_("Leads"), _("Share")), title=_("Funnel"))
    words = {stage.value: name for stage, name in STAGES.items()}
    for row in found["stages"]:
        stages.add_row(str(words[row["stage"]]), f"{row['count']:,}", _percent(row["share"]))
    channels = Table(
        _("Channel"), *_right(_("Leads"), _("Won"), _("Rate"), "95 %"), title=_("By channel of the first touch")
    )
    names = channel_names()
    for row in found["channels"]:
        interval = f"{_percent(row['low'])} – {_percent(row['high'])}"
        channels.add_row(
            name_of(row["channel"], names), f"{row['leads']:,}", f"{row['won']:,}", _percent(row["rate"]), interval
        )
    problems = Table(_("Problem"), *_right(_("How often")), title=_("Problems in the data"))
    for row in found["problems"]:
        problems.add_row(str(PROBLEMS[Problem(row["problem"])]), f"{row['count']:,}")
    for table in (stages, channels, problems):
        if table.row_count:
            console.print(table)


def _right(*headings: str) -> list[Column]:
    return [Column(heading, justify="right") for heading in headings]


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"
