"""What marketing hears from the sales floor, counted over conversations. Nothing in it is about reps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from handschlag.conversation.models import (
    ClaimMention,
    CompetitorMention,
    Conversation,
    MaterialShown,
    Mention,
    Taken,
    Topic,
    TopicKind,
)
from handschlag.market.models import Claim

HEARD_FOR = timedelta(days=90)


@dataclass(frozen=True)
class Heard:
    """One topic or competitor, in how many conversations it was heard, in how many as a pretext."""

    id: UUID
    name: str
    count: int
    pretexts: int
    address: str


@dataclass(frozen=True)
class ClaimJudged:
    """One of our claims: how many conversations confirmed it, how many contradicted it. Those that nobody spoke of stand at 0."""

    name: str
    confirmed: int
    contradicted: int
    address: str


@dataclass(frozen=True)
class MaterialSeen:
    """One material: in how many conversations it was shown or sent, and how it was taken where that is known."""

    name: str
    count: int
    liked: int
    indifferent: int
    rejected: int


@dataclass(frozen=True)
class Voices:
    """What customers said in the last days. A topic stands for all that were merged into it."""

    since: datetime
    conversations: int
    needs: list[Heard]
    objections: list[Heard]
    wishes: list[Heard]
    competitors: list[Heard]
    claims: list[ClaimJudged]
    materials: list[MaterialSeen]
    words: list[Conversation]


def voices(now: datetime) -> Voices:
    """The last 90 days."""
    since = now - HEARD_FOR
    recent = Conversation.objects.filter(happened_at__gte=since, happened_at__lte=now)
    within = {"conversation__happened_at__gte": since, "conversation__happened_at__lte": now}
    return _voices(recent, recent, within, since, {})


def voices_of(said: QuerySet[Conversation], readable: QuerySet[Conversation], since: datetime, **by: object) -> Voices:
    """What was said in some conversations: counted over all of ``said``, in the customers' words where they are ``readable``.

    ``by`` narrows the lists behind the figures in the same way.
    """
    return _voices(said, said & readable, {"conversation__in": said.order_by().values("id")}, since, by)


def _voices(
    said: QuerySet[Conversation],
    readable: QuerySet[Conversation],
    within: dict[str, Any],
    since: datetime,
    by: Mapping[str, object],
) -> Voices:
    topics = _topics_heard(within, by)
    told = readable.exclude(own_words="").select_related("lead__contact__company", "by")
    words = told.prefetch_related("mentions__topic__merged_into", "competitors__brand", "claims__claim")
    return Voices(
        since,
        said.count(),
        topics[TopicKind.NEED],
        topics[TopicKind.OBJECTION],
        topics[TopicKind.PRODUCT_WISH],
        _competitors_heard(within, by),
        _claims_judged(within, by),
        _materials_seen(within),
        list(words[:10]),
    )


def _topics_heard(within: dict[str, Any], by: Mapping[str, object]) -> dict[str, list[Heard]]:
    counted = (
        Mention.objects.filter(**within)
        .values(stands=Coalesce("topic__merged_into", "topic"))
        .annotate(
            count=Count("conversation", distinct=True),
            hollow=Count("conversation", distinct=True, filter=Q(is_pretext=True)),
        )
        .order_by("-count", "stands")
    )
    topics = Topic.objects.in_bulk([row["stands"] for row in counted])
    found: dict[str, list[Heard]] = {kind: [] for kind in TopicKind}
    for row in counted:
        topic = topics[row["stands"]]
        found[topic.kind].append(
            Heard(topic.id, str(topic), row["count"], row["hollow"], narrowed(topic=topic.id, **by))
        )
    return found


def _competitors_heard(within: dict[str, Any], by: Mapping[str, object]) -> list[Heard]:
    heard = CompetitorMention.objects.filter(**within)
    counted = heard.values_list("brand", "brand__name").annotate(count=Count("id")).order_by("-count", "brand__name")
    return [Heard(brand, name, count, 0, narrowed(competitor=brand, **by)) for brand, name, count in counted]


def _claims_judged(within: dict[str, Any], by: Mapping[str, object]) -> list[ClaimJudged]:
    judged = ClaimMention.objects.filter(**within).values("claim", "is_confirmed").annotate(count=Count("id"))
    counts = {(row["claim"], row["is_confirmed"]): row["count"] for row in judged.order_by()}
    ours = Claim.objects.filter(Q(brand__is_ours=True, archived_at=None) | Q(id__in={claim for claim, _ in counts}))
    rows = [
        ClaimJudged(
            str(claim),
            counts.get((claim.id, True), 0),
            counts.get((claim.id, False), 0),
            narrowed(claim=claim.id, **by),
        )
        for claim in ours
    ]
    return sorted(rows, key=lambda row: (-row.confirmed - row.contradicted, row.name))


def _materials_seen(within: dict[str, Any]) -> list[MaterialSeen]:
    how = {f"{taken}_count": Count("id", filter=Q(taken=taken)) for taken in Taken}
    seen = MaterialShown.objects.filter(**within).values("material__key", "material__name")
    rows: Any = seen.annotate(count=Count("id"), **how).order_by("-count", "material__name")
    return [
        MaterialSeen(
            row["material__name"],
            row["count"],
            *(row[f"{taken}_count"] for taken in ("liked", "indifferent", "rejected")),
        )
        for row in rows
    ]


def narrowed(**by: object) -> str:
    """The list of conversations in which it was heard."""
    return reverse("conversation:list") + "?" + urlencode(by)
