"""What was heard stays as topics for the figures; whatever was written about the person in words goes."""

from __future__ import annotations

from datetime import datetime

from handschlag.conversation.models import Conversation, Deal, DealClosing
from handschlag.kernel.erasing import Counts, Eraser, Fate, Person, register_eraser


def erase(person: Person, at: datetime) -> Counts:
    """Notes, the person's own words, next steps, names of deals and what was written about their ends."""
    conversations = Conversation.objects.filter(lead__in=person.leads)
    DealClosing.objects.filter(deal__lead__in=person.leads).update(reason="")
    return {
        "conversation.Conversation": conversations.update(note="", own_words="", next_step=""),
        "conversation.Deal": Deal.objects.filter(lead__in=person.leads).update(name=""),
    }


register_eraser(
    Eraser(
        "conversation",
        {
            "conversation.Conversation": (Fate.EMPTIED, "outcome and moments stay; note, own words and next step go"),
            "conversation.Deal": (Fate.EMPTIED, "value and moments stay; the name goes"),
            "conversation.DealClosing": (Fate.EMPTIED, "the outcome stays; the sentence goes"),
            "conversation.DealRole": (Fate.KEPT, "who of the house had which part"),
            "conversation.Mention": (Fate.KEPT, "a topic of the house's list; of nobody once the words are gone"),
            "conversation.CompetitorMention": (Fate.KEPT, "a brand; of nobody once the words are gone"),
            "conversation.ClaimMention": (Fate.KEPT, "a claim of ours; of nobody once the words are gone"),
            "conversation.MaterialShown": (
                Fate.KEPT,
                "a material and how it was taken; of nobody once the words are gone",
            ),
            "conversation.Topic": (Fate.KEPT, "the house's list"),
            "conversation.TopicName": (Fate.KEPT, "the house's list"),
            "conversation.SuggestionTally": (Fate.KEPT, "counts by topic and day, of nobody"),
            "conversation.TopicMerge": (Fate.KEPT, "the house's list"),
        },
        erase,
    )
)
