"""The shelves of the market, in the order in which marketing thinks: whom, how seen, what promised, with what, where, and what is heard."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, Sum, Value
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.kernel.money import Money
from handschlag.market.core.series import line_through
from handschlag.market.models import (
    Brand,
    Campaign,
    Channel,
    Claim,
    IntendedPosition,
    Material,
    MaterialVariant,
    PositionAttribute,
    Segment,
    Signal,
    Survey,
)
from handschlag.market.readings.shelf import Column, Rows, Shelf, of, plain
from handschlag.organisation.models import House

LINE_WIDTH, LINE_HEIGHT = 96, 20
"""The field of a line in a list, in the units of its picture."""


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


def _value(signal: Any) -> str:
    return "" if signal.value is None else f"{number_format(signal.value.normalize())} {signal.unit}".strip()


def _course(signal: Any) -> str:
    """The points of the line, as the picture takes them."""
    line = line_through([(point.on, point.value) for point in signal.points.all()], LINE_WIDTH, LINE_HEIGHT)
    return " ".join(f"{x:g},{y:g}" for x, y in line) if len(line) > 1 else ""


SHELVES = {
    "segments": Shelf(
        model=Segment,
        title=_("Segments"),
        add=_("Add a segment"),
        sentence=_("Parts of the market with needs of their own. A company belongs to the first one that fits it."),
        searched=("name", "key", "description"),
        columns={
            "name": plain(_("Name"), "name"),
            "industries": Column(_("Industries"), lambda row: ", ".join(row.industries)),
            "employees": Column(_("Employees"), lambda row: row.size, "employees_from"),
            "position": plain(_("Position"), "position", "number"),
        },
        below=of("key"),
    ),
    "attributes": Shelf(
        model=PositionAttribute,
        title=_("Attributes"),
        add=_("Add an attribute"),
        sentence=_("What customers compare brands by: quality, price, delivery time, service."),
        searched=("name", "key", "low", "high"),
        columns={
            "name": plain(_("Name"), "name"),
            "low": plain(_("Weak end"), "low"),
            "high": plain(_("Strong end"), "high"),
            "position": plain(_("Position"), "position", "number"),
        },
        below=of("key"),
    ),
    "positions": Shelf(
        model=IntendedPosition,
        title=_("Intended positions"),
        add=_("State a position"),
        sentence=_("How our brand wants to be seen beside its competitors, segment by segment; each statement stays."),
        searched=("sentence", "brand__name", "segment__name"),
        columns={
            "sentence": plain(_("In one sentence"), "sentence"),
            "brand": plain(_("Brand"), "brand__name"),
            "segment": plain(_("Segment"), "segment__name", without=_("whole market")),
            "from_on": plain(_("Holds from"), "from_on", "day"),
            "claims": plain(_("Claims"), "claim_count", "number"),
        },
        page="market:position",
        rows=lambda rows: rows.select_related("brand", "segment").annotate(claim_count=Count("claims")),
    ),
    "claims": Shelf(
        model=Claim,
        title=_("Claims"),
        add=_("Add a claim"),
        sentence=_("What our brand promises, in one sentence each."),
        searched=("sentence", "brand__name"),
        columns={
            "sentence": plain(_("Sentence"), "sentence"),
            "brand": plain(_("Brand"), "brand__name"),
            "materials": plain(_("Made by materials"), "material_count", "number"),
        },
        rows=lambda rows: rows.select_related("brand").annotate(material_count=Count("materials")),
    ),
    "materials": Shelf(
        model=Material,
        title=_("Advertising material"),
        add=_("Add a material"),
        sentence=_("Landing pages, brochures, webinars, mails: whom each suits and what it promises."),
        searched=("name", "key", "kind"),
        columns={
            "name": Column(_("Name"), _material_name, "name"),
            "kind": plain(_("Kind"), "kind"),
            "campaign": plain(_("Campaign"), "campaign__name"),
            "segments": Column(_("Suits"), lambda row: ", ".join(segment.name for segment in row.segments.all())),
        },
        below=of("key"),
        page="market:material",
        rows=lambda rows: rows.select_related("campaign").prefetch_related("segments"),
    ),
    "variants": Shelf(
        model=MaterialVariant,
        title=_("Variants of material"),
        add=_("Add a variant"),
        sentence=_(
            "A material made for one segment or channel, with a key of its own; its touches count for the material."
        ),
        searched=("name", "key", "material__name", "segment__name", "channel__name"),
        columns={
            "name": plain(_("What is different"), "name"),
            "material": Column(_("Material"), lambda row: _material_name(row.material), "material__name"),
            "segment": plain(_("Segment"), "segment__name"),
            "channel": plain(_("Channel"), "channel__name"),
        },
        below=of("key"),
        rows=lambda rows: rows.select_related("material", "segment", "channel"),
    ),
    "channels": Shelf(
        model=Channel,
        title=_("Channels"),
        add=_("Add a channel"),
        sentence=_("Where advertising material meets people: search, fair, webinar, newsletter."),
        searched=("name", "key"),
        columns={
            "name": plain(_("Name"), "name"),
            "key": plain(_("Key"), "key"),
            "campaigns": plain(_("Campaigns"), "campaign_count", "number"),
        },
        rows=lambda rows: rows.annotate(campaign_count=Count("campaigns")),
    ),
    "campaigns": Shelf(
        model=Campaign,
        title=_("Campaigns"),
        add=_("Add a campaign"),
        sentence=_("Efforts with a beginning, an end and a cost."),
        searched=("name", "key", "channel__name"),
        columns={
            "name": plain(_("Name"), "name"),
            "channel": plain(_("Channel"), "channel__name"),
            "starts_on": plain(_("Starts on"), "starts_on", "day"),
            "ends_on": plain(_("Ends on"), "ends_on", "day"),
            "cost": Column(_("Cost"), _cost, "cost_minor", "money"),
        },
        below=of("key"),
        rows=_with_cost,
    ),
    "signals": Shelf(
        model=Signal,
        title=_("Signals"),
        add=_("Add a signal"),
        sentence=_(
            "What studies, surveys, trends, competitors and our own eyes say about the market, with its source."
        ),
        searched=("says", "title", "publisher", "unit"),
        columns={
            "says": plain(_("What it says"), "says"),
            "kind": Column(_("Kind"), lambda row: row.get_kind_display(), "kind"),
            "published_on": plain(_("Published on"), "published_on", "day"),
            "value": Column(_("Value"), _value, "value"),
            "course": Column(_("Course"), _course, "", "line"),
            "reliability": Column(_("Reliability"), lambda row: row.get_reliability_display(), "reliability"),
            "valid_until": plain(_("Valid until"), "valid_until", "day"),
        },
        below=lambda row: " · ".join(filter(None, (row.title, row.publisher))),
        page="market:signal",
        rows=lambda rows: rows.prefetch_related("points"),
        filters={"kind": "kind", "segment": "segments", "brand": "brands"},
    ),
    "surveys": Shelf(
        model=Survey,
        title=_("Surveys"),
        add=_("Add a survey"),
        sentence=_("How people rated brands, attribute by attribute; who answered is not kept."),
        searched=("name", "publisher"),
        columns={
            "name": plain(_("Name"), "name"),
            "held_on": plain(_("Held on"), "held_on", "day"),
            "segment": plain(_("Segment"), "segment__name", without=_("whole market")),
            "ratings": plain(_("Ratings"), "rating_count", "number"),
        },
        below=of("publisher"),
        page="market:survey",
        rows=lambda rows: rows.select_related("segment").annotate(rating_count=Count("ratings")),
    ),
    "brands": Shelf(
        model=Brand,
        title=_("Brands and competitors"),
        add=_("Add a brand"),
        sentence=_("Ours, and those our customers compare us with."),
        searched=("name",),
        columns={
            "name": plain(_("Name"), "name"),
            "whose": Column(
                _("Whose"), lambda row: gettext("our own") if row.is_ours else gettext("competitor"), "is_ours"
            ),
            "claims": plain(_("Claims"), "claim_count", "number"),
        },
        rows=lambda rows: rows.annotate(claim_count=Count("claims")),
    ),
}
"""Every shelf by its place in the address: the only names there are."""
