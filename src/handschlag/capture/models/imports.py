"""An imported table: its file, the mapping, and what became of every row."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from handschlag.kernel.ids import new_id


class SavedMapping(models.Model):
    """Which column means what, under a name. Shipped mappings are files in ``capture/mappings``; these are the house's own."""

    name = models.SlugField(_("name"), max_length=80, unique=True)
    spec = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]


class Import(models.Model):
    """One file read with one mapping. ``spec`` is the mapping as it was, so that the import can be understood later."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file_name = models.CharField(max_length=200)
    file_path = models.CharField(max_length=500, blank=True)
    file_digest = models.CharField(max_length=64)
    encoding = models.CharField(max_length=30)
    delimiter = models.CharField(max_length=4)
    mapping_name = models.CharField(max_length=80)
    spec = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="imports")
    started_at = models.DateTimeField()
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    rows_accepted = models.PositiveIntegerField(default=0)
    rows_duplicate = models.PositiveIntegerField(default=0)
    rows_quarantined = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    failed_because = models.CharField(max_length=300, blank=True)
    undo_asked_at = models.DateTimeField(null=True)
    undo_asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [
            models.Index(fields=["started_at"], condition=Q(finished_at=None), name="imports_to_run"),
            models.Index(fields=["undo_asked_at"], condition=Q(undone_at=None), name="imports_to_undo"),
        ]


class ImportRow(models.Model):
    """One row of the file: its number as a spreadsheet shows it, what became of it, and why.

    ``fingerprint`` is the hash of the mapped row; among rows in effect it is unique, so a repeated file writes nothing twice.
    ``raw`` is kept only for rows set aside: what took effect lives in its records, and personal data is not kept twice.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    imported = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    outcome = models.CharField(max_length=12)
    column = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    raw = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    undo_refused_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["imported", "number"]
        constraints = [
            models.UniqueConstraint(fields=["imported", "number"], name="a_row_is_read_once_per_import"),
            models.UniqueConstraint(
                fields=["fingerprint"], condition=Q(outcome="accepted", undone_at=None), name="a_row_takes_effect_once"
            ),
        ]


class ImportedRecord(models.Model):
    """A record some room made from a row; what an undo has to take back. ``room`` and ``kind`` name the owner and its noun."""

    row = models.ForeignKey(ImportRow, models.CASCADE, related_name="records")
    room = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    record_id = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["kind", "record_id"], name="what_an_import_made")]
