from handschlag.conversation.models.conversation import CompetitorMention, Conversation, Mention, Outcome, Topic, TopicKind
from handschlag.conversation.models.deal import Deal, DealClosing, DealOutcome, DealRole

__all__ = [
    "CompetitorMention",
    "Conversation",
    "Deal",
    "DealClosing",
    "DealOutcome",
    "DealRole",
    "Mention",
    "Outcome",
    "Topic",
    "TopicKind",
]
