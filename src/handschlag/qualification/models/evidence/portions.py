"""Queries of a bearable length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from django.db.models import QuerySet

AT_ONCE = 5_000
"""So many values stand in one query; SQLite allows 32,766."""

Value = TypeVar("Value")


def rows_of(rows: QuerySet[Any], column: str, values: Iterable[Any], *, is_all: bool) -> Iterator[QuerySet[Any]]:
    """The rows with one of these values, in queries of a bearable length; all rows in one where all are asked for."""
    if is_all:
        yield rows
    else:
        yield from (rows.filter(**{f"{column}__among": some}) for some in portions(values))


def portions(values: Iterable[Value]) -> Iterator[list[Value]]:
    every = list(values)
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]
