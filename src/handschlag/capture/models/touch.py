"""A touch, and the mark that it still waits to be walked."""

from __future__ import annotations

from django.db import models

from handschlag.capture.models.source import Source
from handschlag.kernel.ids import new_id


class Touch(models.Model):
    """Something that happened between a person and the brand. Append-only: never changed after it was accepted.

    ``who`` is the strongest identifier the touch carried, written ``email:…``, ``user:…``, ``external:…``, ``phone:…`` or ``anon:…``
    (in that order of strength), and ``identifiers`` are all of them; ``people`` finds the contact by these keys alone.
    ``happened_at`` is when it took place as the source says, ``known_at`` when this installation learned of it; both UTC.
    ``happened_at`` is never later than ``known_at``; where the source's clock cannot be right the touch carries the flag ``clock``.
    ``channel``, ``campaign`` and ``material`` are keys as the source named them ("" where it said nothing).
    That a message is stored once is the promise of ``StoredMessage``, not of this table.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="touches", db_index=False)
    message_id = models.CharField(max_length=100)
    kind = models.CharField(max_length=80)
    happened_at = models.DateTimeField()
    known_at = models.DateTimeField()
    who = models.CharField(max_length=330)
    identifiers = models.JSONField(default=list)
    traits = models.JSONField(default=dict)
    channel = models.CharField(max_length=120, blank=True)
    campaign = models.CharField(max_length=120, blank=True)
    material = models.CharField(max_length=120, blank=True)
    page = models.CharField(max_length=500, blank=True)
    properties = models.JSONField(default=dict)
    flags = models.JSONField(default=list)

    class Meta:
        ordering = ["happened_at", "id"]
        indexes = [
            models.Index(fields=["who", "happened_at"], name="touches_of_somebody"),
            models.Index(fields=["known_at", "id"], name="touches_by_arrival"),
            models.Index(fields=["kind", "known_at", "id"], name="touches_by_kind"),
            models.Index(
                fields=["channel", "known_at", "id"], condition=~models.Q(channel=""), name="touches_by_channel"
            ),
            models.Index(
                fields=["campaign", "known_at", "id"], condition=~models.Q(campaign=""), name="touches_by_campaign"
            ),
            models.Index(
                fields=["material", "known_at", "id"], condition=~models.Q(material=""), name="touches_by_material"
            ),
            models.Index(
                fields=["page", "known_at", "id"],
                condition=models.Q(material="") & ~models.Q(page=""),
                name="touches_by_page_alone",
            ),
        ]


class Waiting(models.Model):
    """A touch not yet walked. Written in the transaction that accepts the touch, deleted in the one that walks it.

    A row and not a high-water mark: a transaction with a lower id may commit after one with a higher id, and none is skipped.
    ``known_at`` repeats the touch's, for order; a touch that could not be walked is set aside with its ``problem``.
    """

    touch = models.OneToOneField(Touch, models.CASCADE, primary_key=True, related_name="waiting")
    known_at = models.DateTimeField()
    set_aside_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["known_at"], condition=models.Q(set_aside_at=None), name="oldest_waiting_touches")
        ]


class SeenKey(models.Model):
    """A key by which touches named a channel, a campaign or a material, and since when: what marketing may still have to describe."""

    KINDS = ("channel", "campaign", "material")

    of = models.CharField(max_length=8)
    key = models.CharField(max_length=120)
    first_known_at = models.DateTimeField()

    class Meta:
        ordering = ["of", "key"]
        constraints = [models.UniqueConstraint(fields=["of", "key"], name="a_key_is_seen_once")]
