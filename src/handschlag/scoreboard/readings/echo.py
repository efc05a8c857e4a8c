"""What came back for a campaign or a material: what customers said, what became of the leads, what was won. Nothing in it is about a rep."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse

from handschlag.conversation.models import Conversation, Deal, DealClosing, DealOutcome
from handschlag.conversation.readings.voices import Voices, voices_of
from handschlag.handover.models import Handover, Return, return_reasons
from handschlag.kernel.money import Money
from handschlag.learning.core.period import Period
from handschlag.market.core.naming import NAMED
from handschlag.market.models import Campaign, Material, MaterialName, MaterialVariant
from handschlag.market.readings.panels import Panel
from handschlag.organisation.models import User

BEFORE_ALL = datetime(2000, 1, 1, tzinfo=UTC)
MOST_ROWS = 100


@dataclass(frozen=True)
class Outcomes:
    """Leads handed over, and what became of them so far. ``won`` and ``revenue`` are of deals; revenue by currency, known values only."""

    leads: int
    accepted: int
    returned: int
    deals_open: int
    won: int
    lost: int
    revenue: list[Money]


@dataclass(frozen=True)
class Echo:
    """Everything that came back, of leads handed over within a period whose last touch before it was this campaign's or material's."""

    outcomes: Outcomes
    returns: list[tuple[str, int]]
    losses: list[tuple[str, int]]
    voices: Voices


@dataclass(frozen=True)
class EchoRow:
    """One campaign or material of the overview."""

    name: str
    url: str
    leads: int
    accepted: int
    returned: int
    spoken: int
    won: int


def echo_of(handed: QuerySet[Handover], user: User, now: datetime, since: datetime, **by: object) -> Echo:
    """What came back for these handovers; in the customers' words what ``user`` may read."""
    leads = handed.order_by().values("lead")
    said = Conversation.objects.filter(handover__in=handed.order_by().values("id"))
    return Echo(
        _outcomes(handed, leads),
        _returns(handed),
        _losses(leads),
        voices_of(said, Conversation.objects.visible_to(user, now), since, **by),
    )


def of_campaign(campaign: Campaign, period: Period, zone: ZoneInfo) -> QuerySet[Handover]:
    """Handovers whose last touch before them named the campaign."""
    return _within(period, zone).filter(campaign=campaign.key)


def of_material(material: Material, period: Period, zone: ZoneInfo) -> QuerySet[Handover]:
    """Handovers whose last touch before them named the material, one of its variants, or a link or file of it."""
    return _within(period, zone).filter(material__in=_names_of(material))


def overview(period: Period, zone: ZoneInfo) -> tuple[list[EchoRow], list[EchoRow]]:
    """Campaigns and materials with leads handed over within the period, the most leads first."""
    handed = _within(period, zone)
    campaigns = {one.key: one for one in Campaign.objects.all()}
    materials: dict[str, Material] = {}
    for material in Material.objects.order_by("version"):
        materials |= dict.fromkeys(_names_of(material), material)
    return (
        _rows(handed, "campaign", campaigns, "scoreboard:campaign"),
        _rows(handed, "material", materials, "scoreboard:material"),
    )


def material_echo(material: Material, user: User, now: datetime) -> Panel:
    """For the material's page in the market: the way to what came back."""
    return Panel("scoreboard/_echo_link.html", reverse("scoreboard:material", args=[material.id]))


def since_of(period: Period, zone: ZoneInfo) -> datetime:
    """The first moment of the period, in UTC."""
    return period.from_at(zone) or BEFORE_ALL


def _within(period: Period, zone: ZoneInfo) -> QuerySet[Handover]:
    handed = Handover.objects.filter(handed_at__gte=since_of(period, zone))
    until = period.until_at(zone)
    return handed.filter(handed_at__lt=until) if until else handed


def _names_of(material: Material) -> set[str]:
    named = MaterialName.objects.filter(material_key=material.key, way=NAMED).values_list("name", flat=True)
    variants = MaterialVariant.objects.filter(material__key=material.key).values_list("key", flat=True)
    return {material.key, *named, *variants}


def _outcomes(handed: QuerySet[Handover], leads: Any) -> Outcomes:
    counted = handed.order_by().aggregate(
        leads=Count("lead", distinct=True),
        accepted=Count("lead", distinct=True, filter=Q(acceptance__isnull=False)),
        returned=Count("lead", distinct=True, filter=Q(return_row__isnull=False)),
    )
    deals = Deal.objects.filter(lead__in=leads).order_by()
    ended = deals.aggregate(
        deals_open=Count("pk", filter=Q(closing=None)),
        won=Count("pk", filter=Q(closing__outcome=DealOutcome.WON)),
        lost=Count("pk", filter=Q(closing__outcome__in=[DealOutcome.LOST, DealOutcome.NO_DECISION])),
    )
    won = deals.filter(closing__outcome=DealOutcome.WON).exclude(value_minor=None)
    sums = won.values_list("currency").annotate(total=Sum("value_minor")).order_by("currency")
    return Outcomes(**counted, **ended, revenue=[Money(total, currency) for currency, total in sums])


def _returns(handed: QuerySet[Handover]) -> list[tuple[str, int]]:
    """Reasons by the name they had in the version the lead was handed over under; a return that marketing rightly disputed is none."""
    counted: Counter[str] = Counter()
    rows = Return.objects.filter(handover__in=handed.order_by().values("id"))
    rows = rows.exclude(dispute__ruling__is_upheld=True).order_by()
    for version, reason, count in rows.values_list("handover__version", "reason").annotate(Count("pk")):
        counted[return_reasons(version).get(reason, reason)] += count
    return counted.most_common()


def _losses(leads: Any) -> list[tuple[str, int]]:
    """The house's reasons for deals that were not won; what was only written freely is not counted here."""
    ended = DealClosing.objects.filter(deal__lead__in=leads).exclude(loss_reason=None)
    counted = Counter(str(closing.loss_reason) for closing in ended.select_related("loss_reason"))
    return counted.most_common()


def _rows(handed: QuerySet[Handover], what: str, nouns: Any, page: str) -> list[EchoRow]:
    """Several names of one material in one row; names nobody has described are left out."""
    counts: dict[Any, Counter[str]] = {}
    counted = handed.exclude(**{what: ""}).order_by().values(what)
    columns = {
        "leads": Count("lead", distinct=True),
        "accepted": Count("lead", distinct=True, filter=Q(acceptance__isnull=False)),
        "returned": Count("lead", distinct=True, filter=Q(return_row__isnull=False)),
        "spoken": Count("conversations__lead", distinct=True),
        "won": Count("lead__deals", distinct=True, filter=Q(lead__deals__closing__outcome=DealOutcome.WON)),
    }
    for name, column in columns.items():
        for row in counted.annotate(count=column):
            if noun := nouns.get(row[what]):
                counts.setdefault(noun, Counter())[name] += row["count"]
    rows = [
        EchoRow(str(noun), reverse(page, args=[noun.pk]), *(found[name] for name in columns))
        for noun, found in counts.items()
    ]
    return sorted(rows, key=lambda row: (-row.leads, row.name))[:MOST_ROWS]
