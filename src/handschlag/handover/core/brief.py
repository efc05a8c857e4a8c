"""The brief (*Übergabebrief*): what a rep must know before the first call, as references and short facts.

It holds no name and no address: those are read from ``people`` when the brief is shown, so that erasing a person erases them here too.
Codes are stored, sentences are made when it is shown, in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from handschlag.handover.core.questions import questions_for

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
class Statement:
    """The latest statement on one purpose: given or withdrawn, on which basis, when."""

    purpose: str
    is_given: bool
    basis: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class MaterialOffered:
    """Advertising material marketing offers: which segments it suits, which claims it makes."""

    key: str
    name: str
    url: str = ""
    segments: frozenset[str] = frozenset()
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentKnown:
    """The part of the market the lead belongs to."""

    key: str
    name: str
    industries: tuple[str, ...] = ()


class Permission(StrEnum):
    """Whether a channel may be used for advertising."""

    ALLOWED = "allowed"
    TO_BE_JUDGED = "to_be_judged"
    FORBIDDEN = "forbidden"


def build_brief(
    *,
    reasons: Sequence[Mapping[str, Any]],
    labels: Mapping[str, str],
    touches: Sequence[TouchSeen],
    statements: Sequence[Statement],
    segment: SegmentKnown | None,
    materials: Mapping[str, MaterialOffered],
) -> dict[str, Any]:
    """The whole brief of one lead as JSON-ready data. ``labels`` name the criteria, ``materials`` are keyed as touches name them."""
    in_order = sorted(touches, key=lambda touch: (touch.happened_at, touch.id))
    asked = any(reason.get("kind") == "hand_raiser" for reason in reasons)
    return {
        "segment": {"key": segment.key, "name": segment.name} if segment else None,
        "asked_for_contact": asked,
        "why": [_why(reason, labels) for reason in reasons],
        "did": [_did(touch, materials) for touch in top_touches(in_order)],
        "touches": len(in_order),
        "first": _came_by(in_order[0], materials) if in_order else None,
        "last": _came_by(in_order[-1], materials) if in_order else None,
        "needs": likely_needs(in_order, materials),
        "questions": questions_for(words_about(in_order, segment)),
        "channels": [may_phone(statements, asked), may_write(statements, asked)],
        "materials": [_offer(material) for material in fitting_materials(in_order, segment, materials)],
    }


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


def may_phone(statements: Sequence[Statement], asked: bool) -> dict[str, Any]:
    """May the rep call? Consent to e-mail never unlocks the phone.

    Without any statement a call to a business rests on presumed consent, which a person must judge in the single case (UWG § 7).
    """
    stated = _latest(statements, "phone")
    if stated and not stated.is_given:
        return _channel("phone", Permission.FORBIDDEN, "withdrawn", stated)
    if stated and stated.basis == "consent":
        return _channel("phone", Permission.ALLOWED, "consent", stated)
    if asked:
        return _channel("phone", Permission.ALLOWED, "asked_for_contact", None)
    return _channel("phone", Permission.TO_BE_JUDGED, "presumed_consent" if stated is None else stated.basis, stated)


def may_write(statements: Sequence[Statement], asked: bool) -> dict[str, Any]:
    """May the rep send advertising by e-mail? Only with consent or to an existing customer; answering an inquiry is no advertising."""
    stated = _latest(statements, "email")
    if stated and not stated.is_given:
        return _channel("email", Permission.FORBIDDEN, "withdrawn", stated)
    if stated and stated.basis in {"consent", "contract"}:
        return _channel("email", Permission.ALLOWED, stated.basis, stated)
    if asked:
        return _channel("email", Permission.ALLOWED, "asked_for_contact", None)
    return _channel("email", Permission.FORBIDDEN, "no_statement", stated)


def fitting_materials(
    touches: Sequence[TouchSeen], segment: SegmentKnown | None, materials: Mapping[str, MaterialOffered]
) -> list[MaterialOffered]:
    """Materials that suit the segment and that they have not used yet."""
    if segment is None:
        return []
    used = {touch.material for touch in touches}
    fitting = [
        material for material in materials.values() if segment.key in material.segments and material.key not in used
    ]
    return sorted(fitting, key=lambda material: (material.name, material.key))[:MOST_MATERIALS]


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


def _channel(purpose: str, permission: Permission, basis: str, stated: Statement | None) -> dict[str, Any]:
    return {
        "purpose": purpose,
        "permission": permission.value,
        "basis": basis,
        "since": stated.happened_at.isoformat() if stated else None,
    }


def _latest(statements: Sequence[Statement], purpose: str) -> Statement | None:
    of_purpose = [statement for statement in statements if statement.purpose == purpose]
    return max(of_purpose, key=lambda statement: statement.happened_at, default=None)
