"""One part that both versions have, compared field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from typing import Any

from handschlag.agreement.core.sentences import sentence_of
from handschlag.agreement.core.sentences.conditions import time_as_subject, when, where
from handschlag.agreement.core.terms import (
    AttributeCondition,
    Condition,
    EstimateCriterion,
    FitCriterion,
    InterestCriterion,
    Part,
    Pause,
    PropertyCondition,
    Reason,
    StageName,
    Step,
    Within,
)
from handschlag.agreement.core.text import Words

OF_A_CONDITION = frozenset(Condition.model_fields) | frozenset(AttributeCondition.model_fields)


@dataclass(frozen=True)
class Both:
    """The words of one language, knowing the names of either version's groups and lists."""

    before: Words
    after: Words

    def shown(self, name: str, before: Any, after: Any) -> dict[str, str]:
        """Two values of a field, ready for a phrase."""
        return {"before": _shown(name, before, self.before), "after": _shown(name, after, self.after)}


def identity(part: Any) -> str:
    """What tells a part from the others of its list."""
    return str(part.stage if isinstance(part, StageName) else part.key)


def name_of(part: Any, words: Words) -> str:
    """What a part is called at the beginning of a sentence."""
    if isinstance(part, StageName):
        return words.stages[part.stage].rstrip(",")
    if isinstance(part, Reason | Pause):
        return words.quoted(part.de if words.language == "de" else part.en)
    return words.quoted(part.label)


def changes(kind: str, before: Part, after: Part, both: Both) -> Iterator[str]:
    """A sentence for each field that differs; a comparison of another sort is told as a whole."""
    label = name_of(after, both.after)
    condition = list(_when(label, before, after, both))
    yield from condition
    told = OF_A_CONDITION if condition else frozenset()
    old, new = _fields(before), _fields(after)
    for name, value in new.items():
        if value != old[name] and name not in told:
            yield from _field(kind, name, label, old[name], value, after, both)


def _when(label: str, before: Part, after: Part, both: Both) -> Iterator[str]:
    if not (isinstance(before, AttributeCondition) and isinstance(after, AttributeCondition)):
        return
    said = {"before": when(before, both.before), "after": when(after, both.after)}
    if before.comparison is not after.comparison and said["before"] != said["after"]:
        yield both.after.say("change.when", label=label, **said)


def _field(kind: str, name: str, label: str, before: Any, after: Any, part: Part, both: Both) -> Iterator[str]:
    field = both.after.field(kind, name)
    if name == "steps":
        yield from _steps(label, before, after, both)
    elif name in {"touch.properties", "where"}:
        yield from _conditions(label, field, before, after, both)
    elif isinstance(after, tuple):
        yield from _values(label, _first_capital(field), before, after, both.after)
    elif name == "points" and isinstance(part, FitCriterion | EstimateCriterion | InterestCriterion):
        points = both.after.counted(after, "point")
        yield both.after.say("change.points", label=label, after=points, before=both.after.figure(before))
    else:
        phrase = "change.part_new" if before is None else "change.part_gone" if after is None else "change.part"
        start = field if before is None else _first_capital(field)
        yield both.after.say(phrase, label=label, field=start, **both.shown(name, before, after))


def _values(label: str, field: str, before: Sequence[str], after: Sequence[str], words: Words) -> Iterator[str]:
    old, new = set(before), set(after)
    more = [value for value in after if value not in old]
    fewer = [value for value in before if value not in new]
    for phrase, values in (("change.more", more), ("change.fewer", fewer)):
        if values:
            yield words.say(phrase, label=label, field=field, values=", ".join(map(words.quoted, values)))
    if not more and not fewer:
        yield words.say("change.spelling", label=label, field=field)


def _conditions(
    label: str, kind: str, before: Sequence[Condition], after: Sequence[Condition], both: Both
) -> Iterator[str]:
    gone = {_condition(one, both.before) for one in before if one not in after}
    new = {_condition(one, both.after) for one in after if one not in before}
    for condition in sorted(gone - new):
        yield both.after.say("change.not_asked", label=label, condition=condition)
    for condition in sorted(new - gone):
        yield both.after.say("change.asked", label=label, condition=condition)
    kept = [one for one in before if one in after], [one for one in after if one in before]
    if gone & new or kept[0] != kept[1] or not (gone or new):
        yield both.after.say("change.order_of", label=label, kind=kind)


def _condition(condition: Condition, words: Words) -> str:
    if isinstance(condition, PropertyCondition):
        return where(condition, words)
    return when(condition, words) if isinstance(condition, AttributeCondition) else ""


def _steps(label: str, before: Sequence[Step], after: Sequence[Step], both: Both) -> Iterator[str]:
    """Steps that were changed in their place, taken out and put in, by the numbers they have in their own version."""
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        if tag == "equal":
            continue
        changed = min(last - first, new_last - new_first)
        for number in range(changed):
            yield both.after.say(
                "change.step",
                label=label,
                number=str(new_first + number + 1),
                after=sentence_of(after[new_first + number], both.after),
                before=sentence_of(before[first + number], both.before),
            )
        for number in range(first + changed, last):
            said = sentence_of(before[number], both.before)
            yield both.after.say("change.step_gone", label=label, number=str(number + 1), before=said)
        for number in range(new_first + changed, new_last):
            said = sentence_of(after[number], both.after)
            yield both.after.say("change.step_new", label=label, number=str(number + 1), after=said)


def _fields(part: Part) -> Mapping[str, Any]:
    """The fields of a part, those of a touch's condition by a dotted name; what tells the part apart never differs."""
    flat: dict[str, Any] = {}
    for name in type(part).model_fields:
        value = getattr(part, name)
        if isinstance(value, Part):
            flat |= {f"{name}.{inner}": item for inner, item in _fields(value).items()}
        elif name not in {"key", "stage"}:
            flat[name] = value
    return flat


def _shown(name: str, value: Any, words: Words) -> str:
    match value:
        case None:
            return ""
        case Enum():
            return words.quoted(words.choices[value.value])
        case Within():
            return time_as_subject(value, words)
        case int() | float():
            return words.figure(value)
    if name in {"group", "list"}:
        return words.named(value)
    return words.on(value) if name == "review_on" else words.quoted(str(value))


def _first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]
