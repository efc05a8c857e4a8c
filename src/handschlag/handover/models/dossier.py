"""What is known about many leads at once, for routing and for the brief: a fixed number of queries, however many leads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from handschlag.capture.models import Touch
from handschlag.handover.core.brief import (
    MaterialOffered,
    SegmentKnown,
    TouchSeen,
    asked_for_contact,
    build_brief,
    channels,
)
from handschlag.handover.core.routing import Place
from handschlag.market.core.segments import segment_of
from handschlag.market.models import Material, MaterialName, Names, Segment, named_materials
from handschlag.people.core.permission import SCORING, permission
from handschlag.people.models import AttributeValue, Identifier, Lead, circumstances
from handschlag.qualification.models import Verdict

ATTRIBUTES = ("country", "postal_code", "industry", "employees")
MOST_TOUCHES_READ = 500
"""Of somebody with more touches the brief reads the latest so many."""


@dataclass
class Known:
    """The latest known values of one lead's contact and company, by attribute."""

    values: dict[str, str] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        return Place(
            self.values.get("country", "").strip().upper(), self.values.get("postal_code", "").strip().replace(" ", "")
        )

    @property
    def industry(self) -> str:
        return self.values.get("industry", "")

    @property
    def employees(self) -> float | None:
        try:
            return float(self.values["employees"])
        except (KeyError, ValueError):
            return None


def known_about(leads: Collection[Lead], now: datetime) -> dict[UUID, Known]:
    """Lead id → the newest value of each attribute, the contact's own and its company's together. ``leads`` come with their contact."""
    contacts = {lead.contact_id for lead in leads}
    companies = {lead.contact.company_id for lead in leads if lead.contact.company_id}
    rows = (
        AttributeValue.objects.filter(
            Q(contact__in=contacts) | Q(company__in=companies), name__in=ATTRIBUTES, known_at__lte=now
        )
        .order_by("happened_at", "known_at", "id")
        .values_list("contact_id", "company_id", "name", "text", "happened_at")
    )
    by_owner: dict[UUID | None, dict[str, tuple[datetime, str]]] = defaultdict(dict)
    for contact_id, company_id, name, text, happened_at in rows:
        by_owner[contact_id or company_id][name] = (happened_at, text)
    return {
        lead.id: Known(_newest(by_owner.get(lead.contact.company_id, {}), by_owner.get(lead.contact_id, {})))
        for lead in leads
    }


def _newest(company: Mapping[str, tuple[datetime, str]], contact: Mapping[str, tuple[datetime, str]]) -> dict[str, str]:
    """Both histories in one; where both say something, the newer; at the same moment, what the contact said."""
    merged = dict(company)
    for name, value in contact.items():
        if name not in merged or value[0] >= merged[name][0]:
            merged[name] = value
    return {name: text for name, (_at, text) in merged.items()}


class Dossiers:
    """Everything a brief needs, read once for a batch of leads."""

    def __init__(self, leads: Sequence[Lead], now: datetime, known: Mapping[UUID, Known] | None = None) -> None:
        self.known = known_about(leads, now) if known is None else known
        self.segments = {segment.key: segment for segment in Segment.objects.filter(archived_at=None)}
        self._rules = [segment.rule for segment in self.segments.values()]
        self.materials = _materials()
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
        )
        return brief, segment

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
        Identifier.objects.filter(contact__in=set(contacts), known_at__lte=now).values_list("key", "contact_id")
    )
    rows = Touch.objects.filter(who__in=owners, known_at__lte=now).order_by("-happened_at", "-id")
    fields = rows.values_list("who", "id", "kind", "happened_at", "channel", "campaign", "material", "page")
    found: dict[UUID, list[Any]] = defaultdict(list)
    for who, *touch in fields.iterator():
        seen = found[owners[who]]
        if len(seen) < MOST_TOUCHES_READ:
            seen.append(touch)
    return found


def _seen(touch: Sequence[Any], names: Names, scored: Mapping[str, float], raised: Collection[str]) -> TouchSeen:
    """With the key of the material that it means, however it said so."""
    touch_id, kind, happened_at, channel, campaign, said, page = touch
    key, material = str(touch_id), names.key_of(said, page)
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
