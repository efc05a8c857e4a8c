"""Who gets a lead: the company's owner, whom a rule of the agreement means, territory, language, and then whose turn it is."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from handschlag.handover.core.territories import EVERYBODY, NOWHERE, Area, Place, Strength, Tie, strongest_tie
from handschlag.handover.core.turns import next_in_turn

__all__ = ["Area", "Candidate", "Choice", "Dealing", "LeadKnown", "Meant", "Obstacle", "Place", "Tie", "Unassigned"]


def plain(text: str) -> str:
    """Names of teams, skills and industries are the same however they are capitalised and spaced.

    >>> plain(" Large   Accounts")
    'large accounts'
    """
    return " ".join(text.split()).casefold()


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom a rule of the agreement that applies to a lead means: reps of a team, with a skill, or both ("" asks for none); ``plain`` names."""

    rule: str
    team: str = ""
    skill: str = ""


@dataclass(frozen=True, slots=True)
class LeadKnown:
    """What routing knows of a lead, each "" or empty where nothing is known.

    ``industry`` is ``plain``; ``firms`` are the spellings under which a territory may name the company; ``language`` is a two-letter code.
    ``owner`` looks after somebody of the same company, ``let_run_out`` had this very lead and did not answer. ``asked``: raised a hand.
    """

    place: Place = NOWHERE
    industry: str = ""
    firms: frozenset[str] = frozenset()
    language: str = ""
    meant: Meant | None = None
    owner: UUID | None = None
    let_run_out: frozenset[UUID] = frozenset()
    asked: bool = False


@dataclass(slots=True)
class Candidate:
    """A rep who might get a lead.

    ``capacity_left`` is how many more handovers fit into this week, ``received`` how many this week brought already.
    ``last_received_at`` is None for somebody who never had one. ``is_working`` is only asked where somebody raised a hand. ``place`` is
    the rep's place in the lineup, given by ``Dealing``.
    """

    rep_id: UUID
    areas: tuple[Area, ...] = ()
    team: str = ""
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    weight: int = 100
    capacity_left: int = 0
    received: int = 0
    last_received_at: datetime | None = None
    is_away: bool = False
    is_working: bool = True
    place: int = 0

    def takes(self, at: datetime) -> None:
        """One more handover is theirs; the next choice must know."""
        self.capacity_left -= 1
        self.received += 1
        self.last_received_at = at

    def is_meant(self, meant: Meant | None) -> bool:
        """Whether a rule that applies means this rep."""
        if meant is None:
            return True
        return meant.team in ("", self.team) and (not meant.skill or meant.skill in self.skills)


class Obstacle(StrEnum):
    """Why a rep did not get the lead."""

    NOT_MEANT = "not_meant"
    ELSEWHERE = "elsewhere"
    AWAY = "away"
    FULL = "full"
    RAN_OUT = "ran_out"
    WEAKER_TIE = "weaker_tie"
    OTHER_LANGUAGE = "other_language"
    NOT_AT_WORK = "not_at_work"
    LATER_IN_TURN = "later_in_turn"


class Unassigned(StrEnum):
    """Why nobody got the lead: what the pool says."""

    NO_REPS = "no_reps"
    NOBODY_MEANT = "nobody_meant"
    NO_TERRITORY = "no_territory"
    ALL_AWAY = "all_away"
    NO_CAPACITY = "no_capacity"
    ALL_RAN_OUT = "all_ran_out"


Rejected = Mapping[Obstacle, Sequence[int]]
"""Every rep who did not get the lead, by the reason: places in the lineup, in order."""

Rejecting = dict[Obstacle, list[int]]
"""The same while it is found out."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The rep, or None with the reason in ``unassigned``; ``tie``, ``prefix`` and ``is_of_industry`` say why this one, ``rejected`` why
    not each other. ``speaks``: the lead's language decided. ``received`` counts the rep's handovers of this week before this one.
    """

    rep_id: UUID | None
    tie: Tie | None = None
    prefix: str = ""
    is_of_industry: bool = False
    speaks: bool = False
    received: int = 0
    weight: int = 0
    unassigned: Unassigned | None = None
    rejected: Rejected = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tier:
    """Reps with equally strong ties to a lead who speak its language, or who do not (``speaks``); in the order of their ids."""

    strength: Strength
    speaks: bool
    prefix: str
    reps: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """Reps who could get leads of one kind, the strongest tie first; and those who could not, whatever the day."""

    tiers: tuple[Tier, ...]
    out: Rejected


