"""What the demo's marketing thinks and reads about its market: an intended position, a survey, signals, and variants of materials."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from handschlag.market.core.survey import Rated
from handschlag.market.models import (
    Brand,
    Channel,
    Claim,
    IntendedPosition,
    Material,
    MaterialVariant,
    PositionAttribute,
    Segment,
    Signal,
    Survey,
)
from handschlag.organisation.models import User

ATTRIBUTES = (
    ("setup-time", "Rüstzeit", "lang", "kurz"),
    ("precision", "Genauigkeit", "grob", "fein"),
    ("price", "Preis", "teuer", "günstig"),
    ("delivery-time", "Lieferzeit", "lang", "kurz"),
    ("service", "Service", "fern", "nah"),
    ("energy", "Energie", "hungrig", "sparsam"),
)
"""Key, name, weak end and strong end."""

INTENDED = {
    "Musterwerk": (2, 1, -1, 0, 2, 1),
    "Nordfräs": (0, 2, -2, -1, 1, 0),
    "Kanto Machines": (0, 0, 2, 1, -1, -1),
}
"""How strong on each attribute: ours as we want it, the others as we take them to be."""

RATED = {
    "Musterwerk": (3.9, 4.1, 2.6, 2.9, 4.4, 3.1),
    "Nordfräs": (3.2, 4.6, 2.0, 2.4, 3.6, 3.0),
    "Kanto Machines": (3.0, 3.1, 4.3, 3.8, 2.3, 2.7),
}
"""What a survey at the trade fair found, from 1 (worst) to 5 (best)."""

VARIANTS = (
    ("brochure-mw5", "brochure-mw5-linkedin", "für LinkedIn", "", "linkedin"),
    ("landing-setup", "landing-setup-suppliers", "für Zulieferer", "automotive-suppliers", ""),
)
"""Material, key, what is different, segment, channel."""


def look_around(
    ours: Brand, competitors: Mapping[str, Brand], segments: Mapping[str, Segment], mara: User, at: datetime
) -> None:
    """Mara describes the market as it stands when the play begins."""
    brands = {ours.name: ours, **competitors}
    attributes = [
        PositionAttribute.objects.create(key=key, name=name, low=low, high=high, position=place)
        for place, (key, name, low, high) in enumerate(ATTRIBUTES, start=1)
    ]
    _position(ours, brands, segments, attributes, mara, at)
    _survey(brands, attributes, mara, at)
    _signals(brands, segments, mara, at)
    for material, key, name, segment, channel in VARIANTS:
        MaterialVariant(
            material=Material.objects.get(key=material),
            key=key,
            name=name,
            segment=segments.get(segment),
            channel=Channel.objects.filter(key=channel).first(),
        ).keep(by=mara, at=at)


def _position(
    ours: Brand,
    brands: Mapping[str, Brand],
    segments: Mapping[str, Segment],
    attributes: list[PositionAttribute],
    mara: User,
    at: datetime,
) -> None:
    strengths = {
        (attribute, brands[name]): strength
        for name, placed in INTENDED.items()
        if name in brands
        for attribute, strength in zip(attributes, placed, strict=True)
    }
    sentence = "Für Lohnfertiger mit kleinen Losen die Maschine, die am schnellsten umgerüstet ist"
    claims = Claim.objects.filter(brand=ours)[:2]
    IntendedPosition.state(
        ours, segments.get("contract-manufacturers"), at.date(), sentence, strengths, claims, by=mara, at=at
    )


def _survey(brands: Mapping[str, Brand], attributes: list[PositionAttribute], mara: User, at: datetime) -> None:
    survey = Survey(name="Besucherbefragung EMO", held_on=at.date() - timedelta(days=90), publisher="eigene Befragung")
    survey.keep(by=mara, at=at)
    rated = [
        (brands[name], attribute, Rated(respondents=184, mean=mean, deviation=0.9))
        for name, means in RATED.items()
        if name in brands
        for attribute, mean in zip(attributes, means, strict=True)
    ]
    survey.rate(rated, by=mara, at=at)


def _signals(brands: Mapping[str, Brand], segments: Mapping[str, Segment], mara: User, at: datetime) -> None:
    day = at.date()
    energy = Signal(
        kind="trend",
        says="Strom für die Industrie wird teurer: sparsame Maschinen werden zum Argument",
        published_on=day,
        title="Strompreisindex Industrie (erfunden)",
        publisher="Demodaten",
        value=Decimal("118.8"),
        unit="Index",
        reliability=3,
    )
    energy.keep(by=mara, at=at)
    energy.chart(
        [(_months_before(day, 12 - month), Decimal("96") + Decimal("1.9") * month) for month in range(13)],
        by=mara,
        at=at,
    )
    plant = Signal(
        kind="competitor",
        says="Kanto Machines eröffnet ein Ersatzteillager in Prag",
        published_on=day - timedelta(days=20),
        publisher="Demodaten",
        reliability=2,
        valid_until=day + timedelta(days=365),
    )
    plant.keep(by=mara, at=at)
    plant.brands.set([brand for name, brand in brands.items() if name == "Kanto Machines"])
    small_lots = Signal(
        kind="observation",
        says="Lohnfertiger fragen am Stand zuerst nach der Rüstzeit, nicht nach dem Preis",
        published_on=day - timedelta(days=90),
        title="Messetagebuch EMO",
        reliability=2,
    )
    small_lots.keep(by=mara, at=at)
    small_lots.segments.set([segment for key, segment in segments.items() if key == "contract-manufacturers"])


def _months_before(day: date, months: int) -> date:
    whole = day.year * 12 + day.month - 1 - months
    return date(whole // 12, whole % 12 + 1, 1)
