"""Times and figures of both sides' duties that cannot be kept together."""

from __future__ import annotations

from collections.abc import Iterator

from handschlag.agreement.core.sentences.conditions import time
from handschlag.agreement.core.terms import Terms, Within
from handschlag.agreement.core.text import Words

WEEKS_OF_A_MONTH = 52 / 12
WORKING_HOURS_OF_A_DAY = 40 / 7
"""Of any day, free ones included, in a week of forty working hours: only to compare days with working hours."""


def cautions(terms: Terms, words: Words) -> Iterator[str]:
    yield from _answers(terms, words)
    yield from _attempts(terms, words)
    yield from _capacity(terms, words)


def _answers(terms: Terms, words: Words) -> Iterator[str]:
    sales = terms.sales
    accept, contact, result = map(_hours, (sales.accept_within, sales.first_contact_within, sales.result_within))
    said = {
        "accept": time(sales.accept_within, words),
        "contact": time(sales.first_contact_within, words),
        "result": time(sales.result_within, words),
    }
    if contact < accept:
        yield words.say("caution.contact_before_accept", contact=said["contact"], accept=said["accept"])
    if result < contact - accept:
        yield words.say("caution.result_before_contact", result=said["result"], contact=said["contact"])


def _attempts(terms: Terms, words: Words) -> Iterator[str]:
    sales, agreed = terms.sales, terms.sales.attempts
    if agreed is None:
        return
    contact, hours, result = map(_hours, (sales.first_contact_within, agreed.within, sales.result_within))
    said = {"attempts": words.counted(agreed.at_least, "attempt"), "time": time(agreed.within, words)}
    if agreed.at_least > hours:
        yield words.say("caution.attempts", **said)
    if contact > hours:
        yield words.say("caution.contact_after_attempts", **said, contact=time(sales.first_contact_within, words))
    if result < hours - _hours(sales.accept_within):
        yield words.say("caution.result_before_attempts", **said, result=time(sales.result_within, words))


def _capacity(terms: Terms, words: Words) -> Iterator[str]:
    owed, taken = terms.marketing.qualified_leads_per_month, terms.sales_capacity_per_week
    if owed > taken * WEEKS_OF_A_MONTH:
        leads, capacity = words.counted(owed, "lead"), words.counted(taken, "lead")
        yield words.say("caution.capacity", leads=leads, capacity=capacity)


def _hours(within: Within) -> float:
    return within.working_hours or (within.days or 0) * WORKING_HOURS_OF_A_DAY
