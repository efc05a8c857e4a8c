"""Small changes of the full agreement: one for every field of every part."""

from __future__ import annotations

from typing import Any

from handschlag.agreement.core.terms import Terms
from handschlag.agreement.tests.terms import FULL, full

X = "x"
CHANGES: list[tuple[str, Any]] = [
    ("title", "Another"),
    ("stages.0.stage", "won"),
    ("stages.1.de", X),
    ("stages.1.en", X),
    ("lists.0.label", X),
    ("lists.0.values", ["bauer.example"]),
    ("groups.0.label", X),
    ("groups.0.at_most", 29),
    ("fit.0.key", X),
    ("fit.0.label", X),
    ("fit.0.attribute", X),
    ("fit.0.comparison", "present"),
    ("fit.0.values", ["AT", "DE"]),
    ("fit.0.values", ["AT"]),
    ("fit.0.points", 3),
    ("fit.0.group", None),
    ("fit.1.at_least", 21),
    ("fit.1.below", 99),
    ("fit.2.list", "rivals"),
    ("estimates.0.label", X),
    ("estimates.0.model", "b" * 64),
    ("estimates.0.at_least_percent", 5),
    ("estimates.0.points", 5),
    ("interest.0.key", X),
    ("interest.0.label", X),
    ("interest.0.points", 3),
    ("interest.0.window_days", 3),
    ("interest.0.at_most", 3),
    ("interest.0.half_life_days", 3),
    ("interest.0.touch.kind", X),
    ("interest.0.touch.channel", X),
    ("interest.0.touch.campaign", X),
    ("interest.0.touch.material", X),
    ("interest.0.touch.page_starts_with", "/x"),
    ("interest.0.touch.properties", []),
    ("interest.0.touch.properties.0.name", X),
    ("interest.0.touch.properties.0.at_least", 6),
    ("interest.0.touch.properties.1.values", [X]),
    ("interest.0.touch.properties.1.comparison", "present"),
    ("hand_raisers.0.label", X),
    ("hand_raisers.0.window_days", 3),
    ("hand_raisers.0.touch.kind", X),
    ("exclusions.0.label", X),
    ("exclusions.0.attribute", X),
    ("exclusions.0.list", "accounts"),
    ("exclusions.1.values", [X]),
    ("reachable_by", []),
    ("reachable_by", ["phone", "email"]),
    ("reachable_by", ["phone"]),
    ("thresholds", {"points": 40}),
    ("thresholds.matrix", [{"fit": 40, "interest": 10}]),
    ("thresholds.matrix.0.fit", 39),
    ("thresholds.matrix.0.interest", 9),
    ("routing.owner_first", False),
    ("routing.by_territory", False),
    ("routing.rules.0.label", X),
    ("routing.rules.0.team", X),
    ("routing.rules.0.skill", None),
    ("routing.rules.0.where.0.values", ["FR"]),
    ("routing.rules", []),
    ("procedures.0.label", X),
    ("procedures.0.segment", None),
    ("procedures.0.steps.0.channel", "visit"),
    ("procedures.0.steps.1.material", None),
    ("procedures.0.steps.1.guide", X),
    ("procedures.0.steps.1.after_days", 4),
    ("procedures.0.steps", [{"channel": "email"}]),
    ("procedures", []),
    ("sales.accept_within", {"working_hours": 5}),
    ("sales.accept_within", {"days": 8}),
    ("sales.first_contact_within", {"working_hours": 5}),
    ("sales.attempts", None),
    ("sales.attempts.at_least", 5),
    ("sales.attempts.within", {"working_hours": 14}),
    ("sales.attempts.on_days", 1),
    ("sales.pauses", []),
    ("sales.pauses.0.key", X),
    ("sales.pauses.0.de", X),
    ("sales.pauses.0.en", X),
    ("sales.pauses.1.at_most_days", 8),
    ("sales.result_within", {"working_hours": 5}),
    ("marketing.qualified_leads_per_month", 5),
    ("marketing.acceptance_rate_percent", 5),
    ("marketing.completeness", None),
    ("marketing.completeness.percent", 5),
    ("marketing.completeness.attributes", ["industry"]),
    ("marketing.brief", False),
    ("return_reasons.0.key", X),
    ("return_reasons.0.de", X),
    ("return_reasons.0.en", X),
    ("return_reasons.0.then", "disqualify"),
    ("return_reasons.1.then", None),
    ("after_return", "disqualify"),
    ("after_return", "recycle"),
    ("after_timeout", "another_rep"),
    ("after_no_answer", "nurture"),
    ("recycling.after_days", 5),
    ("recycling.at_most", 5),
    ("credit", "first_touch"),
    ("credit", "markov_2"),
    ("credit_half_life_days", 9),
    ("sales_capacity_per_week", 7),
    ("review_on", "2027-01-01"),
]


def changed(path: str, value: Any, terms: Terms | None = None) -> Terms:
    """The full agreement, or other terms, with another value at this path."""
    plain: Any = (terms or full()).plain()
    *way, last = path.split(".")
    place = plain
    for step in way:
        place = place[int(step)] if step.isdigit() else place[step]
    place[int(last) if last.isdigit() else last] = value
    if path == "credit":
        plain["credit_half_life_days"] = None
    if last == "comparison":
        place["values"], place["list"] = [], None
    return Terms.model_validate(plain)


def paths(value: Any = FULL, before: str = "") -> set[str]:
    """Where the full agreement says something, with the numbers of lists left out."""
    if isinstance(value, dict):
        return {path for key, item in value.items() for path in paths(item, f"{before}.{key}")}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return {path for item in value for path in paths(item, before)}
    return {before.strip(".")}
