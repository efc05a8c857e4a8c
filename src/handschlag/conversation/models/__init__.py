from handschlag.conversation.models.conversation import DEAD_ENDS, RESULTS, Conversation, Means, Outcome
from handschlag.conversation.models.deal import Deal, DealClosing, DealOutcome, DealRole
from handschlag.conversation.models.mention import (
    ClaimMention,
    CompetitorMention,
    HeardParts,
    MaterialShown,
    Mention,
    Showing,
    Taken,
    Way,
)
from handschlag.conversation.models.suggestion import SuggestionTally
from handschlag.conversation.models.topic import Topic, TopicKind, TopicName, ensure_starter_topics
from handschlag.conversation.models.topic_merge import TopicMerge

__all__ = [
    "DEAD_ENDS",
    "RESULTS",
    "ClaimMention",
    "CompetitorMention",
    "Conversation",
    "Deal",
    "DealClosing",
    "DealOutcome",
    "DealRole",
    "HeardParts",
    "MaterialShown",
    "Means",
    "Mention",
    "Outcome",
    "Showing",
    "SuggestionTally",
    "Taken",
    "Topic",
    "TopicKind",
    "TopicMerge",
    "TopicName",
    "Way",
    "ensure_starter_topics",
]
