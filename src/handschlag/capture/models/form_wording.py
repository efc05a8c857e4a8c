"""The sentence for everything that can be said about forms: kinds of fields, what is lacking, why something was turned away."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from handschlag.capture.core.doubt import Reason
from handschlag.capture.core.form import FieldKind, Lack
from handschlag.capture.models.form import FormCount
from handschlag.capture.models.privacy_text import Subject

Said = str | Promise

FIELD_KINDS: dict[FieldKind, Said] = {
    FieldKind.EMAIL: _("E-mail"),
    FieldKind.GIVEN_NAME: _("Given name"),
    FieldKind.FAMILY_NAME: _("Family name"),
    FieldKind.COMPANY: _("Company"),
    FieldKind.POSITION: _("Role in the firm"),
    FieldKind.PHONE: _("Phone"),
    FieldKind.COUNTRY: _("Country"),
    FieldKind.POSTAL_CODE: _("Postal code"),
    FieldKind.EMPLOYEES: _("Employees"),
    FieldKind.SELF_REPORTED: _("How they heard about us"),
    FieldKind.MESSAGE: _("A message, several lines"),
    FieldKind.TEXT: _("A text of your own"),
    FieldKind.CHOICE: _("A choice of your own"),
    FieldKind.CHECKBOX: _("A box of your own"),
    FieldKind.HIDDEN: _("A constant nobody sees"),
}

LACKS: dict[Lack, Said] = {
    Lack.TITLE: _("The form has no title."),
    Lack.LABEL: _("The field “{what}” has no label."),
    Lack.NOBODY: _("Nobody could be told from it: it needs a required e-mail address or phone number."),
    Lack.ADDRESS: _("It asks for consent or waits for confirmation, so it needs a required e-mail address."),
    Lack.PLACE_TO_LEAD_TO: _("It leads on to {what}, which is not among the sites that may embed it."),
    Lack.TEXT: _("There is no wording yet: {what}."),
}

COUNTED: dict[str, Said] = {
    FormCount.SEEN: pgettext_lazy("form", "seen"),
    FormCount.SUBMITTED: pgettext_lazy("form", "submitted"),
    FormCount.ENTERED: pgettext_lazy("form", "entered as a touch"),
    FormCount.CONFIRMED: pgettext_lazy("form", "confirmed"),
    FormCount.EXPIRED: pgettext_lazy("form", "never confirmed, deleted"),
    Reason.STALE: _("page too old or forged"),
    Reason.USED: _("the same page sent twice"),
    Reason.TOO_FAST: _("faster than a person"),
    Reason.NETWORK: _("too many from one network"),
    Reason.WITHOUT_PROOF: _("too many without script from one network"),
    Reason.HONEYPOT: _("held: filled in what nobody sees"),
    Reason.FLOOD: _("held: the form was flooded"),
    Reason.MAILS: _("no further mail: several unanswered to one address"),
}

FOR_VISITORS: dict[Reason, Said] = {
    Reason.STALE: _("This page had been open for too long. Nothing is lost: please send it again."),
    Reason.USED: _("This had been sent already. If you want to send it once more, please press the button again."),
    Reason.TOO_FAST: _("That was very quick. Please wait a few seconds and send it again."),
    Reason.NETWORK: _("A great deal is coming from your network at the moment. Please try again in ten minutes."),
    Reason.WITHOUT_PROOF: _("A great deal is coming from your network at the moment. Please try again in ten minutes."),
}


def turned_away(reason: Reason) -> str:
    """What a visitor is told; nothing that was typed is lost."""
    return str(FOR_VISITORS[reason])


def lack_said(lack: Lack, what: str) -> str:
    """What a form needs before it can be published."""
    name = Subject(what).label if lack is Lack.TEXT else what
    return str(LACKS[lack]).format(what=name)
