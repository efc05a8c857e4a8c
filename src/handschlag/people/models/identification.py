"""Touches find their contact, or make one; what they tell is kept; each contact something happened to has a lead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from handschlag.capture.models import Touch, insert_values
from handschlag.kernel.ids import new_id
from handschlag.people.core.consent import statements
from handschlag.people.core.identity import Findings, find_out
from handschlag.people.models.consent import Consent
from handschlag.people.models.contact import Identifier
from handschlag.people.models.lead import open_leads
from handschlag.people.models.profile import Saying, tell

ATTEMPTS = 8


def identify(touches: Sequence[Touch], now: datetime) -> set[UUID]:
    """Walk touches to the people they belong to; returns the ids of the open leads something happened to.

    A touch of a browser nobody knows yet is left alone: its history joins when the browser's key is linked. Where two
    processes meet the same new person at the same moment, the database lets one of them win and the other looks again.
    """
    story = sorted(touches, key=lambda touch: (touch.happened_at, touch.message_id))
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                return _identify(story, now)
        except IntegrityError:
            if attempt == ATTEMPTS:
                raise
    return set()


def _identify(story: Sequence[Touch], now: datetime) -> set[UUID]:
    findings = link([(touch.identifiers, touch.happened_at, touch.id) for touch in story], now)
    known = [(touch, contact) for touch, contact in zip(story, findings.contacts, strict=True) if contact]
    known += _joining(findings, {touch.id for touch in story})
    tell([Saying(contact, touch.traits, touch.happened_at, touch.id) for touch, contact in known], now, findings.made)
    _keep_consents(known, now)
    moments: dict[UUID, list[datetime]] = defaultdict(list)
    for touch, contact in known:
        moments[contact].append(touch.happened_at)
    return set(open_leads(moments, now).values())


def link(sightings: Sequence[tuple[Sequence[str], datetime, UUID]], now: datetime) -> Findings:
    """Find the contact of each sighting (its keys, its moment, who told), and link the keys that are new.

    Contacts that have to be made are named in the findings; ``tell`` writes them. In the caller's transaction. Raises IntegrityError where another process linked one of the keys meanwhile.
    """
    keys = {key for sighted, _at, _told_by in sightings for key in sighted}
    owners = dict(Identifier.objects.filter(key__in=keys).values_list("key", "contact_id"))
    keys_of: dict[UUID, list[str]] = defaultdict(list)
    for key, contact in Identifier.objects.filter(contact__in=set(owners.values())).values_list("key", "contact_id"):
        keys_of[contact].append(key)
    findings = find_out([sighted for sighted, _at, _told_by in sightings], owners, keys_of, lambda: new_id(now))
    first: dict[str, tuple[datetime, UUID]] = {}
    for sighted, at, told_by in reversed(sightings):
        first |= dict.fromkeys(sighted, (at, told_by))
    insert_values(
        Identifier,
        ("key", "contact_id", "happened_at", "known_at", "told_by"),
        [(key, contact, first[key][0], now, first[key][1]) for key, contact in sorted(findings.links.items())],
    )
    return findings


def _joining(findings: Findings, already: set[UUID]) -> list[tuple[Touch, UUID]]:
    """Touches walked long ago, whose key has only now been linked to somebody."""
    earlier = Touch.objects.filter(who__in=findings.links).exclude(waiting__isnull=False).order_by("happened_at", "id")
    return [(touch, findings.links[touch.who]) for touch in earlier if touch.id not in already]


def _keep_consents(known: Sequence[tuple[Touch, UUID]], now: datetime) -> None:
    consents = [
        Consent(
            contact_id=contact,
            purpose=said.purpose,
            is_given=said.is_given,
            basis=said.basis,
            wording=said.wording,
            evidence=said.evidence,
            proof=touch.message_id,
            happened_at=touch.happened_at,
            known_at=now,
            told_by=touch.id,
        )
        for touch, contact in known
        for said in statements(touch.properties.get("consent"))
    ]
    Consent.keep(consents, by=None, at=now)
