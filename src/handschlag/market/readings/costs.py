"""What campaigns cost, and what a table of costs would change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from handschlag.kernel.money import Money
from handschlag.kernel.sheets import Cell, Sheet
from handschlag.market.models import Campaign, CostImport
from handschlag.market.models.cost_import import known_campaigns

COSTS_PER_PAGE = 62
IMPORTS_SHOWN = 10


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


def costs_sheet(campaign: Campaign) -> Sheet:
    """One row per day and currency, the latest first; costs in the currency's own unit."""
    costs = campaign.costs.order_by("-on", "currency").iterator(chunk_size=2_000)
    rows: Iterator[list[Cell]] = ([one.on, Money(one.amount_minor, one.currency).amount, one.currency] for one in costs)
    return Sheet("costs", [_("Day"), _("Cost"), _("Currency")], rows)


@dataclass
class CampaignRead:
    """What a table says about one campaign as it names it: ``campaign`` is None where the house knows none called so."""

    name: str
    campaign: Campaign | None
    rows: int
    from_on: date
    until_on: date
    amounts: list[Money]


def read_of(cost_import: CostImport) -> list[CampaignRead]:
    """What the table says, campaign by campaign; those nobody knows come first."""
    lines = sorted(cost_import.read, key=lambda line: line.campaign)
    known = known_campaigns({line.campaign for line in lines})
    campaigns = Campaign.objects.in_bulk(known.values())
    found = []
    for name, group in groupby(lines, lambda line: line.campaign):
        mine = list(group)
        sums: dict[str, int] = defaultdict(int)
        for line in mine:
            sums[line.currency] += line.minor
        first, last = min(line.from_on for line in mine), max(line.until_on for line in mine)
        amounts = [Money(minor, currency) for currency, minor in sorted(sums.items())]
        found.append(CampaignRead(name, campaigns.get(known.get(name)), len(mine), first, last, amounts))
    return sorted(found, key=lambda one: (one.campaign is not None, one.name))


def earlier_imports() -> dict[str, Any]:
    """The latest imports of costs, and which of them may be taken back: the last one that still counts."""
    entered = _entered()
    last = entered.filter(undone_at=None).first()
    return {"imports": list(entered[:IMPORTS_SHOWN]), "last": last}


def cost_imports_sheet() -> Sheet:
    """One row per import of costs there ever was, the latest first."""
    headings = [_("Id"), _("Table"), _("Entered"), _("By"), _("Taken back")]
    rows = (
        [str(one.id), one.name, one.entered_at, one.by.name, one.undone_at]
        for one in _entered().defer("lines", "choices").iterator()
    )
    return Sheet("cost-imports", headings, rows)


def _entered() -> QuerySet[CostImport]:
    return CostImport.objects.exclude(entered_at=None).select_related("by").order_by("-entered_at")
