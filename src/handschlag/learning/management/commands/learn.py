"""``handschlag learn``: how well the outcomes of leads can be foretold, on any table."""

from __future__ import annotations

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from handschlag.kernel.refusal import Refused
from handschlag.kernel.tables import TableRefused
from handschlag.learning.core.winning import Evaluation, TooFew, evaluate
from handschlag.learning.readings.outcomes import Asked, Leads, leads_of
from handschlag.organisation.forms.tables import why_refused

HELP = """How well could a win model foretell these outcomes? Any CSV or XLSX: a row per lead, one column its outcome.

  handschlag learn evaluate leads.csv --outcome won
  handschlag learn evaluate leads.csv --outcome status --won "Closed Won" --time created_at
  handschlag learn evaluate bank.csv --outcome y --in-order --without duration --json

Without a time it learns from four fifths and foretells the fifth, five times, shuffled. With --time or --in-order it learns from the first
three quarters and foretells the last, which is what a house lives through, and says what drifted. Every figure comes with the range that holds it with
95 %. Columns that say what the law protects, or who of the house worked on a lead, are left out by their name (--allow names exceptions, for
comparison only). Columns that were filled in only afterwards must be named with --without: nobody can tell from the outside.
"""
NAMES = {
    "auc": "ranks a won lead above a lost one (AUC)",
    "precision": "average precision",
    "log_loss": "log loss, nats",
    "brier": "Brier score",
    "calibration_error": "calibration error",
    "lift": "lift in the best tenth",
}


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args: Any, **kwargs: Any) -> Any:
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["evaluate"])
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--outcome", required=True, metavar="COLUMN", help="the column that says what came of it")
        parser.add_argument("--won", metavar="VALUE", help="what stands there when won; * means anything")
        parser.add_argument("--time", metavar="COLUMN", help="the column that says which lead came first")
        parser.add_argument("--in-order", action="store_true", help="the rows stand in the order of time")
        parser.add_argument("--without", action="append", default=[], metavar="COLUMN", help="do not learn from it")
        parser.add_argument("--allow", action="append", default=[], metavar="COLUMN", help="learn from it all the same")
        parser.add_argument("--json", action="store_true", help="the figures for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        names = ("outcome", "won", "time", "in_order", "without", "allow")
        try:
            leads = leads_of(options["file"], Asked(**{name: options[name] for name in names}))
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from None
        except TableRefused as refused:
            raise CommandError(str(why_refused(refused))) from None
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        if not leads.typed.table:
            raise CommandError("Nothing is left to learn from: every column was left out.")
        found = self._evaluated(leads)
        if options["json"]:
            self.stdout.write(json.dumps(_plain(leads, found), indent=2))
        else:
            console = Console(file=StringIO(), highlight=False, width=120, record=True)
            _print(console, leads, found)
            self.stdout.write(console.export_text())

    def _evaluated(self, leads: Leads) -> Evaluation | TooFew:
        with Progress(console=Console(stderr=True), transient=True, disable=not self.stdout.isatty()) as progress:
            task = progress.add_task("Learning", total=5 if leads.order is None else 1)
            return evaluate(leads.typed.table, leads.won, leads.order, progress=lambda: progress.advance(task))


def _plain(leads: Leads, found: Evaluation | TooFew) -> dict[str, Any]:
    about = {
        "rows": len(leads.won),
        "won": int(leads.won.sum()),
        "unknown": leads.unknown,
        "columns": list(leads.typed.table),
        "left_out": leads.typed.left_out,
    }
    if isinstance(found, TooFew):
        return {**about, "too_few": {"rate": found.rate, "within_90_percent": list(found.within)}}
    return {**about, **found.plain()}


def _print(console: Console, leads: Leads, found: Evaluation | TooFew) -> None:
    console.print(
        f"{len(leads.won):,} leads with an outcome, {leads.won.sum():,} won; {leads.unknown:,} without one left out"
    )
    for name, why in leads.typed.left_out.items():
        console.print(f"  left out: {name} ({why})")
    if isinstance(found, TooFew):
        low, high = found.within
        console.print(
            f"Too few outcomes for a model. Of all leads {found.rate:.1%} are won (90 %: {low:.1%} to {high:.1%})."
        )
        return
    how = "learned from the first three quarters" if found.is_forward else "five shuffled folds"
    console.print(_figures(found, f"{found.leads:,} leads foretold, {found.rate:.1%} of them won; {how}"))
    console.print(_curve(found))
    console.print("chosen: " + ", ".join(dict.fromkeys(found.choices)))
    for name, loss in sorted(found.losses.items(), key=lambda one: one[1])[:5]:
        console.print(f"  {loss:.4f}  {name}")
    if found.drift is not None:
        _print_drift(console, found)


def _figures(found: Evaluation, title: str) -> Table:
    table = Table("", "", "95 %", title=title, title_justify="left", show_header=False)
    for name, (figure, low, high) in found.figures.items():
        table.add_row(NAMES[name], f"{figure:.4f}", f"{low:.4f} to {high:.4f}")
    return table


def _curve(found: Evaluation) -> Table:
    table = Table("leads", "promised", "came", title="Is what is promised what comes?", title_justify="left")
    for group in found.curve:
        table.add_row(f"{group.leads:,}", f"{group.promised:.1%}", f"{group.came:.1%}")
    return table


def _print_drift(console: Console, found: Evaluation) -> None:
    assert found.drift is not None
    if not found.drift.is_raised:
        console.print("No drift: the leads foretold are like those learned from.")
        return
    off = found.drift.off or 0.0
    console.print(
        f"DRIFT: wins are {off:+.1f} standard deviations from what was promised. Columns that shifted:", style="bold"
    )
    for name, index in found.drift.columns.items():
        console.print(f"  {name} (stability index {index:.2f}, shifted from 0.25 on)")
