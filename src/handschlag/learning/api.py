"""The credit account, for programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.errors import HttpError

from handschlag.agreement.core.terms import CreditModel
from handschlag.kernel.money import Money
from handschlag.learning.core.period import Period
from handschlag.learning.readings import ChannelCredit, account_of
from handschlag.organisation.access import EVERYBODY
from handschlag.organisation.tokens import bearer

router = Router(tags=["learning"])


class AmountRead(Schema):
    """In the currency's smallest unit."""

    minor: int
    currency: str


class ShareRead(Schema):
    """What one model credits to a channel; values are those known, one amount per currency."""

    won: int
    values: list[AmountRead]
    without_value: int


class ChannelCreditRead(Schema):
    """One channel, "" where none is known; ``models`` by name of the credit model, ``cost_per_won`` by the agreed one."""

    channel: str
    models: dict[str, ShareRead]
    costs: list[AmountRead]
    cost_per_won: list[AmountRead]


class SalesRead(Schema):
    """Sales' part: conversations held before the deals were won."""

    conversations: int
    won_without_conversation: int


class CreditRead(Schema):
    """The credit account of the deals won within a period. Counting, not causality."""

    as_of: datetime
    agreed_model: str | None
    won: int
    values: list[AmountRead]
    channels: list[ChannelCreditRead]
    sales: SalesRead


@router.get(
    "/credit", auth=bearer("read", *EVERYBODY), response=CreditRead, summary="Credit by channel, first and last touch"
)
def credit(request: HttpRequest, from_on: date | None = None, last_on: date | None = None) -> dict[str, Any]:
    """Deals won from ``from_on`` to ``last_on`` (both included; all where left out)."""
    account = account_of(_period(from_on, last_on), request.now)  # type: ignore[attr-defined]
    found = account.credit
    return {
        "as_of": account.as_of,
        "agreed_model": account.agreed.value if account.is_agreed else None,
        "won": found.won,
        "values": _amounts(found.values),
        "channels": [_channel(channel, account.agreed) for channel in found.channels],
        "sales": {"conversations": found.conversations, "won_without_conversation": found.won_without_conversation},
    }


def _channel(channel: ChannelCredit, agreed: CreditModel) -> dict[str, Any]:
    shares = {
        model.value: {"won": share.won, "values": _amounts(share.values), "without_value": share.without_value}
        for model, share in channel.shares.items()
    }
    return {
        "channel": channel.channel,
        "models": shares,
        "costs": _amounts(channel.costs),
        "cost_per_won": _amounts(channel.cost_per_won(agreed)),
    }


def _amounts(amounts: list[Money]) -> list[dict[str, Any]]:
    return [{"minor": amount.minor, "currency": amount.currency} for amount in amounts]


def _period(from_on: date | None, last_on: date | None) -> Period:
    try:
        return Period.between(from_on, last_on)
    except ValueError as problem:
        raise HttpError(422, str(problem)) from None
