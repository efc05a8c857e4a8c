"""The pipeline as a board: open deals by stage, what each stage is worth, and what of it may be expected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, QuerySet, Sum, Window
from django.db.models.functions import RowNumber
from django.utils.timezone import localtime

from handschlag.conversation.models import Deal, DealStage
from handschlag.conversation.readings.deals import narrowed
from handschlag.handover.models import holds_sales_mandate
from handschlag.kernel.money import Money
from handschlag.organisation.models import Rep, User

MOST_CARDS = 20
"""Of a stage with more deals the board shows those that close first; the list has all."""


@dataclass(frozen=True)
class Card:
    """A deal on the board. ``is_mine`` tells whether the person may move it, ``is_late`` that the expected day has passed."""

    deal: Deal
    is_mine: bool
    is_late: bool


@dataclass(frozen=True)
class Column:
    """A stage (None: deals nobody put into one) with all its deals counted and summed, and the first of them as cards.

    ``likely`` is the sum times the stage's chance, by currency; empty where the stage says no chance.
    """

    stage: DealStage | None
    count: int
    sums: list[Money]
    likely: list[Money]
    cards: list[Card]

    @property
    def more(self) -> int:
        return self.count - len(self.cards)


@dataclass(frozen=True)
class Board:
    """All columns in the order of the stages, and what they come to together."""

    columns: list[Column]
    count: int
    sums: list[Money]
    likely: list[Money]
    late: int


def board(user: User, now: datetime, asked: Mapping[str, Any]) -> Board:
    """The open deals ``user`` may read, in a fixed number of queries however many stages there are."""
    today = localtime(now).date()
    deals = narrowed(Deal.objects.visible_to(user, now).filter(closing=None), asked, today)
    stages = [*DealStage.objects.active(), *DealStage.objects.exclude(archived_at=None)]
    totals, cards = _totals(deals), _cards(deals, user, now, today)
    columns = [
        _column(stage, totals.get(stage and stage.id, {}), cards.get(stage and stage.id, []))
        for stage in (None, *stages)
    ]
    shown = [one for one in columns if one.count or (one.stage and not one.stage.archived_at)]
    return Board(
        shown,
        sum(one.count for one in shown),
        _together(one.sums for one in shown),
        _together(one.likely for one in shown),
        deals.filter(expected_on__lt=today).count(),
    )


def _totals(deals: QuerySet[Deal]) -> dict[UUID | None, dict[str, tuple[int, int | None]]]:
    """Stage → currency → how many deals, and their sum (None where no value is known)."""
    found: dict[UUID | None, dict[str, tuple[int, int | None]]] = defaultdict(dict)
    counted = deals.order_by().values_list("stage", "currency").annotate(Count("pk"), Sum("value_minor"))
    for stage, currency, count, total in counted:
        found[stage][currency] = count, total
    return found


def _cards(deals: QuerySet[Deal], user: User, now: datetime, today: date) -> dict[UUID | None, list[Card]]:
    """Those of each stage that are expected to close first."""
    order = [F("expected_on").asc(nulls_last=True), F("happened_at").asc(), F("id").asc()]
    place = Window(RowNumber(), partition_by=F("stage"), order_by=order)
    first = deals.order_by().annotate(place=place).filter(place__lte=MOST_CARDS).values("id")
    shown = Deal.objects.filter(id__in=first).select_related("lead__contact__company", "owner").order_by(*order)
    owners = None if holds_sales_mandate(user, now) else _led_by(user)
    found: dict[UUID | None, list[Card]] = defaultdict(list)
    for deal in shown:
        is_mine = user.is_sales and (owners is None or deal.owner_id in owners)
        is_late = deal.expected_on is not None and deal.expected_on < today
        found[deal.stage_id].append(Card(deal, is_mine, is_late))
    return found


def _led_by(user: User) -> set[UUID]:
    return {user.id, *Rep.objects.filter(team__leader=user).values_list("user", flat=True)}


def _column(stage: DealStage | None, totals: Mapping[str, tuple[int, int | None]], cards: list[Card]) -> Column:
    sums = [Money(total, currency) for currency, (_count, total) in sorted(totals.items()) if total is not None]
    chance = stage.chance_percent if stage else None
    likely = [Money(money.minor * chance // 100, money.currency) for money in sums] if chance is not None else []
    return Column(stage, sum(count for count, _total in totals.values()), sums, likely, cards)


def _together(parts: Any) -> list[Money]:
    """Sums of several columns in one, by currency."""
    totals: dict[str, int] = defaultdict(int)
    for money in (money for part in parts for money in part):
        totals[money.currency] += money.minor
    return [Money(total, currency) for currency, total in sorted(totals.items())]
