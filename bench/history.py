"""An invented year of touches, as Arrow tables of the measure: many leads with little, a few with much; the same for the same size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from handschlag.agreement.core.terms import Terms
from handschlag.qualification.core.tables import ATTRIBUTES, BASES, PROPERTIES, TOUCHES

DAY = 86_400_000_000
START = 1_735_689_600_000_000
"""1 January 2025, in microseconds since 1970, UTC."""

KINDS = {
    "page_viewed": 0.60,
    "email_clicked": 0.12,
    "ad_clicked": 0.10,
    "brochure_downloaded": 0.05,
    "webinar_attended": 0.03,
    "video_watched": 0.03,
    "careers_viewed": 0.028,
    "newsletter_subscribed": 0.02,
    "price_list_requested": 0.01,
    "fair_visited": 0.01,
    "demo_requested": 0.001,
    "contact_requested": 0.001,
}
PAGES = ["/", "/preise", "/preise/mw5", *(f"/produkte/{number}" for number in range(60))]
MATERIALS = [""] * 20 + [f"material-{number}" for number in range(20)]
SIZES = ["1", "5", "12", "30", "60", "150", "300", "900"]
POSITIONS = ["managing_director", "production_manager", "engineering", "purchasing", "student", "other"]


@dataclass(frozen=True)
class History:
    """``known`` are the tables of ``tables.KNOWN``; ``leads`` is one of ``backtest.LEADS``."""

    known: dict[str, pa.Table]
    leads: pa.Table


def history(touches: int) -> History:
    """So many touches of a tenth as many leads in one year; a twentieth becomes known up to three days late."""
    random = np.random.default_rng(7)
    leads = touches // 10
    known = {
        "touches": _touches(random, touches, leads),
        "properties": PROPERTIES.to_pyarrow().empty_table(),
        "attributes": _attributes(random, leads),
        "bases": _bases(random, leads),
    }
    return History(known, pa.table({"lead": pa.array(np.arange(leads)), "until": pa.nulls(leads, pa.int64())}))


def _touches(random: np.random.Generator, count: int, leads: int) -> pa.Table:
    weights = random.lognormal(0, 1.2, leads)
    shares = np.array(list(KINDS.values()))
    kind = random.choice(len(KINDS), size=count, p=shares / shares.sum())
    happened = START + (random.random(count) * 365 * DAY).astype(np.int64)
    late = np.where(random.random(count) < 0.05, random.random(count) * 3 * DAY, 1_000_000).astype(np.int64)
    columns = {
        "lead": random.choice(leads, size=count, p=weights / weights.sum()),
        "touch_id": pa.array(np.arange(count)).cast(pa.string()),
        "kind": _words(kind, list(KINDS)),
        "channel": _words(random.integers(0, 10, count), [f"channel-{number}" for number in range(10)]),
        "campaign": _words(random.integers(0, 50, count), [f"campaign-{number}" for number in range(50)]),
        "material": _words(random.integers(0, len(MATERIALS), count), MATERIALS),
        "page": _words(np.where(kind == 0, random.integers(0, len(PAGES), count), 0), PAGES),
        "happened_at": happened,
        "known_at": happened + late,
    }
    return pa.table(columns, TOUCHES.to_pyarrow())


def _words(chosen: np.ndarray, words: list[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(chosen.astype(np.int16)), pa.array(words)).cast(pa.string())


def _attributes(random: np.random.Generator, leads: int) -> pa.Table:
    """Four of each lead, and of a tenth another industry later."""
    industries = [f"industry-{number}" for number in range(20)]
    every = np.arange(leads)
    parts = [
        _attribute(random, every, "industry", industries),
        _attribute(random, every, "employees", SIZES),
        _attribute(random, every, "country", ["DE", "DE", "AT", "CH", "FR", "PL"]),
        _attribute(random, every, "position", POSITIONS),
        _attribute(random, every[: leads // 10], "industry", industries),
    ]
    return pa.concat_tables(parts)


def _attribute(random: np.random.Generator, leads: np.ndarray, name: str, values: list[str]) -> pa.Table:
    chosen = random.integers(0, len(values), len(leads))
    numbers = np.array([float(value) if value.isdigit() else np.nan for value in values])
    at = START + (random.random(len(leads)) * 200 * DAY).astype(np.int64)
    columns = {
        "lead": leads,
        "name": pa.array([name] * len(leads)),
        "text": _words(chosen, values),
        "number": pa.array(numbers[chosen], from_pandas=True),
        "happened_at": at,
        "known_at": at + 1_000_000,
    }
    return pa.table(columns, ATTRIBUTES.to_pyarrow())


def _bases(random: np.random.Generator, leads: int) -> pa.Table:
    """One in fifty objects to being scored."""
    objecting = random.choice(leads, leads // 50, replace=False)
    at = START + (random.random(len(objecting)) * 365 * DAY).astype(np.int64)
    purposes, refused = pa.array(["scoring"] * len(objecting)), np.zeros(len(objecting), bool)
    columns = {"lead": objecting, "purpose": purposes, "is_given": refused, "happened_at": at, "known_at": at}
    return pa.table(columns, BASES.to_pyarrow())


def _fit(key: str, attribute: str, points: int, **asked: object) -> dict[str, object]:
    return {"key": key, "label": key, "attribute": attribute, "points": points, **asked}


def _interest(key: str, kind: str, points: int, window: int, at_most: int, **more: object) -> dict[str, object]:
    part = {"key": key, "label": key, "touch": {"kind": kind}, "points": points, "window_days": window}
    return {**part, "at_most": at_most, **more}


AGREEMENT = Terms.model_validate(
    {
        "title": "Twelve criteria",
        "fit": [
            _fit("industry", "industry", 15, comparison="in", values=[f"industry-{number}" for number in range(5)]),
            _fit("size", "employees", 15, comparison="between", at_least=20),
            _fit("country", "country", 5, comparison="in", values=["DE", "AT", "CH"]),
            _fit("decides", "position", 15, comparison="in", values=POSITIONS[:2]),
        ],
        "interest": [
            _interest("prices", "page_viewed", 6, 30, 3, touch={"kind": "page_viewed", "page_starts_with": "/preise"}),
            _interest("webinar", "webinar_attended", 15, 90, 2),
            _interest("price-list", "price_list_requested", 20, 90, 1),
            _interest("brochure", "brochure_downloaded", 8, 90, 2),
            _interest("mail", "email_clicked", 2, 60, 5),
            _interest("fair", "fair_visited", 15, 180, 1, half_life_days=60),
        ],
        "hand_raisers": [{"key": "demo", "label": "demo", "touch": {"kind": "demo_requested"}}],
        "exclusions": [{"key": "student", "label": "student", "attribute": "position", "values": ["student"]}],
        "thresholds": {"points": 70, "fit": 20, "interest": 15},
        "return_reasons": [{"key": "no_need", "de": "Kein Bedarf", "en": "No need"}],
        "marketing": {"qualified_leads_per_month": 40, "acceptance_rate_percent": 70},
        "sales_capacity_per_week": 25,
        "review_on": "2026-12-31",
    }
)
"""Twelve criteria with windows, most touches that count, a half-life, an exclusion and attributes as they were."""
