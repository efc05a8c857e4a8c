"""Touches find their contact, or make one; what they tell is kept; each contact something happened to has a lead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from handschlag.capture.models import Touch
from handschlag.people.core.consent import statements
from handschlag.people.core.identity import Findings, Sighting
from handschlag.people.models.addresses import Passing, sayings_of, tells_only_an_address
from handschlag.people.models.consent import Consent
from handschlag.people.models.contact import Contact
from handschlag.people.models.lead import open_leads
from handschlag.people.models.linking import link
from handschlag.people.models.owning import reown
from handschlag.people.models.portrait import refresh_keys
from handschlag.people.models.profile import Saying, tell

ATTEMPTS = 8


def identify(touches: Sequence[Passing], now: datetime) -> set[UUID]:
    """Walk touches to the people they belong to; returns the ids of the open leads something happened to.

    A touch of a browser nobody knows yet is left alone: its history joins when the browser's key is linked. Where two
    processes meet the same new person at the same moment, the database lets one of them win and the other looks again.
    """
    story = sorted(touches, key=lambda touch: (touch.happened_at, touch.message_id))
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                return _identify(story, now)
        except (IntegrityError, Contact.DoesNotExist):
            if attempt == ATTEMPTS:
                raise
    return set()


def _identify(story: Sequence[Passing], now: datetime) -> set[UUID]:
    findings, contacts = _linked(story, now)
    known = [(touch, contact) for touch in story if (contact := contacts[tuple(touch.identifiers)])]
    known += _joining(findings, {touch.id for touch in story})
    told = [
        Saying(contact, touch.traits, touch.happened_at, touch.id)
        for touch, contact in known
        if touch.traits and not tells_only_an_address(touch)
    ]
    tell([*told, *sayings_of(known)], now, findings.made)
    _keep_consents(known, now)
    reown(findings.shaken, now)
    refresh_keys(
        {one.contact for key, one in findings.holdings.items() if key not in findings.known} - {*findings.made}
    )
    moments: dict[UUID, list[datetime]] = defaultdict(list)
    for touch, contact in known:
        moments[contact].append(touch.happened_at)
    return set(open_leads(moments, now).values())


def _linked(story: Sequence[Passing], now: datetime) -> tuple[Findings, dict[tuple[str, ...], UUID | None]]:
    """Whose keys they are. Of touches with the same keys the earliest speaks for all: the story is in order of time."""
    first: dict[tuple[str, ...], Sighting] = {}
    for touch in story:
        keys = tuple(touch.identifiers)
        if keys not in first:
            first[keys] = Sighting(touch.identifiers, touch.happened_at, touch.id)
    findings = link(list(first.values()), now)
    return findings, dict(zip(first, findings.contacts, strict=True))


def _joining(findings: Findings, already: set[UUID]) -> list[tuple[Passing, UUID]]:
    """Touches walked long ago, whose key has only now been linked to somebody."""
    new = {key: one.contact for key, one in findings.holdings.items() if key not in findings.known}
    earlier = Touch.objects.filter(who__in=new).exclude(waiting__isnull=False).order_by("happened_at", "id")
    return [(touch, new[touch.who]) for touch in earlier if touch.id not in already]


def _keep_consents(known: Sequence[tuple[Passing, UUID]], now: datetime) -> None:
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
        if "consent" in touch.properties
        for said in statements(touch.properties["consent"])
    ]
    Consent.keep(consents, by=None, at=now)
