"""The credit account as a page or a program reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext

from handschlag.agreement.core.terms import CreditModel
from handschlag.agreement.models import Version
from handschlag.kernel.money import Money
from handschlag.learning.core.period import Period
from handschlag.learning.readings.credit import ChannelCredit, Credit, Share, credit_of
from handschlag.learning.readings.journeys import channel_names
from handschlag.learning.readings.keeping import kept

MOST_CHANNELS = 50
"""Channels on one page: whoever sends touches invents channels, and nobody reads a thousand rows."""


@dataclass(frozen=True)
class Row:
    """One channel of the account, under its name; ``cost_per_won`` by the agreed model."""

    name: str
    first: Share
    last: Share
    costs: list[Money]
    cost_per_won: list[Money]


@dataclass(frozen=True)
class Account:
    """The account of a period. ``agreed`` is the model both sides accept as their currency (last touch before any agreement)."""

    period: Period
    credit: Credit
    agreed: CreditModel
    is_agreed: bool
    rows: list[Row]
    left_out: int
    as_of: datetime

    @property
    def credited(self) -> int:
        """Deals with a known channel at their first touch."""
        unknown = sum(
            channel.shares[CreditModel.FIRST_TOUCH].won for channel in self.credit.channels if not channel.channel
        )
        return self.credit.won - unknown


def account_of(period: Period, at: datetime) -> Account:
    """The account of ``period``, the channels with the most credit by the agreed model first."""
    found = kept(
        f"learning:credit:{period.from_on}:{period.until_on}", lambda: credit_of(period, get_default_timezone()), at
    )
    version = Version.in_force(at)
    agreed = version.parsed.credit if version else CreditModel.LAST_TOUCH
    names = channel_names()
    by_credit = sorted(found.result.channels, key=lambda channel: (-channel.shares[agreed].won, channel.channel))
    return Account(
        period=period,
        credit=found.result,
        agreed=agreed,
        is_agreed=version is not None,
        rows=[_row(channel, names, agreed) for channel in by_credit[:MOST_CHANNELS]],
        left_out=max(0, len(by_credit) - MOST_CHANNELS),
        as_of=found.as_of,
    )


def name_of(channel: str, names: dict[str, str]) -> str:
    """The channel's name, its key where marketing gave it none, and words for the channel nobody knows."""
    return names.get(channel, channel) or gettext("no channel known")


def _row(channel: ChannelCredit, names: dict[str, str], agreed: CreditModel) -> Row:
    return Row(
        name=name_of(channel.channel, names),
        first=channel.shares[CreditModel.FIRST_TOUCH],
        last=channel.shares[CreditModel.LAST_TOUCH],
        costs=channel.costs,
        cost_per_won=channel.cost_per_won(agreed),
    )
