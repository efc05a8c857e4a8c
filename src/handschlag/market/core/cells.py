"""What people and programs write into the cells of a table: headings, numbers and days, in German and in English.

A single cell can mean two things (``1.234``, ``03/04/2026``); a whole column seldom does, so a column is looked at first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

Rows = Sequence[tuple[int, Sequence[str]]]

FIRST_YEAR, LAST_YEAR = 1970, 2199
LONGEST_NUMBER = 40
HEADINGS_WITHIN = 15
"""Programs write titles above the headings; further down nobody looks for them."""

_WHOLE = re.compile(r"[-+]?(?:[0-9]+|[0-9]{1,3}(?P<group>[.,' \u00a0\u202f\u2019])[0-9]{3}(?:(?P=group)[0-9]{3})*)")
_MARKS = re.compile(r"[.,]")
_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")


class Fault(StrEnum):
    """What can be wrong with a cell."""

    MISSING = "missing"
    NO_DAY = "not_a_day"
    TWO_DAYS = "day_or_month_first"
    NO_NUMBER = "not_a_number"
    TOO_LARGE = "too_large"
    NO_CURRENCY = "not_a_currency"
    BACKWARDS = "ends_before_it_starts"
    TOO_LONG = "too_long"
    TWICE = "twice"
    OFF_SCALE = "off_the_scale"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a row: in which column (its heading, or the field's name where there is no such column), and the cell."""

    row: int
    column: str
    fault: Fault
    cell: str = ""


@dataclass(frozen=True)
class Columns:
    """Where each field stands in a table whose headings were understood, and the rows below them."""

    headings: Sequence[str]
    places: Mapping[str, int]
    rows: Rows

    def cell(self, cells: Sequence[str], name: str) -> str:
        """The cell of a field; "" where its column is missing or the row is short."""
        place = self.places.get(name, len(cells))
        return cells[place].strip() if place < len(cells) else ""

    def column(self, name: str) -> list[str]:
        return [self.cell(cells, name) for _number, cells in self.rows]

    def heading(self, name: str) -> str:
        return self.headings[self.places[name]] if name in self.places else name


def columns_of(headings: Sequence[str], rows: Rows, known: Mapping[str, str], needed: Sequence[str]) -> Columns | None:
    """The first row that names every ``needed`` field is the heading; None where none of the first ones does.

    ``known`` lists for each field the headings that mean it, separated by commas, the best first.
    """
    candidates = [(0, headings), *((place + 1, cells) for place, (_row, cells) in enumerate(rows[:HEADINGS_WITHIN]))]
    for below, cells in candidates:
        places = _places(cells, known)
        if all(name in places for name in needed):
            return Columns(cells, places, rows[below:])
    return None


def plain_heading(heading: str) -> str:
    """``Amount spent (EUR)`` → ``amount spent``, ``E-Mail_Adresse`` → ``e mail adresse``."""
    bare = re.sub(r"\([^)]*\)", " ", heading.casefold())
    return " ".join(re.split(r"[^\w]+|_+", bare)).strip()


def decimal_mark(cells: Iterable[str]) -> str:
    """Which mark the numbers of a column put before their decimals, as far as one of them shows it; "" where none does.

    >>> decimal_mark(["1.234", "1.234,50"]), decimal_mark(["1.234", "0.5"]), decimal_mark(["1.234"])
    (',', '.', '')
    """
    found = {mark for cell in cells if (mark := _mark_of(cell))}
    return found.pop() if len(found) == 1 else ""


def number_of(text: str, mark: str = "") -> Decimal | None:
    """An exact number, or None. ``mark`` is the column's decimal mark; without one, a mark before three digits groups thousands.

    >>> number_of("1.234", "."), number_of("1.234"), number_of("1.234,5 "), number_of("12x") is None
    (Decimal('1.234'), Decimal('1234'), Decimal('1234.5'), True)
    """
    bare = text.strip().replace("\u2212", "-")
    if len(bare) > LONGEST_NUMBER:
        return None
    mark = mark or _mark_of(bare)
    before, is_marked, decimals = bare.partition(mark) if mark else (bare, "", "")
    whole = _WHOLE.fullmatch(before)
    if not whole or (is_marked and (whole["group"] == mark or not re.fullmatch("[0-9]+", decimals))):
        return None
    return Decimal(f"{re.sub(r'[^0-9+-]', '', before)}.{decimals or 0}")


def month_comes_first(cells: Iterable[str]) -> bool | None:
    """Of days written with slashes: whether the month comes first, as far as the column shows it; else None.

    >>> month_comes_first(["03/04/2026", "03/14/2026"]), month_comes_first(["03/04/2026"]) is None
    (True, True)
    """
    parts = [found.groups() for cell in cells if (found := _SLASHED.match(cell.strip()))]
    month_first = any(int(second) > 12 for _first, second, _year in parts)
    day_first = any(int(first) > 12 for first, _second, _year in parts)
    return None if month_first == day_first else month_first


def days_of(text: str, month_first: bool | None = None) -> tuple[date, date] | Fault:
    """First and last day of what a cell says: ``2026-03-02`` or ``02.03.2026`` or ``3/2/2026`` is one day, ``2026-03`` a month.

    A time of day behind it is left out. A day written with slashes needs ``month_first``, as long as both readings are possible.
    """
    bare = text.strip()
    if month := _MONTH.fullmatch(bare):
        return _month(int(month[1]), int(month[2]))
    if slashed := _SLASHED.match(bare):
        first, second, year = map(int, slashed.groups())
        if month_first is None and max(first, second) <= 12 and first != second:
            return Fault.TWO_DAYS
        is_month_first = first <= 12 if month_first is None else month_first
        return _day(year, first, second) if is_month_first else _day(year, second, first)
    day = bare.replace("T", " ").split(" ")[0]
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%Y%m%d"):
        try:
            found = datetime.strptime(day, form).date()  # noqa: DTZ007 – a day has no zone
        except ValueError:
            continue
        return _day(found.year, found.month, found.day)
    return Fault.NO_DAY


def _places(cells: Sequence[str], known: Mapping[str, str]) -> dict[str, int]:
    plain = [plain_heading(cell) for cell in cells]
    places: dict[str, int] = {}
    for name, meant in known.items():
        place = next((plain.index(heading) for heading in meant.split(", ") if heading in plain), None)
        if place is not None and place not in places.values():
            places[name] = place
    return places


def _mark_of(cell: str) -> str:
    """The decimal mark that one number shows: the last of two different marks, or the only one when not before three digits."""
    bare = cell.strip()
    marks = _MARKS.findall(bare)
    if len(set(marks)) == 2:
        return str(marks[-1])
    if len(marks) == 1 and not re.fullmatch(r"[-+]?[1-9][0-9]{0,2}[.,][0-9]{3}", bare):
        return str(marks[0])
    return ""


def _month(year: int, month: int) -> tuple[date, date] | Fault:
    if not (1 <= month <= 12 and FIRST_YEAR <= year <= LAST_YEAR):
        return Fault.NO_DAY
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), following - timedelta(days=1)


def _day(year: int, month: int, day: int) -> tuple[date, date] | Fault:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Fault.NO_DAY
    try:
        return (date(year, month, day),) * 2
    except ValueError:
        return Fault.NO_DAY
