"""The credit account, for programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.errors import HttpError

from handschlag.agreement.core.terms import CreditModel
from handschlag.kernel.money import Money
from handschlag.learning.core.account import FOLDED, Level
from handschlag.learning.core.period import Period
from handschlag.learning.readings import PlayerCredit, account_of
from handschlag.organisation.access import EVERYBODY
from handschlag.organisation.tokens import bearer

router = Router(tags=["learning"])


class AmountRead(Schema):
    """In the currency's smallest unit."""

    minor: int
    currency: str


class ShareRead(Schema):
    """What one model credits: deals (parts of them too), between ``low`` and ``high`` in nine of ten drawings; values, one amount per currency."""

    won: float
    low: float
    high: float
    values: list[AmountRead]


class PlayerRead(Schema):
    """One line: ``key`` as touches know it, "" where none is known, null for all who are not told apart (``folded``).

    ``models`` by name of the credit model, ``cost_per_won`` by the agreed one; ``took_part_in`` so many deals.
    """

    key: str | None
    models: dict[str, ShareRead]
    took_part_in: int
    costs: list[AmountRead]
    cost_per_won: list[AmountRead]


class SalesRead(Schema):
    """Sales' part: conversations held before the deals were won."""

    conversations: int
    won_without_conversation: int


class HearsayRead(Schema):
    """Won deals by what customers said brought them, and the channel of their first tracked touch."""

    said: str
    tracked: str
    won: int


class CreditRead(Schema):
    """The credit account of the deals won within a period. Counting, not causality.

    ``lost``: journeys of the period that ended without a deal; the Markov models count them too.
    """

    as_of: datetime
    agreed_model: str | None
    half_life_days: float
    won: int
    lost: int
    values: list[AmountRead]
    without_value: int
    by: Level
    players: list[PlayerRead]
    folded: int
    sales: SalesRead
    hearsay: list[HearsayRead]


@router.get("/credit", auth=bearer("read", *EVERYBODY), response=CreditRead, summary="Credit by every model")
def credit(
    request: HttpRequest, from_on: date | None = None, last_on: date | None = None, by: Level = Level.CHANNEL
) -> dict[str, Any]:
    """Deals won from ``from_on`` to ``last_on`` (both included; all where left out), shared among channels or another level."""
    account = account_of(_period(from_on, last_on), request.now, by)  # type: ignore[attr-defined]
    found = account.credit
    return {
        "as_of": account.as_of,
        "agreed_model": account.agreed.value if account.is_agreed else None,
        "half_life_days": found.half_life_days,
        "won": found.won,
        "lost": found.lost,
        "values": _amounts(found.values),
        "without_value": found.sales.without_value,
        "by": by,
        "players": [_player(player, account.agreed) for player in found.players],
        "folded": found.folded,
        "sales": {
            "conversations": found.sales.conversations,
            "won_without_conversation": found.sales.won_without_conversation,
        },
        "hearsay": [{"said": one.said, "tracked": one.tracked, "won": one.won} for one in found.hearsay],
    }


def _player(player: PlayerCredit, agreed: CreditModel) -> dict[str, Any]:
    shares = {
        model.value: {"won": share.won, "low": share.low, "high": share.high, "values": _amounts(share.values)}
        for model, share in player.shares.items()
    }
    return {
        "key": None if player.key == FOLDED else player.key,
        "models": shares,
        "took_part_in": player.present,
        "costs": _amounts(player.costs),
        "cost_per_won": _amounts(player.cost_per_won(agreed)),
    }


def _amounts(amounts: list[Money]) -> list[dict[str, Any]]:
    return [{"minor": amount.minor, "currency": amount.currency} for amount in amounts]


def _period(from_on: date | None, last_on: date | None) -> Period:
    try:
        return Period.between(from_on, last_on)
    except ValueError as problem:
        raise HttpError(422, str(problem)) from None
