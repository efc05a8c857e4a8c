"""The market from afar, told in the order in which marketing prepares it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from handschlag.market.models import Prepared
from handschlag.market.readings.catalogue import SHELVES
from handschlag.market.readings.shelf import Shelf

AT_A_GLANCE = 5


@dataclass(frozen=True)
class Glance:
    """A shelf from afar: how many stand on it, and the first few."""

    slug: str
    shelf: Shelf
    count: int
    first: list[Prepared]


@dataclass(frozen=True)
class Chapter:
    """One question of the preparation, and the shelves that answer it."""

    question: Any
    glances: list[Glance]


CHAPTERS: list[tuple[Any, tuple[str, ...]]] = [
    (_("Whom do we address?"), ("segments",)),
    (_("How do we want to be seen?"), ("positions", "attributes", "brands")),
    (_("What do we promise?"), ("claims",)),
    (_("With what do we advertise?"), ("materials", "variants")),
    (_("Where, and what does it cost?"), ("channels", "campaigns")),
    (_("What does the market say?"), ("signals", "surveys")),
]


def market_story() -> Iterator[Chapter]:
    """Every shelf from afar, chapter by chapter."""
    for question, slugs in CHAPTERS:
        yield Chapter(question, [_glance(slug) for slug in slugs])


def _glance(slug: str) -> Glance:
    active = SHELVES[slug].model._default_manager.filter(archived_at=None)
    return Glance(slug, SHELVES[slug], active.count(), list(active[:AT_A_GLANCE]))
