"""Public holidays of a country or region, as the ``holidays`` package knows them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays

Holidays = tuple[tuple[date, str], ...]
"""Days with their names, in the order of the year."""


@lru_cache(maxsize=2048)
def public_holidays(country: str, subdivision: str, year: int, language: str = "") -> Holidays:
    """The holidays of one year; names in ``language`` ("de", "en"), or in the country's own where that is not known.

    >>> [name for day, name in public_holidays("DE", "BY", 2026, "de") if day == date(2026, 1, 6)]
    ['Heilige Drei Könige']
    >>> [name for day, name in public_holidays("DE", "BE", 2026, "de") if day == date(2026, 1, 6)]
    []

    Raises ValueError for a country or subdivision that is none (``subdivision=""`` is the whole country).
    """
    if not is_place(country, subdivision):
        raise ValueError(f"No holidays are known for {country!r} {subdivision!r}")
    found = holidays.country_holidays(
        country, subdiv=subdivision or None, years=year, language=_spoken(country, language)
    )
    return tuple(sorted(found.items()))


def is_place(country: str, subdivision: str = "") -> bool:
    """Whether holidays are known there."""
    return country in countries() and (not subdivision or subdivision in countries()[country])


@lru_cache(maxsize=1)
def countries() -> dict[str, tuple[str, ...]]:
    """Two-letter codes of all countries with known holidays → codes of their subdivisions."""
    return {code: tuple(parts) for code, parts in holidays.list_supported_countries(include_aliases=False).items()}


def subdivision_names(country: str) -> dict[str, str]:
    """Codes of a country's subdivisions → what people call them, by name; where no name is known, the code itself.

    >>> subdivision_names("DE")["BW"]
    'Baden-Württemberg'
    """
    first_names: dict[str, str] = {}
    for name, code in _entity(country).subdivisions_aliases.items():
        first_names.setdefault(code, name)
    names = {code: first_names.get(code, code) for code in countries()[country]}
    return dict(sorted(names.items(), key=lambda item: item[1]))


def _spoken(country: str, language: str) -> str | None:
    spoken = _entity(country).supported_languages
    return next((known for known in spoken if language and known.startswith(language)), None)


@lru_cache(maxsize=256)
def _entity(country: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country)
