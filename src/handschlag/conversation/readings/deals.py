"""Which deals somebody sees, narrowed as asked; the list with its sums, and one deal with its history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from handschlag.conversation.models import Deal, DealField, DealOutcome, DealProduct
from handschlag.handover.models import Handover, holds_sales_mandate
from handschlag.kernel.money import Money
from handschlag.market.models import Campaign, Material
from handschlag.organisation.models import Rep, User

PER_PAGE = 50
FEWEST = 5
"""Sums of what ended are shown of one's own deals, and of groups of at least so many reps: they would be a measure of somebody's work."""

SHOWN_WITH = ("lead__contact__company", "owner", "stage", "closing__loss_reason")


def narrowed(deals: QuerySet[Deal], asked: Mapping[str, Any], today: date) -> QuerySet[Deal]:
    """Those of the deals that match everything asked for."""
    if words := str(asked.get("q") or "").strip():
        deals = deals.filter(
            Q(name__icontains=words)
            | Q(lead__contact__family_name__icontains=words)
            | Q(lead__contact__company__name__icontains=words)
        )
    if campaign := asked.get("campaign"):
        brought = Handover.objects.filter(lead=OuterRef("lead"), campaign=campaign.key)
        deals = deals.filter(Exists(brought))
    if product := asked.get("product"):
        deals = deals.filter(Exists(DealProduct.objects.filter(deal=OuterRef("pk"), product=product)))
    if team := asked.get("team"):
        deals = deals.filter(owner__in=Rep.objects.filter(team=team).values("user"))
    for name, lookup in (("owner", "owner"), ("stage", "stage"), ("loss_reason", "closing__loss_reason")):
        if value := asked.get(name):
            deals = deals.filter(**{lookup: value})
    return _in_state(deals, asked.get("state") or "", today)


def _in_state(deals: QuerySet[Deal], state: str, today: date) -> QuerySet[Deal]:
    match state:
        case "":
            return deals
        case "open":
            return deals.filter(closing=None)
        case "late":
            return deals.filter(closing=None, expected_on__lt=today)
        case _outcome:
            return deals.filter(closing__outcome=state)


@dataclass(frozen=True)
class Pipeline:
    """A page of deals, and what all of those asked for are worth, by currency; no sums where they would measure somebody."""

    page: Page[Deal]
    sums: list[Money]
    is_summed: bool


def pipeline(user: User, now: datetime, asked: Mapping[str, Any], page: str | int = 1) -> Pipeline:
    """The deals ``user`` may read. Sums leave out deals whose value is not known."""
    deals = narrowed(Deal.objects.visible_to(user, now), asked, localtime(now).date())
    is_summed = may_sum(user, now, asked)
    ordered = deals.select_related(*SHOWN_WITH).prefetch_related("lines__product").order_by(*_order(asked))
    return Pipeline(Paginator(ordered, PER_PAGE).get_page(page), sums_of(deals) if is_summed else [], is_summed)


def sums_of(deals: QuerySet[Deal]) -> list[Money]:
    """What the deals are worth together, by currency."""
    valued = deals.exclude(value_minor=None).order_by("currency")
    return [Money(total, currency) for currency, total in valued.values_list("currency").annotate(Sum("value_minor"))]


def may_sum(user: User, now: datetime, asked: Mapping[str, Any]) -> bool:
    """Open deals are work to act on. What ended is a measure of who did it: shown of one's own, of the whole firm, and of five or more."""
    if asked.get("state") in ("open", "late") or asked.get("owner") == user:
        return True
    if asked.get("owner"):
        return False
    reps = Rep.objects.all()
    if team := asked.get("team"):
        return reps.filter(team=team).count() >= FEWEST
    if user.is_marketing or holds_sales_mandate(user, now):
        return True
    led = reps.filter(team__leader=user)
    return not led.exclude(user=user).exists() or led.count() >= FEWEST


def _order(asked: Mapping[str, Any]) -> list[Any]:
    sort = str(asked.get("sort") or "-happened_at")
    name = F(sort.removeprefix("-"))
    return [name.desc(nulls_last=True) if sort.startswith("-") else name.asc(nulls_last=True), "-id"]


