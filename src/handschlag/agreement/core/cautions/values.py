"""Which values meet a condition, as far as the terms alone tell: texts, patterns with a star, and stretches of numbers."""

from __future__ import annotations

import math
from collections.abc import Collection

from handschlag.agreement.core.terms import Comparison, Condition, Terms


def texts_of(condition: Condition, terms: Terms) -> frozenset[str]:
    """The texts and patterns a condition asks for, in small letters."""
    return frozenset(text.lower() for text in terms.values_of(condition))


def is_met(condition: Condition, asked: Collection[str], value: str) -> bool:
    """Whether ``value`` meets a condition that asks for these texts. A pattern as a value is met where all that it stands for is."""
    match condition.comparison:
        case Comparison.PRESENT:
            return True
        case Comparison.BETWEEN:
            return (number := number_of(value)) is not None and is_within(condition, number)
        case Comparison.MATCHES:
            return any(_covers(pattern, value) for pattern in asked)
    return value in asked


def is_within(condition: Condition, number: float) -> bool:
    """Whether a number lies between the bounds of a condition."""
    low, high = stretch(condition)
    return low <= number < high


def stretch(condition: Condition) -> tuple[float, float]:
    """From where on to below where; half-open, without a bound to infinity."""
    return (
        -math.inf if condition.at_least is None else condition.at_least,
        math.inf if condition.below is None else condition.below,
    )


def number_of(text: str) -> float | None:
    """The number a text is, where it is one."""
    try:
        return float(text)
    except ValueError:
        return None


def _covers(pattern: str, value: str) -> bool:
    if pattern.endswith("*"):
        return value.startswith(pattern[:-1])
    if pattern.startswith("*"):
        return value.endswith(pattern[1:])
    return value == pattern
