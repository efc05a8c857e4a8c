"""Any table of leads as columns with a type: what is a number, what a category, what a day, and what says nothing.

Texts are arrays of ``str`` with "" where nothing is known; numbers are ``float64`` with nan.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from typing_extensions import TypeIs

from handschlag.learning.core.winning.refused import refused

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]
Column = Numbers | Texts
Table = Mapping[str, Column]

NEARLY_ALL = 0.98
"""Share of the known values that must be numbers for the column to be one."""

NAMES_FROM = 0.5
"""A text that differs in so many rows names a row and says nothing of the next one."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_A_DAY = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?$")


@dataclass(frozen=True)
class Typed:
    """``table`` has columns to learn from; ``left_out`` says why of each of the others: ``protected``, ``name``, ``constant``."""

    table: dict[str, Column]
    left_out: dict[str, str]


def typed(raw: Mapping[str, Column], allow: frozenset[str] = frozenset()) -> Typed:
    """Columns with their types. Protected ones and those of employees are left out by their name, unless in ``allow``."""
    kept: dict[str, Column] = {}
    left_out = dict.fromkeys(set(refused(raw)) - allow, "protected")
    for name, column in raw.items():
        if name in left_out:
            continue
        found = parts_of(name, column)
        kept |= {part: values for part, values in found.items() if _varies(values)}
        if not any(part in kept for part in found):
            left_out[name] = "constant" if found else "name"
    return Typed(kept, left_out)


def parts_of(name: str, column: Column) -> dict[str, Column]:
    """What a column is learned as: itself, a number, or a day's month and weekday; nothing where it only names its rows."""
    if is_number(column):
        return {name: column}
    said = column[column != ""]
    if (number := _numbers(column, said)) is not None:
        return {name: number}
    if len(said) and all(_A_DAY.match(text) for text in said[:200]) and (days := _days(column)) is not None:
        return {f"{name}: month": days[0], f"{name}: weekday": days[1]}
    if len(said) > 50 and len(set(said)) > NAMES_FROM * len(said):
        return {}
    return {name: column}


def is_number(column: Column) -> TypeIs[Numbers]:
    return column.dtype != object


def _numbers(column: Texts, said: Texts) -> Numbers | None:
    if not len(said) or _number(said[0]) is None:
        return None
    numbers = np.array([_number(text) for text in column], dtype=np.float64)
    return numbers if np.isfinite(numbers).sum() >= NEARLY_ALL * len(said) else None


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if np.isfinite(number) else None


def _days(column: Texts) -> tuple[Texts, Texts] | None:
    try:
        days = np.array([text[:10] if text else "NaT" for text in column], dtype="datetime64[D]")
    except ValueError:
        return None
    nothing = np.isnat(days)
    month = days.astype("datetime64[M]").astype(np.int64) % 12
    weekday = (days.astype(np.int64) + 3) % 7
    return (
        np.where(nothing, "", np.array(MONTHS, dtype=object)[np.where(nothing, 0, month)]),
        np.where(nothing, "", np.array(DAYS, dtype=object)[np.where(nothing, 0, weekday)]),
    )


def _varies(column: Column) -> bool:
    known = column[~np.isnan(column)] if is_number(column) else column
    return len(known) > 0 and bool((known != known[0]).any())
