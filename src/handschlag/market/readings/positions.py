"""An intended position as a page shows it: a table, and a profile beside what a survey found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from handschlag.market.core.profile import HEIGHT_OF_ROW, Line, lines_of, mark_places
from handschlag.market.models import Brand, IntendedPosition, PositionAttribute, Survey, SurveyRating


@dataclass(frozen=True)
class AttributeRow:
    """One attribute: for each brand what is intended or assumed, and what the survey found (with how many answered)."""

    attribute: PositionAttribute
    cells: list[tuple[Brand, int | None, SurveyRating | None]]


@dataclass(frozen=True)
class Profile:
    """The picture: one line for each brand, over the attributes from top to bottom; measures in its own units."""

    lines: list[Line]
    marks: list[float]
    height: int
    labels: list[tuple[PositionAttribute, int]]


@dataclass(frozen=True)
class PositionPage:
    stated: IntendedPosition
    brands: list[Brand]
    rows: list[AttributeRow]
    profile: Profile
    survey: Survey | None
    history: list[IntendedPosition]
    is_in_force: bool


def position_page(stated: IntendedPosition, today: date) -> PositionPage:
    """Everything about one statement. Beside it stands the latest survey of its segment, or else of the whole market."""
    strengths = {(row.attribute_id, row.brand_id): row.strength for row in stated.strengths.all()}
    survey = _survey_for(stated)
    ratings = {(row.attribute_id, row.brand_id): row for row in _ratings(survey)}
    attributes = list(PositionAttribute.objects.filter(pk__in={key[0] for key in strengths}))
    brands = sorted(
        Brand.objects.filter(pk__in={key[1] for key in strengths}),
        key=lambda brand: (brand != stated.brand, brand.name),
    )
    rows = [
        AttributeRow(
            one, [(brand, strengths.get((one.pk, brand.pk)), ratings.get((one.pk, brand.pk))) for brand in brands]
        )
        for one in attributes
    ]
    return PositionPage(
        stated=stated,
        brands=brands,
        rows=rows,
        profile=_profile(attributes, brands, strengths, ratings, stated.brand),
        survey=survey,
        history=list(stated.earlier_and_later()),
        is_in_force=any(one.pk == stated.pk for one in IntendedPosition.in_force(today)),
    )


def _survey_for(stated: IntendedPosition) -> Survey | None:
    fitting = Survey.objects.filter(archived_at=None).filter(Q(segment=stated.segment_id) | Q(segment=None))
    # False sorts before True: a survey of the segment itself comes before one of the whole market
    found: list[Survey] = sorted(fitting.order_by("-held_on", "name"), key=lambda survey: survey.segment_id is None)
    return found[0] if found else None


def _ratings(survey: Survey | None) -> list[SurveyRating]:
    return list(survey.ratings.select_related("survey")) if survey else []


def _profile(
    attributes: list[PositionAttribute],
    brands: list[Brand],
    strengths: Mapping[tuple[UUID, UUID], int],
    ratings: Mapping[tuple[UUID, UUID], SurveyRating],
    ours: Brand,
) -> Profile:
    lines = []
    for number, brand in enumerate(brands):
        places = [strengths.get((one.pk, brand.pk)) for one in attributes]
        lines += lines_of(brand.name, "ours" if brand == ours else str(number), places)
    found = [rating.strength if (rating := ratings.get((one.pk, ours.pk))) else None for one in attributes]
    lines += lines_of(ours.name, "survey", found)
    height = HEIGHT_OF_ROW * len(attributes)
    labels = [(one, HEIGHT_OF_ROW * place) for place, one in enumerate(attributes)]
    return Profile(lines, mark_places(), height, labels)
