"""XLSX workbooks: the first sheet as rows of text, after making sure that opening it will not fill the memory."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

import python_calamine

from handschlag.kernel.tables.problems import TableProblem, TableRefused

LARGEST_UNPACKED = 200_000_000
MOST_PARTS = 2_000
MOST_COLUMNS = 500
MOST_CELLS = 60_000_000
CHUNK = 1 << 18
CELL = re.compile(rb'\sr="([A-Z]{1,5})([0-9]{1,9})"')
OVERLAP = 32


def refuse_bombs(path: Path) -> None:
    """Unpack every part piece by piece, counting, keeping nothing: sizes written in the archive are not believed.

    Also refuses a sheet whose used area is huge, which a reader would lay out in memory even when nearly all of it is empty.
    """
    budget = LARGEST_UNPACKED
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                raise TableRefused(TableProblem.WORKBOOK_BOMB)
            for part in parts:
                budget = _weigh(file, part, budget)
    # zipfile says NotImplementedError of a compression it does not know: for whoever uploaded it, the file is broken all the same.
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError):
        raise TableRefused(TableProblem.WORKBOOK_BROKEN) from None


def _weigh(file, part: zipfile.ZipInfo, budget: int) -> int:  # type: ignore[no-untyped-def]
    """What is left of the budget after this part. Raises ``TableRefused`` when nothing is."""
    file.seek(part.header_offset)
    header = file.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    area = _Area() if part.filename.startswith("xl/worksheets/") else None
    for piece in _unpacked(file, part):
        budget -= len(piece)
        if budget < 0:
            raise TableRefused(TableProblem.WORKBOOK_BOMB)
        if area:
            area.see(piece)
    return budget


def _unpacked(file, part: zipfile.ZipInfo) -> Iterator[bytes]:  # type: ignore[no-untyped-def]
    left = part.compress_size
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or part.flag_bits & 1:
        raise zipfile.BadZipFile
    inflate = zlib.decompressobj(-15) if part.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0 and (packed := file.read(min(CHUNK, left))):
        left -= len(packed)
        if inflate is None:
            yield packed
            continue
        while packed:
            yield inflate.decompress(packed, CHUNK)
            packed = inflate.unconsumed_tail


class _Area:
    """The used area of a sheet, from the addresses of its cells."""

    def __init__(self) -> None:
        self.columns = self.rows = 0
        self.tail = b""

    def see(self, piece: bytes) -> None:
        text = self.tail + piece
        for letters, row in CELL.findall(text):
            column = 0
            for letter in letters:
                column = column * 26 + letter - 64
            self.columns, self.rows = max(self.columns, column), max(self.rows, int(row))
        if self.columns > MOST_COLUMNS:
            raise TableRefused(TableProblem.TOO_MANY_COLUMNS)
        if self.columns * self.rows > MOST_CELLS:
            raise TableRefused(TableProblem.WORKBOOK_BOMB)
        self.tail = text[-OVERLAP:]


def records(path: Path) -> Iterator[list[str]]:
    """The rows of the first sheet, every cell as text: numbers without needless decimals, dates in ISO form."""
    try:
        with python_calamine.CalamineWorkbook.from_path(str(path)) as workbook:
            sheet = workbook.get_sheet_by_index(0)
            above = sheet.start[0] if sheet.start else 0
            for _empty in range(above):
                yield []
            for cells in sheet.to_python(skip_empty_area=True):
                yield [text_of(cell) for cell in cells]
    except python_calamine.CalamineError:
        raise TableRefused(TableProblem.WORKBOOK_BROKEN) from None


def text_of(cell: object) -> str:
    """A cell as a person would type it.

    A number with three decimals gets a fourth: ``12.345`` could be read as twelve thousand, ``12.3450`` cannot.
    """
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, float):
        return f"{cell}0" if re.fullmatch(r"-?[0-9]+\.[0-9]{3}", str(cell)) else str(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return "" if cell is None else str(cell).replace("\0", "").strip()
