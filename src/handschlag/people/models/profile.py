"""What was said about people is added to what is known: names into empty columns, every new value into the history."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from handschlag.capture.core.traits import OF_COMPANY, Value
from handschlag.people.core.names import domain_of, split_name
from handschlag.people.models.attribute import AttributeValue
from handschlag.people.models.contact import Contact
from handschlag.people.models.firms import Firms

COLUMNS = {"given_name": 120, "family_name": 120, "email": 254, "phone": 32, "language": 5}
"""Traits with a column on the contact, and how long it is."""


Owner = tuple[str, UUID]


@dataclass(frozen=True, slots=True)
class Saying:
    """Somebody (``told_by``: a touch, an imported row, a colleague) says that a contact had these traits at a moment.

    ``company_traits`` are about the firm whatever their name; where there is no firm they stay with the contact.
    """

    contact_id: UUID
    traits: Mapping[str, Value]
    happened_at: datetime
    told_by: UUID
    company_traits: Mapping[str, Value] = field(default_factory=dict)


@dataclass
class Told:
    """What changed: ``(company, told by)`` for every company that was made or described."""

    companies: set[tuple[UUID, UUID]] = field(default_factory=set)


def tell(sayings: Sequence[Saying], known_at: datetime) -> Told:
    """Add sayings to contacts and companies, oldest first; a value that says nothing new leaves no trace. A handful of queries for any number."""
    spoken = sorted((one for one in sayings if one.traits or one.company_traits), key=lambda one: one.happened_at)
    told = Told()
    if not spoken:
        return told
    contacts = Contact.objects.in_bulk({saying.contact_id for saying in spoken})
    traits = {id(saying): complete(saying.traits) for saying in spoken}
    firms = Firms.looked_up(traits.values(), contacts.values(), known_at)
    changed: dict[UUID, Contact] = {}
    pairs: list[tuple[Owner, Saying, str, Value]] = []
    for saying in spoken:
        contact, said = contacts[saying.contact_id], traits[id(saying)]
        if fill_empty(contact, said):
            changed[contact.id] = contact
        if contact.company_id is None and (company := firms.of(said, told_by=saying.told_by)):
            contact.company = company
            changed[contact.id] = contact
        own: Owner = ("contact", contact.id)
        firm: Owner = ("company", contact.company_id) if contact.company_id else own
        pairs += [(firm if name in OF_COMPANY else own, saying, name, value) for name, value in said.items()]
        pairs += [(firm, saying, name, value) for name, value in saying.company_traits.items()]
    told.companies = set(firms.save().items())
    Contact.objects.bulk_update(
        [contact.index_name() for contact in changed.values()],
        [*COLUMNS, "company", "by_family", "by_given"],
        batch_size=500,
    )
    told.companies |= _append(pairs, firms, known_at)
    return told


def complete(said: Mapping[str, Value]) -> dict[str, Value]:
    """A full name is split where its parts are missing, and an address speaks of its domain."""
    traits = dict(said)
    name = traits.pop("name", None)
    if isinstance(name, str) and "family_name" not in traits:
        given, family = split_name(name)
        traits |= {
            key: part for key, part in (("given_name", given), ("family_name", family)) if part and key not in traits
        }
    if email := traits.get("email"):
        traits.setdefault("domain", domain_of(str(email)))
    return traits


def fill_empty(contact: Contact, traits: Mapping[str, Value]) -> bool:
    """Put traits into columns that are still empty; whether anything was put."""
    is_new = False
    for name, longest in COLUMNS.items():
        value = str(traits.get(name, ""))[:longest]
        if value and not getattr(contact, name):
            setattr(contact, name, value)
            is_new = True
    return is_new


def text_of(value: Value) -> str:
    """As it is stored, compared and shown: ``true``, ``80``, ``Bauer AG``."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)[:300]


def number_of(value: Value) -> float | None:
    """The value as a number, also where it came as text; ``None`` for what is none."""
    if isinstance(value, bool):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _append(
    pairs: Iterable[tuple[Owner, Saying, str, Value]], firms: Firms, known_at: datetime
) -> set[tuple[UUID, UUID]]:
    pairs = list(pairs)
    latest = _latest({owner for owner, *_rest in pairs})
    rows, described = [], set()
    for (kind, owner_id), saying, name, value in pairs:
        text = text_of(value)
        last_at, last_text = latest.get((kind, owner_id, name), (None, None))
        if text == last_text:
            continue
        rows.append(
            AttributeValue(
                **{f"{kind}_id": owner_id},
                name=name,
                text=text,
                number=number_of(value),
                happened_at=saying.happened_at,
                known_at=known_at,
                told_by=saying.told_by,
            )
        )
        if kind == "company":
            described.add((owner_id, saying.told_by))
        if last_at is None or saying.happened_at >= last_at:
            latest[kind, owner_id, name] = (saying.happened_at, text)
            if kind == "company":
                firms.describe(owner_id, name, text)
    AttributeValue.objects.bulk_create(rows, batch_size=5_000)
    firms.save_descriptions()
    return described


def _latest(owners: set[Owner]) -> dict[tuple[str, UUID, str], tuple[datetime, str]]:
    """The newest value of every attribute of these contacts and companies."""
    latest: dict[tuple[str, UUID, str], tuple[datetime, str]] = {}
    for kind in ("contact", "company"):
        ids = [owner_id for owner_kind, owner_id in owners if owner_kind == kind]
        rows = AttributeValue.objects.filter(**{f"{kind}__in": ids}).order_by("happened_at", "id")
        for owner_id, name, text, at in rows.values_list(f"{kind}_id", "name", "text", "happened_at"):
            latest[kind, owner_id, name] = (at, text)
    return latest
