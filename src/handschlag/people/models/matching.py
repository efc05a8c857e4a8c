"""New and changed contacts are compared with all others: who is surely one person is merged, who may be is asked about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from handschlag.kernel.refusal import Refused
from handschlag.people.core.matching.judgement import Ground, Judgement
from handschlag.people.core.matching.person import from_text
from handschlag.people.models.because import Because
from handschlag.people.models.census import base_now
from handschlag.people.models.contact import Contact
from handschlag.people.models.duplicate import PossibleDuplicate
from handschlag.people.models.lead import Lead
from handschlag.people.models.lookalikes import look_alikes
from handschlag.people.models.merging import merge
from handschlag.people.models.pairs import Pair, pair_of
from handschlag.people.models.portrait import Portrait
from handschlag.people.models.possibly_same import as_reasons, elder_first
from handschlag.people.models.turns import have_turn

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Resemblance:
    """Two contacts that are surely or doubtfully one person: bits, judgement, and why."""

    pair: Pair
    score: float
    judgement: Judgement
    grounds: Sequence[Ground]


@dataclass
class Matched:
    """What came of it: how many were compared, who joined whom (gone → kept), how many questions are open."""

    compared: int = 0
    joined: dict[UUID, UUID] = field(default_factory=dict)
    asked: int = 0


def match_leads(leads: Collection[UUID], now: datetime) -> set[UUID]:
    """Match the contacts of these leads where that is due; returns the leads that are left, each now of one person."""
    due = Portrait.objects.filter(matched_at=None, contact__leads__in=leads)
    contacts = set(due.values_list("contact_id", flat=True))
    if not contacts:
        return set(leads)
    kept = set(match(now, contacts, limit=len(contacts)).joined.values())
    ours = Q(id__in=leads) | Q(contact__in=kept, is_open=True)
    return set(Lead.objects.filter(ours, is_open=True).values_list("id", flat=True)) if kept else set(leads)


def match_waiting(now: datetime, limit: int = AT_ONCE) -> int:
    """Match what imports, forms and colleagues have brought; returns how many contacts were compared."""
    return match(now, limit=limit).compared


def match_again() -> int:
    """Let all contacts be compared again, a batch at a time beside everything else; returns how many."""
    return Portrait.objects.exclude(matched_at=None).update(matched_at=None)


def match(now: datetime, contact_ids: Collection[UUID] | None = None, limit: int = AT_ONCE) -> Matched:
    """Compare contacts that are new or have changed since they were compared (of these, where some are named); one transaction.

    Sure pairs are merged where the installation allows it and nobody said they are two; the others are asked about. What
    was asked about a contact before is asked anew, for it may have changed. Where another process is matching at this moment
    nothing is done; they wait for the next turn.
    """
    waiting = Portrait.objects.filter(matched_at=None)
    if contact_ids is not None:
        waiting = waiting.filter(contact__in=contact_ids)
    with transaction.atomic():
        portraits = list(waiting.order_by("number")[:limit]) if have_turn(wait=False) else []
        if not portraits:
            return Matched()
        Portrait.objects.filter(number__in=[portrait.number for portrait in portraits]).update(matched_at=now)
        found = look_alikes([from_text(portrait.text) for portrait in portraits], base_now(now))
        matched = settle(
            (
                Resemblance(pair_of(portrait.contact_id, alike.contact_id), alike.score, alike.judgement, alike.grounds)
                for portrait, alikes in zip(portraits, found, strict=True)
                for alike in alikes
                if alike.contact_id != portrait.contact_id
            ),
            now,
            asked_anew=[portrait.contact_id for portrait in portraits],
        )
        matched.compared = len(portraits)
    return matched


def settle(resemblances: Iterable[Resemblance], now: datetime, asked_anew: Collection[UUID] = ()) -> Matched:
    """Merge what is sure, the likeliest first, and keep the rest as questions. In the caller's transaction.

    Questions about ``asked_anew`` that are none any more are dropped.
    """
    best = {one.pair: one for one in sorted(resemblances, key=lambda one: one.score)}
    apart = PossibleDuplicate.kept_apart(best.keys())
    ordered = sorted((one for one in best.values() if one.pair not in apart), key=lambda one: (-one.score, one.pair))
    matched, questions = Matched(), []
    for one in ordered:
        is_sure = one.judgement is Judgement.SURE and settings.AUTOMATIC_MERGING
        if not (is_sure and _unite(one, matched, now)):
            questions.append(one)
    open_ones = [one for one in questions if matched.joined.keys().isdisjoint(one.pair)]
    PossibleDuplicate.drop(asked_anew, still={one.pair for one in open_ones})
    PossibleDuplicate.ask(((one.pair, one.score, one.grounds) for one in open_ones), now)
    matched.asked = len(open_ones)
    return matched


def _unite(one: Resemblance, matched: Matched, now: datetime) -> bool:
    """Merge the two, where neither has joined somebody in this turn and both are still there; whether that was done or is needless."""
    ends = {_end(contact, matched.joined) for contact in one.pair}
    if len(ends) == 1:
        return True
    if ends != set(one.pair):
        # who joined somebody else a moment ago is drawn anew and compared again as the one they are now
        return True
    there = Contact.objects.in_bulk(one.pair)
    if len(there) < 2:
        return True
    kept, gone = elder_first(*there.values())
    try:
        with transaction.atomic():
            merge(
                kept, gone, at=now, by=None, because=Because.SIMILAR, score=one.score, reasons=as_reasons(one.grounds)
            )
    except Refused:
        return False
    matched.joined[gone.id] = kept.id
    return True


def _end(contact: UUID, joined: dict[UUID, UUID]) -> UUID:
    while contact in joined:
        contact = joined[contact]
    return contact
