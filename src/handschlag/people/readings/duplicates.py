"""Who may be one person, both side by side; and who became one, with the way back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from handschlag.capture.core.keys import kind_of, value_of
from handschlag.people.core.matching.weights import Level
from handschlag.people.models import AttributeValue, Contact, Identifier, Lead, Merge, Portrait, PossibleDuplicate
from handschlag.people.readings.attributes import LABELS

ON_A_PAGE = 10

FIELD_LABELS = {
    "given": _("Given name"),
    "family": _("Family name"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "company": _("Company"),
    "domain": _("Domain"),
    "birth": _("Date of birth"),
    "street": _("Street"),
    "postal_code": _("Postal code"),
    "city": _("City"),
    "number": _("Number"),
}
LEVEL_LABELS = {
    Level.DIFFERENT: pgettext_lazy("comparison", "different"),
    Level.WEAK: pgettext_lazy("comparison", "hardly alike"),
    Level.PART: pgettext_lazy("comparison", "alike in part"),
    Level.SIMILAR: pgettext_lazy("comparison", "alike"),
    Level.SAME: pgettext_lazy("comparison", "the same"),
}
SHOWN_OF = {
    "given": "given",
    "family": "family",
    "birth_date": "birth",
    "birthday": "birth",
    "date_of_birth": "birth",
    "address_street": "street",
    "customer_number": "number",
    "tax_number": "number",
}
"""Facts that are compared under another name."""


@dataclass(frozen=True)
class Ground:
    """A field that counted: its name, how far it agrees, and whether it speaks for one person."""

    label: Any
    level: Any
    speaks_for: bool

    def __str__(self) -> str:
        return f"{self.label}: {self.level}"


@dataclass(frozen=True)
class Fact:
    """What each of the two knows under one name; ``is_different`` where both know something else."""

    label: Any
    one: str
    other: str

    @property
    def is_different(self) -> bool:
        return bool(self.one and self.other and self.one.casefold() != self.other.casefold())


@dataclass(frozen=True)
class Question:
    """A doubtful pair with all that helps to decide. ``likelihood`` is the odds as a share (0–1) that they are one person."""

    duplicate: PossibleDuplicate
    facts: Sequence[Fact]
    grounds: Sequence[Ground]

    @property
    def records(self) -> tuple[Contact, Contact]:
        return self.duplicate.one, self.duplicate.other

    @property
    def likelihood(self) -> float:
        return share_of(self.duplicate.score)


@dataclass(frozen=True)
class Joined:
    """A merge as it is listed."""

    merge: Merge
    grounds: Sequence[Ground]

    @property
    def why(self) -> str:
        return " · ".join(str(ground) for ground in self.grounds if ground.speaks_for)

    @property
    def likelihood(self) -> float | None:
        return None if self.merge.score is None else share_of(self.merge.score)


def share_of(bits: float) -> float:
    """Bits as a probability."""
    return float(1 / (1 + 2.0**-bits))


def open_questions() -> int:
    """How many pairs wait for an answer."""
    return PossibleDuplicate.objects.count()


def still_to_compare() -> int:
    """How many contacts have not been compared since they came or changed."""
    return Portrait.objects.filter(matched_at=None).count()


def questions(number: str | None) -> tuple[Page[PossibleDuplicate], list[Question]]:
    """A page of doubtful pairs, the likeliest first, with what each of the two knows."""
    rows = PossibleDuplicate.objects.select_related("one__company", "other__company").order_by("-score", "id")
    page = Paginator(rows, ON_A_PAGE).get_page(number)
    contacts = [contact for row in page.object_list for contact in (row.one, row.other)]
    known = _known(contacts)
    shown = [Question(row, _facts(known[row.one_id], known[row.other_id]), grounds(row.reasons)) for row in page]
    return page, shown


def merges(number: str | None) -> tuple[Page[Merge], list[Joined]]:
    """A page of merges, the latest first."""
    rows = Merge.objects.select_related("kept", "by")
    page = Paginator(rows, 3 * ON_A_PAGE).get_page(number)
    return page, [Joined(row, grounds(row.reasons)) for row in page]


def grounds(reasons: Iterable[Sequence[Any]]) -> list[Ground]:
    """Stored reasons in words; what an older version called otherwise is left out."""
    return [
        Ground(FIELD_LABELS[field], LEVEL_LABELS[Level(level)], bits > 0)
        for field, level, bits in reasons
        if field in FIELD_LABELS and level in LEVEL_LABELS
    ]


def _known(contacts: Sequence[Contact]) -> dict[UUID, dict[Any, str]]:
    """What is known of each, by label, in the order in which it is shown."""
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


COLUMNS = frozenset({"given_name", "family_name", "email", "phone", "company", "language", "domain"})


def _of(contact: Contact, signs: dict[str, list[str]], values: dict[str, str], leads: int) -> dict[Any, str]:
    known: dict[Any, str] = {
        FIELD_LABELS["given"]: contact.given_name,
        FIELD_LABELS["family"]: contact.family_name,
        FIELD_LABELS["email"]: ", ".join(signs["email"]) or contact.email,
        FIELD_LABELS["phone"]: ", ".join(signs["phone"]) or contact.phone,
        FIELD_LABELS["company"]: contact.company.name if contact.company else "",
    }
    for name, text in sorted(values.items()):
        if name not in COLUMNS:
            known[label_of(name)] = text
    return known | {_("Leads"): str(leads or "")}


def label_of(name: str) -> Any:
    """The words for an attribute."""
    if name in SHOWN_OF:
        return FIELD_LABELS[SHOWN_OF[name]]
    return FIELD_LABELS.get(name) or LABELS.get(name) or name.replace("_", " ")


def _facts(one: dict[Any, str], other: dict[Any, str]) -> list[Fact]:
    mine, theirs = ({str(label): text for label, text in known.items()} for known in (one, other))
    labels = dict.fromkeys([*mine, *theirs])
    facts = [Fact(label, mine.get(label, ""), theirs.get(label, "")) for label in labels]
    return [fact for fact in facts if fact.one or fact.other]
