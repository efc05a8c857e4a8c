"""What was said about people is added to what is known: names into empty columns, every new value into the history."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from handschlag.capture.core.traits import OF_COMPANY, Value
from handschlag.capture.models import insert, insert_values, update
from handschlag.people.core.names import domain_of, split_name
from handschlag.people.models.attribute import AttributeValue
from handschlag.people.models.contact import Contact
from handschlag.people.models.firms import Firms

COLUMNS = {"given_name": 120, "family_name": 120, "email": 254, "phone": 32, "language": 5}
"""Traits with a column on the contact, and how long it is."""


IDENTIFYING = frozenset({"email", "phone"})
"""Kept as identifiers, with their own since when; they need no second history."""

COLUMNS_OF_A_VALUE = ("contact_id", "company_id", "name", "text", "number", "happened_at", "known_at", "told_by")

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


Said = tuple[Owner, Saying, str, Value]


@dataclass
class Told:
    """What changed: ``(company, told by)`` for every company that was made or described."""

    companies: set[tuple[UUID, UUID]] = field(default_factory=set)


def tell(sayings: Sequence[Saying], known_at: datetime, made: Sequence[UUID] = ()) -> Told:
    """Add sayings to contacts and companies, oldest first; a value that says nothing new leaves no trace.

    ``made`` are ids of contacts that exist from now on. In the caller's transaction, a handful of queries for any number.
    """
    spoken = sorted((one for one in sayings if one.traits or one.company_traits), key=lambda one: one.happened_at)
    new = {contact_id: Contact(id=contact_id, made_at=known_at) for contact_id in made}
    told = Told()
    contacts = new | Contact.objects.in_bulk({saying.contact_id for saying in spoken} - new.keys())
    traits = {id(saying): complete(saying.traits) for saying in spoken}
    firms = Firms.looked_up(traits.values(), contacts.values(), known_at)
    changed: dict[UUID, Contact] = {}
    pairs: list[Said] = []
    for saying in spoken:
        contact, said = contacts[saying.contact_id], traits[id(saying)]
        if fill_empty(contact, said):
            changed[contact.id] = contact
        if contact.company_id is None and (company := firms.of(said, told_by=saying.told_by)):
            contact.company = company
            changed[contact.id] = contact
        own: Owner = ("contact", contact.id)
        firm: Owner = ("company", contact.company_id) if contact.company_id else own
        pairs += [
            (firm if name in OF_COMPANY else own, saying, name, value)
            for name, value in said.items()
            if name not in IDENTIFYING
        ]
        pairs += [(firm, saying, name, value) for name, value in saying.company_traits.items()]
    told.companies = set(firms.save().items())
    insert(contact.index_name() for contact in new.values())
    update(
        (contact.index_name() for contact in changed.values() if contact.id not in new),
        [*COLUMNS, "company", "by_family", "by_given"],
    )
    told.companies |= _append(pairs, firms, known_at, new)
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
    if isinstance(value, bool) or (isinstance(value, str) and value[:1] not in "+-.0123456789"):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _append(pairs: Sequence[Said], firms: Firms, known_at: datetime, new: Collection[UUID]) -> set[tuple[UUID, UUID]]:
    """Write the values that are new; returns ``(company, told by)`` for each company that got one."""
    latest = _latest({owner for owner, *_rest in pairs if owner[1] not in new})
    rows: list[tuple[object, ...]] = []
    described = set()
    for owner, saying, name, value in pairs:
        text = text_of(value)
        last_at, last_text = latest.get((owner, name), (None, None))
        if text == last_text:
            continue
        kind, owner_id = owner
        of = (owner_id, None) if kind == "contact" else (None, owner_id)
        rows.append((*of, name, text, number_of(value), saying.happened_at, known_at, saying.told_by))
        if kind == "company":
            described.add((owner_id, saying.told_by))
        if last_at is None or saying.happened_at >= last_at:
            latest[owner, name] = (saying.happened_at, text)
            if kind == "company":
                firms.describe(owner_id, name, text)
    insert_values(AttributeValue, COLUMNS_OF_A_VALUE, rows)
    firms.save_descriptions()
    return described


def _latest(owners: Collection[Owner]) -> dict[tuple[Owner, str], tuple[datetime, str]]:
    """The newest value of every attribute of these contacts and companies."""
    latest: dict[tuple[Owner, str], tuple[datetime, str]] = {}
    for kind in ("contact", "company"):
        ids = [owner_id for owner_kind, owner_id in owners if owner_kind == kind]
        rows = AttributeValue.objects.filter(**{f"{kind}__in": ids}).order_by("happened_at", "id")
        for owner_id, name, text, at in rows.values_list(f"{kind}_id", "name", "text", "happened_at"):
            latest[(kind, owner_id), name] = (at, text)
    return latest
