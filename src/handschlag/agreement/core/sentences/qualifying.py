"""When a lead is qualified, by which points, and who goes at once or never."""

from __future__ import annotations

from collections.abc import Iterator

from handschlag.agreement.core.sentences.conditions import when
from handschlag.agreement.core.sentences.grids import grid, matrix
from handschlag.agreement.core.sentences.parts import corner, limits, probable, sentence_of, within_window
from handschlag.agreement.core.terms import EstimateCriterion, FitCriterion, Terms
from handschlag.agreement.core.text import Section, Words


def sections(terms: Terms, words: Words) -> list[Section]:
    found = [_qualified, _fit, _interest, _hand_raisers, _exclusions]
    if terms.reachable_by:
        found.append(_reachable)
    return [section(terms, words) for section in found]


def thresholds(terms: Terms, words: Words) -> Iterator[str]:
    """From how many points on a lead is qualified, a sentence for each condition."""
    asked = terms.thresholds
    if asked.points is not None:
        yield words.say("qualified.points", points=words.counted(asked.points, "point"))
        for side in ("fit", "interest"):
            if points := getattr(asked, side):
                yield words.say(f"qualified.{side}", points=words.counted(points, "point"))
    else:
        first, *further = asked.matrix
        yield sentence_of(first, words)
        yield from (corner(one, words, "corner.further") for one in further)
        yield words.say("qualified.more")


def _qualified(terms: Terms, words: Words) -> Section:
    sentences = [*thresholds(terms, words), *_not_below_zero(terms, words)]
    if terms.hand_raisers:
        sentences.append(words.say("qualified.hand"))
    sentences.append(words.say("qualified.never"))
    corners = terms.thresholds.matrix
    return Section(words.say("qualified"), tuple(sentences), matrix(corners, words) if corners else None)


def _not_below_zero(terms: Terms, words: Words) -> Iterator[str]:
    """Asking for no points from a side still asks that it does not count against the lead."""
    giving: tuple[FitCriterion | EstimateCriterion, ...] = (*terms.fit, *terms.estimates)
    _points, fit, interest = zip(*terms.thresholds.alternatives(), strict=True)
    if min(fit) == 0 and any(part.points < 0 for part in giving):
        yield words.say("qualified.fit_below_zero")
    if min(interest) == 0 and any(part.points < 0 for part in terms.interest):
        yield words.say("qualified.interest_below_zero")


def _fit(terms: Terms, words: Words) -> Section:
    rows = [(part.label, when(part, words), words.figure(part.points)) for part in terms.fit]
    rows += [(part.label, probable(part, words), words.figure(part.points)) for part in terms.estimates]
    if not rows:
        return Section(words.say("fit"), (words.say("fit.none"), *_together(terms, words)))
    after = (*_together(terms, words), *_estimated(terms, words))
    return Section(words.say("fit"), (), grid(words, ("fit.criterion", "fit.when", "fit.points"), rows), after)


def _together(terms: Terms, words: Words) -> Iterator[str]:
    for group in terms.groups:
        members = [part for part in terms.fit if part.group == group.key]
        sentences = [sentence_of(group, words)]
        if members:
            sentences.append(
                words.say("group.members", criteria=words.all_of(words.quoted(one.label) for one in members))
            )
        if any(part.points < 0 for part in members):
            sentences.append(words.say("group.below_zero"))
        yield " ".join(sentences)


def _estimated(terms: Terms, words: Words) -> Iterator[str]:
    for model in dict.fromkeys(part.model for part in terms.estimates):
        labels = [words.quoted(part.label) for part in terms.estimates if part.model == model]
        yield words.say("estimate.model", labels=words.all_of(labels), model=words.quoted(model))


def _interest(terms: Terms, words: Words) -> Section:
    if not terms.interest:
        return Section(words.say("interest"), (words.say("interest.none"),))
    rows = [
        (part.label, f"{within_window(part, words)}; {limits(part, words)}", words.figure(part.points))
        for part in terms.interest
    ]
    after = [words.say("interest.latest")]
    if any(part.half_life_days for part in terms.interest):
        after.append(words.say("interest.rounding"))
    table = grid(words, ("fit.criterion", "interest.what", "interest.each"), rows)
    return Section(words.say("interest"), (), table, tuple(after))


def _hand_raisers(terms: Terms, words: Words) -> Section:
    sentences = tuple(sentence_of(part, words) for part in terms.hand_raisers)
    return Section(words.say("hand_raisers"), sentences or (words.say("hand_raisers.none"),))


def _exclusions(terms: Terms, words: Words) -> Section:
    sentences = tuple(sentence_of(part, words) for part in terms.exclusions)
    return Section(words.say("exclusions"), sentences or (words.say("exclusions.none"),))


def _reachable(terms: Terms, words: Words) -> Section:
    return Section(words.say("reachable"), tuple(reachable(terms, words)))


def reachable(terms: Terms, words: Words) -> Iterator[str]:
    """Whom nobody may reach is not handed over, and what "may" means for each way that is named."""
    ways = words.either(words.steps[way] for way in terms.reachable_by)
    yield words.say("reachable.sentence", ways=ways)
    yield from (words.say(f"reachable.{way}") for way in terms.reachable_by)
