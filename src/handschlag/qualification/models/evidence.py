"""What is known about leads, as the tables the measure reads."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import pyarrow as pa
from django.db import connection
from django.db.models import QuerySet

from handschlag.agreement.core.terms import Terms
from handschlag.capture.models import Mark, Touch
from handschlag.people.core.permission import Declared, turns
from handschlag.people.models import (
    AttributeValue,
    Consent,
    Employment,
    Erasure,
    Identifier,
    Lead,
    Purpose,
    Restriction,
    SuppressedContact,
    circumstances,
    declarations,
)
from handschlag.qualification.core.judging import table

NEVER_SCORED = frozenset({"bot", "scanner", "prefetch"})
"""Flags of touches that machines left behind: they are kept, and give no points."""

FEW = 10_000
"""Up to so many blocked contacts are read together."""

AT_ONCE = 5_000
"""So many values stand in one query; SQLite allows 32,766."""

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Pass:
    """A lead with the part of its contact's history that is its own: after ``after`` (the former lead's end), up to ``until``.

    Both, and ``known_at``, in microseconds since 1970. ``lead`` is its id as text; ``contact`` is an id as the database's driver writes it.
    """

    lead_id: UUID
    lead: str
    contact: Any
    after: int | None
    until: int | None
    is_open: bool
    known_at: int = 0

    def holds(self, happened_at: int) -> bool:
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
    """Every lead there ever was, but those of erased people: of them nothing is known any more."""
    return list(_passes(Lead.objects.filter(contact__erased_at=None)))


def _passes(leads: QuerySet[Lead]) -> Iterator[Pass]:
    columns = ("id", "contact_id", "closure__happened_at", "is_open", "opened_at", "known_at")
    ends: dict[Any, int | None] = {}
    for lead_id, contact, closed_at, is_open, opened_at, known_at in _raw(leads.order_by("opened_at"), *columns):
        until = None if closed_at is None else max(microseconds(closed_at), microseconds(opened_at))
        uuid = _uuid(lead_id)
        yield Pass(uuid, str(uuid), contact, ends.get(contact), until, bool(is_open), microseconds(known_at))
        ends[contact] = until


def evidence(
    of: Sequence[Pass], terms: Sequence[Terms], since: datetime | None = None, *, is_all: bool = False
) -> dict[str, pa.Table]:
    """``touches``, ``attributes`` and ``bases`` of these passes, as far as any of ``terms`` asks for them.

    A touch is known once both it and its owner are: the later of the two moments counts. Touches that happened before ``since``
    are left out. Attributes of the company the contact works for belong to the lead like its own, from when to when it works there.
    ``is_all`` says that these are all passes: then tables are read from end to end instead of person by person.
    """
    kinds = {part.touch.kind for one in terms for part in one.about_touches()}
    names = {part.attribute for one in terms for part in one.about_attributes()}
    by_contact = _grouped((one.contact, one) for one in of)
    return {
        "touches": table("touches", _touches(by_contact, kinds, since, is_all=is_all)),
        "attributes": table("attributes", [*_own_attributes(by_contact, names), *_firms_attributes(by_contact, names)]),
        "bases": table("bases", _bases(by_contact, is_all=is_all)),
    }


def longest_window(terms: Iterable[Terms]) -> timedelta:
    """Touches that happened longer ago than this give no points any more."""
    return timedelta(days=max((part.window_days for one in terms for part in one.about_touches()), default=0))


def _touches(
    by_contact: Mapping[Any, Sequence[Pass]], kinds: set[str], since: datetime | None, *, is_all: bool
) -> Iterator[tuple[Any, ...]]:
    columns = ("who", "id", "kind", "channel", "campaign", "material", "page", "happened_at", "known_at", "flags")
    owners = {
        key: (by_contact[contact], microseconds(known_at))
        for identifiers in _of(Identifier.objects.all(), "contact", by_contact, is_all=is_all)
        for key, contact, known_at in _raw(identifiers, "key", "contact_id", "known_at")
        if contact in by_contact
    }
    marked = _marked(owners, is_all=is_all)
    of_kinds = Touch.objects.filter(kind__in=kinds) if is_all else Touch.objects.all()
    recent = of_kinds if since is None else of_kinds.filter(happened_at__gte=since)
    for touches in _of(recent.order_by(), "who", owners, is_all=is_all):
        for who, touch_id, kind, *said, happened_at, known_at, flags in _raw(touches, *columns):
            # Kinds are sifted here too: asked for both, SQLite would rather walk all touches of a kind than those of a person.
            if who not in owners or kind not in kinds or touch_id in marked or (flags != "[]" and _is_machine(flags)):
                continue
            leads, owner_known_at = owners[who]
            at, known = microseconds(happened_at), max(microseconds(known_at), owner_known_at)
            for one in leads:
                if one.holds(at):
                    yield (one.lead, touch_id, kind, *said, at, known)


def _marked(owners: Iterable[str], *, is_all: bool) -> set[Any]:
    """Touches found out to be a machine's after they were stored; few."""
    marks = Mark.objects.filter(flag__in=NEVER_SCORED)
    return {touch for rows in _of(marks, "who", owners, is_all=is_all) for (touch,) in _raw(rows, "touch_id")}


