"""Files of advertising material: kept under a name that says nothing, served as what their content is."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePosixPath
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.market.core.file_kinds import ENDINGS, ENOUGH, SHOWN, kind_of
from handschlag.organisation.models import User

LARGEST = 100 * 1024 * 1024


class MaterialFile(models.Model):
    """An uploaded file. ``path`` is drawn by lot, ``name`` is what people called it and never becomes a path."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=40)
    size = models.PositiveBigIntegerField(_("size"))
    path = models.CharField(max_length=120, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("market:file", args=[self.pk])

    @property
    def is_shown(self) -> bool:
        """Whether a browser may show it in place."""
        return self.kind in SHOWN

    @property
    def is_image(self) -> bool:
        return self.kind.startswith("image/")

    @classmethod
    def store(cls, upload: File[bytes], *, by: User, at: datetime) -> MaterialFile:
        """Keep an upload; Refused for kinds that are not kept. A file whose row is rolled back is left behind, and harmless."""
        kind = kind_checked(upload)
        path = default_storage.save(f"materials/{uuid4().hex}.{ENDINGS[kind]}", upload)
        return cls.objects.create(
            name=_shown_name(upload.name or "", ENDINGS[kind]),
            kind=kind,
            size=upload.size,
            path=path,
            by=by,
            stored_at=at,
        )


def kind_checked(upload: File[bytes]) -> str:
    """The media type of an upload, by its content. Refused for kinds that are not kept, and for what is too large."""
    if upload.size > LARGEST:
        raise Refused(gettext("The file is larger than 100 MB. Please keep it elsewhere and give the link."))
    upload.seek(0)
    kind = kind_of(upload.read(ENOUGH))
    upload.seek(0)
    if kind is None:
        raise Refused(gettext("This is no PDF, PNG, JPEG, WebP or MP4 file. Please give a link to other kinds."))
    return kind


def _shown_name(name: str, ending: str) -> str:
    """The last part of the name, printable, with the ending that its content has."""
    stem = PurePosixPath(name.replace("\\", "/")).name.rpartition(".")[0] or "file"
    printable = "".join(letter if letter.isprintable() and letter not in '"/\\<>' else "_" for letter in stem)
    return f"{printable[:100].strip() or 'file'}.{ending}"
