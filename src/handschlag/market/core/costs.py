"""What advertising cost, from the tables that Google Ads, LinkedIn, Meta and people's own spreadsheets give."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from handschlag.kernel.money import SYMBOLS, exponent
from handschlag.market.core.cells import (
    Columns,
    Fault,
    Flaw,
    Rows,
    columns_of,
    days_of,
    decimal_mark,
    month_comes_first,
    number_of,
)

KNOWN = {
    "campaign": "campaign key, utm campaign, campaign, campaign name, kampagne, kampagnenname, kampagnenschlüssel, name der kampagne",
    "amount": "cost, costs, amount spent, total spent, spend, spent, amount, kosten, ausgegebener betrag, gesamtausgaben, ausgaben, betrag",
    "currency": "currency, currency code, währung, währungscode, waehrung, waehrungscode",
    "day": "day, date, tag, datum, month, monat",
    "from_on": "from, von, from on, reporting starts, start date, startdatum, auswertungsbeginn, berichtsbeginn, beginn",
    "until_on": "until, to, bis, until on, reporting ends, end date, enddatum, auswertungsende, berichtsende, ende",
}
"""Google Ads, LinkedIn Campaign Manager and Meta Ads Manager, in English and in German, and what people write themselves."""

LONGEST_PERIOD = 1100
MOST_MINOR = 10**15
_SUMMARY = re.compile(r"(total|gesamt|summe|insgesamt)\b", re.IGNORECASE)
_CURRENCY = re.compile(r"\(([A-Z]{3})\)")


@dataclass(frozen=True, slots=True)
class CostLine:
    """One row: what a campaign (as the table names it) cost from a day to a day, both included, in the currency's smallest unit."""

    row: int
    campaign: str
    from_on: date
    until_on: date
    minor: int
    currency: str


@dataclass(frozen=True)
class Costs:
    """What a table says; ``columns`` is None where it names no campaign, no day or no amount. ``summaries`` are rows of totals, left out."""

    lines: list[CostLine]
    flaws: list[Flaw]
    summaries: int = 0
    columns: Columns | None = None


def read_costs(headings: Sequence[str], rows: Rows, currency: str, month_first: bool | None = None) -> Costs:
    """``currency`` holds where neither a column nor the amount's heading names one; ``month_first`` settles days written with slashes."""
    table = columns_of(headings, rows, KNOWN, ("campaign", "amount", "day")) or columns_of(
        headings, rows, KNOWN, ("campaign", "amount", "from_on")
    )
    if table is None:
        return Costs([], [])
    reader = _Reader(table, currency, month_first)
    read = [reader.line(number, cells) for number, cells in table.rows if not _is_summary(table, cells)]
    lines = [one for one in read if isinstance(one, CostLine)]
    flaws = [one for one in read if isinstance(one, Flaw)]
    return Costs(lines, flaws, len(table.rows) - len(read), table)


class _Reader:
    """Reads the rows of one table, after a look at its columns as a whole."""

    def __init__(self, table: Columns, currency: str, month_first: bool | None) -> None:
        self.table = table
        self.first = "day" if "day" in table.places else "from_on"
        named = _CURRENCY.search(table.heading("amount"))
        self.currency = named[1] if named else currency
        self.mark = decimal_mark(_bare(cell) for cell in table.column("amount"))
        days = table.column(self.first) + table.column("until_on")
        shown = month_comes_first(days)
        self.month_first = month_first if shown is None else shown

    def line(self, row: int, cells: Sequence[str]) -> CostLine | Flaw:
        campaign = self.table.cell(cells, "campaign")
        if not campaign:
            return self._flaw(row, "campaign", Fault.MISSING, cells)
        if len(campaign) > 120:
            return self._flaw(row, "campaign", Fault.TOO_LONG, cells)
        days = self._days(row, cells)
        money = self._money(row, cells)
        if isinstance(days, Flaw):
            return days
        return money if isinstance(money, Flaw) else CostLine(row, campaign, *days, *money)

    def _days(self, row: int, cells: Sequence[str]) -> tuple[date, date] | Flaw:
        days = days_of(self.table.cell(cells, self.first), self.month_first)
        if isinstance(days, Fault):
            return self._flaw(row, self.first, days, cells)
        last = self.table.cell(cells, "until_on") if self.first == "from_on" else ""
        until = days_of(last, self.month_first) if last else days
        if isinstance(until, Fault):
            return self._flaw(row, "until_on", until, cells)
        if until[1] < days[0]:
            return self._flaw(row, "until_on", Fault.BACKWARDS, cells)
        if (until[1] - days[0]).days >= LONGEST_PERIOD:
            return self._flaw(row, "until_on", Fault.TOO_LONG, cells)
        return days[0], until[1]

    def _money(self, row: int, cells: Sequence[str]) -> tuple[int, str] | Flaw:
        currency = self.table.cell(cells, "currency").upper() or self.currency
        if not re.fullmatch("[A-Z]{3}", currency):
            return self._flaw(row, "currency", Fault.NO_CURRENCY, cells)
        amount = number_of(_bare(self.table.cell(cells, "amount")), self.mark)
        if amount is None or amount < 0:
            return self._flaw(row, "amount", Fault.NO_NUMBER, cells)
        minor = int(amount.scaleb(exponent(currency)).quantize(Decimal(1), ROUND_HALF_UP))
        return (minor, currency) if minor <= MOST_MINOR else self._flaw(row, "amount", Fault.TOO_LARGE, cells)

    def _flaw(self, row: int, name: str, fault: Fault, cells: Sequence[str]) -> Flaw:
        return Flaw(row, self.table.heading(name), fault, self.table.cell(cells, name)[:80])


def _is_summary(table: Columns, cells: Sequence[str]) -> bool:
    """Exports end with totals, which name no campaign or no day. A campaign that is called so has a day."""
    day = table.cell(cells, "day") or table.cell(cells, "from_on")
    is_named = table.cell(cells, "campaign").strip("- –—") and days_of(day) != Fault.NO_DAY
    return not is_named and any(_SUMMARY.match(cell.strip()) for cell in cells)


def _bare(amount: str) -> str:
    """Without the signs of currencies and their codes."""
    signs = [sign for of_currency in SYMBOLS.values() for sign in of_currency]
    for sign in sorted(signs, key=len, reverse=True):
        amount = amount.replace(sign, "")
    return re.sub(r"[A-Z]{3}", "", amount).strip()
