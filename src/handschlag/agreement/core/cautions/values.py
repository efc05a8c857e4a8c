"""Which values meet a condition, as far as the terms alone tell: texts, patterns with a star, and stretches of numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

from handschlag.agreement.core.terms import Comparison, Condition, Terms


@dataclass(frozen=True)
class Asked:
    """The texts a condition asks for, in small letters: whole ones, beginnings and ends."""

    texts: frozenset[str]
    starts: tuple[str, ...]
    ends: tuple[str, ...]

    def covers(self, value: str) -> bool:
        return value in self.texts or value.startswith(self.starts) or value.endswith(self.ends)


def asked_by(condition: Condition, terms: Terms) -> Asked:
    """What a condition asks for. Only entries of a list may have a star; elsewhere it is a letter like others."""
    texts = frozenset(text.lower() for text in terms.values_of(condition))
    if condition.comparison is not Comparison.MATCHES:
        return Asked(texts, (), ())
    starts = tuple(text[:-1] for text in texts if text.endswith("*"))
    return Asked(texts, starts, tuple(text[1:] for text in texts if text.startswith("*")))


def is_met(condition: Condition, asked: Asked, value: str) -> bool:
    """Whether ``value`` meets a condition that asks for these texts. A pattern as a value is met where all that it stands for is."""
    match condition.comparison:
        case Comparison.PRESENT:
            return True
        case Comparison.BETWEEN:
            return (number := number_of(value)) is not None and is_within(condition, number)
    return asked.covers(value)


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
