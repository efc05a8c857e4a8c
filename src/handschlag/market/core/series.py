"""The course of one value: (day, value) from the rows of a table, and the line that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

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
    "on": "date, day, month, datum, tag, monat, zeit, zeitraum, time, period, woche, week, quarter, quartal",
    "value": "value, wert, index, number, zahl, amount, anzahl, count, interest, suchinteresse",
}
LARGEST = Decimal(10) ** 13


@dataclass(frozen=True)
class Series:
    points: list[tuple[date, Decimal]]
    flaws: list[Flaw]


def read_series(headings: Sequence[str], rows: Rows) -> Series:
    """The points of a table with a day and a value in each row, in the order of time; a month stands on its first day.

    Without headings that name both, the first two columns are taken, and a first row that holds no day is the heading. A day that
    comes twice is a flaw.
    """
    table = columns_of(headings, rows, KNOWN, ("on", "value")) or _first_two(headings, rows)
    mark, month_first = decimal_mark(table.column("value")), month_comes_first(table.column("on"))
    points: dict[date, Decimal] = {}
    flaws = []
    for number, cells in table.rows:
        days, value = days_of(table.cell(cells, "on"), month_first), number_of(table.cell(cells, "value"), mark)
        if isinstance(days, Fault):
            flaws.append(Flaw(number, table.heading("on"), days, table.cell(cells, "on")))
        elif value is None or abs(value) >= LARGEST:
            flaws.append(Flaw(number, table.heading("value"), Fault.NO_NUMBER, table.cell(cells, "value")))
        elif days[0] in points:
            flaws.append(Flaw(number, table.heading("on"), Fault.TWICE, table.cell(cells, "on")))
        else:
            points[days[0]] = round(value, 4)
    return Series(sorted(points.items()), flaws)


def line_through(points: Sequence[tuple[date, Decimal]], width: float, height: float) -> list[tuple[float, float]]:
    """Where the points lie in a field of ``width`` × ``height``, days to the right and values upwards, both filling it.

    >>> line_through([(date(2026, 1, 1), Decimal(2)), (date(2026, 1, 3), Decimal(4))], 100, 10)
    [(0.0, 10.0), (100.0, 0.0)]
    """
    if not points:
        return []
    first, last = points[0][0], points[-1][0]
    lowest, highest = min(value for _on, value in points), max(value for _on, value in points)
    days, span = (last - first).days or 1, highest - lowest
    return [
        (
            round(width * (on - first).days / days, 2),
            round(height * (1 - float((value - lowest) / span)) if span else height / 2, 2),
        )
        for on, value in points
    ]


def _first_two(headings: Sequence[str], rows: Rows) -> Columns:
    is_heading = not headings or isinstance(days_of(headings[0]), Fault)
    below = rows if is_heading else [(1, headings), *rows]
    names = headings if is_heading and len(headings) > 1 else ("1", "2")
    return Columns(names, {"on": 0, "value": 1}, below)
