"""The whole agreement as a contract that a person can read aloud, in German and in English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handschlag.agreement.core.english import ENGLISH
from handschlag.agreement.core.german import GERMAN
from handschlag.agreement.core.terms import (
    Exclusion,
    FitCriterion,
    HandRaiser,
    InterestCriterion,
    Reason,
    Terms,
    TouchCondition,
)
from handschlag.agreement.core.text import Grid, Language, Section, Words

WORDS: Mapping[Language, Words] = {"de": GERMAN, "en": ENGLISH}


def contract(terms: Terms, language: Language) -> list[Section]:
    """The contract of these terms, section by section. Every label, number, value and key of the terms stands in it."""
    words = WORDS[language]
    sections = (
        _preamble,
        _words,
        _qualified,
        _fit,
        _interest,
        _hand_raisers,
        _exclusions,
        _sales,
        _marketing,
        _returns,
        _credit,
        _review,
        _names,
    )
    return [section(terms, words) for section in sections]


def sentence_of(part: FitCriterion | InterestCriterion | HandRaiser | Exclusion | Reason, words: Words) -> str:
    """One criterion or return reason as a whole sentence."""
    match part:
        case FitCriterion():
            points = words.counted(part.points, "point")
            return words.say("fit.sentence", label=words.quoted(part.label), points=points, when=when(part, words))
        case InterestCriterion():
            return words.say(
                "interest.sentence",
                label=words.quoted(part.label),
                points=words.counted(part.points, "point"),
                what=_within(part, words),
                limits=_limits(part, words),
            )
        case HandRaiser():
            days = words.counted(part.window_days, "day")
            return words.say(
                "hand_raisers.sentence", label=words.quoted(part.label), what=did(part.touch, words), days=days
            )
        case Exclusion():
            return words.say(
                "exclusions.sentence",
                label=words.quoted(part.label),
                attribute=words.attribute(part.attribute),
                values=words.listed(part.values),
            )
        case Reason():
            return words.say("change.reason", de=words.quoted(part.de), en=words.quoted(part.en))


def when(criterion: FitCriterion, words: Words) -> str:
    """The condition of a fit criterion, as it stands after "when"."""
    phrase = str(criterion.comparison)
    if criterion.at_least is None or criterion.below is None:
        phrase = "at_least" if criterion.at_least is not None else "below" if criterion.below is not None else phrase
    return words.say(
        f"fit.{phrase}",
        attribute=words.attribute(criterion.attribute),
        values=words.listed(criterion.values) if criterion.values else "",
        at_least="" if criterion.at_least is None else words.figure(criterion.at_least),
        below="" if criterion.below is None else words.figure(criterion.below),
    )


def did(touch: TouchCondition, words: Words) -> str:
    """What somebody did who left a matching touch, as it stands after "whoever"."""
    conditions = [
        words.say(f"touch.{name}", value=words.quoted(value))
        for name in ("channel", "campaign", "material", "page_starts_with")
        if (value := getattr(touch, name)) is not None
    ]
    return ", ".join([words.kind(touch.kind), *conditions])


def _within(criterion: InterestCriterion, words: Words) -> str:
    return words.say(
        "interest.window", what=did(criterion.touch, words), days=words.counted(criterion.window_days, "day")
    )


def _limits(criterion: InterestCriterion, words: Words) -> str:
    limits = [words.say("interest.at_most", touches=words.counted(criterion.at_most, "touch"))]
    if criterion.half_life_days is not None:
        limits.append(words.say("interest.fading", days=_days(criterion.half_life_days, words)))
    return ", ".join(limits)


def _days(number: int, words: Words) -> str:
    """Days in the nominative: only German knows the difference ("alle 60 Tage", but "innerhalb von 60 Tagen")."""
    counted = words.counted(number, "day")
    return counted.removesuffix("n") if words.language == "de" else counted


def _preamble(terms: Terms, words: Words) -> Section:
    return Section(
        words.say("preamble"),
        (
            words.say("preamble.parties", title=words.quoted(terms.title)),
            words.say("preamble.executed", grammar=words.figure(terms.grammar)),
        ),
    )


def _words(terms: Terms, words: Words) -> Section:
    kinds = dict.fromkeys(part.touch.kind for part in terms.about_touches())
    attributes = dict.fromkeys(part.attribute for part in terms.about_attributes())
    rows = [(words.attribute(key).rstrip(","), key) for key in attributes]
    rows += [(words.say("words.who", kind=words.kind(key)), key) for key in kinds]
    return Section(
        words.say("words"),
        (words.say("words.lead"), words.say("words.known"), words.say("words.text")),
        _grid(words, ("words.says", "words.key"), rows),
    )


def _qualified(terms: Terms, words: Words) -> Section:
    asked = terms.thresholds
    sentences = [words.say("qualified.points", points=words.counted(asked.points, "point"))]
    if asked.fit:
        sentences.append(words.say("qualified.fit", points=words.counted(asked.fit, "point")))
    if asked.interest:
        sentences.append(words.say("qualified.interest", points=words.counted(asked.interest, "point")))
    if terms.hand_raisers:
        sentences.append(words.say("qualified.hand"))
    return Section(words.say("qualified"), (*sentences, words.say("qualified.never")))


def _fit(terms: Terms, words: Words) -> Section:
    if not terms.fit:
        return Section(words.say("fit"), (words.say("fit.none"),))
    rows = [(part.label, when(part, words), words.figure(part.points)) for part in terms.fit]
    return Section(words.say("fit"), (), _grid(words, ("fit.criterion", "fit.when", "fit.points"), rows))


def _interest(terms: Terms, words: Words) -> Section:
    if not terms.interest:
        return Section(words.say("interest"), (words.say("interest.none"),))
    rows = [
        (part.label, f"{_within(part, words)}; {_limits(part, words)}", words.figure(part.points))
        for part in terms.interest
    ]
    after = [words.say("interest.latest")]
    if any(part.half_life_days for part in terms.interest):
        after.append(words.say("interest.rounding"))
    grid = _grid(words, ("fit.criterion", "interest.what", "interest.each"), rows)
    return Section(words.say("interest"), (), grid, tuple(after))


def _hand_raisers(terms: Terms, words: Words) -> Section:
    sentences = tuple(sentence_of(part, words) for part in terms.hand_raisers)
    return Section(words.say("hand_raisers"), sentences or (words.say("hand_raisers.none"),))


def _exclusions(terms: Terms, words: Words) -> Section:
    sentences = tuple(sentence_of(part, words) for part in terms.exclusions)
    return Section(words.say("exclusions"), sentences or (words.say("exclusions.none"),))


def _sales(terms: Terms, words: Words) -> Section:
    duties = {
        "sales.accept": terms.sales.accept_within_hours,
        "sales.first_contact": terms.sales.first_contact_within_hours,
        "sales.result": terms.sales.result_within_hours,
    }
    sentences = [words.say(phrase, hours=words.counted(hours, "working_hour")) for phrase, hours in duties.items()]
    capacity = words.say("sales.capacity", leads=words.counted(terms.sales_capacity_per_week, "lead"))
    return Section(words.say("sales"), (*sentences, words.say("sales.hours"), capacity))


def _marketing(terms: Terms, words: Words) -> Section:
    leads = words.counted(terms.marketing.qualified_leads_per_month, "lead")
    rate = words.figure(terms.marketing.acceptance_rate_percent)
    return Section(
        words.say("marketing"), (words.say("marketing.leads", leads=leads), words.say("marketing.rate", percent=rate))
    )


def _returns(terms: Terms, words: Words) -> Section:
    rows = [(reason.de, reason.en, reason.key) for reason in terms.return_reasons]
    return Section(
        words.say("returns"),
        (words.say("returns.reasons"),),
        _grid(words, ("returns.de", "returns.en", "returns.key"), rows),
        (words.say(f"returns.{terms.after_return}"),),
    )


def _credit(terms: Terms, words: Words) -> Section:
    return Section(words.say("credit"), (words.say(f"credit.{terms.credit}"),))


def _review(terms: Terms, words: Words) -> Section:
    return Section(words.say("review"), (words.say("review.day", day=words.on(terms.review_on)),))


def _names(terms: Terms, words: Words) -> Section:
    rows = [(part.label, part.key) for part in terms.criteria()]
    return Section(words.say("names"), (), _grid(words, ("names.label", "names.key"), rows))


def _grid(words: Words, headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Grid | None:
    return Grid(tuple(words.say(heading) for heading in headings), tuple(rows)) if rows else None
