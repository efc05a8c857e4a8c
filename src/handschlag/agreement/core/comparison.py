"""Two versions compared in sentences: whatever differs in the terms is said, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any

from handschlag.agreement.core.sentences import WORDS, sentence_of
from handschlag.agreement.core.terms import FitCriterion, InterestCriterion, Part, Reason, Terms
from handschlag.agreement.core.text import Language, Words

LISTS = ("fit", "interest", "hand_raisers", "exclusions", "return_reasons")


def differences(before: Terms, after: Terms, language: Language) -> list[str]:
    """What ``after`` says otherwise than ``before``, a sentence for each difference; empty exactly where both are equal."""
    words = WORDS[language]
    found = list(_single_fields(before, after, words))
    for name in LISTS:
        found.extend(_list(name, getattr(before, name), getattr(after, name), words))
    return found


def _single_fields(before: Terms, after: Terms, words: Words) -> Iterator[str]:
    old, new = (_fields(terms, without=LISTS) for terms in (before, after))
    for name, value in new.items():
        if value != old[name]:
            field = words.fields[name]
            yield words.say("change.field", field=field, after=_shown(value, words), before=_shown(old[name], words))


def _list(name: str, before: Sequence[Any], after: Sequence[Any], words: Words) -> Iterator[str]:
    old, new = ({part.key: part for part in parts} for parts in (before, after))
    kind = words.fields[name]
    for key in old:
        if key not in new:
            yield words.say("change.dropped", label=words.quoted(_label(old[key], words)), kind=kind)
    for key, part in new.items():
        if key not in old:
            yield words.say("change.new", sentence=f"{sentence_of(part, words)} ({key})")
        else:
            yield from _part(old[key], part, words)
    if [key for key in old if key in new] != [key for key in new if key in old]:
        yield words.say("change.order", kind=kind)


def _part(before: Part, after: Part, words: Words) -> Iterator[str]:
    """One criterion or return reason that both versions have."""
    label = words.quoted(_label(after, words))
    old, new = _fields(before), _fields(after)
    for name, value in new.items():
        if value == old[name]:
            continue
        if name == "values":
            yield from _values(label, old[name], value, words)
        elif name == "points" and isinstance(after, FitCriterion | InterestCriterion):
            points = words.counted(value, "point")
            yield words.say("change.points", label=label, after=points, before=words.figure(old[name]))
        else:
            shown = {"after": _shown(value, words), "before": _shown(old[name], words)}
            yield words.say("change.part", label=label, field=_first_capital(words.fields[name]), **shown)


def _values(label: str, before: Sequence[str], after: Sequence[str], words: Words) -> Iterator[str]:
    field = _first_capital(words.fields["values"])
    more = [value for value in after if value not in before]
    fewer = [value for value in before if value not in after]
    for phrase, values in (("change.more", more), ("change.fewer", fewer)):
        if values:
            quoted = ", ".join(map(words.quoted, values))
            yield words.say(phrase, label=label, field=field, values=quoted)
    if not more and not fewer:
        yield words.say("change.spelling", label=label, field=field)


def _fields(part: Part, without: Sequence[str] = ()) -> Mapping[str, Any]:
    """The fields of a part, those of parts within it by a dotted name. Keys and the grammar's number tell parts apart and never differ."""
    flat: dict[str, Any] = {}
    for name in type(part).model_fields:
        value = getattr(part, name)
        if isinstance(value, Part):
            flat |= {f"{name}.{inner}": item for inner, item in _fields(value).items()}
        elif name not in {"key", "grammar", *without}:
            flat[name] = value
    return flat


def _label(part: Any, words: Words) -> str:
    if isinstance(part, Reason):
        return part.de if words.language == "de" else part.en
    return str(part.label)


def _shown(value: Any, words: Words) -> str:
    match value:
        case None:
            return words.say("nothing")
        case Enum():
            return words.quoted(words.choices[value.value])
        case int() | float():
            return words.figure(value)
    return words.quoted(str(value))


def _first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]
