"""The names under which touches mean a material, and since when they do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from handschlag.market.core.naming import NAMED, PAGE


class NameWay(models.TextChoices):
    """How touches say a name."""

    NAMED = NAMED, _("as its material")
    PAGE = PAGE, _("by the page, naming no material")


def name_ways() -> list[tuple[str, Any]]:
    """A callable, so that a new choice is no migration."""
    return NameWay.choices


@dataclass(frozen=True, slots=True)
class Naming:
    """Touches that say ``name`` in this ``way`` mean what was asked for, for judgements from ``since_at`` on."""

    way: str
    name: str
    since_at: datetime
    variant_key: str = ""


@dataclass(frozen=True)
class Names:
    """Which key is meant, by (way, name)."""

    keys: Mapping[tuple[str, str], str]

    def key_of(self, material: str, page: str) -> str:
        """The key of the material or variant that a touch means which says this; what it said where nobody knows it."""
        if material:
            return self.keys.get((NAMED, material), material)
        return self.keys.get((PAGE, page), "")


class MaterialName(models.Model):
    """A key, a link, the page it leads to, or a file: touches that say it mean the material, and its variant where ``variant_key`` is one.

    Names stay for good, whatever the material is called and wherever it leads later: printed brochures and old mails still bear them.
    ``since_at`` is when the house learned of it: no judgement before may rest on it. A name that two materials have means both.
    """

    material_key = models.CharField(max_length=120)
    variant_key = models.CharField(max_length=120, blank=True)
    way = models.CharField(max_length=8, choices=name_ways)
    name = models.CharField(max_length=500)
    since_at = models.DateTimeField()

    class Meta:
        ordering = ["since_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["material_key", "variant_key", "way", "name"], name="a_name_is_learned_once"
            )
        ]
        indexes = [models.Index(fields=["variant_key"], name="names_of_a_variant")]

    @classmethod
    def learn(cls, names: Iterable[tuple[str, str]], material_key: str, variant_key: str, at: datetime) -> None:
        """From now on these (way, name) mean the material; those that are known already stay as they are. In the caller's transaction."""
        rows = [
            MaterialName(material_key=material_key, variant_key=variant_key, way=way, name=name, since_at=at)
            for way, name in sorted(names)
        ]
        MaterialName.objects.bulk_create(rows, ignore_conflicts=True)

    @classmethod
    def meaning(cls, keys: Collection[str]) -> Mapping[str, Sequence[Naming]]:
        """For each key of a material or of a variant, the names that mean it: of a material those of its variants as well."""
        found: dict[str, list[Naming]] = defaultdict(list)
        for one in cls.objects.filter(Q(material_key__in=keys) | Q(variant_key__in=keys)) if keys else ():
            for key in {one.material_key, one.variant_key} & {*keys}:
                found[key].append(Naming(one.way, one.name, one.since_at, one.variant_key))
        return found

    @classmethod
    def known(cls) -> Names:
        """All names there are. One that several variants have is their material's; one that several materials have tells nothing."""
        owners: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
        for way, name, material, variant in cls.objects.order_by().values_list(
            "way", "name", "material_key", "variant_key"
        ):
            owners[way, name].add((material, variant))
        alone = {said: of for said, of in owners.items() if len({material for material, _variant in of}) == 1}
        return Names({said: _key(of) for said, of in alone.items()})


def _key(owners: Collection[tuple[str, str]]) -> str:
    material, variant = next(iter(owners))
    return variant if variant and len(owners) == 1 else material
