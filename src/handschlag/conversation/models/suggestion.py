"""What became of suggested topics: counted by topic and day, of nobody."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import models
from django.db.models import F

from handschlag.conversation.models.topic import Topic
from handschlag.organisation.models.calendar import local_day


class SuggestionTally(models.Model):
    """How often a topic was suggested on a day, and how often a person took or refused it; the others were left alone.

    It says nothing about who wrote or who was spoken of.
    """

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="tallies")
    on = models.DateField()
    made = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "on"], name="one_tally_per_topic_and_day")]

    @classmethod
    def note(
        cls, suggested: Collection[Topic], *, taken: Collection[Topic], refused: Collection[Topic], at: datetime
    ) -> None:
        """Count what was suggested for one conversation, in the caller's transaction. What was taken was not refused."""
        day, confirmed, declined = local_day(at), {one.id for one in taken}, {one.id for one in refused}
        topics = {topic.id for topic in suggested}
        new = [SuggestionTally(topic_id=topic, on=day) for topic in topics]
        SuggestionTally.objects.bulk_create(new, ignore_conflicts=True)
        for chosen, more in (
            (topics, {"made": F("made") + 1}),
            (topics & confirmed, {"taken": F("taken") + 1}),
            (topics & declined - confirmed, {"refused": F("refused") + 1}),
        ):
            if chosen:
                cls.objects.filter(topic__in=chosen, on=day).update(**more)
