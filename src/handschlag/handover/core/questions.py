"""The question guide: what to ask in a first conversation, after Rackham's SPIN, in both languages.

Neil Rackham, *SPIN Selling* (1988): first the situation, then the problem, then what it leads to, then what solving it would be worth.
Questions are data: a key (stored in the brief), the step, whom they suit, and the sentence in either language.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """The four kinds of question, in the order of a conversation."""

    SITUATION = "situation"
    PROBLEM = "problem"
    IMPLICATION = "implication"
    PAYOFF = "payoff"


@dataclass(frozen=True, slots=True)
class Question:
    """``suits`` are words found in what the lead did or in its segment; none means the question suits everybody."""

    key: str
    step: Step
    de: str
    en: str
    suits: frozenset[str] = frozenset()


GUIDE: tuple[Question, ...] = (
    Question(
        "today",
        Step.SITUATION,
        de="Wie lösen Sie das heute, und womit?",
        en="How do you solve this today, and with what?",
    ),
    Question(
        "trigger",
        Step.SITUATION,
        de="Was hat Sie gerade jetzt auf uns gebracht?",
        en="What brought you to us just now?",
    ),
    Question(
        "who_decides",
        Step.SITUATION,
        de="Wer entscheidet bei Ihnen mit, und wer nutzt es später?",
        en="Who decides with you, and who will use it?",
    ),
    Question(
        "inquiry",
        Step.SITUATION,
        de="Sie haben uns angefragt: Was genau soll am Ende besser sein als heute?",
        en="You asked us: what exactly should be better than today in the end?",
        suits=frozenset({"inquiry", "quote", "demo", "contact", "callback", "offer"}),
    ),
    Question(
        "machines",
        Step.SITUATION,
        de="Welche Maschinen laufen bei Ihnen, in wie vielen Schichten?",
        en="Which machines do you run, in how many shifts?",
        suits=frozenset({"machine", "maschine", "metal", "metall", "manufactur", "fertigung", "automotive", "zerspan"}),
    ),
    Question(
        "line",
        Step.SITUATION,
        de="Wie oft wechseln Sie auf Ihrer Linie das Produkt?",
        en="How often do you change the product on your line?",
        suits=frozenset({"food", "lebensmittel", "packag", "verpack", "pharma", "plastic", "kunststoff"}),
    ),
    Question("slows", Step.PROBLEM, de="Was hält Sie dabei am meisten auf?", en="What slows you down most?"),
    Question("tried", Step.PROBLEM, de="Was haben Sie schon versucht?", en="What have you tried already?"),
    Question(
        "price_page",
        Step.PROBLEM,
        de="Woran messen Sie, ob sich die Anschaffung rechnet?",
        en="How do you measure whether the purchase pays off?",
        suits=frozenset({"price", "pricing", "preis", "roi", "calculator", "rechner"}),
    ),
    Question(
        "compared",
        Step.PROBLEM,
        de="Was fehlte Ihnen an dem, was Sie sonst gesehen haben?",
        en="What did you miss in what you have seen elsewhere?",
        suits=frozenset({"compar", "vergleich", "fair", "messe", "webinar"}),
    ),
    Question(
        "costs",
        Step.IMPLICATION,
        de="Was kostet Sie das im Monat, an Zeit oder an Ausschuss?",
        en="What does that cost you a month, in time or in scrap?",
    ),
    Question(
        "nothing",
        Step.IMPLICATION,
        de="Was geschieht, wenn es bleibt, wie es ist?",
        en="What happens if it stays as it is?",
    ),
    Question(
        "worth",
        Step.PAYOFF,
        de="Was wäre gewonnen, wenn das gelöst wäre?",
        en="What would be gained if this were solved?",
    ),
    Question(
        "next",
        Step.PAYOFF,
        de="Was müssten Sie sehen, um einen nächsten Schritt zu gehen?",
        en="What would you need to see to take a next step?",
    ),
)

BY_KEY = {question.key: question for question in GUIDE}
PER_STEP = 2


def questions_for(words: Collection[str]) -> list[str]:
    """Keys of the questions to ask, in the order of a conversation: per step at most two, the fitting ones before the general.

    ``words`` are what is known in plain words: kinds of touch, pages, the segment, industries.

    >>> questions_for(["quote_request", "Metallbau"])
    ['inquiry', 'machines', 'slows', 'tried', 'costs', 'nothing', 'worth', 'next']
    """
    known = " ".join(words).lower()
    chosen: list[str] = []
    for step in Step:
        fitting = [
            question
            for question in GUIDE
            if question.step == step and question.suits and _any_in(question.suits, known)
        ]
        general = [question for question in GUIDE if question.step == step and not question.suits]
        chosen += [question.key for question in (fitting + general)[:PER_STEP]]
    return chosen


def _any_in(words: Iterable[str], text: str) -> bool:
    return any(word in text for word in words)
