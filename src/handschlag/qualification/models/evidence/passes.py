"""The leads that are judged, each with the part of its contact's history that is its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from handschlag.ledger.models.raw import raw, uuid
from handschlag.people.models import Lead
from handschlag.qualification.models.evidence.moments import microseconds
from handschlag.qualification.models.evidence.portions import portions


@dataclass(slots=True)
class Pass:
    """A lead with the part of its contact's history that is its own: after ``after`` (the former lead's end), up to ``until``.

    Both, and ``known_at``, in microseconds since 1970. ``number`` is the lead in the measure's tables: its place in the list it was
    read with. ``contact`` is an id as the database's driver writes it.
    """

    number: int
    lead_id: UUID
    contact: Any
    after: int | None
    until: int | None
    is_open: bool
    known_at: int = 0

    def holds(self, happened_at: int) -> bool:
        return (self.after is None or happened_at > self.after) and (self.until is None or happened_at <= self.until)


ByContact = Mapping[Any, Sequence[Pass]]


def passes(lead_ids: Iterable[UUID]) -> list[Pass]:
    """The leads with these ids that exist, each with its part of the contact's history."""
    found: list[Pass] = []
    for ids in portions(lead_ids):
        contacts = Lead.objects.filter(id__among=ids).values("contact_id")
        wanted = set(ids)
        found += [one for one in _passes(Lead.objects.filter(contact__in=contacts)) if one.lead_id in wanted]
    return _numbered(found)


def all_passes() -> list[Pass]:
    """Every lead there ever was, but those of erased people: of them nothing is known any more."""
    return _numbered(list(_passes(Lead.objects.filter(contact__erased_at=None))))


def by_contact(of: Sequence[Pass]) -> ByContact:
    groups: dict[Any, list[Pass]] = defaultdict(list)
    for one in of:
        groups[one.contact].append(one)
    return groups


def _passes(leads: QuerySet[Lead]) -> Iterator[Pass]:
    columns = ("id", "contact_id", "closure__happened_at", "is_open", "opened_at", "known_at")
    ends: dict[Any, int | None] = {}
    for lead_id, contact, closed_at, is_open, opened_at, known_at in raw(leads.order_by("opened_at"), *columns):
        until = None if closed_at is None else max(microseconds(closed_at), microseconds(opened_at))
        yield Pass(0, uuid(lead_id), contact, ends.get(contact), until, bool(is_open), microseconds(known_at))
        ends[contact] = until


def _numbered(found: list[Pass]) -> list[Pass]:
    for number, one in enumerate(found):
        one.number = number
    return found
