"""The agreement applied row by row, slowly and obviously: what the measure is compared with. It shares no line with it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from handschlag.agreement.core.terms import Comparison, Condition, InterestCriterion, Terms, TouchCondition

DAY = 24 * 60 * 60 * 1_000_000
"""Microseconds."""


@dataclass(frozen=True)
class T:
    """A touch of a lead."""

    lead: int
    id: str
    kind: str
    happened: int
    known: int
    channel: str = ""
    campaign: str = ""
    material: str = ""
    page: str = ""
    properties: tuple[tuple[str, str, float | None], ...] = ()


@dataclass(frozen=True)
class A:
    """A value of an attribute."""

    lead: int
    name: str
    text: str
    number: float | None
    happened: int
    known: int


@dataclass(frozen=True)
class B:
    """A turn in whether somebody may be scored, or reached by a way."""

    lead: int
    is_given: bool
    happened: int
    known: int
    purpose: str = "scoring"


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


def judge(terms: Terms, world: World, lead: int, at: int) -> dict[str, Any]:
    """Decision, points in hundredths and reasons (criterion, kind, hundredths, evidence) of one lead at one moment."""
    touches = [touch for touch in world.touches if touch.lead == lead and touch.happened <= at and touch.known <= at]
    touches.sort(key=lambda touch: (touch.happened, touch.id), reverse=True)
    attributes = latest_attributes(world, lead, at)
    reasons: list[tuple[str, str, int, tuple[str, ...]]] = []
    for criterion in terms.fit:
        value = attributes.get(criterion.attribute)
        if value is not None and meets(criterion, value.text, value.number, terms):
            reasons.append((criterion.key, "fit", 100 * criterion.points, (value.text,)))
    for estimate in terms.estimates:
        value = attributes.get(f"estimate:{estimate.model}")
        if value is not None and value.number is not None and value.number >= estimate.at_least_percent:
            reasons.append((estimate.key, "fit", 100 * estimate.points, (value.text,)))
    for group in terms.groups:
        of_group = {criterion.key for criterion in terms.fit if criterion.group == group.key}
        together = sum(points for key, _kind, points, _evidence in reasons if key in of_group and points > 0)
        if together > 100 * group.at_most:
            reasons.append((group.key, "cap", 100 * group.at_most - together, ()))
    for interest in terms.interest:
        counted = [
            touch
            for touch in touches
            if matches(interest.touch, touch, terms, world, at) and at < touch.happened + interest.window_days * DAY
        ]
        counted = counted[: interest.at_most]
        if counted:
            total = sum(faded(interest, touch, at) for touch in counted)
            reasons.append((interest.key, "interest", total, tuple(touch.id for touch in counted)))
    for raiser in terms.hand_raisers:
        raised = [
            touch
            for touch in touches
            if matches(raiser.touch, touch, terms, world, at) and at < touch.happened + raiser.window_days * DAY
        ]
        if raised:
            reasons.append((raiser.key, "hand_raiser", 0, (raised[0].id,)))
    for exclusion in terms.exclusions:
        value = attributes.get(exclusion.attribute)
        if value is not None and meets(exclusion, value.text, value.number, terms):
            reasons.append((exclusion.key, "exclusion", 0, (value.text,)))
    if not is_open(world, lead, at, "scoring", otherwise=True):
        reasons.append(("no_basis", "no_basis", 0, ()))
    ways = [is_open(world, lead, at, str(way), otherwise=str(way) == "phone") for way in terms.reachable_by]
    if ways and not any(ways):
        reasons.append(("no_way", "no_way", 0, ()))
    fit = sum(points for _key, kind, points, _evidence in reasons if kind in {"fit", "cap"})
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
    if "no_way" in kinds:
        return "never"
    asked = terms.thresholds
    if asked.points is not None:
        enough = fit + interest >= 100 * asked.points and fit >= 100 * asked.fit and interest >= 100 * asked.interest
    else:
        enough = any(fit >= 100 * corner.fit and interest >= 100 * corner.interest for corner in asked.matrix)
    return "qualified" if enough else "not_yet"


def latest_attributes(world: World, lead: int, at: int) -> dict[str, A]:
    latest: dict[str, A] = {}
    for value in world.attributes:
        if value.lead != lead or value.known > at:
            continue
        best = latest.get(value.name)
        if best is None or (value.happened, value.text) > (best.happened, best.text):
            latest[value.name] = value
    return latest


def is_open(world: World, lead: int, at: int, purpose: str, *, otherwise: bool) -> bool:
    known = [said for said in world.bases if (said.lead, said.purpose) == (lead, purpose) and said.known <= at]
    if not known:
        return otherwise
    newest = max(statement.happened for statement in known)
    return all(statement.is_given for statement in known if statement.happened == newest)


def means(touch: T, material: str, world: World, at: int) -> bool:
    if touch.material == material:
        return True
    for one in world.names:
        if one.material == material and one.since <= at:
            said = touch.page if one.by_page and touch.material == "" else touch.material
            if said == one.name and one.by_page == (touch.material == ""):
                return True
    return False


def matches(condition: TouchCondition, touch: T, terms: Terms, world: World, at: int) -> bool:
    if touch.kind != condition.kind:
        return False
    if condition.channel is not None and touch.channel != condition.channel:
        return False
    if condition.campaign is not None and touch.campaign != condition.campaign:
        return False
    if condition.material is not None and not means(touch, condition.material, world, at):
        return False
    if condition.page_starts_with is not None and not touch.page.startswith(condition.page_starts_with):
        return False
    return all(
        any(name == asked.name and meets(asked, text, number, terms) for name, text, number in touch.properties)
        for asked in condition.properties
    )


def meets(condition: Condition, text: str, number: float | None, terms: Terms) -> bool:
    if text == "":
        return False
    if condition.comparison is Comparison.PRESENT:
        return True
    if condition.comparison is Comparison.BETWEEN:
        if number is None:
            return False
        low = -math.inf if condition.at_least is None else condition.at_least
        high = math.inf if condition.below is None else condition.below
        return low <= number < high
    if condition.comparison is Comparison.MATCHES:
        [listed] = [one.values for one in terms.lists if one.key == condition.list]
        return any(is_like(text.lower(), entry.lower()) for entry in listed)
    return text.lower() in [one.lower() for one in condition.values]


def is_like(text: str, entry: str) -> bool:
    if entry.endswith("*"):
        return text.startswith(entry[:-1])
    return text.endswith(entry[1:]) if entry.startswith("*") else text == entry


def faded(criterion: InterestCriterion, touch: T, at: int) -> int:
    points = 100 * criterion.points
    if criterion.half_life_days is None:
        return points
    return math.floor(points * 0.5 ** ((at - touch.happened) / (criterion.half_life_days * DAY)) + 0.5)
