"""The house's words for what customers say: how often each was heard, what it was called, what went into it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce

from handschlag.conversation.models import Mention, Topic, TopicKind, TopicMerge
from handschlag.conversation.readings.suggesting import hit_rate_by_topic


@dataclass(frozen=True)
class Word:
    """A topic on offer with the conversations it was heard in, under any of its names, and what it may be merged into."""

    topic: Topic
    heard: int
    others: list[Topic]
    suggested: int
    taken: int


def topics_by_kind(now: datetime) -> list[tuple[TopicKind, list[Word]]]:
    """Every topic that may be ticked, by kind, with how often it was suggested and taken in the last 90 days."""
    heard = dict(
        Mention.objects.values_list(Coalesce("topic__merged_into", "topic"))
        .annotate(count=Count("conversation", distinct=True))
        .order_by()
    )
    topics = list(Topic.objects.offered().prefetch_related("former_names"))
    tallies = hit_rate_by_topic(now)
    return [(kind, list(_words([one for one in topics if one.kind == kind], heard, tallies))) for kind in TopicKind]


def merges() -> QuerySet[TopicMerge]:
    """Merges that hold, the latest first."""
    return TopicMerge.objects.filter(undone_at=None).select_related("topic", "into", "by")


def _words(
    topics: Sequence[Topic], heard: Mapping[UUID, int], tallies: Mapping[tuple[UUID, str], int]
) -> Iterator[Word]:
    for topic in topics:
        others = [other for other in topics if other != topic]
        suggested, taken = (tallies.get((topic.id, name), 0) for name in ("made", "taken"))
        yield Word(topic, heard.get(topic.id, 0), others, suggested, taken)
