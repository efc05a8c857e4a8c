"""Why a table cannot be read: a declared set, each code with a sentence elsewhere in both languages."""

from __future__ import annotations

from enum import StrEnum


class TableProblem(StrEnum):
    """Why a whole file is refused. Nothing of it has been written then."""

    EMPTY = "empty"
    NO_ROWS = "no_rows"
    TOO_BIG = "too_big"
    NOT_A_TABLE = "not_a_table"
    NOT_TEXT = "not_text"
    NUL = "nul"
    LINE_TOO_LONG = "line_too_long"
    BROKEN_QUOTES = "broken_quotes"
    TOO_MANY_COLUMNS = "too_many_columns"
    DOUBLE_HEADING = "double_heading"
    MISSING_COLUMN = "missing_column"
    WORKBOOK_BROKEN = "workbook_broken"
    WORKBOOK_BOMB = "workbook_bomb"


class TableRefused(Exception):  # noqa: N818 – it says what happened
    """The file cannot be read with this mapping: what is wrong, in which row and column (as a spreadsheet counts and names them)."""

    def __init__(self, problem: TableProblem, *, row: int | None = None, column: str = "") -> None:
        super().__init__(f"{problem}, row {row}, column {column!r}")
        self.problem = problem
        self.row = row
        self.column = column
