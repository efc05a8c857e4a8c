"""One part of the terms as a whole sentence: in the contract, in a comparison, beside a verdict."""

from __future__ import annotations

from functools import singledispatch

from handschlag.agreement.core.sentences.conditions import days_as_subject, did, last, time, when
from handschlag.agreement.core.terms import (
    Attempts,
    Completeness,
    Corner,
    EstimateCriterion,
    Exclusion,
    FitCriterion,
    Group,
    HandRaiser,
    InterestCriterion,
    Part,
    Pause,
    Procedure,
    Reason,
    Recycling,
    RoutingRule,
    StageName,
    Step,
    ValueList,
)
from handschlag.agreement.core.text import Words


@singledispatch
def sentence_of(part: Part, words: Words) -> str:
    """A part of the terms as a whole sentence. Groups and lists are called as ``words`` know them (see ``Words.naming``)."""
    raise TypeError(f"No sentence for {type(part).__name__}")


@sentence_of.register
def _fit(part: FitCriterion, words: Words) -> str:
    phrase = "fit.sentence_in_group" if part.group else "fit.sentence"
    return words.say(
        phrase,
        label=words.quoted(part.label),
        points=words.counted(part.points, "point"),
        when=when(part, words),
        group=words.named(part.group) if part.group else "",
    )


@sentence_of.register
def _estimate(part: EstimateCriterion, words: Words) -> str:
    return words.say(
        "estimate.sentence",
        label=words.quoted(part.label),
        points=words.counted(part.points, "point"),
        when=probable(part, words),
        model=words.quoted(part.model),
    )


@sentence_of.register
def _interest(part: InterestCriterion, words: Words) -> str:
    return words.say(
        "interest.sentence",
        label=words.quoted(part.label),
        points=words.counted(part.points, "point"),
        what=within_window(part, words),
        limits=limits(part, words),
    )


@sentence_of.register
def _hand_raiser(part: HandRaiser, words: Words) -> str:
    return words.say("hand_raisers.sentence", label=words.quoted(part.label), what=within_window(part, words))


@sentence_of.register
def _exclusion(part: Exclusion, words: Words) -> str:
    return words.say("exclusions.sentence", label=words.quoted(part.label), when=when(part, words))


@sentence_of.register
def _group(part: Group, words: Words) -> str:
    return words.say("group.sentence", label=words.quoted(part.label), points=words.counted(part.at_most, "point"))


@sentence_of.register
def _list(part: ValueList, words: Words) -> str:
    return words.say("list.sentence", label=words.quoted(part.label), values=entries(part, words))


@sentence_of.register
def _stage(part: StageName, words: Words) -> str:
    own, other = (part.de, part.en) if words.language == "de" else (part.en, part.de)
    phrase = "stage.sentence" if own == other else "stage.sentence_both"
    return words.say(phrase, stage=words.stages[part.stage], own=words.quoted(own), other=words.quoted(other))


@sentence_of.register
def _corner(part: Corner, words: Words) -> str:
    return corner(part, words)


def corner(part: Corner, words: Words, start: str = "corner.first") -> str:
    """What is asked for at one corner of the matrix; ``start`` says whether it is the first that is told."""
    fit, interest = (words.counted(points, "point") for points in (part.fit, part.interest))
    phrase = {(True, True): "both", (True, False): "fit", (False, True): "interest", (False, False): "any"}[
        bool(part.fit), bool(part.interest)
    ]
    return words.say(f"corner.{phrase}", start=words.say(start), fit=fit, interest=interest)


@sentence_of.register
def _rule(part: RoutingRule, words: Words) -> str:
    to = "both" if part.team and part.skill else "team" if part.team else "skill"
    team, skill = (words.quoted(name or "") for name in (part.team, part.skill))
    return words.say(
        "routing.rule",
        label=words.quoted(part.label),
        when=words.all_of(when(condition, words) for condition in part.where),
        whom=words.say(f"routing.{to}", team=team, skill=skill),
    )


@sentence_of.register
def _procedure(part: Procedure, words: Words) -> str:
    steps = "; ".join(f"({number}) {sentence_of(step, words)}" for number, step in enumerate(part.steps, 1))
    return words.say("procedure.sentence", label=words.quoted(part.label), whose=whose(part, words), steps=steps)


@sentence_of.register
def _step(part: Step, words: Words) -> str:
    more = [
        words.say(f"step.{name}", value=words.quoted(value))
        for name in ("material", "guide")
        if (value := getattr(part, name)) is not None
    ]
    after = (
        words.say("step.after", days=words.counted(part.after_days, "day"))
        if part.after_days
        else words.say("step.now")
    )
    with_what = f", {words.all_of(more)}" if more else ""
    return f"{after} {words.step(part.channel)}{with_what}"


@sentence_of.register
def _attempts(part: Attempts, words: Words) -> str:
    return words.say(
        "sales.attempts" if part.on_days == 1 else "sales.attempts_on_days",
        attempts=words.counted(part.at_least, "attempt"),
        number=words.figure(part.on_days),
        time=time(part.within, words),
    )


@sentence_of.register
def _completeness(part: Completeness, words: Words) -> str:
    known = words.all_of(words.attribute(key).rstrip(",") for key in part.attributes)
    return words.say("marketing.completeness", percent=words.figure(part.percent), attributes=known)


@sentence_of.register
def _recycling(part: Recycling, words: Words) -> str:
    return words.say(
        "afterwards.recycling", days=words.counted(part.after_days, "day"), times=words.counted(part.at_most, "time")
    )


@sentence_of.register
def _pause(part: Pause, words: Words) -> str:
    reason = words.say("change.reason", de=words.quoted(part.de), en=words.quoted(part.en))
    return f"{reason} {words.say('pauses.at_most', days=days_as_subject(part.at_most_days, words))}"


@sentence_of.register
def _reason(part: Reason, words: Words) -> str:
    reason = words.say("change.reason", de=words.quoted(part.de), en=words.quoted(part.en))
    return f"{reason} {words.say(f'returns.then_{part.then}')}" if part.then else reason


def within_window(part: InterestCriterion | HandRaiser, words: Words) -> str:
    """What somebody did, and how long ago at most."""
    return words.say("interest.window", last=last(part.window_days, words), what=did(part.touch, words))


def limits(part: InterestCriterion, words: Words) -> str:
    """How many touches count, and how their points fade."""
    found = [words.say("interest.at_most", touches=words.counted(part.at_most, "touch"))]
    if part.half_life_days is not None:
        found.append(words.say("interest.fading", days=days_as_subject(part.half_life_days, words)))
    return ", ".join(found)


def probable(part: EstimateCriterion, words: Words) -> str:
    """The win probability asked for, as it stands after "when"."""
    return words.say("estimate.when", percent=words.figure(part.at_least_percent))


def whose(part: Procedure, words: Words) -> str:
    """Which leads a procedure is for."""
    if part.segment is None:
        return words.say("procedure.others")
    return words.say("procedure.segment", segment=words.quoted(part.segment))


def entries(part: ValueList, words: Words) -> str:
    """What stands in a list."""
    return ", ".join(map(words.quoted, part.values))
