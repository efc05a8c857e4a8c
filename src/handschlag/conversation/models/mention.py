"""What was heard in a conversation: topics, competitors, what became of our claims, and how material was taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from handschlag.conversation.models.answer import Answer
from handschlag.conversation.models.suggestion import SuggestionTally
from handschlag.conversation.models.topic import Topic
from handschlag.kernel.refusal import Refused
from handschlag.market.models import Brand, Claim, GuideQuestion, Material

if TYPE_CHECKING:
    from handschlag.conversation.models.conversation import Conversation


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


class ClaimMention(models.Model):
    """What our brand promises came up: the customer's own experience or opinion confirmed it, or contradicted it."""

    conversation = models.ForeignKey("Conversation", models.CASCADE, related_name="claims")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="mentions")
    is_confirmed = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "claim"], name="a_claim_is_judged_once_per_conversation")
        ]


class Way(models.TextChoices):
    """How the customer came to see a material."""

    SHOWN = "shown", pgettext_lazy("a material", "shown")
    SENT = "sent", pgettext_lazy("a material", "sent")


class Taken(models.TextChoices):
    """How a material was taken; nothing where that is not known yet."""

    LIKED = "liked", pgettext_lazy("a material", "liked")
    INDIFFERENT = "indifferent", pgettext_lazy("a material", "indifferent")
    REJECTED = "rejected", pgettext_lazy("a material", "rejected")


def ways() -> list[tuple[str, Any]]:
    return Way.choices


def ways_of_taking() -> list[tuple[str, Any]]:
    return Taken.choices


class MaterialShown(models.Model):
    """Advertising material that was shown or sent in a conversation, and how it was taken."""

    conversation = models.ForeignKey("Conversation", models.CASCADE, related_name="materials")
    material = models.ForeignKey(Material, models.PROTECT, related_name="shown")
    way = models.CharField(max_length=8, choices=ways)
    taken = models.CharField(max_length=12, blank=True, choices=ways_of_taking)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "material"], name="a_material_is_shown_once_per_conversation"
            )
        ]


@dataclass(frozen=True)
class Showing:
    """A material with the way it was seen and how it was taken ("" where that is not known)."""

    material: Material
    way: str = Way.SHOWN
    taken: str = ""


class HeardParts(TypedDict, total=False):
    """Everything that may be heard in a conversation. ``pretexts`` are those of the objections that were none; ``needs`` may hold wishes.

    ``suggested`` are topics the house proposed from the note, ``refused`` those of them that somebody said do not fit.
    """

    needs: Iterable[Topic]
    objections: Iterable[Topic]
    pretexts: Iterable[Topic]
    competitors: Iterable[Brand]
    confirmed: Iterable[Claim]
    contradicted: Iterable[Claim]
    materials: Iterable[Showing]
    answers: Mapping[GuideQuestion, str]
    suggested: Iterable[Topic]
    refused: Iterable[Topic]


def hear(conversation: Conversation, parts: HeardParts) -> None:
    """Keep what was heard, each thing once. Refused where a claim was both confirmed and contradicted, or is not ours."""
    hollow = {topic.id for topic in parts.get("pretexts", ())}
    topics = {
        topic.id: topic for topic in (*parts.get("needs", ()), *parts.get("objections", ()), *parts.get("pretexts", ()))
    }
    Mention.objects.bulk_create(
        Mention(conversation=conversation, topic=topic, is_pretext=topic.id in hollow) for topic in topics.values()
    )
    if suggested := list(parts.get("suggested", ())):
        refused = list(parts.get("refused", ()))
        SuggestionTally.note(suggested, taken=topics.values(), refused=refused, at=conversation.known_at)
    brands = {brand.id: brand for brand in parts.get("competitors", ())}
    CompetitorMention.objects.bulk_create(
        CompetitorMention(conversation=conversation, brand=brand) for brand in brands.values()
    )
    shown = {one.material.id: one for one in parts.get("materials", ())}
    MaterialShown.objects.bulk_create(
        MaterialShown(conversation=conversation, material=one.material, way=Way(one.way), taken=_taken(one.taken))
        for one in shown.values()
    )
    Answer.objects.bulk_create(
        Answer(conversation=conversation, question=question, text=text.replace("\0", "").strip()[:2_000])
        for question, text in parts.get("answers", {}).items()
        if text.strip()
    )
    _judge_claims(conversation, parts)


def _judge_claims(conversation: Conversation, parts: HeardParts) -> None:
    confirmed = {claim.id: claim for claim in parts.get("confirmed", ())}
    contradicted = {claim.id: claim for claim in parts.get("contradicted", ())}
    if confirmed.keys() & contradicted.keys():
        raise Refused(_("A claim is either confirmed or contradicted, not both."))
    if not all(claim.brand.is_ours for claim in (*confirmed.values(), *contradicted.values())):
        raise Refused(_("Only what our own brand promises is confirmed or contradicted."))
    ClaimMention.objects.bulk_create(
        ClaimMention(conversation=conversation, claim=claim, is_confirmed=claim.id in confirmed)
        for claim in (*confirmed.values(), *contradicted.values())
    )


def _taken(said: str) -> str:
    return Taken(said) if said else ""
