"""Advertising material, its versions and its variants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from handschlag.market.core.naming import names_of
from handschlag.market.models.brand import Claim
from handschlag.market.models.campaign import Campaign, Channel
from handschlag.market.models.file import MaterialFile
from handschlag.market.models.material_name import MaterialName
from handschlag.market.models.prepared import Prepared
from handschlag.market.models.segment import Segment
from handschlag.organisation.models import User


class Material(Prepared):
    """Advertising material (*Werbemittel*): a landing page, a brochure, a webinar, a mail. A new version is a new row."""

    noun = "material"

    key = models.CharField(
        _("key"), max_length=120, help_text=_("As touches name it, for example a page or file name.")
    )
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=40, blank=True)
    url = models.URLField(_("link"), blank=True)
    file = models.ForeignKey(MaterialFile, models.PROTECT, null=True, blank=True, editable=False, related_name="+")
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, verbose_name=_("campaign"), null=True, blank=True, related_name="materials"
    )
    segments = models.ManyToManyField(Segment, verbose_name=_("suits segments"), blank=True, related_name="materials")
    claims = models.ManyToManyField(Claim, verbose_name=_("claims it makes"), blank=True, related_name="materials")

    class Meta:
        ordering = ["name", "-version"]
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="one_row_per_material_version")]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Where it can be had: its link, or else its file."""
        return self.url or (self.file.get_absolute_url() if self.file else "")

    def keep(self, *, by: User, at: datetime, changed: Iterable[str] = ()) -> None:
        """Store it, and learn by which names touches mean it."""
        with transaction.atomic():
            super().keep(by=by, at=at, changed=changed)
            names = names_of(self.key, self.url, self.file.name if self.file else "")
            MaterialName.learn(names, self.key, "", at)

    def revise(self, *, by: User, at: datetime) -> Material:
        """The next version, a row of its own that begins as a copy of this one, with its variants; this one is archived."""
        with transaction.atomic():
            latest = Material.objects.filter(key=self.key).aggregate(Max("version"))["version__max"]
            copied = ("key", "name", "kind", "url", "file", "campaign")
            revised = Material(version=latest + 1, **{field: getattr(self, field) for field in copied})
            revised.keep(by=by, at=at)
            revised.segments.set(self.segments.all())
            revised.claims.set(self.claims.all())
            for variant in self.variants.filter(archived_at=None):
                variant.copy_to(revised, by=by, at=at)
            self.archive(by=by, at=at)
        return revised


class MaterialVariant(Prepared):
    """A material made for one segment or channel: the same name, but a key, a link or a file of its own.

    Touches that name its key, its link or its file count for the material (``MaterialName``). Its key is no other material's, and one
    variant's in each version.
    """

    noun = "material_variant"

    material = models.ForeignKey(Material, models.PROTECT, verbose_name=_("material"), related_name="variants")
    key = models.CharField(_("key"), max_length=120, help_text=_("As touches name it, for example utm_content."))
    name = models.CharField(
        _("what is different"), max_length=120, help_text=_("For example: for suppliers, LinkedIn.")
    )
    segment = models.ForeignKey(
        Segment, models.PROTECT, verbose_name=_("segment"), null=True, blank=True, related_name="material_variants"
    )
    channel = models.ForeignKey(
        Channel, models.PROTECT, verbose_name=_("channel"), null=True, blank=True, related_name="material_variants"
    )
    url = models.URLField(_("link"), blank=True)
    file = models.ForeignKey(MaterialFile, models.PROTECT, null=True, blank=True, editable=False, related_name="+")

    class Meta:
        ordering = ["name", "key"]
        constraints = [models.UniqueConstraint(fields=["material", "key"], name="one_variant_per_material_and_key")]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Where it can be had: its link, or else its file."""
        return self.url or (self.file.get_absolute_url() if self.file else "")

    def keep(self, *, by: User, at: datetime, changed: Iterable[str] = ()) -> None:
        """Store it, and learn by which names touches mean it and its material."""
        with transaction.atomic():
            super().keep(by=by, at=at, changed=changed)
            names = names_of(self.key, self.url, self.file.name if self.file else "")
            MaterialName.learn(names, self.material.key, self.key, at)

    def copy_to(self, material: Material, *, by: User, at: datetime) -> MaterialVariant:
        """The same variant of another version."""
        copied = ("key", "name", "segment", "channel", "url", "file")
        copy = MaterialVariant(material=material, **{field: getattr(self, field) for field in copied})
        copy.keep(by=by, at=at)
        return copy

    def is_key_free(self) -> bool:
        """Whether no material, no other variant of this version and no variant of another material is named by this key."""
        others = MaterialVariant.objects.filter(key=self.key).exclude(pk=self.pk)
        of_other_versions = models.Q(material__key=self.material.key) & ~models.Q(material=self.material_id)
        return not (Material.objects.filter(key=self.key).exists() or others.exclude(of_other_versions).exists())


@dataclass(frozen=True)
class NamedMaterial:
    """What a key in a touch means: which material (newest version in use), and how it is called with its variant, where the key is one's."""

    material_id: UUID
    key: str
    name: str
    url: str
    segment: str = ""
    """The key of the segment that a variant was made for."""

    is_variant: bool = False


def named_materials() -> dict[str, NamedMaterial]:
    """Everything in use under every key that touches may name it by: materials under their own, and under those of their variants.

    A variant without link and file has those of its material.
    """
    materials = {
        row.key: row for row in Material.objects.filter(archived_at=None).select_related("file").order_by("version")
    }
    variants = MaterialVariant.objects.filter(archived_at=None, material__in=materials.values()).select_related(
        "file", "segment"
    )
    by_id = {row.pk: row for row in materials.values()}
    named = {}
    for variant in variants:
        material = by_id[variant.material_id]
        name = f"{material.name} ({variant.name})"
        url = variant.address or material.address
        segment = variant.segment.key if variant.segment else ""
        named[variant.key] = NamedMaterial(material.pk, material.key, name, url, segment, is_variant=True)
    return named | {key: NamedMaterial(row.pk, key, row.name, row.address) for key, row in materials.items()}
