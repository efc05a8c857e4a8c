"""What was said about people is kept, every statement of it; the columns of contacts and companies show the newest.

Nothing is left out because it was said before: what counts at a moment must not depend on the order in which statements came.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from handschlag.capture.core.traits import OF_COMPANY, Value
from handschlag.capture.models import insert, insert_values
from handschlag.people.core.names import domain_of, split_name
from handschlag.people.models.attribute import AttributeValue
from handschlag.people.models.contact import Company, Contact
from handschlag.people.models.employment import Employment
from handschlag.people.models.firms import Firms
from handschlag.people.models.following import follow_companies, follow_contacts
from handschlag.people.models.portrait import is_compared, refresh_keys
from handschlag.people.models.statement import Owner, Statement, number_of

COLUMNS_OF_A_VALUE = ("contact_id", "company_id", "name", "text", "number", "happened_at", "known_at", "told_by")


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


def tell(sayings: Sequence[Saying], known_at: datetime, made: Sequence[UUID] = ()) -> Told:
    """Keep what was said of contacts and companies.

    ``made`` are ids of contacts that exist from now on. In the caller's transaction, a handful of queries for any number.
    """
    spoken = [one for one in sayings if one.traits or one.company_traits]
    traits = [complete(saying.traits) for saying in spoken]
    firms = Firms.looked_up(traits, known_at)
    heard = [firms.of(said, told_by=saying.told_by) for saying, said in zip(spoken, traits, strict=True)]
    new = {contact_id: Contact(id=contact_id, made_at=known_at) for contact_id in made}
    contacts = new | Contact.objects.in_bulk({saying.contact_id for saying in spoken} - new.keys())
    statements: list[Statement] = []
    employments: list[Employment] = []
    for saying, said, speaks_of in zip(spoken, traits, heard, strict=True):
        firm = firms.now(speaks_of) if speaks_of else None
        statements += _statements(saying, said, firm)
        if firm:
            employments.append(_employment(saying, firm, known_at))
    told = Told(set(firms.save().items()))
    follow_companies(firms.by_id, firms.made.keys(), statements)
    follow_contacts(contacts, new.keys(), statements, employments)
    _keep(statements, known_at)
    insert(employments)
    refresh_keys({*new, *(saying.contact_id for saying, said in zip(spoken, traits, strict=True) if is_compared(said))})
    told.companies |= {(one.owner[1], one.told_by) for one in statements if one.owner[0] == "company"}
    return told


def _statements(saying: Saying, said: Mapping[str, Value], firm: Company | None) -> Iterator[Statement]:
    """What describes a firm is said of the firm, where the saying names one; all else of the contact."""
    own: Owner = ("contact", saying.contact_id)
    firms: Owner = ("company", firm.id) if firm else own
    for name, value in said.items():
        owner = firms if name in OF_COMPANY else own
        yield Statement(owner, name, value, saying.happened_at, saying.told_by)
    for name, value in saying.company_traits.items():
        yield Statement(firms, name, value, saying.happened_at, saying.told_by)
    if firm and (called := said.get("company")):
        yield Statement(firms, "name", called, saying.happened_at, saying.told_by)


def _employment(saying: Saying, firm: Company, known_at: datetime) -> Employment:
    return Employment(
        contact_id=saying.contact_id,
        company=firm,
        happened_at=saying.happened_at,
        known_at=known_at,
        told_by=saying.told_by,
    )


def _keep(statements: Iterable[Statement], known_at: datetime) -> None:
    rows = [
        (
            one.owner[1] if one.owner[0] == "contact" else None,
            one.owner[1] if one.owner[0] == "company" else None,
            one.name,
            one.text,
            number_of(one.value),
            one.at,
            known_at,
            one.told_by,
        )
        for one in statements
    ]
    insert_values(AttributeValue, COLUMNS_OF_A_VALUE, rows)


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
