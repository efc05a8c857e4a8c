from handschlag.conversation.models.answer import Answer
from handschlag.conversation.models.conversation import (
    DEAD_ENDS,
    RESULTS,
    Conversation,
    Means,
    Outcome,
    told_outcomes,
)
from handschlag.conversation.models.deal import Deal, DealClosing, DealOutcome, owners_seen_by, teams_seen_by
from handschlag.conversation.models.deal_history import DealChange, DealField, DealReopening, StageEntry
from handschlag.conversation.models.deal_parts import BuyingRole, DealContact, DealProduct, DealRole
from handschlag.conversation.models.deal_words import (
    DealStage,
    DealWord,
    LossReason,
    Product,
    ensure_starter_deal_words,
    may_keep_words,
)
from handschlag.conversation.models.mail_drop import DroppedMail, SetAside
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
    "Answer",
    "BuyingRole",
    "ClaimMention",
    "CompetitorMention",
    "Conversation",
    "Deal",
    "DealChange",
    "DealClosing",
    "DealContact",
    "DealField",
    "DealOutcome",
    "DealProduct",
    "DealReopening",
    "DealRole",
    "DealStage",
    "DealWord",
    "DroppedMail",
    "HeardParts",
    "LossReason",
    "MaterialShown",
    "Means",
    "Mention",
    "Outcome",
    "Product",
    "SetAside",
    "Showing",
    "StageEntry",
    "SuggestionTally",
    "Taken",
    "Topic",
    "TopicKind",
    "TopicMerge",
    "TopicName",
    "Way",
    "ensure_starter_deal_words",
    "ensure_starter_topics",
    "may_keep_words",
    "owners_seen_by",
    "teams_seen_by",
    "told_outcomes",
]
