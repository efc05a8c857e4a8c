"""How a lead and a rep's territories lie to each other: which tie there is, and how strong it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Place:
    """Where a lead is: ISO 3166 country code in capitals and postal code without spaces, each "" where it is not known."""

    country: str = ""
    postal_code: str = ""


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Area:
    """A territory as routing sees it.

    ``accounts`` are firms it names, as ``LeadKnown.firms`` writes them: they belong to it wherever they are. Beyond them it covers what
    lies in one of its ``countries`` (none: anywhere), there in one of its postal ``prefixes`` (none: everywhere), and is of one of its
    ``industries`` (none: whatever the industry). One that names accounts and nothing else covers nothing beyond them.
    """

    countries: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    industries: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()


class Tie(IntEnum):
    """What ties a rep to a lead, the strongest first."""

    OWNER = 0
    """Already looks after somebody of the same company."""
    ACCOUNT = 1
    """The territory names the company."""
    POSTAL_CODE = 2
    """The territory names the beginning of the postal code; the longer, the stronger."""
    COUNTRY = 3
    """The territory is the whole country."""
    PART_OF_COUNTRY = 4
    """The territory is a part of the country, and the lead's postal code is not known."""
    ANYWHERE = 5
    """No territory at all, or one of an industry wherever it is: the last resort for every lead."""
    EVERYBODY = 6
    """Both sides agreed that territories make no difference."""


class Strength(NamedTuple):
    """A tie in comparable form: the smaller, the stronger. A territory of the lead's industry goes before one of all industries."""

    is_wider: bool
    tie: Tie
    fewer_digits: int = 0

    @property
    def is_of_industry(self) -> bool:
        return not self.is_wider and self.tie > Tie.ACCOUNT


EVERYBODY = Strength(True, Tie.EVERYBODY)
WITHOUT_TERRITORY = Strength(True, Tie.ANYWHERE)
ACCOUNT = Strength(False, Tie.ACCOUNT)


def strongest_tie(
    place: Place, industry: str, firms: frozenset[str], areas: Iterable[Area]
) -> tuple[Strength, str] | None:
    """The strongest tie to any of a rep's territories with the matching prefix; None where the lead lies outside of them all.

    Who has no territory takes leads from anywhere, but comes last.

    >>> place = Place("DE", "86150")
    >>> strongest_tie(place, "", frozenset(), [Area(frozenset({"DE"}), ("8", "86"))])[1]
    '86'
    >>> strongest_tie(place, "", frozenset(), [Area(frozenset({"AT"}))]) is None
    True
    """
    areas = list(areas)
    if not areas:
        return WITHOUT_TERRITORY, ""
    ties = [tie for area in areas if (tie := tie_to_area(place, industry, firms, area))]
    return min(ties, default=None)


def tie_to_area(place: Place, industry: str, firms: frozenset[str], area: Area) -> tuple[Strength, str] | None:
    """How a lead lies to one territory. Of whom the industry is not known belongs to no territory of industries."""
    if not area.accounts.isdisjoint(firms):
        return ACCOUNT, ""
    if not (area.countries or area.industries) or (area.industries and industry not in area.industries):
        return None
    tied = tie_to_place(place, area)
    if tied is None:
        return None
    tie, prefix = tied
    return Strength(not area.industries, tie, -len(prefix)), prefix


def tie_to_place(place: Place, area: Area) -> tuple[Tie, str] | None:
    """How a place lies to the countries and postal codes of a territory."""
    if not area.countries:
        return Tie.ANYWHERE, ""
    if not place.country or place.country not in area.countries:
        return None
    if not area.prefixes:
        return Tie.COUNTRY, ""
    if not place.postal_code:
        return Tie.PART_OF_COUNTRY, ""
    matching = [prefix for prefix in area.prefixes if place.postal_code.startswith(prefix)]
    return (Tie.POSTAL_CODE, max(matching, key=len)) if matching else None