@dataclass(frozen=True, slots=True)
class Named:
    """Whatever the territories and languages of a roster tell apart; all else makes no difference between two leads."""

    countries: frozenset[str]
    prefixes: frozenset[str]
    longest: int
    industries: frozenset[str]
    accounts: frozenset[str]
    languages: frozenset[str]

    @classmethod
    def by(cls, reps: Collection[Candidate]) -> Named:
        areas = [area for one in reps for area in one.areas]
        prefixes = frozenset(prefix for area in areas for prefix in area.prefixes)
        return cls(
            frozenset(country for area in areas for country in area.countries),
            prefixes,
            max(map(len, prefixes), default=0),
            frozenset(industry for area in areas for industry in area.industries),
            frozenset(firm for area in areas for firm in area.accounts),
            frozenset(language for one in reps for language in one.languages),
        )

    def kind_of(self, lead: LeadKnown) -> Hashable:
        """The same for leads that are tied to every rep alike. The longest prefix named tells which shorter ones match."""
        country, code = lead.place.country, lead.place.postal_code
        starts = (code[:length] for length in range(min(self.longest, len(code)), 0, -1))
        return (
            country if country in self.countries else "",
            next((start for start in starts if start in self.prefixes), "" if code else None),
            lead.industry if lead.industry in self.industries else "",
            lead.firms & self.accounts,
            lead.language if lead.language in self.languages else "",
            lead.meant,
        )


class Dealing:
    """Leads are dealt out to these reps one after the other; each choice counts for the next.

    ``owner_first`` and ``by_territory`` are what both sides agreed on. Deterministic, whatever the order of ``candidates``. Leads of one
    kind (place, industry, company, language, rule) find their reps in an order that is worked out once.
    """

    def __init__(self, candidates: Iterable[Candidate], *, owner_first: bool = True, by_territory: bool = True) -> None:
        self.reps = {one.rep_id: one for one in sorted(candidates, key=lambda one: one.rep_id)}
        for place, one in enumerate(self.reps.values()):
            one.place = place
        self.owner_first, self.by_territory = owner_first, by_territory
        self._named = Named.by(self.reps.values())
        self._orders: dict[object, Order] = {}

    @property
    def has_room(self) -> bool:
        """Whether anybody at all could take a lead."""
        return any(one.capacity_left > 0 and not one.is_away for one in self.reps.values())

    def deal(self, lead: LeadKnown, at: datetime) -> Choice:
        """The rep for a lead, who has one place less from here on."""
        choice = self.choose(lead)
        if choice.rep_id is not None:
            self.reps[choice.rep_id].takes(at)
        return choice

    def choose(self, lead: LeadKnown) -> Choice:
        """The one rep for a lead, and why not each other.

        Who owns the company comes first. Else it is somebody whom the rule that applies means; of these the strongest tie; of these who
        speaks the lead's language; for who raised a hand somebody at work now, if there is one; of these whose turn it is. Nobody who is
        away, has no capacity left, or let this lead run out before is chosen.

        >>> one, two = UUID(int=1), UUID(int=2)
        >>> south = (Area(frozenset({"DE"}), ("8", "86")),)
        >>> germany = (Area(frozenset({"DE"})),)
        >>> dealing = Dealing([Candidate(one, germany, capacity_left=5), Candidate(two, south, capacity_left=5)])
        >>> choice = dealing.choose(LeadKnown(Place("DE", "86150")))
        >>> choice.rep_id == two, choice.tie.name, choice.prefix
        (True, 'POSTAL_CODE', '86')
        """
        owner = self.reps.get(lead.owner) if self.owner_first and lead.owner else None
        if owner and not obstacle_for(owner, lead):
            others = [place for place in range(len(self.reps)) if place != owner.place]
            return Choice(
                owner.rep_id,
                Tie.OWNER,
                received=owner.received,
                weight=owner.weight,
                rejected={Obstacle.WEAKER_TIE: others} if others else {},
            )
        order = self._order_for(lead)
        rejected: Rejecting = {}
        for place, tier in enumerate(order.tiers):
            if standing := _standing(tier.reps, lead, rejected):
                chosen = next_in_turn(standing)
                _reject((one for one in standing if one is not chosen), Obstacle.LATER_IN_TURN, rejected)
                for weaker in order.tiers[place + 1 :]:
                    _reject(weaker.reps, _weaker(weaker, tier), rejected)
                return _chosen(chosen, tier, order, _with_owner(order.out, owner, lead), rejected)
        told = _told(rejected, _with_owner(order.out, owner, lead))
        return Choice(None, unassigned=why_nobody(told), rejected=told)

    def _order_for(self, lead: LeadKnown) -> Order:
        kind = self._named.kind_of(lead)
        if kind not in self._orders:
            self._orders[kind] = self._worked_out(lead)
        return self._orders[kind]

    def _worked_out(self, lead: LeadKnown) -> Order:
        tiers: dict[tuple[Strength, bool, str], list[Candidate]] = {}
        out: Rejecting = {}
        for one in self.reps.values():
            tied = self._tie(lead, one)
            if not one.is_meant(lead.meant):
                out.setdefault(Obstacle.NOT_MEANT, []).append(one.place)
            elif tied is None:
                out.setdefault(Obstacle.ELSEWHERE, []).append(one.place)
            else:
                is_foreign = bool(lead.language) and lead.language not in one.languages
                tiers.setdefault((tied[0], is_foreign, tied[1]), []).append(one)
        in_order = sorted(tiers.items(), key=lambda item: item[0])
        ranked = (Tier(key[0], not key[1], key[2], tuple(reps)) for key, reps in in_order)
        return Order(tuple(ranked), dict(out))

    def _tie(self, lead: LeadKnown, one: Candidate) -> tuple[Strength, str] | None:
        if not self.by_territory:
            return EVERYBODY, ""
        return strongest_tie(lead.place, lead.industry, lead.firms, one.areas)


