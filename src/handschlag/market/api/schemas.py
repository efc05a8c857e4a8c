"""What programs send and get, shelf by shelf."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict


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
"""What is sent and what is answered, by shelf."""
