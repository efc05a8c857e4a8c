"""Long lists, a page at a time by index: how far one has turned never makes the next page slower."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)

SIZE = 50


@dataclass(frozen=True)
class Slice(Generic[Row]):
    """Some rows of a long list; ``next`` is the address parameter of what follows ("" at the end), ``whole`` the list from its beginning."""

    rows: list[Row]
    next: str
    is_first: bool
    whole: QuerySet[Row]


def slice_after(rows: QuerySet[Row], key: str, after: str, *, newest_first: bool, size: int = SIZE) -> Slice[Row]:
    """The rows after the one whose id is ``after``, in the order of ``key`` and id; from the beginning where there is none.

    An index on (key, id) finds the place at once, however far down the list it lies.
    """
    sign = "-" if newest_first else ""
    rows = whole = rows.order_by(f"{sign}{key}", f"{sign}id")
    pivot = _pivot(rows, key, after)
    if pivot:
        way = "lt" if newest_first else "gt"
        at, row_id = pivot
        beyond = Q(**{f"{key}__{way}": at}) | Q(**{key: at, f"id__{way}": row_id})
        rows = rows.filter(beyond, **{f"{key}__{way}e": at})  # the second condition tells the index where to start
    found = list(rows[: size + 1])
    more = str(found[size - 1].pk) if len(found) > size else ""
    return Slice(found[:size], more, not pivot, whole)


def _pivot(rows: QuerySet[Any], key: str, after: str) -> tuple[Any, Any] | None:
    try:
        row_id = UUID(after)
    except ValueError:
        return None
    pivot: tuple[Any, Any] | None = rows.model._default_manager.filter(id=row_id).values_list(key, "id").first()
    return pivot
