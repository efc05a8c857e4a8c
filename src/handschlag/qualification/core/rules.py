"""An agreement's terms as the tables of rules the measure reads: data joined with data, so one compiled measure serves every agreement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from handschlag.agreement.core.terms import Comparison, Exclusion, FitCriterion, HandRaiser, InterestCriterion, Terms
from handschlag.qualification.core.measure import DAY
from handschlag.qualification.core.tables import ATTRIBUTE_RULES, THRESHOLDS, TOUCH_RULES


@dataclass(frozen=True, slots=True)
class MaterialMeant:
    """Touches that say ``name`` mean a material: as their material, or ``by_page`` where they name none. Known since a moment in microseconds."""

    name: str
    by_page: bool
    since: int


Meanings = Mapping[str, Sequence[MaterialMeant]]
"""Key of a material or variant, as terms name it → the other names that mean it. A touch that says the key itself always means it."""


def rules(terms: Terms, meanings: Meanings | None = None) -> dict[str, pa.Table]:
    """``touch_rules``, ``attribute_rules`` and ``thresholds`` of these terms."""
    touch_rules = [
        named
        for rule in (*map(_interest, terms.interest), *map(_hand_raiser, terms.hand_raisers))
        for named in _by_every_name(rule, meanings or {})
    ]
    attribute_rules = [
        *(rule for criterion in terms.fit for rule in _fit(criterion, terms)),
        *(rule for exclusion in terms.exclusions for rule in _exclusion(exclusion, terms)),
    ]
    points, fit, interest = terms.thresholds.alternatives()[0]
    asked = {"points": 100 * points, "fit": 100 * fit, "interest": 100 * interest}
    return {
        "touch_rules": pa.Table.from_pylist(touch_rules, TOUCH_RULES.to_pyarrow()),
        "attribute_rules": pa.Table.from_pylist(attribute_rules, ATTRIBUTE_RULES.to_pyarrow()),
        "thresholds": pa.Table.from_pylist([asked], THRESHOLDS.to_pyarrow()),
    }


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
        "window": criterion.window_days * DAY,
    }


def _interest(criterion: InterestCriterion) -> dict[str, Any]:
    half_life = criterion.half_life_days * DAY if criterion.half_life_days else None
    counting = {"hundredths": 100 * criterion.points, "at_most": criterion.at_most, "half_life": half_life}
    return _touch_rule(criterion, "interest") | counting


def _hand_raiser(hand_raiser: HandRaiser) -> dict[str, Any]:
    return _touch_rule(hand_raiser, "hand_raiser") | {"hundredths": 0, "at_most": 1}


def _by_every_name(rule: dict[str, Any], meanings: Meanings) -> Iterator[dict[str, Any]]:
    """The rule, and once more for each other name of its material, the earliest known where one was learned twice."""
    yield rule
    others: dict[tuple[str, str | None], int] = {}
    for meant in meanings.get(rule["material"] or "", ()):
        says = ("", meant.name) if meant.by_page else (meant.name, None)
        others[says] = min(meant.since, others.get(says, meant.since))
    others.pop((rule["material"], None), None)
    yield from (rule | {"material": name, "page": page, "since": since} for (name, page), since in others.items())


def _fit(criterion: FitCriterion, terms: Terms) -> Iterator[dict[str, Any]]:
    rule = {
        "criterion": criterion.key,
        "reason": "fit",
        "name": criterion.attribute,
        "hundredths": 100 * criterion.points,
    }
    match criterion.comparison:
        case Comparison.EQUALS | Comparison.IN | Comparison.MATCHES:
            yield from (rule | {"comparison": "text", "value": value} for value in terms.values_of(criterion))
        case Comparison.BETWEEN:
            yield rule | {"comparison": "between", "at_least": criterion.at_least, "below": criterion.below}
        case Comparison.PRESENT:
            yield rule | {"comparison": "present"}


def _exclusion(exclusion: Exclusion, terms: Terms) -> Iterator[dict[str, Any]]:
    rule = {"criterion": exclusion.key, "reason": "exclusion", "name": exclusion.attribute, "hundredths": 0}
    yield from (rule | {"comparison": "text", "value": value} for value in terms.values_of(exclusion))
