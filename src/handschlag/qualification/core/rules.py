"""An agreement's terms as the tables of rules the measure reads: data joined with data, so one compiled measure serves every agreement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from handschlag.agreement.core.terms import (
    AttributeCondition,
    Comparison,
    Condition,
    EstimateCriterion,
    Exclusion,
    FitCriterion,
    HandRaiser,
    InterestCriterion,
    Terms,
    Way,
)
from handschlag.qualification.core.measure.times import DAY
from handschlag.qualification.core.tables import RULES

OPEN_UNLESS_KNOWN = {Way.EMAIL: False, Way.PHONE: True}
"""Whether somebody may be reached of whom nothing is known: a mail needs a basis, a call a person judges in the single case."""


@dataclass(frozen=True, slots=True)
class MaterialMeant:
    """Touches that say ``name`` mean a material: as their material, or ``by_page`` where they name none. Known since a moment in microseconds."""

    name: str
    by_page: bool
    since: int


Meanings = Mapping[str, Sequence[MaterialMeant]]
"""Key of a material or variant, as terms name it → the other names that mean it. A touch that says the key itself always means it."""


def rules(terms: Terms, meanings: Meanings | None = None) -> dict[str, pa.Table]:
    """The tables of ``tables.RULES`` for these terms."""
    of_touches = [*map(_interest, terms.interest), *map(_hand_raiser, terms.hand_raisers)]
    rows: Mapping[str, Iterable[dict[str, Any]]] = {
        "touch_rules": (named for rule in of_touches for named in _by_every_name(rule, meanings or {})),
        "property_rules": _properties(terms),
        "attribute_rules": _attributes(terms),
        "groups": ({"group": group.key, "at_most": 100 * group.at_most} for group in terms.groups),
        "ways": ({"way": str(way), "is_open": OPEN_UNLESS_KNOWN[way]} for way in terms.reachable_by),
        "thresholds": (
            {"points": 100 * points, "fit": 100 * fit, "interest": 100 * interest}
            for points, fit, interest in terms.thresholds.alternatives()
        ),
    }
    return {name: pa.Table.from_pylist(list(found), RULES[name].to_pyarrow()) for name, found in rows.items()}


def rules_of_conditions(conditions: Mapping[str, AttributeCondition], terms: Terms) -> pa.Table:
    """Conditions outside of criteria, by a key of their own, as rows of ``tables.ATTRIBUTE_RULES``; lists are those of ``terms``."""
    rows = [
        {"criterion": key, "reason": "fit", "name": condition.attribute, "hundredths": 0, **compared}
        for key, condition in conditions.items()
        for compared in _comparisons(condition, terms)
    ]
    return pa.Table.from_pylist(rows, RULES["attribute_rules"].to_pyarrow())


def estimate_name(model: str) -> str:
    """Under which name the measure's attributes hold what the model with this fingerprint estimated."""
    return f"estimate:{model}"


def _interest(criterion: InterestCriterion) -> dict[str, Any]:
    half_life = criterion.half_life_days * DAY if criterion.half_life_days else None
    counting = {"hundredths": 100 * criterion.points, "at_most": criterion.at_most, "half_life": half_life}
    return _touch_rule(criterion, "interest") | counting


def _hand_raiser(hand_raiser: HandRaiser) -> dict[str, Any]:
    return _touch_rule(hand_raiser, "hand_raiser") | {"hundredths": 0, "at_most": 1}


def _touch_rule(criterion: InterestCriterion | HandRaiser, reason: str) -> dict[str, Any]:
    touch = criterion.touch
    return {
        "criterion": criterion.key,
        "reason": reason,
        "kind": touch.kind,
        "channel": touch.channel,
        "campaign": touch.campaign,
        "material": touch.material,
        "page_start": touch.page_starts_with,
        "since": 0,
        "conditions": len(touch.properties),
        "window": criterion.window_days * DAY,
    }


def _by_every_name(rule: dict[str, Any], meanings: Meanings) -> Iterator[dict[str, Any]]:
    """The rule, and once more for each other name of its material, the earliest known where one was learned twice."""
    yield rule
    others: dict[tuple[str, str | None], int] = {}
    for meant in meanings.get(rule["material"] or "", ()):
        says = ("", meant.name) if meant.by_page else (meant.name, None)
        others[says] = min(meant.since, others.get(says, meant.since))
    others.pop((rule["material"], None), None)
    yield from (rule | {"material": name, "page": page, "since": since} for (name, page), since in others.items())


def _properties(terms: Terms) -> Iterator[dict[str, Any]]:
    for criterion in terms.about_touches():
        for number, condition in enumerate(criterion.touch.properties):
            rule = {"criterion": criterion.key, "condition": number, "name": condition.name}
            yield from (rule | compared for compared in _comparisons(condition, terms))


def _attributes(terms: Terms) -> Iterator[dict[str, Any]]:
    for criterion in terms.about_attributes():
        rule = {"criterion": criterion.key, "name": criterion.attribute, **_gives(criterion)}
        yield from (rule | compared for compared in _comparisons(criterion, terms))
    yield from map(_estimate, terms.estimates)


def _gives(criterion: FitCriterion | Exclusion) -> dict[str, Any]:
    if isinstance(criterion, FitCriterion):
        return {"reason": "fit", "group": criterion.group, "hundredths": 100 * criterion.points}
    return {"reason": "exclusion", "hundredths": 0}


def _estimate(criterion: EstimateCriterion) -> dict[str, Any]:
    return {
        "criterion": criterion.key,
        "reason": "fit",
        "name": estimate_name(criterion.model),
        "comparison": "between",
        "at_least": float(criterion.at_least_percent),
        "hundredths": 100 * criterion.points,
    }


def _comparisons(condition: Condition, terms: Terms) -> Iterator[dict[str, Any]]:
    """The comparisons of which one must hold."""
    match condition.comparison:
        case Comparison.EQUALS | Comparison.IN:
            yield from ({"comparison": "text", "value": value} for value in condition.values)
        case Comparison.MATCHES:
            yield from map(_starred, terms.values_of(condition))
        case Comparison.BETWEEN:
            yield {"comparison": "between", "at_least": condition.at_least, "below": condition.below}
        case Comparison.PRESENT:
            yield {"comparison": "present"}


def _starred(value: str) -> dict[str, Any]:
    if value.endswith("*"):
        return {"comparison": "starts", "value": value[:-1]}
    if value.startswith("*"):
        return {"comparison": "ends", "value": value[1:]}
    return {"comparison": "text", "value": value}
