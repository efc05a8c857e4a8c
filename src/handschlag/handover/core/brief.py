"""The brief (*Übergabebrief*): what a rep must know before the first call, as references and short facts.

It holds no name and no address: those are read from ``people`` when the brief is shown, so that erasing a person erases them here too.
Codes are stored, sentences are made when it is shown, in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handschlag.market.core.guides import Guide, questions_for
from handschlag.people.core.permission import EMAIL, PHONE, Circumstances, Permission, permission

MOST_TOUCHES = 8
MOST_MATERIALS = 5


@dataclass(frozen=True, slots=True)
class TouchSeen:
    """A touch of the lead. ``scored`` are the points it gave to the verdict, 0 where none; ``raised_hand``: by it they asked for sales."""

    id: str
    kind: str
    happened_at: datetime
    channel: str = ""
    campaign: str = ""
    material: str = ""
    page: str = ""
    scored: float = 0.0
    raised_hand: bool = False


@dataclass(frozen=True, slots=True)
class MaterialOffered:
    """Advertising material marketing offers: which segments it suits, which claims it makes.

    A variant names its material's key, and suits only the segment it was made for: one for a channel alone is nothing to choose here.
    """

    key: str
    name: str
    url: str = ""
    segments: frozenset[str] = frozenset()
    claims: tuple[str, ...] = ()
    variant_of: str = ""


@dataclass(frozen=True, slots=True)
class SegmentKnown:
    """The part of the market the lead belongs to."""

    key: str
    name: str
    industries: tuple[str, ...] = ()


def build_brief(
    *,
    reasons: Sequence[Mapping[str, Any]],
    labels: Mapping[str, str],
    touches: Sequence[TouchSeen],
    permitted: Sequence[Mapping[str, Any]],
    segment: SegmentKnown | None,
    materials: Mapping[str, MaterialOffered],
    guide: Guide | None = None,
) -> dict[str, Any]:
    """The whole brief of one lead as JSON-ready data. ``labels`` name the criteria, ``materials`` are keyed as touches name them.

    ``permitted`` are the ``channels`` as they stood; of the ``guide`` the questions to ask first are named by their keys.
    """
    in_order = sorted(touches, key=lambda touch: (touch.happened_at, touch.id))
    return {
        "segment": {"key": segment.key, "name": segment.name} if segment else None,
        "asked_for_contact": asked_for_contact(reasons),
        "why": [_why(reason, labels) for reason in reasons],
        "did": [_did(touch, materials) for touch in top_touches(in_order)],
        "touches": len(in_order),
        "first": _came_by(in_order[0], materials) if in_order else None,
        "last": _came_by(in_order[-1], materials) if in_order else None,
        "needs": likely_needs(in_order, materials),
        "guide": guide.key if guide else "",
        "questions": questions_for(guide.questions, words_about(in_order, segment)) if guide else [],
        "channels": list(permitted),
        "materials": [_offer(material) for material in fitting_materials(in_order, segment, materials)],
    }


def asked_for_contact(reasons: Sequence[Mapping[str, Any]]) -> bool:
    """Whether they asked for sales themselves."""
    return any(reason.get("kind") == "hand_raiser" for reason in reasons)


def top_touches(touches: Sequence[TouchSeen]) -> list[TouchSeen]:
    """The few touches that say most: by which they asked for sales, then those that gave the most points, then the latest; shown latest first."""
    best = sorted(
        touches, key=lambda touch: (touch.raised_hand, touch.scored, touch.happened_at, touch.id), reverse=True
    )[:MOST_TOUCHES]
    return sorted(best, key=lambda touch: (touch.happened_at, touch.id), reverse=True)


def likely_needs(touches: Sequence[TouchSeen], materials: Mapping[str, MaterialOffered]) -> list[str]:
    """The claims of the materials they used, most used first: what drew somebody is what they are likely to need."""
    used: dict[str, int] = {}
    for touch in touches:
        for claim in materials[touch.material].claims if touch.material in materials else ():
            used[claim] = used.get(claim, 0) + 1
    return sorted(used, key=lambda claim: (-used[claim], claim))[:3]


def words_about(touches: Sequence[TouchSeen], segment: SegmentKnown | None) -> list[str]:
    """What is known in plain words: the question guide looks for its cues here."""
    words = [word for touch in touches for word in (touch.kind, touch.page, touch.material)]
    return words + ([segment.key, segment.name, *segment.industries] if segment else [])


def channels(known: Circumstances, asked: bool, at: datetime) -> list[dict[str, Any]]:
    """May the rep call, may the rep write advertising? As ``people`` decides; ``asked``: they asked to be contacted."""
    return [_channel(permission(purpose, known, at, asked=asked)) for purpose in (PHONE, EMAIL)]


def fitting_materials(
    touches: Sequence[TouchSeen], segment: SegmentKnown | None, materials: Mapping[str, MaterialOffered]
) -> list[MaterialOffered]:
    """Materials that suit the segment and that they have not used yet, in no variant; each in the variant made for the segment."""
    if segment is None:
        return []
    used = {_common_key(materials[touch.material]) for touch in touches if touch.material in materials}
    fitting: dict[str, MaterialOffered] = {}
    for material in sorted(materials.values(), key=lambda one: (not one.variant_of, one.name, one.key)):
        common = _common_key(material)
        if segment.key in material.segments and common not in used:
            fitting.setdefault(common, material)
    return sorted(fitting.values(), key=lambda material: (material.name, material.key))[:MOST_MATERIALS]


def _common_key(material: MaterialOffered) -> str:
    return material.variant_of or material.key


def _why(reason: Mapping[str, Any], labels: Mapping[str, str]) -> dict[str, Any]:
    criterion = str(reason.get("criterion", ""))
    return {
        "criterion": criterion,
        "label": labels.get(criterion, criterion),
        "kind": reason.get("kind", ""),
        "points": reason.get("points", 0),
    }


def _did(touch: TouchSeen, materials: Mapping[str, MaterialOffered]) -> dict[str, Any]:
    material = materials.get(touch.material)
    return {
        "touch": touch.id,
        "kind": touch.kind,
        "at": touch.happened_at.isoformat(),
        "page": touch.page.partition("?")[0],
        "material": material.name if material else touch.material,
        "points": round(touch.scored, 1),
        "raised_hand": touch.raised_hand,
    }


def _came_by(touch: TouchSeen, materials: Mapping[str, MaterialOffered]) -> dict[str, Any]:
    material = materials.get(touch.material)
    return {
        "touch": touch.id,
        "at": touch.happened_at.isoformat(),
        "channel": touch.channel,
        "campaign": touch.campaign,
        "material_key": touch.material,
        "material": material.name if material else touch.material,
        "claims": list(material.claims) if material else [],
    }


def _offer(material: MaterialOffered) -> dict[str, Any]:
    return {"key": material.key, "name": material.name, "url": material.url}


def _channel(permitted: Permission) -> dict[str, Any]:
    return {
        "purpose": permitted.purpose,
        "permission": permitted.answer.value,
        "basis": permitted.basis,
        "since": permitted.since.isoformat() if permitted.since else None,
    }
