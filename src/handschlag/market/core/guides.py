"""Question guides: which of them suits a lead, and which of its questions to ask in a first conversation."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

PER_STEP = 2


@dataclass(frozen=True, slots=True)
class Question:
    """``step`` is the part of the conversation it belongs to; ``suits`` are words found in what the lead did or in its segment.

    None means that the question suits everybody.
    """

    key: str
    step: str
    suits: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Guide:
    """Questions in the order of a conversation, for these segments; for every segment where it names none."""

    key: str
    questions: tuple[Question, ...]
    segments: frozenset[str] = frozenset()


def guide_for(segment: str, guides: Sequence[Guide]) -> Guide | None:
    """The first guide made for the segment, else the first that is made for none in particular.

    >>> spin, meddic = Guide("spin", ()), Guide("meddic", (), frozenset({"automotive"}))
    >>> guide_for("automotive", [spin, meddic]).key, guide_for("", [meddic, spin]).key
    ('meddic', 'spin')
    """
    own = next((guide for guide in guides if segment and segment in guide.segments), None)
    return own or next((guide for guide in guides if not guide.segments), None)


def questions_for(questions: Sequence[Question], words: Collection[str]) -> list[str]:
    """Keys of the questions to ask first, in the order of a conversation: per step at most two, the fitting ones before the general.

    ``words`` are what is known in plain words: kinds of touch, pages, the segment, industries.

    >>> asked = [Question("today", "s"), Question("line", "s", frozenset({"food"})), Question("who", "s"), Question("worth", "p")]
    >>> questions_for(asked, ["Food & Packaging"])
    ['line', 'today', 'worth']
    """
    known = " ".join(words).lower()
    chosen: list[str] = []
    for step in dict.fromkeys(question.step for question in questions):
        of_step = [question for question in questions if question.step == step]
        fitting = [question for question in of_step if question.suits and _any_in(question.suits, known)]
        general = [question for question in of_step if not question.suits]
        chosen += [question.key for question in (fitting + general)[:PER_STEP]]
    return chosen


def _any_in(words: Iterable[str], text: str) -> bool:
    return any(word in text for word in words)
