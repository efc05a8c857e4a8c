"""The credit account as a page or a program reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext, pgettext

from handschlag.agreement.core.terms import CreditModel
from handschlag.agreement.models import Version
from handschlag.kernel.money import Money
from handschlag.learning.core.account import FOLDED, Level
from handschlag.learning.core.period import Period
from handschlag.learning.readings.credit import Credit, PlayerCredit, Share, credit_of
from handschlag.learning.readings.gathering import MARKETING, SALES
from handschlag.learning.readings.hearsay import Hearsay
from handschlag.learning.readings.journeys import channel_names, names_of
from handschlag.learning.readings.keeping import kept

MOST_ANSWERS = 15


@dataclass(frozen=True)
class Row:
    """One line of the account under its name; ``agreed`` is its share by the agreed model, ``others`` by each other one in order."""

    key: str
    name: str
    agreed: Share
    others: list[Share]
    present: int
    costs: list[Money]
    cost_per_won: list[Money]
    cost_between: list[tuple[Money, Money | None]]
    is_one: bool


@dataclass(frozen=True)
class Account:
    """The account of a period. ``agreed`` is the model both sides accept as their currency (last touch before any agreement)."""

    period: Period
    level: Level
    credit: Credit
    agreed: CreditModel
    is_agreed: bool
    rows: list[Row]
    hearsay: list[tuple[str, str, int]]
    as_of: datetime

    @property
    def level_name(self) -> str:
        """What stands in a line."""
        names = {
            Level.CHANNEL: gettext("Channel"),
            Level.CAMPAIGN: gettext("Campaign"),
            Level.MATERIAL: gettext("Material"),
            Level.DEPARTMENT: gettext("Department"),
        }
        return names[self.level]

    @property
    def has_costs(self) -> bool:
        return any(row.costs for row in self.rows)

    @property
    def others(self) -> list[CreditModel]:
        """The models that were not agreed on, in the order of the list."""
        return [model for model in CreditModel if model is not self.agreed]

    @property
    def credited(self) -> int:
        """Deals with a known channel at their first touch."""
        unknown = sum(player.shares[CreditModel.FIRST_TOUCH].won for player in self.credit.players if not player.key)
        return self.credit.won - round(unknown)


def account_of(period: Period, at: datetime, level: Level = Level.CHANNEL) -> Account:
    """The account of ``period`` at ``level``, whoever has the most credit by the agreed model first."""
    version = Version.in_force(at)
    terms = version.parsed if version else None
    agreed = terms.credit if terms else CreditModel.LAST_TOUCH
    half_life = terms.credit_half_life_days if terms else None
    found = kept(
        f"learning:credit:{level}:{half_life}:{period.from_on}:{period.until_on}",
        lambda: credit_of(period, get_default_timezone(), level, half_life),
        at,
    )
    names = names_at(level)
    by_credit = sorted(found.result.players, key=lambda player: (-player.shares[agreed].won, player.key))
    tracked = channel_names() if found.result.hearsay else {}
    return Account(
        period=period,
        level=level,
        credit=found.result,
        agreed=agreed,
        is_agreed=version is not None,
        rows=[_row(player, names, agreed, found.result.folded, level) for player in by_credit],
        hearsay=_told(found.result.hearsay, tracked),
        as_of=found.as_of,
    )


def _told(hearsay: list[Hearsay], names: dict[str, str]) -> list[tuple[str, str, int]]:
    """The most frequent answers, and last how many gave none."""
    said = [(one.said, name_of(one.tracked, names), one.won) for one in hearsay if one.said]
    silent = sum(one.won for one in hearsay if not one.said)
    return said[:MOST_ANSWERS] + ([("", "–", silent)] if silent else [])


def names_at(level: Level) -> dict[str, str]:
    """What marketing calls its channels, campaigns or materials, by the key under which touches know them."""
    if level is Level.DEPARTMENT:
        return {MARKETING: pgettext("credit", "Marketing"), SALES: pgettext("credit", "Sales")}
    return names_of(level)


def name_of(key: str, names: dict[str, str], folded: int = 0, level: Level = Level.CHANNEL) -> str:
    """The name, the key where marketing gave it none, and words for whom nobody knows and for those not told apart."""
    if key == FOLDED:
        return gettext("{number} others together").format(number=folded)
    unknown = {
        Level.CHANNEL: gettext("no channel known"),
        Level.CAMPAIGN: gettext("no campaign known"),
        Level.MATERIAL: gettext("no material known"),
        Level.DEPARTMENT: gettext("no touch known"),
    }
    return names.get(key, key) or unknown[level]


def _row(player: PlayerCredit, names: dict[str, str], agreed: CreditModel, folded: int, level: Level) -> Row:
    return Row(
        key=player.key,
        name=name_of(player.key, names, folded, level),
        agreed=player.shares[agreed],
        others=[player.shares[model] for model in CreditModel if model is not agreed],
        present=player.present,
        costs=player.costs,
        cost_per_won=player.cost_per_won(agreed),
        cost_between=player.cost_per_won_between(agreed),
        is_one=player.key != FOLDED,
    )
