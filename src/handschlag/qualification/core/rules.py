"""An agreement's terms as the tables of rules the measure reads: data joined with data, so one compiled measure serves every agreement."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from handschlag.agreement.core.terms import Comparison, Exclusion, FitCriterion, HandRaiser, InterestCriterion, Terms
from handschlag.qualification.core.measure import DAY
from handschlag.qualification.core.tables import ATTRIBUTE_RULES, THRESHOLDS, TOUCH_RULES


def rules(terms: Terms) -> dict[str, pa.Table]:
    """``touch_rules``, ``attribute_rules`` and ``thresholds`` of these terms."""
    touch_rules = [*map(_interest, terms.interest), *map(_hand_raiser, terms.hand_raisers)]
    attribute_rules = [
        *(rule for criterion in terms.fit for rule in _fit(criterion)),
        *(rule for exclusion in terms.exclusions for rule in _exclusion(exclusion)),
    ]
    asked = {name: 100 * points for name, points in terms.thresholds.model_dump().items()}
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
        "window": criterion.window_days * DAY,
    }


def _interest(criterion: InterestCriterion) -> dict[str, Any]:
    half_life = criterion.half_life_days * DAY if criterion.half_life_days else None
    counting = {"hundredths": 100 * criterion.points, "at_most": criterion.at_most, "half_life": half_life}
    return _touch_rule(criterion, "interest") | counting


def _hand_raiser(hand_raiser: HandRaiser) -> dict[str, Any]:
    return _touch_rule(hand_raiser, "hand_raiser") | {"hundredths": 0, "at_most": 1}


def _fit(criterion: FitCriterion) -> Iterator[dict[str, Any]]:
    rule = {
        "criterion": criterion.key,
        "reason": "fit",
        "name": criterion.attribute,
        "hundredths": 100 * criterion.points,
    }
    match criterion.comparison:
        case Comparison.EQUALS | Comparison.IN:
            yield from (rule | {"comparison": "text", "value": value} for value in criterion.values)
        case Comparison.BETWEEN:
            yield rule | {"comparison": "between", "at_least": criterion.at_least, "below": criterion.below}
        case Comparison.PRESENT:
            yield rule | {"comparison": "present"}


def _exclusion(exclusion: Exclusion) -> Iterator[dict[str, Any]]:
    rule = {"criterion": exclusion.key, "reason": "exclusion", "name": exclusion.attribute, "hundredths": 0}
    yield from (rule | {"comparison": "text", "value": value} for value in exclusion.values)
