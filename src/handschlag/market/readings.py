"""The shelves of the market: each noun's list, searched, sorted and paged in the same way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Literal

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet, Sum, Value
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.kernel.money import Money
from handschlag.kernel.sheets import Cell, Sheet
from handschlag.ledger.exporting import rows_of
from handschlag.market.models import Brand, Campaign, Channel, Claim, Material, Prepared, Segment
from handschlag.organisation.models import House

ROWS_PER_PAGE = 50
AT_A_GLANCE = 5
COSTS_PER_PAGE = 62

Rows = QuerySet[Any]


class UnknownSort(ValueError):  # noqa: N818 – named for what it says
    """A sort key the shelf does not have."""


@dataclass(frozen=True)
class Column:
    """One column: ``label``, what it ``shows`` of a row, and as what. It sorts by the expression ``order``; "" does not sort."""

    label: Any
    shows: Callable[[Any], object]
    order: str = ""
    kind: Literal["text", "number", "day", "money"] = "text"

    @property
    def is_number(self) -> bool:
        return self.kind in ("number", "money")


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
    below: Callable[[Any], object]
    rows: Callable[[Rows], Rows]


@dataclass(frozen=True)
class Row:
    """A noun as its shelf shows it: name, what stands beneath, and (column, value) for the other columns."""

    noun: Prepared
    name: object
    below: object
    cells: list[tuple[Column, object]]


@dataclass(frozen=True)
class Glance:
    """A shelf from afar: how many stand on it, and the first few."""

    slug: str
    shelf: Shelf
    count: int
    first: list[Prepared]


def shelf_page(
    shelf: Shelf, *, text: str = "", archived: bool = False, sort: str = "", page: str | None = None
) -> Page[Any]:
    """A page of :class:`Row`. UnknownSort for a ``sort`` that is none of the shelf's keys, with or without a leading minus."""
    found = (
        shelf.model._default_manager.exclude(archived_at=None)
        if archived
        else shelf.model._default_manager.filter(archived_at=None)
    )
    if text:
        found = found.filter(_any_contains(shelf.searched, text))
    shown = Paginator(_sorted(shelf, shelf.rows(found), sort), ROWS_PER_PAGE).get_page(page)
    shown.object_list = [_row(shelf, noun) for noun in shown.object_list]
    return shown


def sheet_of(slug: str, page: Page[Any]) -> Sheet:
    """The whole list this page is part of, as a file: what the shelf shows, with what stands beneath the name in a column of its own."""
    shelf = SHELVES[slug]
    first, *others = shelf.columns.values()
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


def market_at_a_glance() -> list[Glance]:
    """Every shelf from afar, in the order of :data:`SHELVES`."""
    glances = []
    for slug, shelf in SHELVES.items():
        active = shelf.model._default_manager.filter(archived_at=None)
        glances.append(Glance(slug, shelf, active.count(), list(active[:AT_A_GLANCE])))
    return glances


def costs_of(campaign: Campaign, page: str | None) -> dict[str, Any]:
    """What a campaign cost: in all, month by month, and day by day (a page of them, the latest first)."""
    by_month = (
        campaign.costs.annotate(month=TruncMonth("on")).values("month", "currency").annotate(minor=Sum("amount_minor"))
    )
    months = [(row["month"], Money(row["minor"], row["currency"])) for row in by_month.order_by("currency", "-month")]
    totals = [
        Money.total((cost for _month, cost in group), currency)
        for currency, group in groupby(months, lambda row: row[1].currency)
    ]
    days = Paginator(campaign.costs.order_by("-on", "currency"), COSTS_PER_PAGE).get_page(page)
    return {"totals": totals, "months": months, "days": days}


def _any_contains(fields: tuple[str, ...], text: str) -> Q:
    condition = Q()
    for field in fields:
        condition |= Q(**{f"{field}__icontains": text})
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


def _with_cost(campaigns: Rows) -> Rows:
    house = House.the()
    currency = house.currency if house else "EUR"
    cost = Sum("costs__amount_minor", filter=Q(costs__currency=currency))
    with_cost: Rows = campaigns.select_related("channel").annotate(cost_minor=cost, cost_currency=Value(currency))
    return with_cost


def _cost(campaign: Any) -> Money | None:
    return None if campaign.cost_minor is None else Money(campaign.cost_minor, campaign.cost_currency)


