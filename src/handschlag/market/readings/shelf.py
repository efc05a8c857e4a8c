"""A shelf: where one noun stands. Searched, sorted, paged and taken away as a file in the same way, whichever it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext

from handschlag.kernel.sheets import Cell, Sheet
from handschlag.ledger.exporting import rows_of
from handschlag.market.models import Prepared

ROWS_PER_PAGE = 50

Rows = QuerySet[Any]


class UnknownSort(ValueError):  # noqa: N818 – named for what it says
    """A sort key the shelf does not have."""


Kind = Literal["text", "number", "day", "money", "line"]


@dataclass(frozen=True)
class Column:
    """One column: ``label``, what it ``shows`` of a row, and as what. It sorts by the expression ``order``; "" does not sort."""

    label: Any
    shows: Callable[[Any], object]
    order: str = ""
    kind: Kind = "text"

    @property
    def is_number(self) -> bool:
        return self.kind in ("number", "money")


def plain(label: Any, path: str, kind: Kind = "text", *, without: Any = "") -> Column:
    """A column that shows what it sorts by: the field at ``path``."""
    return Column(label, of(path, without), path, kind)


def of(path: str, without: Any = "") -> Callable[[Any], object]:
    """Shows a field, or one of what the row refers to (``channel__name``); ``without`` where it refers to nothing."""
    *references, field_name = path.split("__")

    def shows(row: Any) -> object:
        for reference in references:
            row = getattr(row, reference)
            if row is None:
                return without
        return getattr(row, field_name)

    return shows


def nothing(row: Any) -> str:
    """Shows nothing."""
    return ""


def as_they_are(rows: Rows) -> Rows:
    """The columns need nothing else."""
    return rows


@dataclass(frozen=True)
class Shelf:
    """Where one noun stands: what its page is called, what is searched, and its columns under their sort keys.

    The first column is the row's name; ``below`` is said small beneath it. ``rows`` fetches what the columns need.
    """

    model: type[Prepared]
    title: Any
    add: Any
    sentence: Any
    searched: tuple[str, ...]
    columns: dict[str, Column]
    below: Callable[[Any], object] = nothing
    rows: Callable[[Rows], Rows] = as_they_are
    filters: Mapping[str, str] = field(default_factory=dict)
    """What else may be asked for, and the lookup that finds it."""

    page: str = ""
    """The address of the noun's own page, where it has one beside that on which it is kept."""


@dataclass(frozen=True)
class Row:
    """A noun as its shelf shows it: name, what stands beneath, and (column, value) for the other columns."""

    noun: Prepared
    name: object
    below: object
    cells: list[tuple[Column, object]]


def shelf_page(
    shelf: Shelf,
    *,
    text: str = "",
    archived: bool = False,
    sort: str = "",
    page: str | None = None,
    chosen: Mapping[str, object] | None = None,
) -> Page[Any]:
    """A page of :class:`Row`. UnknownSort for a ``sort`` that is none of the shelf's keys, with or without a leading minus."""
    found = (
        shelf.model._default_manager.exclude(archived_at=None)
        if archived
        else shelf.model._default_manager.filter(archived_at=None)
    )
    found = found.filter(**{shelf.filters[name]: value for name, value in (chosen or {}).items()})
    if text:
        found = found.filter(_any_contains(shelf.searched, text))
    shown = Paginator(_sorted(shelf, shelf.rows(found), sort), ROWS_PER_PAGE).get_page(page)
    shown.object_list = [_row(shelf, noun) for noun in shown.object_list]
    return shown


def sheet_of(slug: str, shelf: Shelf, page: Page[Any]) -> Sheet:
    """The whole list this page is part of, as a file: what the shelf shows, with what stands beneath the name in a column of its own."""
    first, *others = (column for column in shelf.columns.values() if column.kind != "line")
    headings = [gettext("Id"), str(first.label), gettext("Further"), *(str(column.label) for column in others)]
    nouns = rows_of(page)
    rows = (
        [
            str(noun.pk),
            str(first.shows(noun)),
            str(shelf.below(noun) or ""),
            *(_cell(column.shows(noun)) for column in others),
        ]
        for noun in nouns
    )
    return Sheet(slug, headings, rows)


def _cell(value: object) -> Cell:
    return value if isinstance(value, str | int | float | date) or value is None else str(value)


def _any_contains(fields: tuple[str, ...], text: str) -> Q:
    condition = Q()
    for name in fields:
        condition |= Q(**{f"{name}__icontains": text})
    return condition


def _sorted(shelf: Shelf, rows: Rows, sort: str) -> Rows:
    if not sort:  # said again, because a count in the same query makes a model forget its order
        return rows.order_by(*(shelf.model._meta.ordering or ()), "pk")
    column = shelf.columns.get(sort.removeprefix("-"))
    if column is None or not column.order:
        raise UnknownSort(sort)
    order = F(column.order)
    return rows.order_by(order.desc(nulls_last=True) if sort.startswith("-") else order.asc(nulls_last=True), "pk")


def _row(shelf: Shelf, noun: Prepared) -> Row:
    first, *others = shelf.columns.values()
    return Row(noun, first.shows(noun), shelf.below(noun), [(column, column.shows(noun)) for column in others])
