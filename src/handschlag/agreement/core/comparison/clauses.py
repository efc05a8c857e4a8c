"""Clauses that are told whole where they change: what is new, and what was said until now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from handschlag.agreement.core.comparison.parts import Both
from handschlag.agreement.core.sentences import sentence_of
from handschlag.agreement.core.sentences.qualifying import reachable, thresholds
from handschlag.agreement.core.sentences.working import credit, half_life, owner, territories
from handschlag.agreement.core.terms import Corner, Part, Terms
from handschlag.agreement.core.text import Words


def clauses(before: Terms, after: Terms, both: Both) -> Iterator[str]:
    """A sentence for each clause that says something else, or is new, or is gone."""
    for clause in _CLAUSES.values():
        yield from _instead(clause(before, both.before), clause(after, both.after), both)
    yield from _thresholds(before, after, both)


def _instead(before: str, after: str, both: Both) -> Iterator[str]:
    if before == after:
        return
    if not before:
        yield both.after.say("change.new", sentence=after)
    elif not after:
        yield both.after.say("change.gone", before=before)
    else:
        yield both.after.say("change.instead", before=before, after=after)


def _thresholds(before: Terms, after: Terms, both: Both) -> Iterator[str]:
    """From a sum to a matrix or back; or other corners."""
    if bool(before.thresholds.matrix) != bool(after.thresholds.matrix):
        old, new = " ".join(thresholds(before, both.before)), " ".join(thresholds(after, both.after))
        yield from _instead(old, new, both)
    else:
        yield from _corners(before.thresholds.matrix, after.thresholds.matrix, both)


def _corners(before: Sequence[Corner], after: Sequence[Corner], both: Both) -> Iterator[str]:
    for corner in before:
        if corner not in after:
            yield both.after.say("change.gone", before=sentence_of(corner, both.before))
    for corner in after:
        if corner not in before:
            yield both.after.say("change.new", sentence=sentence_of(corner, both.after))
    if [one for one in before if one in after] != [one for one in after if one in before]:
        yield both.after.say("change.order", kind=both.after.fields["thresholds.matrix"])


def _if_agreed(part: Part | None, words: Words) -> str:
    return sentence_of(part, words) if part else ""


_CLAUSES: Mapping[str, Callable[[Terms, Words], str]] = {
    "reachable_by": lambda terms, words: " ".join(reachable(terms, words)) if terms.reachable_by else "",
    "routing.owner_first": owner,
    "routing.by_territory": territories,
    "sales.attempts": lambda terms, words: _if_agreed(terms.sales.attempts, words),
    "marketing.completeness": lambda terms, words: _if_agreed(terms.marketing.completeness, words),
    "marketing.brief": lambda terms, words: words.say("marketing.brief") if terms.marketing.brief else "",
    "after_return": lambda terms, words: words.say(f"returns.{terms.after_return}"),
    "after_timeout": lambda terms, words: words.say(f"timeout.{terms.after_timeout}"),
    "after_no_answer": lambda terms, words: words.say(f"no_answer.{terms.after_no_answer}"),
    "recycling": lambda terms, words: _if_agreed(terms.recycling, words),
    "credit": credit,
    "credit_half_life_days": half_life,
}
