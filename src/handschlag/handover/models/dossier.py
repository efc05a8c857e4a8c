"""What a brief needs of many leads at once: a fixed number of queries, however many leads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

from handschlag.agreement.core.terms import Terms
from handschlag.capture.models import Touch
from handschlag.handover.core.brief import (
    MaterialOffered,
    SegmentKnown,
    TouchSeen,
    asked_for_contact,
    build_brief,
    channels,
)
from handschlag.handover.models.known import Known, known_about, owed_attributes
from handschlag.ledger.models.raw import moment_of, plain
from handschlag.market.core.guides import guide_for
from handschlag.market.core.segments import segment_of
from handschlag.market.models import Material, MaterialName, Names, QuestionGuide, Segment, named_materials
from handschlag.people.core.permission import SCORING, permission
from handschlag.people.models import Identifier, Lead, circumstances
from handschlag.qualification.models import Verdict
from handschlag.qualification.models.evidence import written

ON_CONTACT = ("email", "phone", "given_name", "family_name", "language")
"""What a contact tells itself, beside the attributes that are known of it."""

MOST_TOUCHES_READ = 500
"""Of somebody with more touches the brief reads the latest so many."""


class Dossiers:
    """Everything a brief needs, read once for a batch of leads."""

    def __init__(
        self, leads: Sequence[Lead], now: datetime, terms: Terms, known: Mapping[UUID, Known] | None = None
    ) -> None:
        self.known = known_about(leads, now, terms) if known is None else known
        self.owed = owed_attributes(terms)
        self.segments = {segment.key: segment for segment in Segment.objects.filter(archived_at=None)}
        self._rules = [segment.rule for segment in self.segments.values()]
        self.materials = _materials()
        self.guides = QuestionGuide.known()
        self.names = MaterialName.known()
        contacts = [lead.contact_id for lead in leads]
        self.allowed = circumstances(contacts)
        self.now = now
        self.touches = _touches(contacts, now)
        self._labels: dict[UUID, dict[str, str]] = {}

    def segment_of(self, lead: Lead) -> Segment | None:
        """The part of the market the lead belongs to; none where there is no basis to keep it in one."""
        if not permission(SCORING, self.allowed[lead.contact_id], self.now).is_allowed:
            return None
        known = self.known[lead.id]
        key = segment_of(known.industry, known.employees, self._rules)
        return self.segments[key] if key else None

    def brief_of(self, lead: Lead, verdict: Verdict) -> tuple[dict[str, Any], Segment | None]:
        """The brief of one lead, as it will be frozen, and the segment it belongs to."""
        segment = self.segment_of(lead)
        evidence = _points_per_touch(verdict.reasons), _raised_by(verdict.reasons)
        brief = build_brief(
            reasons=verdict.reasons,
            labels=self._labels_of(verdict),
            touches=[_seen(touch, self.names, *evidence) for touch in self.touches.get(lead.contact_id, ())],
            permitted=channels(self.allowed[lead.contact_id], asked_for_contact(verdict.reasons), self.now),
            segment=SegmentKnown(segment.key, segment.name, tuple(segment.industries)) if segment else None,
            materials=self.materials,
            guide=guide_for(segment.key if segment else "", self.guides),
        )
        if self.owed:
            brief["missing"] = self._missing(lead)
        return brief, segment

    def _missing(self, lead: Lead) -> list[str]:
        """What is owed to be known of the lead, and is not: neither as an attribute nor on its contact."""
        values, contact = self.known[lead.id].values, lead.contact
        told = {name: getattr(contact, name) for name in ON_CONTACT} | {"company": contact.company_id}
        return [name for name in self.owed if not values.get(name, "").strip() and not told.get(name)]

    def _labels_of(self, verdict: Verdict) -> Mapping[str, str]:
        """What the criteria are called in the version that judged; read once per version."""
        if verdict.version_id not in self._labels:
            terms = verdict.version.parsed
            names = [(part.key, part.label) for part in terms.fit] + [(part.key, part.label) for part in terms.interest]
            self._labels[verdict.version_id] = dict(names + [(part.key, part.label) for part in terms.hand_raisers])
        return self._labels[verdict.version_id]


def _materials() -> dict[str, MaterialOffered]:
    """Materials on offer, and their variants, by the key touches name them with; of several versions the newest."""
    segments, claims = defaultdict(set), defaultdict(list)
    for material_id, key in Material.segments.through.objects.values_list("material", "segment__key"):
        segments[material_id].add(key)
    for material_id, sentence in Material.claims.through.objects.order_by("claim__sentence").values_list(
        "material", "claim__sentence"
    ):
        claims[material_id].append(sentence)
    return {
        key: MaterialOffered(
            key=key,
            name=named.name,
            url=named.url,
            segments=frozenset({named.segment} - {""} if named.is_variant else segments[named.material_id]),
            claims=tuple(claims[named.material_id]),
            variant_of=named.key if named.is_variant else "",
        )
        for key, named in named_materials().items()
    }


def _touches(contacts: Iterable[UUID], now: datetime) -> dict[UUID, list[Any]]:
    """Contact id → the latest touches under any of the contact's identifiers."""
    owners = dict(
        Identifier.objects.filter(contact__among=set(contacts), known_at__lte=now).values_list("key", "contact_id")
    )
    rows = Touch.objects.filter(who__among=list(owners), known_at__lte=now).order_by("-happened_at", "-id")
    columns = ("who", "id", "kind", "happened_at", "channel", "campaign", "material", "page")
    found: dict[UUID, list[Any]] = defaultdict(list)
    for who, key, kind, happened_at, *said in chain.from_iterable(plain(rows, *columns)):
        seen = found[owners[who]]
        if len(seen) < MOST_TOUCHES_READ:
            seen.append((written(key), kind, moment_of(happened_at), *said))
    return found


def _seen(touch: Sequence[Any], names: Names, scored: Mapping[str, float], raised: Collection[str]) -> TouchSeen:
    """With the key of the material that it means, however it said so."""
    key, kind, happened_at, channel, campaign, said, page = touch
    material = names.key_of(said, page)
    return TouchSeen(key, kind, happened_at, channel, campaign, material, page, scored.get(key, 0.0), key in raised)


def _points_per_touch(reasons: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """A criterion's points spread evenly over the touches that gave them."""
    scored: dict[str, float] = defaultdict(float)
    for reason in reasons:
        evidence = reason["evidence"] if reason["kind"] == "interest" else ()
        for touch in evidence:
            scored[str(touch)] += reason["points"] / len(evidence)
    return scored


def _raised_by(reasons: Sequence[Mapping[str, Any]]) -> set[str]:
    """The touches by which somebody asked for sales."""
    return {str(touch) for reason in reasons if reason["kind"] == "hand_raiser" for touch in reason["evidence"]}
