"""Attributes as they are known now, or were known on a day, with their history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from handschlag.people.core.attributes import AttributeType, is_written
from handschlag.people.models import AttributeKind, AttributeValue, Company, Contact, Employment

NAMED = frozenset({"given_name", "family_name", "email", "phone", "company", "language", "name", "called"})
"""Attributes that stand in the heading and are not listed again; their history is."""

MOST_VALUES = 2_000

LABELS = {
    "given_name": _("Given name"),
    "family_name": _("Family name"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "company": _("Company"),
    "language": _("Language"),
    "name": _("Name as it was said"),
    "called": _("Name as colleagues put it"),
    "position": _("Role in the firm"),
    "industry": _("Industry"),
    "employees": _("Employees"),
    "country": _("Country"),
    "postal_code": _("Postal code"),
    "city": _("City"),
    "domain": _("Domain of the address"),
}
"""Attributes every house has."""


@dataclass(frozen=True)
class Known:
    """A value with its name and since when it holds; ``of_company`` where it is the firm's. ``before`` are earlier values, the newest first.

    ``is_doubtful`` says that it is no value of the type the house gave this attribute.
    """

    name: str
    label: Any
    text: str
    since: datetime
    unit: str = ""
    of_company: bool = False
    is_doubtful: bool = False
    before: list[tuple[str, datetime]] = field(default_factory=list)


def of_contact(contact: Contact, at: datetime) -> list[Known]:
    """What was known of the contact at ``at``, its own first, then its company's of that time."""
    own = _known(AttributeValue.objects.filter(contact=contact), "contact", at)
    employed = Employment.objects.filter(contact=contact, happened_at__lte=at, known_at__lte=at)
    firm = employed.order_by("-happened_at", "-company__name_key").values_list("company", flat=True).first()
    return own + (_known(AttributeValue.objects.filter(company=firm), "company", at) if firm else [])


def of_company(company: Company, at: datetime) -> list[Known]:
    """What was known of the company at ``at``."""
    return _known(AttributeValue.objects.filter(company=company), "company", at)


def _known(rows: QuerySet[AttributeValue], of: str, at: datetime) -> list[Known]:
    kinds = {kind.key: kind for kind in AttributeKind.objects.filter(of=of)}
    said: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
    newest = rows.filter(happened_at__lte=at, known_at__lte=at).order_by("-happened_at", "-text")[:MOST_VALUES]
    for name, text, since in reversed(newest.values_list("name", "text", "happened_at")):
        if not said[name] or said[name][-1][0] != text:
            said[name].append((text, since))
    return [_one(name, values, kinds.get(name), of) for name, values in sorted(said.items())]


def _one(name: str, values: list[tuple[str, datetime]], kind: AttributeKind | None, of: str) -> Known:
    text, since = values[-1]
    return Known(
        name,
        kind.label if kind else LABELS.get(name, name.replace("_", " ")),
        text,
        since,
        unit=kind.unit if kind else "",
        of_company=of == "company",
        is_doubtful=kind is not None and not is_written(text, AttributeType(kind.type), kind.choices),
        before=values[-2::-1],
    )


def listed(known: Collection[Known]) -> list[Known]:
    """Those that are shown in the list of what is known."""
    return [one for one in known if one.text and one.name not in NAMED]


def with_history(known: Collection[Known]) -> list[Known]:
    """Those that were different once."""
    return [one for one in known if one.before]


def by_name(known: Collection[Known]) -> Mapping[str, str]:
    """Their texts under their names, the contact's own before its company's."""
    return {one.name: one.text for one in reversed(list(known))}
