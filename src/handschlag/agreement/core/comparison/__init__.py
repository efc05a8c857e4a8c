"""Two versions compared in sentences: whatever differs in the terms is said, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Any

from handschlag.agreement.core.comparison.clauses import clauses
from handschlag.agreement.core.comparison.parts import Both, changes, identity, name_of
from handschlag.agreement.core.sentences import WORDS, sentence_of
from handschlag.agreement.core.terms import Terms
from handschlag.agreement.core.text import Language

SUMS = ("thresholds.points", "thresholds.fit", "thresholds.interest")
SINGLE = (
    "title",
    "sales.accept_within",
    "sales.first_contact_within",
    "sales.result_within",
    "marketing.qualified_leads_per_month",
    "marketing.acceptance_rate_percent",
    "sales_capacity_per_week",
    "review_on",
)
"""What stands in the terms once and is told as a text or a figure; ``SUMS`` where both versions ask for a sum."""

LISTS = (
    "stages",
    "lists",
    "groups",
    "fit",
    "estimates",
    "interest",
    "hand_raisers",
    "exclusions",
    "routing.rules",
    "procedures",
    "return_reasons",
    "sales.pauses",
)
"""Where parts with a key of their own stand; a stage's name is known by its stage."""


def differences(before: Terms, after: Terms, language: Language) -> list[str]:
    """What ``after`` says otherwise than ``before``, a sentence for each difference; empty exactly where both are equal."""
    words = WORDS[language]
    both = Both(words.naming(before.labels()), words.naming(after.labels()))
    found = [*_single_fields(before, after, both), *clauses(before, after, both)]
    for name in LISTS:
        old, new = attrgetter(name)(before), attrgetter(name)(after)
        found.extend(_list(name, old, new, both))
    return found


def _single_fields(before: Terms, after: Terms, both: Both) -> Iterator[str]:
    are_both_sums = not (before.thresholds.matrix or after.thresholds.matrix)
    for name in (*SINGLE, *(SUMS if are_both_sums else ())):
        old, new = attrgetter(name)(before), attrgetter(name)(after)
        if old != new:
            yield both.after.say("change.field", field=both.after.fields[name], **both.shown(name, old, new))


def _list(name: str, before: Sequence[Any], after: Sequence[Any], both: Both) -> Iterator[str]:
    old, new = ({identity(part): part for part in parts} for parts in (before, after))
    kind = both.after.fields[name]
    for key in old:
        if key not in new:
            yield both.after.say("change.dropped", label=name_of(old[key], both.before), kind=kind)
    for key, part in new.items():
        if key not in old:
            yield both.after.say("change.new", sentence=f"{sentence_of(part, both.after)} ({key})")
        else:
            yield from changes(name, old[key], part, both)
    if [key for key in old if key in new] != [key for key in new if key in old]:
        yield both.after.say("change.order", kind=kind)
