"""What a customer answered to a question of the guide."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from handschlag.market.models import GuideQuestion
from handschlag.people.models import SealedTextField


class Answer(models.Model):
    """The answer as the rep wrote it down, sealed under the person's key. The latest counts as known."""

    conversation = models.ForeignKey("Conversation", models.CASCADE, related_name="answers")
    question = models.ForeignKey(GuideQuestion, models.PROTECT, related_name="answers")
    text = SealedTextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "question"], name="a_question_is_answered_once_a_conversation"
            )
        ]

    @property
    def contact_id_of_words(self) -> UUID:
        """Under whose key the text is kept."""
        return self.conversation.lead.contact_id
