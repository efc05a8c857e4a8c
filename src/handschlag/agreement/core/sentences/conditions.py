"""Conditions as they stand in a sentence: after "when", after "whoever", within which time."""

from __future__ import annotations

from handschlag.agreement.core.terms import (
    AttributeCondition,
    Comparison,
    Condition,
    PropertyCondition,
    TouchCondition,
    Within,
)
from handschlag.agreement.core.text import Words

NARROWING = ("channel", "campaign", "material", "page_starts_with")


def when(condition: AttributeCondition, words: Words) -> str:
    """A condition of an attribute, as it stands after "when"."""
    return _compared(condition, words.attribute(condition.attribute), words)


def where(condition: PropertyCondition, words: Words) -> str:
    """A condition of a touch's property, as it stands after "where"."""
    return _compared(condition, words.say("property", name=words.quoted(condition.name)), words)


def did(touch: TouchCondition, words: Words) -> str:
    """What somebody did who left a matching touch, as it stands after "whoever"."""
    narrowed = [
        words.say(f"touch.{name}", value=words.quoted(value))
        for name in NARROWING
        if (value := getattr(touch, name)) is not None
    ]
    if touch.properties:
        narrowed.append(words.say("touch.where", what=words.all_of(where(one, words) for one in touch.properties)))
    return ", ".join([words.kind(touch.kind), *narrowed])


def last(days: int, words: Words) -> str:
    """The window that ends now: "in the last 90 days"."""
    return words.say("last.days", days=words.figure(days)) if days > 1 else words.say("last.day")


def days_as_subject(days: int, words: Words) -> str:
    """Days in the nominative: only German knows the difference ("alle 60 Tage", but "in 60 Tagen")."""
    counted = words.counted(days, "day")
    return counted.removesuffix("n") if words.language == "de" else counted


def time_as_subject(within: Within, words: Words) -> str:
    """A time as the answer to "how long": "8 Arbeitsstunden", "14 Tage"."""
    return time(within, words) if within.days is None else days_as_subject(within.days, words)


def time(within: Within, words: Words) -> str:
    """A time after "within": "8 working hours", "14 days"; "8 Arbeitsstunden", "14 Tagen"."""
    if within.days is not None:
        return words.counted(within.days, "day")
    return words.counted(within.working_hours or 0, "working_hour")


def _compared(condition: Condition, what: str, words: Words) -> str:
    return words.say(
        f"when.{_phrase(condition)}",
        what=what,
        values=words.listed(condition.values) if condition.values else "",
        list=words.named(condition.list) if condition.list else "",
        at_least="" if condition.at_least is None else words.figure(condition.at_least),
        below="" if condition.below is None else words.figure(condition.below),
    )


def _phrase(condition: Condition) -> str:
    if condition.comparison is not Comparison.BETWEEN:
        return condition.comparison
    if condition.below is None:
        return "at_least"
    return "below" if condition.at_least is None else "between"
