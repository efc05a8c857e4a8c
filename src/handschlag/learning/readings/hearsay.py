"""What customers themselves say brought them, beside what was tracked: neither is the truth, and where they differ is worth a question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from handschlag.learning.readings.gathering import Ended
from handschlag.learning.readings.journeys import as_text
from handschlag.people.models import AttributeValue

SELF_REPORTED = "self_reported_source"
"""The attribute a form fills that asks how somebody heard of us."""


@dataclass(frozen=True)
class Hearsay:
    """So many ``won`` deals of people who said ``said`` ("" where they were not asked or did not say) and first came by ``tracked``."""

    said: str
    tracked: str
    won: int


def hearsay_of(ended: Sequence[Ended], tracked: Sequence[str]) -> list[Hearsay]:
    """Of the won journeys, whose first channels are ``tracked``: the most frequent pairs first; empty where nobody said anything."""
    won = [one.lead_id for one in ended if one.is_won]
    said = _said_by(set(won))
    if not said:
        return []
    pairs = Counter((said.get(lead, ""), channel) for lead, channel in zip(won, tracked, strict=True))
    return [
        Hearsay(word, channel, count)
        for (word, channel), count in sorted(pairs.items(), key=lambda one: (-one[1], one[0]))
    ]


def _said_by(leads: set[str]) -> dict[str, str]:
    """The latest answer of each lead's contact."""
    answers = AttributeValue.objects.filter(name=SELF_REPORTED, contact__leads__deals__closing__outcome="won")
    told = answers.order_by("happened_at", "id").values_list(as_text("contact__leads__id"), "text")
    return {lead: text for lead, text in told.iterator() if lead in leads}
