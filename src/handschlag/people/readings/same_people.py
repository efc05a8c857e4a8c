"""Contacts that may be one person: what is known of each, and the words of their review."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from handschlag.capture.core.keys import kind_of, value_of
from handschlag.people.models import (
    AttributeValue,
    Contact,
    Identifier,
    Lead,
    Merge,
    Portrait,
    PossibleDuplicate,
    match_again,
)
from handschlag.people.readings.duplicates import FIELD_LABELS, Known, Pages, Review, label_of

COLUMNS = frozenset({"given_name", "family_name", "email", "phone", "company", "language", "domain"})


def _known(contacts: Sequence[Contact]) -> Known:
    ids = [contact.id for contact in contacts]
    signs: dict[UUID, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for contact, key in Identifier.objects.filter(contact__in=ids).order_by("key").values_list("contact_id", "key"):
        signs[contact][kind_of(key)].append(value_of(key))
    values: dict[UUID, dict[str, str]] = defaultdict(dict)
    said = AttributeValue.objects.filter(contact__in=ids).order_by("happened_at", "id")
    for contact, name, text in said.values_list("contact_id", "name", "text"):
        values[contact][name] = text
    leads: dict[UUID, int] = defaultdict(int)
    for contact in Lead.objects.filter(contact__in=ids).values_list("contact_id", flat=True):
        leads[contact] += 1
    return {one.id: _of(one, signs[one.id], values[one.id], leads[one.id]) for one in contacts}


def _of(contact: Contact, signs: Mapping[str, list[str]], values: Mapping[str, str], leads: int) -> dict[str, str]:
    known: dict[Any, str] = {
        FIELD_LABELS["given"]: contact.given_name,
        FIELD_LABELS["family"]: contact.family_name,
        FIELD_LABELS["email"]: ", ".join(signs["email"]) or contact.email,
        FIELD_LABELS["phone"]: ", ".join(signs["phone"]) or contact.phone,
        FIELD_LABELS["company"]: contact.company.name if contact.company else "",
    }
    known |= {label_of(name): text for name, text in sorted(values.items()) if name not in COLUMNS}
    return {str(label): text for label, text in known.items()} | {str(_("Leads")): str(leads or "")}


PEOPLE = Review(
    kind="contacts",
    prefix="",
    icon="people",
    pages=Pages(
        record="people:contact",
        questions="people:duplicates",
        same="people:same_person",
        apart="people:two_people",
        compare="people:comparison",
        merges="people:merges",
        undo="people:undoing",
    ),
    questions=PossibleDuplicate,
    merges=Merge,
    related=("one__company", "other__company"),
    known=_known,
    to_compare=lambda: Portrait.objects.filter(matched_at=None).count(),
    compare_again=match_again,
    still_to_compare=lambda number: (
        ngettext("%(number)s contact is still to be compared.", "%(number)s contacts are still to be compared.", number)
        % {"number": number}
    ),
    joined=lambda merge: "",
    scores_in_bits=True,
    title=_("Duplicates"),
    lead=_("Contacts that may be one person. What is sure is merged by itself; here somebody decides."),
    compare=_("Compare all contacts again?"),
    same=_("Same person"),
    two=_("Two people"),
    nothing=_("Nobody twice"),
    why_nothing=_("Every contact is one person, as far as anybody can tell. Doubtful pairs appear here."),
    merged=_("Merged contacts"),
    merged_lead=_("Who became one with whom, why, and the way back: each merge can be taken back completely."),
    one_of_them=_("Contact"),
    undo_means=_("Both are contacts of their own again and are not merged again by themselves."),
    not_merged=_("When two contacts turn out to be one person, it is listed here with the reason."),
    united=_("%(name)s is one contact now."),
    kept_apart=_("They stay two people; nobody is asked again."),
    comparing=_("%(number)s contacts are being compared again."),
    is_back=_("%(name)s is a contact again, with all that was known."),
)
