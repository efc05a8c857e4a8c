from handschlag.conversation.models.conversation import DEAD_ENDS, RESULTS, Conversation, Means, Outcome
from handschlag.conversation.models.deal import Deal, DealClosing, DealOutcome, DealRole
from handschlag.conversation.models.mention import CompetitorMention, Mention
from handschlag.conversation.models.topic import Topic, TopicKind, ensure_starter_topics

__all__ = [
    "DEAD_ENDS",
    "RESULTS",
    "CompetitorMention",
    "Conversation",
    "Deal",
    "DealClosing",
    "DealOutcome",
    "DealRole",
    "Means",
    "Mention",
    "Outcome",
    "Topic",
    "TopicKind",
    "ensure_starter_topics",
]
