"""A conversation and what was heard in it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import get_language, gettext_lazy as _

from handschlag.handover.models import Handover
from handschlag.kernel.ids import new_id
from handschlag.market.models import Brand
from handschlag.people.models import Lead


class Outcome(models.TextChoices):
    """How a contact attempt ended."""

    NOT_REACHED = "not_reached", _("not reached")
    REACHED = "reached", _("reached")
    MEETING = "meeting", _("meeting agreed")
    LATER = "later", _("later")
    NO_INTEREST = "no_interest", _("no interest")
    WRONG_PERSON = "wrong_person", _("wrong person")


RESULTS = frozenset({Outcome.MEETING, Outcome.LATER, Outcome.NO_INTEREST, Outcome.WRONG_PERSON})
"""Outcomes that answer marketing by themselves; somebody reached answers with a note."""


class Means(models.TextChoices):
    """By which means the rep sought the conversation."""

    PHONE = "phone", _("phone")
    EMAIL = "email", _("e-mail")
    VIDEO = "video", _("video call")
    VISIT = "visit", _("visit")
    FAIR = "fair", _("fair")
    LETTER = "letter", _("letter")


def outcomes() -> list[tuple[str, str]]:
    return Outcome.choices


def means_of_contact() -> list[tuple[str, str]]:
    return Means.choices


class Conversation(models.Model):
    """A contact attempt and its result. Only the outcome is mandatory."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="conversations")
    handover = models.ForeignKey(Handover, models.CASCADE, null=True, related_name="conversations")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    known_at = models.DateTimeField()
    means = models.CharField(max_length=20, default=Means.PHONE, choices=means_of_contact)
    outcome = models.CharField(max_length=20, choices=outcomes)
    note = models.TextField(blank=True)
    own_words = models.TextField(blank=True, help_text="What the customer said, word for word.")
    next_step = models.CharField(max_length=200, blank=True)
    next_step_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-happened_at", "-id"]
        indexes = [models.Index(fields=["-happened_at", "-id"], name="conversations_by_time")]


class TopicKind(models.TextChoices):
    """What a topic is about."""

    NEED = "need", _("Need")
    OBJECTION = "objection", _("Objection")
    PRODUCT_WISH = "product_wish", _("Product wish")


def topic_kinds() -> list[tuple[str, str]]:
    return TopicKind.choices


class Topic(models.Model):
    """A word of the house's own taxonomy: a need, an objection or a product wish, named in both languages."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20, choices=topic_kinds)
    key = models.SlugField(max_length=60)
    name_de = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "key"]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_topic_per_key")]

    def __str__(self) -> str:
        return self.name_de if (get_language() or "").startswith("de") else self.name_en


class Mention(models.Model):
    """A topic was heard in a conversation; an objection may have been a pretext (*Vorwand*)."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="mentions")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="mentions")
    is_pretext = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "topic"], name="a_topic_is_mentioned_once_per_conversation")]


class CompetitorMention(models.Model):
    """The customer named a competitor."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="competitors")
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="mentions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "brand"], name="a_competitor_is_mentioned_once_per_conversation")]