def obstacle_for(one: Candidate, lead: LeadKnown) -> Obstacle | None:
    """What stands in the way of a rep who could get the lead otherwise."""
    if one.rep_id in lead.let_run_out:
        return Obstacle.RAN_OUT
    if one.is_away:
        return Obstacle.AWAY
    if one.capacity_left <= 0:
        return Obstacle.FULL
    return None


def why_nobody(rejected: Rejected) -> Unassigned:
    """The pool's reason. Somebody merely full will have room next week, so that is said before absences."""
    for obstacle, reason in (
        (Obstacle.FULL, Unassigned.NO_CAPACITY),
        (Obstacle.AWAY, Unassigned.ALL_AWAY),
        (Obstacle.RAN_OUT, Unassigned.ALL_RAN_OUT),
        (Obstacle.ELSEWHERE, Unassigned.NO_TERRITORY),
        (Obstacle.NOT_MEANT, Unassigned.NOBODY_MEANT),
    ):
        if obstacle in rejected:
            return reason
    return Unassigned.NO_REPS


def _standing(reps: Iterable[Candidate], lead: LeadKnown, rejected: Rejecting) -> Sequence[Candidate]:
    """Of equally tied reps those who can take the lead, at work now where it was asked for; the others are told why not."""
    able = []
    for one in reps:
        if obstacle := obstacle_for(one, lead):
            rejected.setdefault(obstacle, []).append(one.place)
        else:
            able.append(one)
    if not lead.asked or not any(one.is_working for one in able):
        return able
    _reject((one for one in able if not one.is_working), Obstacle.NOT_AT_WORK, rejected)
    return [one for one in able if one.is_working]


def _chosen(chosen: Candidate, tier: Tier, order: Order, out: Rejected, rejected: Rejecting) -> Choice:
    return Choice(
        chosen.rep_id,
        tier.strength.tie,
        tier.prefix,
        is_of_industry=tier.strength.is_of_industry,
        speaks=tier.speaks and any(not one.speaks and one.strength == tier.strength for one in order.tiers),
        received=chosen.received,
        weight=chosen.weight,
        rejected=_told(rejected, out),
    )


def _weaker(weaker: Tier, chosen: Tier) -> Obstacle:
    return Obstacle.OTHER_LANGUAGE if weaker.strength == chosen.strength else Obstacle.WEAKER_TIE


def _reject(reps: Iterable[Candidate], obstacle: Obstacle, rejected: Rejecting) -> None:
    if places := [one.place for one in reps]:
        rejected.setdefault(obstacle, []).extend(places)


def _with_owner(out: Rejected, owner: Candidate | None, lead: LeadKnown) -> Rejected:
    """The owner could not take the lead for a reason of their own, wherever else it is routed to."""
    if owner is None or not any(owner.place in places for places in out.values()):
        return out
    obstacle = obstacle_for(owner, lead)
    assert obstacle is not None
    others = {why: [place for place in places if place != owner.place] for why, places in out.items()}
    return {why: places for why, places in others.items() if places} | {obstacle: [owner.place]}


def _told(rejected: Rejecting, out: Rejected) -> Rejected:
    """Reasons together, each with its reps in order; those of ``out`` are in order already."""
    both = {why: sorted([*places, *out.get(why, ())]) for why, places in rejected.items()}
    return {**out, **both}
