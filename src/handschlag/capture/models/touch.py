"""A touch, and the mark that it still waits to be walked."""

from __future__ import annotations

from django.db import models

from handschlag.capture.models.intake import Source
from handschlag.kernel.ids import new_id


class Touch(models.Model):
    """Something that happened between a person and the brand. Append-only: never changed after it was accepted.

    ``who`` is the strongest identifier the touch carried, written ``email:…``, ``user:…``, ``external:…``, ``phone:…`` or ``anon:…``
    (in that order of strength), and ``identifiers`` are all of them; ``people`` finds the contact by these keys alone.
    ``happened_at`` is when it took place as the source says, ``known_at`` when this installation learned of it; both UTC.
    ``channel``, ``campaign`` and ``material`` are keys as the source named them ("" where it said nothing).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="touches")
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
        constraints = [models.UniqueConstraint(fields=["source", "message_id"], name="a_message_is_stored_once_per_source")]
        indexes = [models.Index(fields=["who", "happened_at"], name="touches_of_somebody"), models.Index(fields=["known_at"], name="touches_by_arrival")]


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
        indexes = [models.Index(fields=["known_at"], condition=models.Q(set_aside_at=None), name="oldest_waiting_touches")]
