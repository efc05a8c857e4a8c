"""Points nobody can reach, points everybody has, points given twice or to who is excluded."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from handschlag.agreement.core.cautions.most import most_from_fit, most_from_interest
from handschlag.agreement.core.cautions.values import asked_by, is_met, stretch
from handschlag.agreement.core.terms import Comparison, Exclusion, FitCriterion, Terms
from handschlag.agreement.core.text import Words


def cautions(terms: Terms, words: Words) -> Iterator[str]:
    yield from _sum(terms, words) if terms.thresholds.points is not None else _corners(terms, words)
    yield from _fit_alone(terms, words)
    yield from _overlaps(terms, words)
    yield from _excluded(terms, words)
    yield from _fading(terms, words)
    yield from _doubles(terms, words)


def _sum(terms: Terms, words: Words) -> Iterator[str]:
    asked, fit, interest = terms.thresholds, most_from_fit(terms), most_from_interest(terms)
    for phrase, points, most in (
        ("caution.unreachable", asked.points or 0, fit + interest),
        ("caution.unreachable_fit", asked.fit, fit),
        ("caution.unreachable_interest", asked.interest, interest),
    ):
        if points > most:
            yield words.say(phrase, points=words.counted(points, "point"), most=words.figure(most))


def _corners(terms: Terms, words: Words) -> Iterator[str]:
    fit, interest = most_from_fit(terms), most_from_interest(terms)
    for corner in terms.thresholds.matrix:
        for phrase, points, most in (
            ("caution.corner_fit", corner.fit, fit),
            ("caution.corner_interest", corner.interest, interest),
        ):
            if points > most:
                shown = {"fit": words.figure(corner.fit), "interest": words.figure(corner.interest)}
                yield words.say(phrase, **shown, most=words.figure(most))


def _fit_alone(terms: Terms, words: Words) -> Iterator[str]:
    most = most_from_fit(terms)
    for points, _fit, interest in terms.thresholds.alternatives():
        if not interest and most >= points:
            yield words.say("caution.everybody", points=words.counted(points, "point"), most=words.figure(most))


def _overlaps(terms: Terms, words: Words) -> Iterator[str]:
    """Two stretches of one attribute that both give points where they meet; within one group the cap says that it is meant."""
    between = [part for part in terms.fit if part.comparison is Comparison.BETWEEN and part.points > 0]
    for one, other in combinations(between, 2):
        if one.attribute == other.attribute and _meet(one, other) and (one.group is None or one.group != other.group):
            attribute = words.attribute(one.attribute).rstrip(",")
            labels = {"label": words.quoted(one.label), "other": words.quoted(other.label)}
            yield words.say("caution.overlap", attribute=attribute, **labels)


def _meet(one: FitCriterion | Exclusion, other: FitCriterion | Exclusion) -> bool:
    (low, high), (other_low, other_high) = stretch(one), stretch(other)
    return max(low, other_low) < min(high, other_high)


def _excluded(terms: Terms, words: Words) -> Iterator[str]:
    for part in (part for part in terms.fit if part.points > 0):
        for exclusion in terms.exclusions:
            if part.attribute == exclusion.attribute:
                yield from _points_for_excluded(part, exclusion, terms, words)


def _points_for_excluded(part: FitCriterion, exclusion: Exclusion, terms: Terms, words: Words) -> Iterator[str]:
    labels = {"label": words.quoted(part.label), "exclusion": words.quoted(exclusion.label)}
    asked = asked_by(exclusion, terms)
    both = [value for value in terms.values_of(part) if is_met(exclusion, asked, value.lower())]
    if both:
        yield words.say("caution.excluded", **labels, values=", ".join(map(words.quoted, both)))
    elif Comparison.BETWEEN is part.comparison is exclusion.comparison and _meet(part, exclusion):
        yield words.say("caution.excluded_numbers", **labels)


def _fading(terms: Terms, words: Words) -> Iterator[str]:
    for part in terms.interest:
        if part.half_life_days is not None and part.half_life_days > part.window_days:
            days = words.counted(part.half_life_days, "day")
            yield words.say("caution.outlived", label=words.quoted(part.label), days=days)


def _doubles(terms: Terms, words: Words) -> Iterator[str]:
    for one, other in combinations(terms.interest, 2):
        if one.touch == other.touch:
            yield words.say("caution.shadowed", label=words.quoted(one.label), other=words.quoted(other.label))
