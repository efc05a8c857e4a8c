"""A row of cells becomes a mapped row: typed values under their meanings, or the problem of that row."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from handschlag.capture.core.dropping import Dropped
from handschlag.capture.core.keys import by_strength, normal_email, normal_phone
from handschlag.capture.core.mapping import Mapping, Rule
from handschlag.capture.core.messages import kind_named
from handschlag.capture.core.problems import Problem, RowProblem
from handschlag.capture.core.targets import Kind, Target, target
from handschlag.kernel.tables import TableProblem, TableRefused

Value = str | datetime | int | bool
GERMAN = ("%d.%m.%Y", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S")
LARGEST_AMOUNT = 10**15
YES, NO = frozenset({"true", "yes", "ja", "1", "x", "y", "j"}), frozenset({"false", "no", "nein", "0", "n"})


@dataclass(slots=True)
class MappedRow:
    """A row as the rooms take it.

    ``id`` is the imported row's id, kept as the one who told; ``keys`` are the person's identifier keys, strongest first;
    ``values`` hold what the row says by target (empty cells are left out): texts, aware UTC moments, amounts in the
    smallest unit, yes or no. ``columns`` tell where a target came from, to name it in a problem.
    """

    id: UUID
    number: int
    keys: list[str]
    values: dict[str, Value]
    fingerprint: str
    columns: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The text of a target, "" where the row says nothing."""
        return str(self.values.get(name, ""))

    def moment(self, name: str) -> datetime | None:
        """The moment of a target, where the row says one."""
        return cast("datetime | None", self.values.get(name))

    def under(self, prefix: str) -> dict[str, Value]:
        """All targets that begin with ``prefix``, without it."""
        return {name.removeprefix(prefix): value for name, value in self.values.items() if name.startswith(prefix)}

    def problem(self, name: str, reason: str) -> Problem:
        """A problem with the value of a target, named by its column."""
        return Problem(self.columns.get(name, name), reason)


class Reader:
    """A mapping prepared for the headings of one table. Raises ``TableRefused`` where a column it names is missing."""

    def __init__(self, mapping: Mapping, headings: Sequence[str]) -> None:
        self.mapping = mapping
        self.headings = list(headings)
        if missing := mapping.missing_in(self.headings):
            raise TableRefused(TableProblem.MISSING_COLUMN, row=1, column=missing)
        found = mapping.found_in(self.headings)
        self.columns = {name: headings[0] for name, headings in found.items()}
        self.steps = [
            (name, rule, [self.headings.index(one) for one in found.get(name, ())], self._parser(name, rule))
            for name, rule in mapping.fields.items()
            if name in found or not rule.headings
        ]
        if "touch.happened_at" not in found:  # without its moment nothing happened
            self.steps = [step for step in self.steps if not step[0].startswith("touch.")]

    def read(self, row_id: UUID, number: int, cells: list[str], latest: datetime) -> MappedRow:
        """The mapped row; a moment after ``latest`` cannot have been. Raises ``Problem``."""
        while len(cells) > len(self.headings) and not cells[-1]:
            cells = cells[:-1]
        if len(cells) != len(self.headings):
            raise Problem("", RowProblem.CELLS)
        values: dict[str, Value] = {}
        for name, rule, places, parse in self.steps:
            cell = next((cells[place] for place in places if cells[place]), rule.constant or "")
            if rule.values or rule.otherwise is not None:
                cell = rule.values.get(cell, cell if rule.otherwise is None else rule.otherwise)
            if cell:
                values[name] = self._parsed(name, cell, parse, latest)
            elif rule.required:
                raise Problem(self.columns.get(name, name), RowProblem.MISSING)
        return MappedRow(row_id, number, self._keys(values), values, fingerprint(values, self.mapping), self.columns)

    def _parsed(self, name: str, cell: str, parse: Callable[[str], Value], latest: datetime) -> Value:
        try:
            value = parse(cell)
        except Problem as problem:
            raise Problem(self.columns.get(name, name), problem.reason) from None
        if isinstance(value, datetime) and value > latest:
            raise Problem(self.columns.get(name, name), RowProblem.FUTURE)
        return value

    def _parser(self, name: str, rule: Rule) -> Callable[[str], Value]:
        meant = cast(Target, target(name))
        parsers: dict[Kind, Callable[[str], Value]] = {
            Kind.TEXT: partial(read_text, longest=meant.longest),
            Kind.EMAIL: read_email,
            Kind.PHONE: partial(read_phone, region=self.mapping.phone_region),
            Kind.MOMENT: partial(read_moment, zone=self.mapping.zone, pattern=rule.format),
            Kind.AMOUNT: partial(read_amount, decimal=rule.decimal),
            Kind.CURRENCY: read_currency,
            Kind.TOUCH_KIND: read_kind,
            Kind.YES_NO: read_yes_or_no,
        }
        return parsers[meant.kind]

    def _keys(self, values: dict[str, Value]) -> list[str]:
        keys = []
        if email := values.get("contact.email"):
            keys.append(f"email:{email}")
        if outside := values.get("contact.external_id"):
            system = f"{self.mapping.external_system}/" if self.mapping.external_system else ""
            keys.append(f"external:{system}{outside}")
        if phone := values.get("contact.phone"):
            keys.append(f"phone:{phone}")
        if not keys:
            raise Problem("", RowProblem.NOBODY)
        return by_strength(keys)


def fingerprint(values: dict[str, Value], mapping: Mapping) -> str:
    """The hash of what a row says: the same row in any file, in any order of columns, has the same one."""
    said = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}
    text = json.dumps([mapping.external_system, said], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def read_text(cell: str, longest: int) -> str:
    if len(cell) > longest:
        raise Problem("", RowProblem.TOO_LONG)
    return cell


def read_email(cell: str) -> str:
    try:
        return normal_email(cell)
    except Dropped:
        raise Problem("", RowProblem.NO_EMAIL) from None


def read_phone(cell: str, region: str) -> str:
    try:
        return normal_phone(cell, region)
    except Dropped:
        raise Problem("", RowProblem.NO_PHONE) from None


def read_moment(cell: str, zone: ZoneInfo, pattern: str | None) -> datetime:
    """A moment in UTC; a day without a time is its beginning in ``zone``. Without a pattern ISO and German dates are understood."""
    for attempt in (pattern,) if pattern else (None, *GERMAN):
        try:
            moment = datetime.strptime(cell, attempt) if attempt else datetime.fromisoformat(cell)  # noqa: DTZ007 – given its zone below
            return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    raise Problem("", RowProblem.NO_MOMENT)


def read_amount(cell: str, decimal: str) -> int:
    """``1.234,50 €`` with a decimal comma → 123450: the smallest unit of a currency with two decimals."""
    thousands = "." if decimal == "," else ","
    digits = (
        "".join(sign for sign in cell if sign.isdigit() or sign in ".,-").replace(thousands, "").replace(decimal, ".")
    )
    try:
        amount = Decimal(digits) * 100
    except InvalidOperation:
        raise Problem("", RowProblem.NO_NUMBER) from None
    if not 0 <= amount <= LARGEST_AMOUNT:
        raise Problem("", RowProblem.NO_NUMBER)
    return int(amount.to_integral_value())


def read_currency(cell: str) -> str:
    code = cell.upper()
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        raise Problem("", RowProblem.NO_CURRENCY)
    return code


def read_kind(cell: str) -> str:
    try:
        return kind_named(cell)
    except Dropped:
        raise Problem("", RowProblem.NO_KIND) from None


def read_yes_or_no(cell: str) -> bool:
    word = cell.lower()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Problem("", RowProblem.NO_YES_OR_NO)
