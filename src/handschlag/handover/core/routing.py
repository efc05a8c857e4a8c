"""Who gets a lead: territory first, then who is there, has room, and has had the least for their weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Place:
    """Where a lead is: ISO 3166 country code in capitals and postal code, each "" where it is not known."""

    country: str = ""
    postal_code: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """A territory as routing sees it: countries, and postal code prefixes within them (none: the whole countries)."""

    countries: frozenset[str]
    prefixes: tuple[str, ...] = ()


@dataclass(slots=True)
class Candidate:
    """A rep who might get the lead.

    ``capacity_left`` is how many more handovers fit into this week, ``received`` how many this week brought already.
    ``last_received_at`` is None for somebody who never had one. ``let_run_out``: this very lead was theirs and nobody answered.
    """

    rep_id: UUID
    areas: tuple[Area, ...] = ()
    weight: int = 100
    capacity_left: int = 0
    received: int = 0
    last_received_at: datetime | None = None
    is_away: bool = False
    owns_company: bool = False
    let_run_out: bool = False

    def takes(self, at: datetime) -> None:
        """One more handover is theirs; the next choice of the same batch must know."""
        self.capacity_left -= 1
        self.received += 1
        self.last_received_at = at


class Tie(IntEnum):
    """What ties a rep to a lead, the strongest first."""

    OWNER = 0
    """Already looks after somebody of the same company."""
    POSTAL_CODE = 1
    """The territory names the beginning of the postal code; the longer, the stronger."""
    COUNTRY = 2
    """The territory is the whole country."""
    PART_OF_COUNTRY = 3
    """The territory is a part of the country, and the lead's postal code is not known."""
    ANYWHERE = 4
    """No territory at all: the last resort for every lead."""


class Obstacle(StrEnum):
    """Why a rep did not get the lead."""

    ELSEWHERE = "elsewhere"
    AWAY = "away"
    FULL = "full"
    RAN_OUT = "ran_out"
    WEAKER_TIE = "weaker_tie"
    LATER_IN_TURN = "later_in_turn"


class Unassigned(StrEnum):
    """Why nobody got the lead: what the pool says."""

    NO_TERRITORY = "no_territory"
    ALL_AWAY = "all_away"
    NO_CAPACITY = "no_capacity"
    ALL_RAN_OUT = "all_ran_out"


@dataclass(frozen=True, slots=True)
class Choice:
    """The rep, or None with the reason in ``unassigned``; ``tie`` and ``prefix`` say why this one, ``rejected`` why not each other."""

    rep_id: UUID | None
    tie: Tie | None = None
    prefix: str = ""
    unassigned: Unassigned | None = None
    rejected: dict[UUID, Obstacle] = field(default_factory=dict)


def choose(place: Place, candidates: Sequence[Candidate]) -> Choice:
    """The one rep for a lead at ``place``: deterministic, whatever the order of ``candidates``.

    Who already owns the company comes first, then the longest matching postal prefix, the whole country, and reps without a territory.
    Nobody who is away, has no capacity left, or let this lead run out before is chosen. Among equals it is the one with the
    fewest handovers this week for their weight, then who has waited longest, then the smaller id.

    >>> one, two = UUID(int=1), UUID(int=2)
    >>> south = (Area(frozenset({"DE"}), ("8", "86")),)
    >>> germany = (Area(frozenset({"DE"})),)
    >>> candidates = [Candidate(one, germany, capacity_left=5), Candidate(two, south, capacity_left=5)]
    >>> choice = choose(Place("DE", "86150"), candidates)
    >>> choice.rep_id == two, choice.tie.name, choice.prefix
    (True, 'POSTAL_CODE', '86')
    """
    rejected: dict[UUID, Obstacle] = {}
    standing: list[tuple[tuple[int, int, float, float, UUID], str]] = []
    for candidate in candidates:
        tied = tie_between(place, candidate)
        if tied is None:
            rejected[candidate.rep_id] = Obstacle.ELSEWHERE
        elif obstacle := obstacle_for(candidate):
            rejected[candidate.rep_id] = obstacle
        else:
            tie, prefix = tied
            standing.append(((tie, -len(prefix), *turn(candidate), candidate.rep_id), prefix))
    if not standing:
        return Choice(None, unassigned=why_nobody(rejected), rejected=rejected)
    best, prefix = min(standing)
    for key, _prefix in standing:
        if key != best:
            rejected[key[-1]] = Obstacle.LATER_IN_TURN if key[:2] == best[:2] else Obstacle.WEAKER_TIE
    return Choice(best[-1], tie=Tie(best[0]), prefix=prefix, rejected=rejected)


def tie_between(place: Place, candidate: Candidate) -> tuple[Tie, str] | None:
    """The strongest tie and the matching prefix, or None where the lead lies outside all of the rep's territories."""
    if candidate.owns_company:
        return Tie.OWNER, ""
    if not candidate.areas:
        return Tie.ANYWHERE, ""
    best: tuple[Tie, str] | None = None
    for area in candidate.areas:
        tied = tie_to_area(place, area)
        if tied is not None and (best is None or (tied[0], -len(tied[1])) < (best[0], -len(best[1]))):
            best = tied
    return best


def tie_to_area(place: Place, area: Area) -> tuple[Tie, str] | None:
    """How a place lies in one territory."""
    if not place.country or place.country not in area.countries:
        return None
    if not area.prefixes:
        return Tie.COUNTRY, ""
    if not place.postal_code:
        return Tie.PART_OF_COUNTRY, ""
    matching = [prefix for prefix in area.prefixes if place.postal_code.startswith(prefix)]
    return (Tie.POSTAL_CODE, max(matching, key=len)) if matching else None


def obstacle_for(candidate: Candidate) -> Obstacle | None:
    """What stands in the way of a rep whose territory fits."""
    if candidate.let_run_out:
        return Obstacle.RAN_OUT
    if candidate.is_away:
        return Obstacle.AWAY
    if candidate.capacity_left <= 0:
        return Obstacle.FULL
    return None


def turn(candidate: Candidate) -> tuple[float, float]:
    """The place in the queue: handovers of this week per weight, then the moment of the last one (never: first of all)."""
    waiting_since = candidate.last_received_at.timestamp() if candidate.last_received_at else float("-inf")
    return candidate.received / max(candidate.weight, 1), waiting_since


def why_nobody(rejected: dict[UUID, Obstacle]) -> Unassigned:
    """The pool's reason. Somebody merely full will have room next week, so that is said before absences."""
    obstacles = set(rejected.values())
    if Obstacle.FULL in obstacles:
        return Unassigned.NO_CAPACITY
    if Obstacle.AWAY in obstacles:
        return Unassigned.ALL_AWAY
    if Obstacle.RAN_OUT in obstacles:
        return Unassigned.ALL_RAN_OUT
    return Unassigned.NO_TERRITORY