def _is_machine(flags: str) -> bool:
    return not NEVER_SCORED.isdisjoint(json.loads(flags))


def _own_attributes(by_contact: Mapping[Any, Sequence[Pass]], names: set[str]) -> Iterator[tuple[Any, ...]]:
    for contact, said in _attributes("contact", by_contact, names):
        for one in by_contact[contact]:
            yield (one.lead, *said)


def _attributes(owner: str, ids: Iterable[Any], names: set[str]) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Owner and ``(name, text, number, happened_at, known_at)`` of each value."""
    columns = (f"{owner}_id", "name", "text", "number", "happened_at", "known_at")
    named = AttributeValue.objects.filter(name__in=names).order_by()
    for some in _portions(ids):
        for owner_id, *said, happened_at, known_at in _raw(named.filter(**{f"{owner}__in": some}), *columns):
            yield owner_id, (*said, microseconds(happened_at), microseconds(known_at))


def _firms_attributes(by_contact: Mapping[Any, Sequence[Pass]], names: set[str]) -> Iterator[tuple[Any, ...]]:
    """What is known of the firms, for each lead as far as its contact works there.

    Whoever changes firms brings nothing along: what the new firm has said before counts from that day, and of what it has
    not said nothing is known.
    """
    spells = _spells(by_contact)
    values: dict[Any, list[tuple[Any, ...]]] = defaultdict(list)
    for company, said in _attributes("company", {one.company for rows in spells.values() for one in rows}, names):
        values[company].append(said)
    for contact, rows in spells.items():
        former: set[str] = set()
        for spell in rows:
            for row in _of_a_spell(spell, values[spell.company], former):
                for one in by_contact[contact]:
                    yield (one.lead, *row)
            former |= {name for name, *_rest in values[spell.company]}


@dataclass(slots=True)
class Spell:
    """The contact works for this company from ``since`` (``None``: from the beginning) until ``until``; known since ``known_at``."""

    company: Any
    since: int | None
    known_at: int
    until: int | None = None


def _spells(by_contact: Mapping[Any, Sequence[Pass]]) -> dict[Any, list[Spell]]:
    spells: dict[Any, list[Spell]] = defaultdict(list)
    for ids in _portions(by_contact):
        rows = Employment.objects.filter(contact__in=ids).order_by("happened_at", "company__name_key")
        for contact, company, happened_at, known_at in _raw(
            rows, "contact_id", "company_id", "happened_at", "known_at"
        ):
            at, known, before = microseconds(happened_at), microseconds(known_at), spells[contact]
            if before and before[-1].company == company:
                before[-1].known_at = min(before[-1].known_at, known)
                continue
            if before:
                before[-1].until = at
            before.append(Spell(company, at if before else None, known))
    return spells


def _of_a_spell(spell: Spell, values: Iterable[tuple[Any, ...]], former: Iterable[str]) -> Iterator[tuple[Any, ...]]:
    """What the firm says, after what the ``former`` firms have said no longer counts."""
    if spell.since is not None:
        yield from ((name, "", None, spell.since - 1, spell.known_at) for name in former)
    for name, text, number, happened_at, known_at in values:
        if spell.until is None or happened_at < spell.until:
            at = happened_at if spell.since is None else max(happened_at, spell.since)
            yield (name, text, number, at, max(known_at, spell.known_at))


def _bases(by_contact: Mapping[Any, Sequence[Pass]], *, is_all: bool) -> Iterator[tuple[Any, ...]]:
    """When scoring was allowed and when not: the turns of ``people.core.permission``, which alone decides.

    Whoever may be scored as soon as anything is known of them, and ever since, needs no row.
    """
    declared = declarations()
    for ids in [list(by_contact)] if is_all else _portions(by_contact):
        found = _doubtful(ids, by_contact, declared, is_all=is_all)
        doubtful = {_uuid(contact): contact for contact in found}
        for contact, known in circumstances(doubtful).items():
            changes = [(microseconds(at), is_allowed) for at, is_allowed in turns(known)]
            for one in by_contact[doubtful[contact]]:
                for at, is_allowed in [(0, False), *changes]:
                    yield (one.lead, is_allowed, at, at)


def _doubtful(
    contacts: Sequence[Any], by_contact: Mapping[Any, Sequence[Pass]], declared: Sequence[Declared], *, is_all: bool
) -> set[Any]:
    """Those who have not been allowed ever since they are known: they withdrew, are blocked, or were known before the house declared."""
    if not declared or not all(one.basis for one in declared):
        return set(contacts)
    since = microseconds(declared[0].from_at)
    found = {contact for contact in contacts if min(one.known_at for one in by_contact[contact]) < since}
    of_them = {} if is_all else {"contact__in": contacts}
    said_no = Consent.objects.filter(purpose=Purpose.SCORING, is_given=False, **of_them).order_by()
    found.update(contact for (contact,) in _raw(said_no, "contact_id"))
    return {contact for contact in found | _blocked(of_them) if contact in by_contact}


def _blocked(of_them: Mapping[str, Any]) -> set[Any]:
    """Restricted, suppressed and erased contacts. As a rule there are few in all, and reading them all is cheaper than naming thousands."""
    ways = (
        Restriction.objects.values_list("contact_id"),
        SuppressedContact.objects.values_list("contact_id"),
        Erasure.objects.values_list("contact_id"),
    )
    first, *others = (way.order_by() for way in ways)
    found = {contact for (contact,) in _fetched(first.union(*others, all=True)[: FEW + 1])}
    if len(found) <= FEW:
        return found
    ids = of_them.get("contact__in")
    first, *others = (way.order_by() if ids is None else way.order_by().filter(contact_id__in=ids) for way in ways)
    return {contact for (contact,) in _fetched(first.union(*others, all=True))}


def _uuid(written: Any) -> UUID:
    return written if isinstance(written, UUID) else UUID(written)


def _of(rows: QuerySet[Any], column: str, values: Iterable[Any], *, is_all: bool) -> Iterator[QuerySet[Any]]:
    """The rows with one of these values, in queries of a bearable length; all rows in one where all are asked for."""
    if is_all:
        yield rows
    else:
        yield from (rows.filter(**{f"{column}__in": some}) for some in _portions(values))


def _raw(rows: QuerySet[Any], *columns: str) -> Iterator[Any]:
    """The columns as the driver hands them over: Django's conversions, value by value, would cost more than the judging."""
    yield from _fetched(rows.values_list(*columns))


def _fetched(rows: QuerySet[Any, Any]) -> Iterator[Any]:
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        yield from cursor.fetchall()


def microseconds(at: datetime) -> int:
    """Whole microseconds since 1970 in UTC, exactly; a moment without a zone is one of SQLite's, which keeps them in UTC."""
    return (at - (_EPOCH if at.tzinfo else _EPOCH_WITHOUT_ZONE)) // _MICROSECOND


def moment(value: int | None) -> datetime | None:
    """Microseconds as an aware moment in UTC; nothing for nothing."""
    return None if value is None else _EPOCH + value * _MICROSECOND


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_WITHOUT_ZONE = _EPOCH.replace(tzinfo=None)
_MICROSECOND = timedelta(microseconds=1)


def _grouped(pairs: Iterable[tuple[Any, Pass]]) -> dict[Any, list[Pass]]:
    groups: dict[Any, list[Pass]] = defaultdict(list)
    for owner, one in pairs:
        groups[owner].append(one)
    return groups


def _portions(values: Iterable[Value]) -> Iterator[list[Value]]:
    every = list(values)
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]
