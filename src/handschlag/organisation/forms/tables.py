"""Tables that people upload: small ones are read at once; why one is refused is said in a sentence."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.kernel.tables import TableProblem, TableRefused, inspect

LARGEST = 10 * 1024 * 1024
MOST_ROWS = 50_000

TABLES: dict[str, str | Promise] = {
    TableProblem.EMPTY: _("The file is empty."),
    TableProblem.NO_ROWS: _("The file has a heading and no rows below it."),
    TableProblem.TOO_BIG: _("The file is larger than 2 GB."),
    TableProblem.NOT_A_TABLE: _("This is neither a text file nor an XLSX workbook. Please save it as CSV or XLSX."),
    TableProblem.NOT_TEXT: _(
        "The letters of this file cannot be read; its encoding changes on the way. Please save it as UTF-8."
    ),
    TableProblem.NUL: _(
        "The file contains NUL characters: it is damaged, or in an encoding that its first bytes do not name."
    ),
    TableProblem.LINE_TOO_LONG: _("A line is longer than a million characters."),
    TableProblem.BROKEN_QUOTES: _(
        "A quotation mark is not closed, or stands in the middle of a cell. The file may be only half there."
    ),
    TableProblem.TOO_MANY_COLUMNS: _("There are more than 500 columns."),
    TableProblem.DOUBLE_HEADING: _("Two columns have the same heading."),
    TableProblem.MISSING_COLUMN: _("A column the mapping needs is missing."),
    TableProblem.WORKBOOK_BROKEN: _("The workbook cannot be opened; it is damaged or protected."),
    TableProblem.WORKBOOK_BOMB: _("The workbook is much larger inside than outside and would fill the memory."),
}


@dataclass(frozen=True)
class UploadedTable:
    """A table that was read completely: headings, and the rows below them with their numbers as a spreadsheet shows them."""

    name: str
    headings: tuple[str, ...]
    rows: list[tuple[int, list[str]]]


class TableInput(forms.FileInput):
    """Offers tables first."""

    def __init__(self) -> None:
        super().__init__(attrs={"accept": ".csv,.txt,.tsv,.xlsx"})


class TableField(forms.FileField):
    """A CSV file or an XLSX workbook of up to 10 MB and 50,000 rows; cleans to an :class:`UploadedTable`."""

    widget = TableInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if not upload:
            return None
        if upload.size > LARGEST:
            raise forms.ValidationError(gettext("The file is larger than 10 MB. Please split it."))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "table"
            path.write_bytes(upload.read())
            return _read(path, upload.name)


def _read(path: Path, name: str) -> UploadedTable:
    try:
        table = inspect(path)
    except TableRefused as refused:
        raise forms.ValidationError(why_refused(refused)) from None
    if table.rows_total > MOST_ROWS:
        raise forms.ValidationError(gettext("The table has more than 50,000 rows. Please split it."))
    return UploadedTable(name, table.headings, list(table.rows()))


def why_refused(refused: TableRefused) -> str:
    """Why a table is refused, with row and column."""
    parts = [str(TABLES[refused.problem])]
    if refused.row:
        parts.append(gettext("Row {row}.").format(row=refused.row))
    if refused.column:
        parts.append(gettext("Column “{column}”.").format(column=refused.column))
    return " ".join(parts)
