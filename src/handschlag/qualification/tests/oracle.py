"""The agreement applied row by row, slowly and obviously: what the measure is compared with. It shares no line with it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from handschlag.agreement.core.terms import Comparison, FitCriterion, InterestCriterion, Terms, TouchCondition

DAY = 24 * 60 * 60 * 1_000_000
"""Microseconds."""


@dataclass(frozen=True)
class T:
    """A touch of a lead."""

    lead: str
    id: str
    kind: str
    happened: int
    known: int
    channel: str = ""
    campaign: str = ""
    material: str = ""
    page: str = ""


@dataclass(frozen=True)
class A:
    """A value of an attribute."""

    lead: str
    name: str
    text: str
    number: float | None
    happened: int
    known: int


@dataclass(frozen=True)
class B:
    """A statement on whether somebody may be scored."""

    lead: str
    is_given: bool
    happened: int
    known: int


@dataclass(frozen=True)
class N:
    """A name that means a material, said as the material or by the page of a touch that names none."""

    material: str
    name: str
    by_page: bool
    since: int


@dataclass
class World:
    touches: list[T] = field(default_factory=list)
    attributes: list[A] = field(default_factory=list)
    bases: list[B] = field(default_factory=list)
    names: list[N] = field(default_factory=list)


def judge(terms: Terms, world: World, lead: str, at: int) -> dict[str, Any]:
    """Decision, points in hundredths and reasons (criterion, kind, hundredths, evidence) of one lead at one moment."""
    touches = [touch for touch in world.touches if touch.lead == lead and touch.happened <= at and touch.known <= at]
    touches.sort(key=lambda touch: (touch.happened, touch.id), reverse=True)
    attributes = latest_attributes(world, lead, at)
    reasons: list[tuple[str, str, int, tuple[str, ...]]] = []
    for criterion in terms.fit:
        value = attributes.get(criterion.attribute)
        if value is not None and fits(criterion, value):
            reasons.append((criterion.key, "fit", 100 * criterion.points, (value.text,)))
    for interest in terms.interest:
        counted = [
            touch
            for touch in touches
            if matches(interest.touch, touch, world, at) and at < touch.happened + interest.window_days * DAY
        ]
        counted = counted[: interest.at_most]
        if counted:
            total = sum(faded(interest, touch, at) for touch in counted)
            reasons.append((interest.key, "interest", total, tuple(touch.id for touch in counted)))
    for raiser in terms.hand_raisers:
        raised = [
            touch
            for touch in touches
            if matches(raiser.touch, touch, world, at) and at < touch.happened + raiser.window_days * DAY
        ]
        if raised:
            reasons.append((raiser.key, "hand_raiser", 0, (raised[0].id,)))
    for exclusion in terms.exclusions:
        value = attributes.get(exclusion.attribute)
        if value is not None and value.text != "" and value.text.lower() in [one.lower() for one in exclusion.values]:
            reasons.append((exclusion.key, "exclusion", 0, (value.text,)))
    if has_withdrawn(world, lead, at):
        reasons.append(("no_basis", "no_basis", 0, ()))
    fit = sum(points for _key, kind, points, _evidence in reasons if kind == "fit")
    interest_points = sum(points for _key, kind, points, _evidence in reasons if kind == "interest")
    kinds = {kind for _key, kind, _points, _evidence in reasons}
    return {
        "decision": decide(terms, fit, interest_points, kinds),
        "fit": fit,
        "interest": interest_points,
        "points": fit + interest_points,
        "reasons": sorted(reasons),
    }


def decide(terms: Terms, fit: int, interest: int, kinds: set[str]) -> str:
    if "exclusion" in kinds or "no_basis" in kinds:
        return "never"
    if "hand_raiser" in kinds:
        return "qualified"
    asked = terms.thresholds
    if fit + interest >= 100 * asked.points and fit >= 100 * asked.fit and interest >= 100 * asked.interest:
        return "qualified"
    return "not_yet"


def latest_attributes(world: World, lead: str, at: int) -> dict[str, A]:
    latest: dict[str, A] = {}
    for value in world.attributes:
        if value.lead != lead or value.known > at:
            continue
        best = latest.get(value.name)
        if best is None or (value.happened, value.text) > (best.happened, best.text):
            latest[value.name] = value
    return latest


def has_withdrawn(world: World, lead: str, at: int) -> bool:
    known = [statement for statement in world.bases if statement.lead == lead and statement.known <= at]
    if not known:
        return False
    newest = max(statement.happened for statement in known)
    return any(s.happened == newest and not s.is_given for s in known)


def means(touch: T, material: str, world: World, at: int) -> bool:
    if touch.material == material:
        return True
    for one in world.names:
        if one.material == material and one.since <= at:
            said = touch.page if one.by_page and touch.material == "" else touch.material
            if said == one.name and one.by_page == (touch.material == ""):
                return True
    return False


def matches(condition: TouchCondition, touch: T, world: World, at: int) -> bool:
    if touch.kind != condition.kind:
        return False
    if condition.channel is not None and touch.channel != condition.channel:
        return False
    if condition.campaign is not None and touch.campaign != condition.campaign:
        return False
    if condition.material is not None and not means(touch, condition.material, world, at):
        return False
    return condition.page_starts_with is None or touch.page.startswith(condition.page_starts_with)


def fits(criterion: FitCriterion, value: A) -> bool:
    if value.text == "":
        return False
    if criterion.comparison is Comparison.PRESENT:
        return True
    if criterion.comparison is Comparison.BETWEEN:
        if value.number is None:
            return False
        low = -math.inf if criterion.at_least is None else criterion.at_least
        high = math.inf if criterion.below is None else criterion.below
        return low <= value.number < high
    return value.text.lower() in [one.lower() for one in criterion.values]


def faded(criterion: InterestCriterion, touch: T, at: int) -> int:
    points = 100 * criterion.points
    if criterion.half_life_days is None:
        return points
    return math.floor(points * 0.5 ** ((at - touch.happened) / (criterion.half_life_days * DAY)) + 0.5)
