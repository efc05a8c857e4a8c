"""How many points anybody can have at most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handschlag.agreement.core.cautions.values import asked_by, is_met
from handschlag.agreement.core.terms import Comparison, EstimateCriterion, FitCriterion, Terms


def most_from_fit(terms: Terms) -> int:
    """No lead can have more points from fit than this.

    An attribute has one value at a time, so of each the best value counts; a group gives what it gives at most. Somebody reaches the
    figure, unless criteria of one attribute stand in different groups, or some of a capped group take points.
    """
    caps = {group.key: group.at_most for group in terms.groups}
    found = _most_from_estimates(terms.estimates)
    for group in dict.fromkeys(part.group for part in terms.fit):
        points = _most_from_group([part for part in terms.fit if part.group == group], terms)
        found += min(points, caps[group]) if group else points
    return found


def most_from_interest(terms: Terms) -> int:
    """No lead can have more points from interest than this."""
    return sum(part.points * part.at_most for part in terms.interest if part.points > 0)


def _most_from_group(criteria: Sequence[FitCriterion], terms: Terms) -> int:
    names = dict.fromkeys(part.attribute for part in criteria)
    return sum(_most_from_attribute([part for part in criteria if part.attribute == name], terms) for name in names)


def _most_from_attribute(criteria: Sequence[FitCriterion], terms: Terms) -> int:
    """By trying every value the criteria tell apart; without any value there are no points."""
    asked = {part.key: asked_by(part, terms) for part in criteria}
    values = {text for texts in asked.values() for text in texts.texts} | set(_numbers(criteria)) | {"\0"}
    return max(
        0,
        *(sum(part.points for part in criteria if is_met(part, asked[part.key], value)) for value in values),
    )


def _numbers(criteria: Sequence[FitCriterion]) -> Iterator[str]:
    """A number from every stretch the bounds cut."""
    between = [part for part in criteria if part.comparison is Comparison.BETWEEN]
    bounds = [bound for part in between for bound in (part.at_least, part.below) if bound is not None]
    return map(repr, [*bounds, min(bounds) - 1] if bounds else [])


def _most_from_estimates(criteria: Sequence[EstimateCriterion]) -> int:
    """A model gives one probability at a time: whoever reaches one bound reaches every lower one."""
    return sum(
        max(
            0,
            *(_from_probability([part for part in criteria if part.model == model], bound) for bound in range(1, 101)),
        )
        for model in dict.fromkeys(part.model for part in criteria)
    )


def _from_probability(criteria: Sequence[EstimateCriterion], percent: int) -> int:
    return sum(part.points for part in criteria if percent >= part.at_least_percent)
