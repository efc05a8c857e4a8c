"""What is known about leads, as the tables the measure reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

import pyarrow as pa
from django.db.models import QuerySet

from handschlag.agreement.core.terms import Terms
from handschlag.capture.models import Touch
from handschlag.people.models import AttributeValue, Consent, Identifier, Lead, Purpose
from handschlag.qualification.core.judging import table

Value = TypeVar("Value")

MICROSECOND = 1_000_000
NEVER_SCORED = frozenset({"bot", "scanner", "prefetch"})
"""Flags of touches that machines left behind: they are kept, and give no points."""

AT_ONCE = 5_000
"""So many values stand in one query; SQLite allows 32,766."""


@dataclass(frozen=True, slots=True)
class Pass:
    """A lead with the part of its contact's history that is its own: after ``after`` (the former lead's end), up to ``until``."""

    lead_id: UUID
    contact_id: UUID
    company_id: UUID | None
    after: datetime | None
    until: datetime | None
    is_open: bool

    def holds(self, happened_at: datetime) -> bool:
        return (self.after is None or happened_at > self.after) and (self.until is None or happened_at <= self.until)


def passes(lead_ids: Iterable[UUID]) -> list[Pass]:
    """The leads with these ids that exist, each with its part of the contact's history."""
    found = []
    for ids in _portions(lead_ids):
        contacts = Lead.objects.filter(id__in=ids).values("contact_id")
        wanted = set(ids)
        found += [one for one in _passes(Lead.objects.filter(contact__in=contacts)) if one.lead_id in wanted]
    return found


def all_passes() -> list[Pass]:
    """Every lead there ever was."""
    return list(_passes(Lead.objects.all()))


def _passes(leads: QuerySet[Lead]) -> Iterator[Pass]:
    columns = ("id", "contact_id", "contact__company_id", "closure__happened_at", "is_open", "opened_at")
    ends: dict[UUID, datetime | None] = {}
    for lead_id, contact_id, company_id, closed_at, is_open, opened_at in leads.order_by("opened_at").values_list(
        *columns
    ):
        until = None if closed_at is None else max(closed_at, opened_at)
        yield Pass(lead_id, contact_id, company_id, ends.get(contact_id), until, is_open)
        ends[contact_id] = until


def evidence(of: Sequence[Pass], terms: Sequence[Terms]) -> dict[str, pa.Table]:
    """``touches``, ``attributes`` and ``bases`` of these passes, as far as any of ``terms`` asks for them.

    A touch is known once both it and its owner are: the later of the two moments counts. Attributes of the company the contact
    works for now belong to the lead like its own.
    """
    kinds = {part.touch.kind for one in terms for part in (*one.interest, *one.hand_raisers)}
    names = {part.attribute for one in terms for part in (*one.fit, *one.exclusions)}
    by_contact = _grouped((one.contact_id, one) for one in of)
    by_company = _grouped((one.company_id, one) for one in of if one.company_id)
    return {
        "touches": table("touches", _touches(by_contact, kinds)),
        "attributes": table(
            "attributes", [*_attributes("contact", by_contact, names), *_attributes("company", by_company, names)]
        ),
        "bases": table("bases", _bases(by_contact)),
    }


def _touches(by_contact: Mapping[UUID, Sequence[Pass]], kinds: set[str]) -> Iterator[tuple[Any, ...]]:
    columns = ("who", "id", "kind", "channel", "campaign", "material", "page", "happened_at", "known_at", "flags")
    owners = {
        key: (contact_id, known_at)
        for ids in _portions(by_contact)
        for key, contact_id, known_at in Identifier.objects.filter(contact__in=ids).values_list(
            "key", "contact_id", "known_at"
        )
    }
    for keys in _portions(owners):
        touches = Touch.objects.filter(who__in=keys, kind__in=kinds).order_by()
        for who, touch_id, kind, channel, campaign, material, page, happened_at, known_at, flags in touches.values_list(
            *columns
        ):
            contact_id, owner_known_at = owners[who]
            if flags and not NEVER_SCORED.isdisjoint(flags):
                continue
            said = (touch_id, kind, channel, campaign, material, page)
            moments = (to_microseconds(happened_at), to_microseconds(max(known_at, owner_known_at)))
            for one in by_contact[contact_id]:
                if one.holds(happened_at):
                    yield (one.lead_id, *said, *moments)


def _attributes(owner: str, passes_of: Mapping[UUID, Sequence[Pass]], names: set[str]) -> Iterator[tuple[Any, ...]]:
    columns = (f"{owner}_id", "name", "text", "number", "happened_at", "known_at")
    for ids in _portions(passes_of):
        values = AttributeValue.objects.filter(**{f"{owner}__in": ids}, name__in=names).order_by()
        for owner_id, name, text, number, happened_at, known_at in values.values_list(*columns):
            for one in passes_of[owner_id]:
                yield (one.lead_id, name, text, number, to_microseconds(happened_at), to_microseconds(known_at))


def _bases(by_contact: Mapping[UUID, Sequence[Pass]]) -> Iterator[tuple[Any, ...]]:
    columns = ("contact_id", "is_given", "happened_at", "known_at")
    for ids in _portions(by_contact):
        statements = Consent.objects.filter(contact__in=ids, purpose=Purpose.SCORING).order_by()
        for contact_id, is_given, happened_at, known_at in statements.values_list(*columns):
            for one in by_contact[contact_id]:
                yield (one.lead_id, is_given, to_microseconds(happened_at), to_microseconds(known_at))


def to_microseconds(at: datetime) -> int:
    """Whole microseconds since 1970 in UTC, exactly (``timestamp()`` is a float and is not)."""
    since = at - _EPOCH
    return (since.days * 86_400 + since.seconds) * MICROSECOND + since.microseconds


def from_microseconds(value: int | None) -> datetime | None:
    """The aware moment in UTC, or nothing for nothing."""
    if value is None:
        return None
    seconds, microseconds = divmod(value, MICROSECOND)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=microseconds)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _grouped(pairs: Iterable[tuple[UUID, Pass]]) -> dict[UUID, list[Pass]]:
    groups: dict[UUID, list[Pass]] = defaultdict(list)
    for owner_id, one in pairs:
        groups[owner_id].append(one)
    return groups


def _portions(values: Iterable[Value]) -> Iterator[list[Value]]:
    every = list(values)
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]
