"""What was heard in a conversation: topics and competitors."""

from __future__ import annotations

from django.db import models

from handschlag.conversation.models.topic import Topic
from handschlag.market.models import Brand


class Mention(models.Model):
    """A topic was heard in a conversation; an objection may have been a pretext (*Vorwand*)."""

    conversation = models.ForeignKey("Conversation", models.CASCADE, related_name="mentions")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="mentions")
    is_pretext = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "topic"], name="a_topic_is_mentioned_once_per_conversation")
        ]


class CompetitorMention(models.Model):
    """The customer named a competitor."""

    conversation = models.ForeignKey("Conversation", models.CASCADE, related_name="competitors")
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="mentions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "brand"], name="a_competitor_is_mentioned_once_per_conversation"
            )
        ]
