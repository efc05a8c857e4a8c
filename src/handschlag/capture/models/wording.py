"""The sentence for every reason: why a message was set aside, a row not taken over."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.capture.core.dropping import DropReason
from handschlag.capture.core.problems import RowProblem

Sentence = str | Promise

MESSAGES: dict[str, Sentence] = {
    "": _("as it should be"),
    "conflict": _("another message under an id already taken; the first one counts"),
    DropReason.UNREADABLE: _("the body is no JSON"),
    DropReason.TOO_LARGE: _("larger than allowed"),
    DropReason.NOT_AN_OBJECT: _("not an object"),
    DropReason.NOT_PORTABLE: _("contains what is no portable JSON"),
    DropReason.UNKNOWN_TYPE: _("of an unknown type"),
    DropReason.NO_EVENT_NAME: _("has no event name"),
    DropReason.BAD_MESSAGE_ID: _("has an unusable message id"),
    DropReason.BAD_TIMESTAMP: _("has no readable time"),
    DropReason.BAD_IDENTIFIER: _("has an unreadable address, number or id"),
    DropReason.NOBODY: _("says nothing about who it was"),
    DropReason.TOO_LONG: _("has a text that is too long"),
    DropReason.BAD_SHAPE: _("has a part of the wrong shape"),
    DropReason.NO_CONSENT: _("came from a browser and, without consent to device ids, says nothing about who it was"),
    DropReason.FOREIGN_ORIGIN: _("came from a page whose address is not among those allowed"),
    DropReason.NOT_STORABLE: _("could not be stored; the log says why"),
}

FLAG_NAMES: dict[str, Sentence] = {
    "bot": _("known crawler"),
    "scanner": _("mail scanner"),
    "prefetch": _("fetched ahead"),
    "clock": _("clock doubtful"),
    "no_device_id": _("without device id"),
}
"""What a touch is marked with; the first three are machines and never scored."""

ROWS: dict[str, Sentence] = {
    RowProblem.CELLS: _("The row has another number of cells than the heading."),
    RowProblem.MISSING: _("The cell is empty, and must not be."),
    RowProblem.NO_EMAIL: _("This is no e-mail address."),
    RowProblem.NO_PHONE: _("This is no phone number."),
    RowProblem.NO_MOMENT: _("This is no date in the expected form."),
    RowProblem.FUTURE: _("This lies in the future."),
    RowProblem.TOO_EARLY: _("This lies before the year 2000."),
    RowProblem.NO_NUMBER: _("This is no amount."),
    RowProblem.NO_YES_OR_NO: _("This is neither yes nor no."),
    RowProblem.NO_KIND: _("This is no name for a kind of touch."),
    RowProblem.NO_CURRENCY: _("This is no currency code of three letters."),
    RowProblem.TOO_LONG: _("The text is too long."),
    RowProblem.NOBODY: _("The row has no address, id or number that says whose it is."),
}


def say_rows(sentences: Mapping[str, Sentence]) -> None:
    """Later rooms say their own reasons for not taking a row, or for keeping it; called from their ``imports.py``."""
    ROWS.update(sentences)


def message_reason(code: str) -> Sentence:
    """Why a message was set aside."""
    return MESSAGES.get(code, code)


def row_reason(code: str) -> Sentence:
    """Why a row was set aside, or stays."""
    return ROWS.get(code, code)


TARGET_NAMES: dict[str, Sentence] = {
    "contact.email": _("E-mail"),
    "contact.external_id": _("Id in another system"),
    "contact.phone": _("Phone"),
    "contact.name": _("Full name"),
    "contact.given_name": _("Given name"),
    "contact.family_name": _("Family name"),
    "contact.language": _("Language"),
    "attribute": _("An attribute of the contact, called like the column"),
    "attribute.position": _("Role in the firm"),
    "company.name": _("Company"),
    "company_attribute.industry": _("Industry"),
    "company_attribute.employees": _("Employees"),
    "company_attribute.country": _("Country"),
    "company_attribute.postal_code": _("Postal code"),
    "company_attribute": _("An attribute of the company, called like the column"),
    "touch.happened_at": _("When the touch happened"),
    "touch.kind": _("Kind of the touch"),
    "touch.channel": _("Channel"),
    "touch.campaign": _("Campaign"),
    "touch.material": _("Material"),
    "touch.page": _("Page"),
    "lead.opened_at": _("When the lead first showed up"),
    "deal.external_id": _("Id of the deal"),
    "deal.name": _("Name of the deal"),
    "deal.value": _("Value of the deal"),
    "deal.currency": _("Currency"),
    "deal.opened_at": _("When the deal was opened"),
    "deal.won_at": _("When the deal was won"),
    "deal.lost_at": _("When the deal was lost"),
    "deal.reason": _("Why the deal was lost"),
    "deal.role.sdr": _("Who in sales development worked on it"),
    "deal.role.sr": _("Who in sales worked on it"),
    "consent.scoring": _("Consent to qualification by points"),
    "consent.email": _("Consent to advertising by e-mail"),
    "consent.phone": _("Consent to advertising by phone"),
    "consent.basis": _("Lawful basis"),
    "consent.wording": _("Wording of the consent"),
    "consent.happened_at": _("When consent was given"),
}

GROUPS: dict[str, Sentence] = {
    "contact": _("Contact"),
    "company": _("Company"),
    "touch": _("Touch"),
    "lead": _("Lead"),
    "deal": _("Deal"),
    "consent": _("Consent"),
}

_GROUP_OF = {"attribute": "contact", "company_attribute": "company"}


def target_name(name: str) -> Sentence:
    """What a target is called on a page; an attribute by its own name."""
    return TARGET_NAMES.get(name, name.rpartition(".")[2])


def target_groups() -> list[tuple[Sentence, Sentence | list[tuple[str, Sentence]]]]:
    """Everything a column can mean, as choices in groups; first of all, nothing."""
    groups: dict[str, list[tuple[str, Sentence]]] = {group: [] for group in GROUPS}
    for name, label in TARGET_NAMES.items():
        first = name.partition(".")[0]
        groups[_GROUP_OF.get(first, first)].append((name, label))
    return [("", gettext("– not imported –")), *((GROUPS[group], members) for group, members in groups.items())]
