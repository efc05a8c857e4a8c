"""What both sides should know before they sign: terms that can be signed but hardly meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from handschlag.agreement.core.sentences import WORDS
from handschlag.agreement.core.terms import Comparison, FitCriterion, Terms
from handschlag.agreement.core.text import Language, Words

WEEKS_OF_A_MONTH = 52 / 12


def cautions(terms: Terms, language: Language) -> list[str]:
    """A sentence for each thing in the terms that nobody can have meant; empty where nothing is conspicuous."""
    words = WORDS[language]
    return [*_thresholds(terms, words), *_duties(terms, words), *_fading(terms, words), *_doubles(terms, words)]


def most_from_fit(criteria: Sequence[FitCriterion]) -> int:
    """No lead can have more points from fit than this: an attribute has one value at a time, so for each the best value counts."""
    names = {criterion.attribute for criterion in criteria}
    return sum(_most_from_attribute([part for part in criteria if part.attribute == name]) for name in names)


def most_from_interest(terms: Terms) -> int:
    """No lead can have more points from interest than this."""
    return sum(part.points * part.at_most for part in terms.interest if part.points > 0)


def _most_from_attribute(criteria: Sequence[FitCriterion]) -> int:
    by_text: Counter[str] = Counter()
    for part in criteria:
        by_text.update(dict.fromkeys({value.lower() for value in part.values}, part.points))
    between = [part for part in criteria if part.comparison is Comparison.BETWEEN]
    bounds = [bound for part in between for bound in (part.at_least, part.below) if bound is not None]
    numbers = [*bounds, min(bounds, default=0) - 1]
    by_number = [sum(part.points for part in between if _holds(part, number)) for number in numbers]
    present = sum(part.points for part in criteria if part.comparison is Comparison.PRESENT)
    return max(0, present + max([0, *by_text.values()]) + max([0, *by_number]))


def _holds(part: FitCriterion, number: float) -> bool:
    return (part.at_least is None or number >= part.at_least) and (part.below is None or number < part.below)


def _thresholds(terms: Terms, words: Words) -> Iterator[str]:
    asked = terms.thresholds
    fit, interest = most_from_fit(terms.fit), most_from_interest(terms)
    for phrase, points, most in (
        ("caution.unreachable", asked.points, fit + interest),
        ("caution.unreachable_fit", asked.fit, fit),
        ("caution.unreachable_interest", asked.interest, interest),
    ):
        if points > most:
            yield words.say(phrase, points=words.counted(points, "point"), most=words.figure(most))
    if fit >= asked.points and not asked.interest:
        yield words.say("caution.everybody", points=words.counted(asked.points, "point"), most=words.figure(fit))


def _duties(terms: Terms, words: Words) -> Iterator[str]:
    sales = terms.sales
    contact, accept, result = (
        words.counted(hours, "working_hour")
        for hours in (sales.first_contact_within_hours, sales.accept_within_hours, sales.result_within_hours)
    )
    if sales.first_contact_within_hours < sales.accept_within_hours:
        yield words.say("caution.contact_before_accept", contact=contact, accept=accept)
    if sales.result_within_hours < sales.first_contact_within_hours - sales.accept_within_hours:
        yield words.say("caution.result_before_contact", result=result, contact=contact)
    if terms.marketing.qualified_leads_per_month > terms.sales_capacity_per_week * WEEKS_OF_A_MONTH:
        leads = words.counted(terms.marketing.qualified_leads_per_month, "lead")
        yield words.say("caution.capacity", leads=leads, capacity=words.counted(terms.sales_capacity_per_week, "lead"))


def _fading(terms: Terms, words: Words) -> Iterator[str]:
    for part in terms.interest:
        if part.half_life_days is not None and part.half_life_days > part.window_days:
            yield words.say(
                "caution.outlived", label=words.quoted(part.label), days=words.counted(part.half_life_days, "day")
            )


def _doubles(terms: Terms, words: Words) -> Iterator[str]:
    for number, part in enumerate(terms.interest):
        for other in terms.interest[:number]:
            if part.touch == other.touch:
                yield words.say("caution.shadowed", label=words.quoted(other.label), other=words.quoted(part.label))
