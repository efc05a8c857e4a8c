"""What campaigns cost, and what a table of costs would change."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Sum
from django.db.models.functions import TruncMonth

from handschlag.kernel.money import Money
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
    entered = CostImport.objects.exclude(entered_at=None).select_related("by").order_by("-entered_at")
    last = entered.filter(undone_at=None).first()
    return {"imports": list(entered[:IMPORTS_SHOWN]), "last": last}
