"""The facts a receiver may ask for, as people choose among them."""

from __future__ import annotations

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from handschlag.ledger.registry import facts_by_room

ROOMS = {
    "market": _("Market"),
    "capture": _("Capture"),
    "people": _("Contacts"),
    "agreement": _("Agreement"),
    "handover": _("Handovers"),
    "conversation": _("Conversations"),
    "trial": _("Backtest"),
    "organisation": _("Organisation"),
    "post": _("Post"),
}
"""The rooms that record facts, in the order of the lead's way, as the navigation names them."""


def choosable() -> list[tuple[str, list[tuple[str, str]]]]:
    """Room by room, as the navigation names it: each fact's name, which is what a receiver reads, and its sentence with gaps."""
    language, facts = get_language() or "en", facts_by_room()
    rooms = sorted(facts, key=lambda room: list(ROOMS).index(room) if room in ROOMS else len(ROOMS))
    named = ((str(ROOMS.get(room, gettext("Other"))), facts[room]) for room in rooms)
    return [(label, [(fact.name, plain(fact.with_gaps(language))) for fact in some]) for label, some in named if some]


def plain(sentence: str) -> str:
    """Without the gaps in brackets and after a colon, which say nothing where nothing has happened yet.

    >>> plain("… returned the lead (…): …")
    '… returned the lead'
    """
    return sentence.partition(": …")[0].replace(" (…)", "")
