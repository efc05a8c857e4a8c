"""An imported table: its file, the mapping, and what became of every row."""

from __future__ import annotations

import shutil
from datetime import datetime
from functools import cached_property
from pathlib import Path

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handschlag.capture.core.mapping import Mapping
from handschlag.capture.core.rows import Reader
from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.kernel.tables import Table, inspect
from handschlag.organisation.models import User


class SavedMapping(models.Model):
    """Which column means what, under a name. Shipped mappings are files in ``capture/mappings``; these are the house's own."""

    name = models.SlugField(gettext_lazy("name"), max_length=80, unique=True)
    spec = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]


class ImportQuerySet(models.QuerySet["Import"]):
    def to_run(self) -> ImportQuerySet:
        """Asked for and not finished, the oldest first."""
        return self.filter(finished_at=None).exclude(asked_at=None).order_by("asked_at", "id")

    def to_undo(self) -> ImportQuerySet:
        """To be taken back and not yet taken back, the oldest request first."""
        return self.filter(undone_at=None).exclude(undo_asked_at=None).order_by("undo_asked_at", "id")


class Import(models.Model):
    """One file read with one mapping. ``spec`` is the mapping as it was, so that the import can be understood later.

    It is read in (``started_at``), mapped, asked for (``asked_at``), and run by the worker chunk by chunk until ``finished_at``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file_name = models.CharField(max_length=200)
    file_path = models.CharField(max_length=500, blank=True)
    file_digest = models.CharField(max_length=64)
    encoding = models.CharField(max_length=30)
    delimiter = models.CharField(max_length=4)
    headings = models.JSONField(default=list)
    mapping_name = models.CharField(max_length=80, blank=True)
    spec = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="imports")
    started_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
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

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(finished_at=None), name="imports_to_run"),
            models.Index(fields=["undo_asked_at"], condition=Q(undone_at=None), name="imports_to_undo"),
        ]

    @classmethod
    def read_in(cls, path: Path, *, file_name: str, by: User | None, at: datetime) -> Import:
        """Look the file through and keep a copy of it. Raises ``TableRefused`` where it cannot be imported, and keeps nothing then."""
        table = inspect(path)
        import_id = new_id(at)
        kept = Path(settings.MEDIA_ROOT) / "imports" / str(import_id)
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, kept)
        return cls.objects.create(
            id=import_id,
            file_name=Path(file_name).name[:200],
            file_path=str(kept),
            file_digest=table.digest,
            encoding=table.encoding,
            delimiter=table.delimiter,
            headings=table.headings,
            rows_total=table.rows_total,
            by=by,
            started_at=at,
        )

    @cached_property
    def table(self) -> Table:
        """The file as it was found when it was read in."""
        headings = tuple(self.headings)
        return Table(Path(self.file_path), self.encoding, self.delimiter, headings, self.rows_total, self.file_digest)

    def reader(self) -> Reader:
        """The mapping, prepared for this file. Raises ``TableRefused`` where a column is missing."""
        return Reader(Mapping.model_validate(self.spec), self.headings)

    def map_with(self, mapping: Mapping, name: str) -> None:
        """Choose what the columns mean. Raises ``TableRefused`` where the file lacks one of them."""
        Reader(mapping, self.headings)
        if self.asked_at:
            raise Refused(_("This import runs already."))
        self.spec = mapping.model_dump(mode="json", exclude_defaults=True)
        self.mapping_name = name[:80]
        self.save(update_fields=["spec", "mapping_name"])

    def ask(self, at: datetime) -> None:
        """The worker shall run it."""
        if not self.spec:
            raise Refused(_("Say first what the columns mean."))
        if not Import.objects.filter(id=self.id, asked_at=None).update(asked_at=at):
            raise Refused(_("This import runs already."))
        self.asked_at = at

    def ask_undo(self, *, by: User | None, at: datetime) -> None:
        """The worker shall take it back, row by row, where nobody has acted on what came of a row."""
        if self.finished_at is None:
            raise Refused(_("This import has not finished yet."))
        waiting = Import.objects.filter(id=self.id, undo_asked_at=None)
        if not waiting.update(undo_asked_at=at, undo_asked_by=by):
            raise Refused(_("This import has been taken back already."))
        self.undo_asked_at, self.undo_asked_by = at, by

    def drop_file(self) -> None:
        """The file has done its duty; what was set aside stands in the rows."""
        Path(self.file_path).unlink(missing_ok=True)

    def forget(self) -> None:
        """Throw away what was read in but never asked for."""
        with transaction.atomic():
            if self.asked_at:
                raise Refused(_("This import runs already."))
            self.delete()
            self.drop_file()


class ImportRow(models.Model):
    """One row of the file: its number as a spreadsheet shows it, what became of it, and why.

    ``fingerprint`` is the hash of the mapped row; among rows in effect it is unique, so a repeated file writes nothing twice.
    ``raw`` is kept only for rows set aside: what took effect lives in its records, and personal data is not kept twice.
    An accepted row with a ``reason`` was taken over with a remark.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    imported = models.ForeignKey(Import, models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    outcome = models.CharField(max_length=12)
    column = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=60, blank=True)
    raw = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    undo_refused_because = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["imported", "number"]
        constraints = [
            models.UniqueConstraint(fields=["imported", "number"], name="a_row_is_read_once_per_import"),
            models.UniqueConstraint(
                fields=["fingerprint"], condition=Q(outcome="accepted", undone_at=None), name="a_row_takes_effect_once"
            ),
        ]
        indexes = [
            models.Index(fields=["imported", "number"], condition=~Q(reason=""), name="rows_with_something_to_say"),
            models.Index(fields=["imported", "number"], condition=~Q(undo_refused_because=""), name="rows_that_stayed"),
        ]


class ImportedRecord(models.Model):
    """A record some room made from a row; what an undo has to take back. ``room`` and ``kind`` name the owner and its noun."""

    row = models.ForeignKey(ImportRow, models.CASCADE, related_name="records")
    room = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    record_id = models.UUIDField()
