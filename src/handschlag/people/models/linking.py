"""Identifier keys find their contact; what turns out to be one person becomes one, and what was held by mistake changes hands."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from handschlag.capture.core.keys import kind_of
from handschlag.capture.models import insert_values, walking
from handschlag.kernel.ids import new_id
from handschlag.people.core.identity import NAMING, Findings, Holding, Sighting, find_out
from handschlag.people.models.because import Because
from handschlag.people.models.contact import Contact, Identifier
from handschlag.people.models.heeding import heed_suppressions
from handschlag.people.models.merging import merge
from handschlag.people.models.turns import have_turn


def link(sightings: Sequence[Sighting], now: datetime) -> Findings:
    """Find the contact of each sighting, and hold its keys for that contact.

    Contacts that have to be made are named in the findings; ``tell`` writes them, and after it ``reown`` sees to those that are
    ``shaken``. In the caller's transaction. Raises IntegrityError where another process linked one of the keys meanwhile.
    """
    walking()
    keys = {key for sighting in sightings for key in sighting.keys}
    book, findings = _found(sightings, keys, now)
    if findings.unions:
        have_turn(wait=True)
        book, findings = _found(sightings, keys, now)  # whoever had the turn before may have merged them, or others
    for stays, joining in findings.unions:
        kept, gone = Contact.objects.get(id=stays), Contact.objects.get(id=joining)
        merge(kept, gone, at=now, by=None, because=Because.SAME_KEY)
    _write(findings, book, now)
    heed_suppressions(((key, one.contact) for key, one in findings.holdings.items()), now)
    return findings


def _found(sightings: Sequence[Sighting], keys: Collection[str], now: datetime) -> tuple[dict[str, Holding], Findings]:
    book = _book(keys)
    return book, find_out(sightings, book, _named(book), lambda: new_id(now))


def _book(keys: Collection[str]) -> dict[str, Holding]:
    rows = Identifier.objects.filter(key__in=keys).values_list("key", "contact_id", "by", "happened_at", "told_by")
    return {key: Holding(contact, by, at, told_by) for key, contact, by, at, told_by in rows}


def _named(book: Mapping[str, Holding]) -> set[UUID]:
    """Contacts with a naming key. Only those who hold a phone for itself are in question."""
    doubtful = {one.contact for key, one in book.items() if one.by == "" and kind_of(key) not in NAMING}
    keys = Identifier.objects.filter(contact__in=doubtful).values_list("key", "contact_id") if doubtful else ()
    return {contact for key, contact in keys if kind_of(key) in NAMING}


def _write(findings: Findings, book: Mapping[str, Holding], now: datetime) -> None:
    """Insert the keys that are new; a key that changes hands takes with it the browsers held through it."""
    new = [(key, one) for key, one in sorted(findings.holdings.items()) if key not in book]
    columns = ("key", "contact_id", "by", "happened_at", "known_at", "told_by")
    rows = [(key, one.contact, one.by, one.at, now, one.told_by) for key, one in new]
    insert_values(Identifier, columns, rows)
    joined = {gone: stays for stays, gone in findings.unions}
    for key, before in book.items():
        if not (one := findings.holdings.get(key)):
            continue
        changes: dict[str, object] = {"by": one.by, "happened_at": one.at, "told_by": one.told_by}
        holder = joined.get(before.contact, before.contact)
        if holder != one.contact:
            changes |= {"contact_id": one.contact, "known_at": now}
            findings.shaken |= {holder, one.contact}
            Identifier.objects.filter(contact=holder, by=key).update(contact=one.contact, known_at=now)
        Identifier.objects.filter(key=key).update(**changes)
