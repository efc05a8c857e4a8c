"""The market for programs: every shelf is listed, filled and cleared. Input is read by the same forms as on the pages."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from ninja.errors import ValidationError
from ninja.pagination import paginate
from pydantic import ConfigDict

from handschlag.market.forms import FORMS
from handschlag.market.models import Prepared
from handschlag.market.readings import SHELVES, Shelf
from handschlag.organisation.access import EVERYBODY
from handschlag.organisation.models import Role, User
from handschlag.organisation.tokens import bearer

router = Router(tags=["market"])


class Input(Schema):
    model_config = ConfigDict(extra="forbid")


class Output(Schema):
    id: UUID
    archived_at: datetime | None


class SegmentInput(Input):
    name: str
    key: str = ""
    description: str = ""
    industries: list[str] = []
    employees_from: int | None = None
    employees_to: int | None = None
    position: int = 100


class SegmentOutput(Output, SegmentInput):
    model_config = ConfigDict(extra="ignore")


class ChannelInput(Input):
    name: str
    key: str


class ChannelOutput(Output, ChannelInput):
    model_config = ConfigDict(extra="ignore")


class CampaignInput(Input):
    name: str
    key: str
    channel: UUID
    starts_on: date
    ends_on: date | None = None


class CampaignOutput(Output):
    name: str
    key: str
    channel_id: UUID
    starts_on: date
    ends_on: date | None


class MaterialInput(Input):
    name: str
    key: str
    kind: str = ""
    url: str = ""
    campaign: UUID | None = None
    segments: list[UUID] = []
    claims: list[UUID] = []


class MaterialOutput(Output):
    name: str
    key: str
    version: int
    kind: str
    url: str
    campaign_id: UUID | None
    segments: list[UUID]
    claims: list[UUID]

    @staticmethod
    def resolve_segments(row: Any) -> list[UUID]:
        return [segment.pk for segment in row.segments.all()]

    @staticmethod
    def resolve_claims(row: Any) -> list[UUID]:
        return [claim.pk for claim in row.claims.all()]


class ClaimInput(Input):
    sentence: str
    brand: UUID


class ClaimOutput(Output):
    sentence: str
    brand_id: UUID


class BrandInput(Input):
    name: str
    is_ours: bool = False


class BrandOutput(Output, BrandInput):
    model_config = ConfigDict(extra="ignore")


class AttributeInput(Input):
    name: str
    key: str = ""
    low: str = ""
    high: str = ""
    position: int = 100


class AttributeOutput(Output, AttributeInput):
    model_config = ConfigDict(extra="ignore")


class StrengthInput(Input):
    attribute: UUID
    brand: UUID
    strength: int


class StrengthOutput(Schema):
    attribute_id: UUID
    brand_id: UUID
    strength: int


class PositionInput(Input):
    brand: UUID
    segment: UUID | None = None
    from_on: date
    sentence: str
    claims: list[UUID] = []
    strengths: list[StrengthInput]


class PositionOutput(Output):
    brand_id: UUID
    segment_id: UUID | None
    from_on: date
    sentence: str
    stated_at: datetime
    claims: list[UUID]
    strengths: list[StrengthOutput]

    @staticmethod
    def resolve_claims(row: Any) -> list[UUID]:
        return [claim.pk for claim in row.claims.all()]

    @staticmethod
    def resolve_strengths(row: Any) -> list[Any]:
        return list(row.strengths.all())


class VariantInput(Input):
    material: UUID
    key: str
    name: str
    segment: UUID | None = None
    channel: UUID | None = None
    url: str = ""


class VariantOutput(Output):
    material_id: UUID
    key: str
    name: str
    segment_id: UUID | None
    channel_id: UUID | None
    url: str


class PointInput(Input):
    on: date
    value: Decimal


class PointOutput(Schema):
    on: date
    value: Decimal


class SignalInput(Input):
    kind: str
    says: str
    published_on: date
    title: str = ""
    publisher: str = ""
    url: str = ""
    value: Decimal | None = None
    unit: str = ""
    reliability: int = 2
    segments: list[UUID] = []
    brands: list[UUID] = []
    valid_until: date | None = None
    series: list[PointInput] = []


class SignalOutput(Output):
    kind: str
    says: str
    published_on: date
    title: str
    publisher: str
    url: str
    value: Decimal | None
    unit: str
    reliability: int
    segments: list[UUID]
    brands: list[UUID]
    valid_until: date | None
    series: list[PointOutput]

    @staticmethod
    def resolve_segments(row: Any) -> list[UUID]:
        return [segment.pk for segment in row.segments.all()]

    @staticmethod
    def resolve_brands(row: Any) -> list[UUID]:
        return [brand.pk for brand in row.brands.all()]

    @staticmethod
    def resolve_series(row: Any) -> list[Any]:
        return list(row.points.all())


class RatingInput(Input):
    brand: str
    attribute: str
    respondents: int = 1
    rating: float
    deviation: float | None = None


class RatingOutput(Schema):
    brand_id: UUID
    attribute_id: UUID
    respondents: int
    mean: float
    deviation: float | None


class SurveyInput(Input):
    """Brands and attributes are named as they are called, attributes by their key as well."""

    name: str
    held_on: date
    publisher: str = ""
    url: str = ""
    segment: UUID | None = None
    worst: int = 1
    best: int = 5
    ratings: list[RatingInput]


class SurveyOutput(Output):
    name: str
    held_on: date
    publisher: str
    url: str
    segment_id: UUID | None
    worst: int
    best: int
    ratings: list[RatingOutput]

    @staticmethod
    def resolve_ratings(row: Any) -> list[Any]:
        return list(row.ratings.all())


SCHEMAS: dict[str, tuple[type[Input], type[Output]]] = {
    "segments": (SegmentInput, SegmentOutput),
    "channels": (ChannelInput, ChannelOutput),
    "campaigns": (CampaignInput, CampaignOutput),
    "attributes": (AttributeInput, AttributeOutput),
    "positions": (PositionInput, PositionOutput),
    "claims": (ClaimInput, ClaimOutput),
    "materials": (MaterialInput, MaterialOutput),
    "variants": (VariantInput, VariantOutput),
    "signals": (SignalInput, SignalOutput),
    "surveys": (SurveyInput, SurveyOutput),
    "brands": (BrandInput, BrandOutput),
}


JOINED = {
    "materials": ("segments", "claims"),
    "positions": ("claims", "strengths"),
    "signals": ("segments", "brands", "points"),
    "surveys": ("ratings",),
}
"""What is read along with the rows of a shelf."""


def _list(slug: str, shelf: Shelf) -> Callable[..., Any]:
    def listed(request: HttpRequest, archived: bool = False) -> QuerySet[Any]:
        rows = shelf.model._default_manager.all() if archived else shelf.model._default_manager.filter(archived_at=None)
        return rows.prefetch_related(*JOINED.get(slug, ()))

    return listed


def _create(slug: str, schema: type[Input]) -> Callable[..., Any]:
    def created(request: HttpRequest, payload: Input) -> Status[Prepared]:
        form = FORMS[slug](payload.model_dump())
        if not form.is_valid():
            raise ValidationError(
                [
                    {"type": "value_error", "loc": ["body", "payload", name], "msg": str(message)}
                    for name, messages in form.errors.items()
                    for message in messages
                ]
            )
        return Status(201, form.keep(by=_owner(request), at=request.now))  # type: ignore[attr-defined]

    created.__annotations__["payload"] = schema
    return created


def _archive(shelf: Shelf) -> Callable[..., Any]:
    def archived(request: HttpRequest, noun_id: UUID) -> Status[None]:
        noun = get_object_or_404(shelf.model._default_manager.all(), pk=noun_id)
        noun.archive(by=_owner(request), at=request.now)  # type: ignore[attr-defined]
        return Status(204, None)

    return archived


def _owner(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _open(slug: str, shelf: Shelf) -> None:
    """The three calls of one shelf."""
    written, read = SCHEMAS[slug]
    reads, writes = bearer("read", *EVERYBODY), bearer("market", Role.MARKETING)
    router.get(f"/{slug}", auth=reads, response=list[read], operation_id=f"list_{slug}", summary=f"The {slug}")(  # type: ignore[valid-type]
        paginate(_list(slug, shelf))
    )
    router.post(
        f"/{slug}", auth=writes, response={201: read}, operation_id=f"add_to_{slug}", summary=f"Add to the {slug}"
    )(_create(slug, written))
    archival = f"/{slug}/{{uuid:noun_id}}/archival"
    router.post(
        archival,
        auth=writes,
        response={204: None},
        operation_id=f"archive_{slug}",
        summary=f"Archive one of the {slug}",
    )(_archive(shelf))


for _slug, _shelf in SHELVES.items():
    _open(_slug, _shelf)
