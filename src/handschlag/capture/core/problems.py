"""What can be wrong with a table or with one of its rows: two declared sets, each code with a sentence elsewhere in both languages."""

from __future__ import annotations

from dataclasses import dataclass
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


class RowProblem(StrEnum):
    """Why a row is set aside. Later rooms have reasons of their own beside these."""

    CELLS = "wrong_number_of_cells"
    MISSING = "missing"
    NO_EMAIL = "not_an_email"
    NO_PHONE = "not_a_phone"
    NO_MOMENT = "not_a_moment"
    FUTURE = "in_the_future"
    TOO_EARLY = "too_early"
    NO_NUMBER = "not_a_number"
    NO_YES_OR_NO = "not_yes_or_no"
    NO_KIND = "not_a_kind"
    NO_CURRENCY = "not_a_currency"
    TOO_LONG = "too_long"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Problem(Exception):  # noqa: N818 – it is one
    """What is wrong with one row: in which column (its heading), and why (a code)."""

    column: str
    reason: str
