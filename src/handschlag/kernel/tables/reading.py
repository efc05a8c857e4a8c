"""Files become tables: what kind of file, which encoding and delimiter, and its rows, read in bounded memory."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from handschlag.kernel.tables import workbooks
from handschlag.kernel.tables.encodings import encoding_of
from handschlag.kernel.tables.problems import TableProblem, TableRefused

DELIMITERS = ",;\t|"
LONGEST_LINE = 1_000_000
MOST_COLUMNS = 500
LARGEST_FILE = 2_000_000_000
XLSX = "xlsx"


@dataclass(frozen=True)
class Table:
    """A file that was read once from end to end: nothing in it can stop a second reading halfway.

    ``encoding`` is ``xlsx`` for a workbook. ``rows_total`` counts rows below the heading that are not empty.
    """

    path: Path
    encoding: str
    delimiter: str
    headings: tuple[str, ...]
    rows_total: int
    digest: str

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row below the heading with its number as a spreadsheet shows it; empty rows are left out."""
        filled = _filled(self.path, self.encoding, self.delimiter)
        next(filled, None)
        return filled


def inspect(path: Path) -> Table:
    """Read the file once, completely. Raises ``TableRefused`` for everything that could stop the import halfway."""
    size = path.stat().st_size
    if size == 0:
        raise TableRefused(TableProblem.EMPTY)
    if size > LARGEST_FILE:
        raise TableRefused(TableProblem.TOO_BIG)
    encoding, delimiter = _dialect(path)
    filled = _filled(path, encoding, delimiter)
    headings = _headings(*next(filled, (1, [])))
    rows_total = sum(1 for _row in filled)
    if not rows_total:
        raise TableRefused(TableProblem.NO_ROWS)
    return Table(path, encoding, delimiter, headings, rows_total, _digest(path))


def _dialect(path: Path) -> tuple[str, str]:
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(b"PK\x03\x04"):
        workbooks.refuse_bombs(path)
        return XLSX, ""
    if start.startswith((b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b")):
        raise TableRefused(TableProblem.NOT_A_TABLE)
    encoding = encoding_of(path)
    return encoding, _delimiter(path, encoding)


def _filled(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, numbered from 1 as a spreadsheet does; the first of them is the heading."""
    return ((number, cells) for number, cells in enumerate(_records(path, encoding, delimiter), start=1) if any(cells))


def _records(path: Path, encoding: str, delimiter: str) -> Iterator[list[str]]:
    return workbooks.records(path) if encoding == XLSX else _text_records(path, encoding, delimiter)


def _text_records(path: Path, encoding: str, delimiter: str) -> Iterator[list[str]]:
    lines = _Lines(path, encoding)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            raise TableRefused(TableProblem.BROKEN_QUOTES, row=lines.number) from None
        if cells is None:
            return
        if len(cells) > MOST_COLUMNS:
            raise TableRefused(TableProblem.TOO_MANY_COLUMNS, row=lines.number)
        yield [cell.strip() for cell in cells]


class _Lines(Iterator[str]):
    """Lines of a text file, none of them longer than a million characters; ``number`` is the line read last."""

    def __init__(self, path: Path, encoding: str) -> None:
        self.file = path.open(encoding=encoding, newline="")
        self.number = 0

    def __next__(self) -> str:
        self.number += 1
        try:
            line = self.file.readline(LONGEST_LINE + 1)
        except UnicodeError:
            raise TableRefused(TableProblem.NOT_TEXT, row=self.number) from None
        if not line:
            self.file.close()
            raise StopIteration
        if len(line) > LONGEST_LINE:
            raise TableRefused(TableProblem.LINE_TOO_LONG, row=self.number)
        if "\0" in line:
            raise TableRefused(TableProblem.NUL, row=self.number)
        return line


def _delimiter(path: Path, encoding: str) -> str:
    """The delimiter that cuts the first lines into the most cells, and all of them into equally many where one does.

    Some programs write a title above the headings: a line that nothing cuts says nothing against a delimiter.
    """
    lines = [line for line, _number in zip(_Lines(path, encoding), range(20), strict=False)]

    def cut(delimiter: str) -> tuple[bool, int]:
        try:
            widths = [len(cells) for cells in csv.reader(lines, delimiter=delimiter) if cells]
        except csv.Error:
            widths = []
        return len(set(widths)) == 1, max(widths, default=0)

    most = {delimiter: cut(delimiter) for delimiter in DELIMITERS}
    several = [delimiter for delimiter in DELIMITERS if most[delimiter][1] > 1]
    return max(several, key=lambda delimiter: most[delimiter], default=",")


def _headings(row: int, cells: list[str]) -> tuple[str, ...]:
    if not cells:
        raise TableRefused(TableProblem.EMPTY)
    for place, heading in enumerate(cells):
        if heading and heading in cells[:place]:
            raise TableRefused(TableProblem.DOUBLE_HEADING, row=row, column=heading[:120])
    return tuple(cells)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