@dataclass(frozen=True)
class Happened:
    """One entry of a deal's history; a correction says what stood there before and what stands there after."""

    at: datetime
    text: str
    by: Any = None
    note: str = ""
    icon: str = "dot"
    kind: str = ""
    field: str = ""
    before: Any = None
    after: Any = None


@dataclass(frozen=True)
class Brought:
    """What brought the lead of a deal: the last touch before its handover."""

    campaign: Campaign | None
    material: Material | None


@dataclass(frozen=True)
class DealPage:
    """A deal with everything that belongs to it. ``first_expected_on`` is the day that was named first, where it has moved since."""

    deal: Deal
    history: list[Happened]
    brought: Brought
    first_expected_on: date | None
    slipped: int

    @property
    def shared_minor(self) -> int:
        """What the shares of the products add up to."""
        return sum(line.value_minor or 0 for line in self.deal.lines.all())


def deal_page(deal: Deal) -> DealPage:
    """Everything about one deal, in a fixed number of queries."""
    changes = list(deal.changes.select_related("by"))
    days = [(change.before, change.after) for change in changes if change.field == DealField.EXPECTED_ON]
    named = [before for before, _after in days if before]
    slipped = sum(bool(before and after and after > before) for before, after in days)
    first = date.fromisoformat(named[0]) if named else None
    history = [*_stages(deal), *_changes(deal, changes), *_ends(deal)]
    return DealPage(
        deal,
        sorted(history, key=lambda entry: entry.at, reverse=True),
        _brought(deal),
        first if first != deal.expected_on else None,
        slipped,
    )


def _stages(deal: Deal) -> list[Happened]:
    entries = list(deal.stage_entries.select_related("stage", "by"))
    opened = Happened(deal.happened_at, _("Opened"), deal.owner, icon="deals", kind="accent")
    return [
        opened,
        *(Happened(one.at, _("Stage: {stage}").format(stage=one.stage), one.by, icon="arrow-right") for one in entries),
    ]


def _changes(deal: Deal, changes: list[Any]) -> list[Happened]:
    return [
        Happened(
            change.at,
            _("{what} corrected").format(what=_capital(change.get_field_display())),
            change.by,
            icon="edit",
            field=change.field,
            before=_read(change.field, change.before),
            after=_read(change.field, change.after),
        )
        for change in changes
    ]


def _ends(deal: Deal) -> list[Happened]:
    found = []
    for undone in deal.reopenings.select_related("by"):
        outcome = DealOutcome(undone.outcome).label
        found.append(Happened(undone.closed_at, _("Closed: {outcome}").format(outcome=outcome), icon="check"))
        found.append(
            Happened(undone.at, _("The end was a mistake and was taken back"), undone.by, icon="return", kind="caution")
        )
    if closing := getattr(deal, "closing", None):
        why = " · ".join(str(part) for part in (closing.loss_reason, closing.reason) if part)
        kind = "positive" if closing.outcome == DealOutcome.WON else "caution"
        text = _("Closed: {outcome}").format(outcome=closing.get_outcome_display())
        found.append(Happened(closing.happened_at, text, closing.by, why, icon="check", kind=kind))
    return found


def _read(field: str, said: str) -> Money | date | str | None:
    """As it was meant; nothing where it was unknown."""
    if not said:
        return None
    if field == DealField.VALUE:
        minor, currency = said.split()
        return Money(int(minor), currency)
    return date.fromisoformat(said) if field == DealField.EXPECTED_ON else said


def _capital(text: Any) -> str:
    return str(text)[:1].upper() + str(text)[1:]


def _brought(deal: Deal) -> Brought:
    """Of the latest handover that says it."""
    told = Handover.objects.filter(lead=deal.lead_id).order_by("-handed_at").values("campaign", "material")
    campaigns = [one["campaign"] for one in told if one["campaign"]]
    materials = [one["material"] for one in told if one["material"]]
    return Brought(
        Campaign.objects.filter(key=campaigns[0]).first() if campaigns else None,
        Material.objects.filter(key=materials[0]).order_by("-version").first() if materials else None,
    )
