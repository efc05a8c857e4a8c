"""Which segment a company belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SegmentRule:
    """Whom a segment holds: companies of its industries (none named: of every industry) with so many employees, both ends included."""

    key: str
    industries: frozenset[str] = frozenset()
    employees_from: int | None = None
    employees_to: int | None = None


def segment_of(industry: str | None, employees: float | None, segments: Iterable[SegmentRule]) -> str | None:
    """The key of the first segment, in the order given, that holds the company; None where none does.

    Industries are compared whole, without regard to capitals. Where the number of employees is not known, the industry alone
    decides; a segment that goes by size alone does not hold the company then. A segment without any condition takes whoever is left.

    >>> small = SegmentRule("small", frozenset({"Maschinenbau"}), None, 49)
    >>> large = SegmentRule("large", frozenset({"Maschinenbau"}), 50, None)
    >>> segment_of("maschinenbau", 49, [small, large]), segment_of("Maschinenbau", 50, [small, large])
    ('small', 'large')
    >>> segment_of("Maschinenbau", None, [small, large])
    'small'
    >>> segment_of("Brauerei", 49, [small, large]) is None
    True
    """
    named = (industry or "").strip().casefold()
    return next((rule.key for rule in segments if _has_industry(rule, named) and _has_size(rule, employees)), None)


def _has_industry(rule: SegmentRule, named: str) -> bool:
    return not rule.industries or named in {industry.casefold() for industry in rule.industries}


def _has_size(rule: SegmentRule, employees: float | None) -> bool:
    lowest, highest = rule.employees_from, rule.employees_to
    if employees is None:
        return bool(rule.industries) or (lowest is None and highest is None)
    return (lowest is None or employees >= lowest) and (highest is None or employees <= highest)
