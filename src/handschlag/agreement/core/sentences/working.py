"""Who gets a lead, how it is worked, what each side owes, and what becomes of a lead that is not kept."""

from __future__ import annotations

from collections.abc import Iterator

from handschlag.agreement.core.sentences.conditions import time
from handschlag.agreement.core.sentences.grids import grid
from handschlag.agreement.core.sentences.parts import sentence_of, whose
from handschlag.agreement.core.terms import Procedure, Terms
from handschlag.agreement.core.text import Section, Words


def sections(terms: Terms, words: Words) -> list[Section]:
    return [
        _routing(terms, words),
        *(_procedure(part, words) for part in terms.procedures),
        _sales(terms, words),
        *_pauses(terms, words),
        _marketing(terms, words),
        _returns(terms, words),
        _afterwards(terms, words),
        Section(
            words.say("credit"),
            tuple(sentence for sentence in (credit(terms, words), half_life(terms, words)) if sentence),
        ),
        Section(words.say("review"), (words.say("review.day", day=words.on(terms.review_on)),)),
    ]


def credit(terms: Terms, words: Words) -> str:
    """To whom the value of a won deal is credited."""
    return words.say(f"credit.{terms.credit}")


def half_life(terms: Terms, words: Words) -> str:
    """How fast credit decays; "" where it does not."""
    days = terms.credit_half_life_days
    return "" if days is None else words.say("credit.half_life", days=words.counted(days, "day"))


def owner(terms: Terms, words: Words) -> str:
    """Whether a rep who knows the company goes first."""
    return words.say("routing.owner" if terms.routing.owner_first else "routing.no_owner")


def territories(terms: Terms, words: Words) -> str:
    """Whether territories decide among the reps."""
    return words.say("routing.territory" if terms.routing.by_territory else "routing.no_territory")


def _routing(terms: Terms, words: Words) -> Section:
    rules = terms.routing.rules
    sentences = [owner(terms, words), *(sentence_of(rule, words) for rule in rules)]
    if len(rules) > 1:
        sentences.append(words.say("routing.first"))
    return Section(words.say("routing"), (*sentences, territories(terms, words), words.say("routing.rosters")))


def _procedure(part: Procedure, words: Words) -> Section:
    steps = tuple(_first_capital(f"{sentence_of(step, words)}.") for step in part.steps)
    intro = words.say("procedure.intro", whose=whose(part, words))
    later = (words.say("procedure.days"),) if any(step.after_days for step in part.steps) else ()
    return Section(words.say("procedure", label=words.quoted(part.label)), (intro,), after=later, steps=steps)


def _sales(terms: Terms, words: Words) -> Section:
    sales = terms.sales
    times = [sales.accept_within, sales.first_contact_within, sales.result_within]
    sentences = [
        words.say("sales.accept", time=time(sales.accept_within, words)),
        words.say("sales.first_contact", time=time(sales.first_contact_within, words)),
    ]
    if sales.attempts:
        sentences.append(sentence_of(sales.attempts, words))
        times.append(sales.attempts.within)
    sentences.append(words.say("sales.result", time=time(sales.result_within, words)))
    if any(within.working_hours for within in times):
        sentences.append(words.say("sales.hours"))
    if any(within.days for within in times):
        sentences.append(words.say("sales.days"))
    capacity = words.say("sales.capacity", leads=words.counted(terms.sales_capacity_per_week, "lead"))
    return Section(words.say("sales"), (*sentences, capacity))


def _pauses(terms: Terms, words: Words) -> Iterator[Section]:
    """For which reasons the clocks may stand still; nothing where none are agreed."""
    if terms.sales.pauses:
        headings = ("returns.de", "returns.en", "returns.key", "pauses.days")
        rows = [(one.de, one.en, one.key, words.figure(one.at_most_days)) for one in terms.sales.pauses]
        yield Section(
            words.say("pauses"), (words.say("pauses.reasons"),), grid(words, headings, rows), (words.say("pauses.end"),)
        )


def _marketing(terms: Terms, words: Words) -> Section:
    owed = terms.marketing
    sentences = [
        words.say("marketing.leads", leads=words.counted(owed.qualified_leads_per_month, "lead")),
        words.say("marketing.rate", percent=words.figure(owed.acceptance_rate_percent)),
    ]
    if owed.completeness:
        sentences.append(sentence_of(owed.completeness, words))
    if owed.brief:
        sentences.append(words.say("marketing.brief"))
    return Section(words.say("marketing"), tuple(sentences))


def _returns(terms: Terms, words: Words) -> Section:
    headings = ["returns.de", "returns.en", "returns.key"]
    rows = [[reason.de, reason.en, reason.key] for reason in terms.return_reasons]
    default = words.say(f"returns.{terms.after_return}")
    if any(reason.then for reason in terms.return_reasons):
        headings.append("returns.then")
        default = words.say("returns.otherwise", sentence=default)
        for row, reason in zip(rows, terms.return_reasons, strict=True):
            row.append(words.choices[reason.then] if reason.then else "–")
    table = grid(words, tuple(headings), [tuple(row) for row in rows])
    return Section(words.say("returns"), (words.say("returns.reasons"),), table, (default,))


def _afterwards(terms: Terms, words: Words) -> Section:
    return Section(words.say("afterwards"), tuple(_becomes(terms, words)))


def _becomes(terms: Terms, words: Words) -> Iterator[str]:
    yield words.say(f"timeout.{terms.after_timeout}")
    yield words.say(f"no_answer.{terms.after_no_answer}")
    if terms.recycling:
        yield sentence_of(terms.recycling, words)


def _first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]