def _material_name(material: Material) -> str:
    return (
        gettext("%(name)s, version %(version)s") % {"name": material.name, "version": material.version}
        if material.version > 1
        else material.name
    )


SHELVES = {
    "segments": Shelf(
        model=Segment,
        title=_("Segments"),
        add=_("Add a segment"),
        sentence=_("Parts of the market with needs of their own. A company belongs to the first one that fits it."),
        searched=("name", "key", "description"),
        columns={
            "name": Column(_("Name"), lambda row: row.name, "name"),
            "industries": Column(_("Industries"), lambda row: ", ".join(row.industries)),
            "employees": Column(_("Employees"), lambda row: row.size, "employees_from"),
            "position": Column(_("Position"), lambda row: row.position, "position", "number"),
        },
        below=lambda row: row.key,
        rows=lambda rows: rows,
    ),
    "channels": Shelf(
        model=Channel,
        title=_("Channels"),
        add=_("Add a channel"),
        sentence=_("Where advertising material meets people: search, fair, webinar, newsletter."),
        searched=("name", "key"),
        columns={
            "name": Column(_("Name"), lambda row: row.name, "name"),
            "key": Column(_("Key"), lambda row: row.key, "key"),
            "campaigns": Column(_("Campaigns"), lambda row: row.campaign_count, "campaign_count", "number"),
        },
        below=lambda row: "",
        rows=lambda rows: rows.annotate(campaign_count=Count("campaigns")),
    ),
    "campaigns": Shelf(
        model=Campaign,
        title=_("Campaigns"),
        add=_("Add a campaign"),
        sentence=_("Efforts with a beginning, an end and a cost."),
        searched=("name", "key", "channel__name"),
        columns={
            "name": Column(_("Name"), lambda row: row.name, "name"),
            "channel": Column(_("Channel"), lambda row: row.channel.name, "channel__name"),
            "starts_on": Column(_("Starts on"), lambda row: row.starts_on, "starts_on", "day"),
            "ends_on": Column(_("Ends on"), lambda row: row.ends_on, "ends_on", "day"),
            "cost": Column(_("Cost"), _cost, "cost_minor", "money"),
        },
        below=lambda row: row.key,
        rows=_with_cost,
    ),
    "materials": Shelf(
        model=Material,
        title=_("Advertising material"),
        add=_("Add a material"),
        sentence=_("Landing pages, brochures, webinars, mails: whom each suits and what it promises."),
        searched=("name", "key", "kind"),
        columns={
            "name": Column(_("Name"), _material_name, "name"),
            "kind": Column(_("Kind"), lambda row: row.kind, "kind"),
            "campaign": Column(_("Campaign"), lambda row: row.campaign.name if row.campaign else "", "campaign__name"),
            "segments": Column(_("Suits"), lambda row: ", ".join(segment.name for segment in row.segments.all())),
        },
        below=lambda row: row.key,
        rows=lambda rows: rows.select_related("campaign").prefetch_related("segments"),
    ),
    "claims": Shelf(
        model=Claim,
        title=_("Claims"),
        add=_("Add a claim"),
        sentence=_("What our brand promises, in one sentence each."),
        searched=("sentence", "brand__name"),
        columns={
            "sentence": Column(_("Sentence"), lambda row: row.sentence, "sentence"),
            "brand": Column(_("Brand"), lambda row: row.brand.name, "brand__name"),
            "materials": Column(_("Made by materials"), lambda row: row.material_count, "material_count", "number"),
        },
        below=lambda row: "",
        rows=lambda rows: rows.select_related("brand").annotate(material_count=Count("materials")),
    ),
    "brands": Shelf(
        model=Brand,
        title=_("Brands and competitors"),
        add=_("Add a brand"),
        sentence=_("Ours, and those our customers compare us with."),
        searched=("name",),
        columns={
            "name": Column(_("Name"), lambda row: row.name, "name"),
            "whose": Column(
                _("Whose"), lambda row: gettext("our own") if row.is_ours else gettext("competitor"), "is_ours"
            ),
            "claims": Column(_("Claims"), lambda row: row.claim_count, "claim_count", "number"),
        },
        below=lambda row: "",
        rows=lambda rows: rows.annotate(claim_count=Count("claims")),
    ),
}
"""Every shelf by its place in the address: the only names there are."""
