"""What is true in the simulated market, and what the house can never see directly: who needs what, and who will buy.

All probabilities are per person or per conversation; money is whole euros; times are days. Nothing outside this package and
its tests may read these numbers: the house has to find them out from outcomes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class SegmentTruth:
    """A part of the market: who belongs to it, how often it occurs, what it needs, how it buys."""

    key: str
    name: str
    description: str
    share: float
    industries: tuple[str, ...]
    employees: tuple[int, int]
    needs: Mapping[str, float]
    buying: float
    deal_value: int


@dataclass(frozen=True)
class ChannelTruth:
    """A way to meet people: how often it brings somebody of each segment, and how seriously they come."""

    key: str
    name: str
    campaign: str
    campaign_name: str
    reach: Mapping[str, float]
    earnestness: float
    cost_per_day: int


@dataclass(frozen=True)
class Market:
    """Everything that is true. ``competitors`` and ``objections`` are weighed by how often they are heard."""

    segments: tuple[SegmentTruth, ...]
    channels: tuple[ChannelTruth, ...]
    competitors: Mapping[str, float]
    objections: Mapping[str, float]
    months: tuple[float, ...] = (1.0, 1.05, 1.1, 1.0, 1.0, 0.95, 0.85, 0.6, 1.15, 1.2, 1.1, 0.6)
    weekdays: tuple[float, ...] = (1.1, 1.2, 1.15, 1.1, 0.9, 0.25, 0.3)
    extra: Mapping[str, float] = field(default_factory=dict)


MACHINERY = Market(
    segments=(
        SegmentTruth(
            "contract-manufacturers",
            "Lohnfertiger",
            "Kleine Serien, häufiges Umrüsten, wenige Leute.",
            0.34,
            ("contract_manufacturing", "metalworking"),
            (15, 180),
            {"setup-times": 0.62, "automation": 0.35, "spare-parts": 0.30, "energy-cost": 0.18, "precision": 0.15},
            -0.55,
            86_000,
        ),
        SegmentTruth(
            "automotive-suppliers",
            "Automobilzulieferer",
            "Große Serien, Preisdruck, lange Entscheidungswege.",
            0.22,
            ("automotive",),
            (200, 4_000),
            {"energy-cost": 0.48, "automation": 0.45, "precision": 0.40, "digital-service": 0.30, "setup-times": 0.10},
            -1.25,
            310_000,
        ),
        SegmentTruth(
            "medical-technology",
            "Medizintechnik",
            "Höchste Genauigkeit, Nachweise, wenig Preisempfindlichkeit.",
            0.12,
            ("medical_technology",),
            (40, 900),
            {"precision": 0.75, "digital-service": 0.38, "spare-parts": 0.28, "setup-times": 0.20},
            0.05,
            240_000,
        ),
        SegmentTruth(
            "plant-engineering",
            "Anlagenbau",
            "Einzelstücke, große Teile, Termindruck.",
            0.14,
            ("plant_engineering", "energy"),
            (60, 1_500),
            {"spare-parts": 0.50, "setup-times": 0.30, "precision": 0.25, "energy-cost": 0.25},
            -0.85,
            180_000,
        ),
        SegmentTruth(
            "others",
            "Übrige",
            "Schulen, Händler, Studierende und alle, die nur schauen.",
            0.18,
            ("education", "trade", "software"),
            (1, 400),
            {"digital-service": 0.2, "precision": 0.1},
            -3.2,
            40_000,
        ),
    ),
    channels=(
        ChannelTruth(
            "organic-search",
            "Suche, unbezahlt",
            "content-2025",
            "Fachartikel Rüstzeit",
            {"contract-manufacturers": 1.3, "others": 1.5},
            0.25,
            60,
        ),
        ChannelTruth(
            "paid-search",
            "Suche, bezahlt",
            "search-setup",
            "Anzeigen Rüstzeit",
            {"contract-manufacturers": 1.4, "others": 0.8},
            0.1,
            210,
        ),
        ChannelTruth(
            "trade-fair",
            "Fachmesse",
            "emo-hannover",
            "Messe Hannover",
            {"automotive-suppliers": 1.3, "medical-technology": 1.2, "others": 0.5},
            0.55,
            520,
        ),
        ChannelTruth(
            "webinar",
            "Webinar",
            "webinar-precision",
            "Webinar Genauigkeit",
            {"medical-technology": 2.2, "others": 0.6},
            0.6,
            75,
        ),
        ChannelTruth("newsletter", "Newsletter", "newsletter", "Werkstattbrief", {"plant-engineering": 1.2}, 0.0, 25),
        ChannelTruth(
            "linkedin",
            "LinkedIn",
            "linkedin-reach",
            "Reichweite LinkedIn",
            {"automotive-suppliers": 1.5, "others": 1.6},
            -0.55,
            160,
        ),
        ChannelTruth(
            "referral",
            "Empfehlung",
            "customers-recommend",
            "Kunden empfehlen",
            {"contract-manufacturers": 1.1, "others": 0.1},
            1.0,
            15,
        ),
    ),
    competitors={"Nordfräs": 0.34, "Helvetia Tools": 0.22, "Kanto Machines": 0.28, "Precimax": 0.16},
    objections={
        "price": 0.34,
        "delivery-time": 0.18,
        "no-time": 0.20,
        "existing-supplier": 0.24,
        "budget-next-year": 0.20,
        "decision-elsewhere": 0.14,
    },
)
"""The market of the demo house, Musterwerk Maschinenbau, a fictitious maker of machining centres."""

MATERIALS: tuple[tuple[str, str, str, str], ...] = (
    ("landing-setup", "Landeseite Rüstzeit halbieren", "landing_page", "contract-manufacturers"),
    ("landing-precision", "Landeseite Genauigkeit im Mikrometer", "landing_page", "medical-technology"),
    ("brochure-mw5", "Prospekt MW 5", "brochure", "contract-manufacturers"),
    ("brochure-energy", "Prospekt Energie sparen", "brochure", "automotive-suppliers"),
    ("webinar-precision", "Webinar Genauigkeit", "webinar", "medical-technology"),
    ("case-plant", "Anwenderbericht Anlagenbau", "case_study", "plant-engineering"),
    ("price-list", "Preisliste", "price_list", ""),
    ("newsletter", "Werkstattbrief", "mail", ""),
)
"""Key, name, kind and the segment it was made for ("" for all)."""

CLAIMS: tuple[tuple[str, str], ...] = (
    ("Halbe Rüstzeit, auch bei Losgröße 1", "landing-setup"),
    ("Zwei Mikrometer, jeden Tag", "landing-precision"),
    ("Ersatzteile in 24 Stunden", "brochure-mw5"),
    ("Ein Drittel weniger Strom je Teil", "brochure-energy"),
)
"""What Musterwerk promises, and the material that says so."""

TRUE_CLAIMS: Mapping[str, tuple[str, float]] = {
    "Halbe Rüstzeit, auch bei Losgröße 1": ("setup-times", 0.8),
    "Zwei Mikrometer, jeden Tag": ("precision", 0.75),
    "Ersatzteile in 24 Stunden": ("spare-parts", 0.35),
}
"""What customers say of a claim, and what of it is so: the need that makes them speak of it, and how many confirm it. One claim nobody mentions."""

WISHES: tuple[tuple[str, str], ...] = (
    ("Größeres Werkzeugmagazin", "Larger tool magazine"),
    ("App für Störmeldungen", "Mobile app"),
)
"""What customers would like to have and Musterwerk does not make: German, English; in one conversation of twelve."""
