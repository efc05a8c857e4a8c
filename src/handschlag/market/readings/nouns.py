"""Pages of single nouns: a material, a signal, a survey."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from handschlag.market.core.series import line_through
from handschlag.market.models import Brand, Material, MaterialVariant, PositionAttribute, Signal, Survey, SurveyRating

COURSE_WIDTH, COURSE_HEIGHT = 640, 160


@dataclass(frozen=True)
class MaterialPage:
    material: Material
    versions: list[Material]
    variants: list[MaterialVariant]


def material_page(material: Material) -> MaterialPage:
    """A material with everything the market knows about it: all its versions, and the variants of this one, archived ones last."""
    versions = list(Material.objects.filter(key=material.key).order_by("-version"))
    variants = material.variants.select_related("segment", "channel", "file").order_by("archived_at", "name")
    return MaterialPage(material, versions, list(variants))


@dataclass(frozen=True)
class Course:
    """The line of a signal's values, with what stands at its ends."""

    path: str
    first: Any
    last: Any
    lowest: Any
    highest: Any
    points: list[Any]


def course_of(signal: Signal) -> Course | None:
    """The course of a signal's value; None where there are not two points."""
    points = list(signal.points.all())
    if len(points) < 2:
        return None
    line = line_through([(point.on, point.value) for point in points], COURSE_WIDTH, COURSE_HEIGHT)
    by_value = sorted(points, key=lambda point: point.value)
    path = " ".join(f"{x:g},{y:g}" for x, y in line)
    return Course(path, points[0], points[-1], by_value[0], by_value[-1], points)


@dataclass(frozen=True)
class SurveyTable:
    brands: list[Brand]
    rows: list[tuple[PositionAttribute, list[SurveyRating | None]]]


def survey_table(survey: Survey) -> SurveyTable:
    """The ratings of a survey: a row for each attribute, a column for each brand, ours first."""
    found: dict[UUID, dict[UUID, SurveyRating]] = defaultdict(dict)
    for rating in survey.ratings.select_related("survey"):
        found[rating.attribute_id][rating.brand_id] = rating
    brands = list(Brand.objects.filter(pk__in={brand for row in found.values() for brand in row}))
    attributes = PositionAttribute.objects.filter(pk__in=found)
    return SurveyTable(brands, [(one, [found[one.pk].get(brand.pk) for brand in brands]) for one in attributes])
