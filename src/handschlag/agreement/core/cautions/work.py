"""Procedures that use a way nobody asked to be open."""

from __future__ import annotations

from collections.abc import Iterator

from handschlag.agreement.core.terms import Procedure, Terms, Way
from handschlag.agreement.core.text import Words


def cautions(terms: Terms, words: Words) -> Iterator[str]:
    for procedure in terms.procedures:
        yield from _unasked(procedure, words) if not terms.reachable_by else _left_out(procedure, terms, words)


def _unasked(procedure: Procedure, words: Words) -> Iterator[str]:
    """The phone is open to whoever did not forbid it; e-mail needs a basis that nothing asks for."""
    if Way.EMAIL in {step.channel for step in procedure.steps}:
        yield words.say("caution.email_unasked", label=words.quoted(procedure.label))


def _left_out(procedure: Procedure, terms: Terms, words: Words) -> Iterator[str]:
    ways = words.either(words.steps[way] for way in terms.reachable_by)
    for number, step in enumerate(procedure.steps, 1):
        if step.channel in set(Way) and step.channel not in terms.reachable_by:
            label, how = words.quoted(procedure.label), words.step(step.channel)
            yield words.say("caution.way_left_out", label=label, number=words.figure(number), how=how, ways=ways)
