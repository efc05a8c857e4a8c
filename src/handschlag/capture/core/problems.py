"""What can be wrong with a row of a table: a declared set, each code with a sentence elsewhere in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
