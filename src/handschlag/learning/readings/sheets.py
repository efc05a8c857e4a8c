"""The account as a file."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from handschlag.agreement.core.terms import CreditModel
from handschlag.kernel.sheets import Cell, Sheet
from handschlag.learning.readings.account import Account, name_of, names_at


def account_sheet(account: Account) -> Sheet:
    """One row per player and model, amounts in each currency's own unit; names of the models as the API writes them."""
    headings = [
        *(_("Key"), _("Name"), _("Model"), _("agreed"), _("Deals won"), _("at least"), _("at most"), _("took part in")),
        *(_("Value"), _("Currency")),
    ]
    return Sheet("credit", headings, _lines(account))


def _lines(account: Account) -> Iterator[list[Cell]]:
    names = names_at(account.level)
    for player in account.credit.players:
        name = name_of(player.key, names, account.credit.folded, account.level)
        for model in CreditModel:
            share = player.shares[model]
            is_agreed = account.is_agreed and model is account.agreed
            deals: list[Cell] = [round(share.won, 6), round(share.low, 6), round(share.high, 6), player.present]
            worths: list[list[Cell]] = [[value.amount, value.currency] for value in share.values]
            for worth in worths or [[None, None]]:
                yield [player.key.strip("\x00"), name, model.value, is_agreed, *deals, *worth]
