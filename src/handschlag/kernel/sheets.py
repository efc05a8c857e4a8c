"""Lists as files: CSV, XLSX and JSON, row by row, however many rows there are."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import BinaryIO

import xlsxwriter  # type: ignore[import-untyped]

Cell = str | int | float | Decimal | bool | date | datetime | None

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
MOST_XLSX_ROWS = 1_048_575
"""What fits below the headings of a sheet."""

LONGEST_XLSX_CELL = 32_767
ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Sheet:
    """A list on its way out: ``name`` is that of the file, without its ending; ``rows`` are read once, cell by heading."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def disarmed(cell: str) -> str:
    """A text no spreadsheet takes for a formula: such a beginning gets an apostrophe before it (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


def csv_of(sheet: Sheet, delimiter: str = ",") -> Iterator[bytes]:
    """UTF-8 with a byte order mark, which spreadsheets need to see that it is; texts disarmed, moments in ISO 8601."""
    lines = _Lines()
    writer = csv.writer(lines, delimiter=delimiter)
    yield b"\xef\xbb\xbf"
    writer.writerow([disarmed(heading) for heading in sheet.headings])
    for number, row in enumerate(sheet.rows, 1):
        writer.writerow([disarmed(cell) if isinstance(cell, str) else _plain(cell) for cell in row])
        if number % ROWS_AT_ONCE == 0:
            yield lines.taken()
    yield lines.taken()


def json_of(sheet: Sheet) -> Iterator[bytes]:
    """An array of objects, each cell under its heading; moments in ISO 8601 with their zone."""
    start, lines = "[", _Lines()
    for number, row in enumerate(sheet.rows, 1):
        cells = {heading: _said(cell) for heading, cell in zip(sheet.headings, row, strict=True)}
        lines.write(f"{start}{json.dumps(cells, ensure_ascii=False)}")
        start = ",\n"
        if number % ROWS_AT_ONCE == 0:
            yield lines.taken()
    lines.write("]\n" if start != "[" else "[]\n")
    yield lines.taken()


def write_xlsx(sheet: Sheet, file: BinaryIO) -> None:
    """A workbook with one sheet, in constant memory. Texts are written as texts, never as formulas or links.

    Moments lose their zone, because a workbook knows none: they are given in UTC. Raises ValueError for more rows than fit.
    """
    with xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_urls": False}) as workbook:
        bold = workbook.add_format({"bold": True})
        moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        page = workbook.add_worksheet()
        page.freeze_panes(1, 0)
        for place, heading in enumerate(sheet.headings):
            page.write_string(0, place, heading, bold)
        for number, row in enumerate(sheet.rows, 1):
            if number > MOST_XLSX_ROWS:
                raise ValueError("more rows than a workbook holds")
            for place, cell in enumerate(row):
                _write(page, number, place, cell, moment, day)


def _write(page, number: int, place: int, cell: Cell, moment, day) -> None:  # type: ignore[no-untyped-def]
    if cell is None or cell == "":
        return
    if isinstance(cell, datetime):
        page.write_datetime(number, place, cell.replace(tzinfo=None), moment)
    elif isinstance(cell, date):
        page.write_datetime(number, place, cell, day)
    elif isinstance(cell, bool):
        page.write_boolean(number, place, cell)
    elif isinstance(cell, int | float | Decimal):
        page.write_number(number, place, cell)
    else:
        page.write_string(number, place, cell[:LONGEST_XLSX_CELL])


def _plain(cell: Cell) -> str | int | float | Decimal | bool:
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, date) else cell


def _said(cell: Cell) -> str | int | float | bool | None:
    if isinstance(cell, date):
        return cell.isoformat()
    return float(cell) if isinstance(cell, Decimal) else cell


class _Lines:
    """What has been written and nobody has taken yet."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def write(self, line: str) -> None:
        self.written.append(line)

    def taken(self) -> bytes:
        text, self.written = "".join(self.written), []
        return text.encode("utf-8", "replace")
