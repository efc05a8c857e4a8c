"""If routing had been otherwise in the last weeks: who would have got what, and what would have waited and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from statistics import median
from uuid import UUID

from django.utils.translation import gettext as _

from handschlag.agreement.core.terms import Terms
from handschlag.handover.core.replay import Presence, Replayed, replay
from handschlag.handover.core.routing import Dealing
from handschlag.handover.models import holds_sales_mandate
from handschlag.handover.models.lately import Came, Lately, lately
from handschlag.handover.models.pool import reasons
from handschlag.handover.models.roster import Rostered, candidate
from handschlag.kernel.sheets import Cell, Sheet
from handschlag.organisation.core.groups import groups_of_five
from handschlag.organisation.models import Rep, User
from handschlag.organisation.models.calendar import reckoners


def lists() -> dict[str, str]:
    """The leads behind the figures, by which of them."""
    return {"changed": _("Would have gone elsewhere"), "waiting": _("Would wait"), "all": _("All leads")}


@dataclass(frozen=True)
class Case:
    """One lead: what became of it, and what would have."""

    came: Came
    replayed: Replayed

    @property
    def rep_id(self) -> UUID | None:
        """Who would have it by now."""
        return self.replayed.choice.rep_id

    @property
    def is_changed(self) -> bool:
        return self.rep_id != self.came.rep_id

    @property
    def why(self) -> str:
        """Why it would wait, as a sentence; "" where somebody would have it."""
        unassigned = self.replayed.choice.unassigned
        return reasons()[unassigned] if unassigned else ""

    @property
    def waited(self) -> timedelta | None:
        """How long it would have waited."""
        return self.replayed.given_at - self.came.at if self.replayed.given_at else None


@dataclass(frozen=True)
class Named:
    """A case with the names of who had the lead and who would have it, each "" for nobody."""

    case: Case
    then: str
    now: str


@dataclass(frozen=True)
class Share:
    """A group of teams, or oneself: how many leads then, and how many it would have been."""

    name: str
    then: int
    now: int


@dataclass(frozen=True)
class Preview:
    """A routing held against what happened since ``since``. Figures of single reps are nobody's but their own."""

    since: datetime
    cases: list[Case]
    erased: int
    reps: Mapping[UUID, Rep] = field(repr=False)

    @cached_property
    def changed(self) -> list[Case]:
        return [one for one in self.cases if one.is_changed]

    @cached_property
    def waiting(self) -> list[Case]:
        return [one for one in self.cases if one.rep_id is None]

    @property
    def given(self) -> int:
        return len(self.cases) - len(self.waiting)

    @property
    def given_then(self) -> int:
        return sum(one.came.rep_id is not None for one in self.cases)

    @property
    def at_once(self) -> int:
        return sum(one.waited == timedelta(0) for one in self.cases)

    @property
    def at_once_then(self) -> int:
        return sum(one.came.given_at == one.came.at for one in self.cases)

    @property
    def median_wait(self) -> timedelta | None:
        """Of those that would have waited first and found somebody."""
        waits = [one.waited.total_seconds() for one in self.cases if one.waited]
        return timedelta(seconds=median(waits)) if waits else None

    @property
    def why_waiting(self) -> list[tuple[str, int]]:
        counts = Counter(one.why for one in self.waiting)
        return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))

    @cached_property
    def shares(self) -> list[Share]:
        """Groups of teams of at least five people each, by name; who is not in sales any more counts as a team. Empty in a small firm."""
        team_of = {rep_id: rep.team.name for rep_id, rep in self.reps.items()}
        former = {one.came.rep_id for one in self.cases if one.came.rep_id and one.came.rep_id not in team_of}
        sizes: dict[str, int] = dict(sorted(Counter(team_of.values()).items()))
        gone = _("no longer in sales")
        if former:
            sizes[gone] = len(former)
        then = Counter(team_of.get(one.came.rep_id, gone) for one in self.cases if one.came.rep_id)
        now = Counter(team_of[one.rep_id] for one in self.cases if one.rep_id)
        return [
            Share(", ".join(teams), sum(then[team] for team in teams), sum(now[team] for team in teams))
            for teams in groups_of_five(sizes)
        ]

    def own(self, user: User) -> Share | None:
        """One's own leads, then and now."""
        if user.id not in self.reps:
            return None
        then = sum(one.came.rep_id == user.id for one in self.cases)
        return Share(user.name, then, sum(one.rep_id == user.id for one in self.cases))


def preview(terms: Terms, now: datetime, rosters: Sequence[Rostered]) -> Preview:
    """Deal the leads of the last weeks out anew: by ``terms``, to these reps, by the absences and hours of each moment."""
    happened = lately(now)
    reps = {rep.user_id: rep for rep, _territories in rosters}
    routing = terms.routing
    dealing = Dealing(
        [candidate(rep, territories) for rep, territories in rosters],
        owner_first=routing.owner_first,
        by_territory=routing.by_territory,
    )
    replayed = replay(happened.arrivals(terms), dealing, _presences(reps, happened, now), happened.owners(), until=now)
    came = happened.by_key()
    cases = [Case(came[one.arrival.key], one) for one in replayed]
    return Preview(happened.since, cases, happened.erased, reps)


def cases_of(shown: Preview, which: str, user: User, now: datetime) -> list[Case]:
    """The leads behind the figures, the latest first: all of them for marketing and whoever may sign for sales, else those of one's own
    and of the teams one leads, then or now."""
    chosen = {"changed": shown.changed, "waiting": shown.waiting}.get(which, shown.cases)
    may_see = _sight(user, now)
    return [one for one in reversed(chosen) if may_see(one)]


def _sight(user: User, now: datetime) -> Callable[[Case], bool]:
    if user.is_marketing or holds_sales_mandate(user, now):
        return lambda _case: True
    own = {user.id, *Rep.objects.filter(team__leader=user).values_list("user_id", flat=True)}
    return lambda case: bool(own & {case.came.rep_id, case.rep_id})


def _presences(reps: Mapping[UUID, Rep], happened: Lately, now: datetime) -> dict[UUID, Presence]:
    calendars = reckoners(list(reps.values()), happened.since - timedelta(days=1), now + timedelta(days=1))
    return {rep_id: Presence(calendar.absences, calendar) for rep_id, calendar in calendars.items()}


def named(cases: Sequence[Case]) -> list[Named]:
    """With the names of those who had a lead and would have it."""
    ids = {rep_id for one in cases for rep_id in (one.came.rep_id, one.rep_id) if rep_id}
    names = dict(User.objects.filter(id__in=ids).values_list("id", "name"))
    return [Named(one, _name(names, one.came.rep_id), _name(names, one.rep_id)) for one in cases]


def _name(names: Mapping[UUID, str], rep_id: UUID | None) -> str:
    return names.get(rep_id, "") if rep_id else ""


def preview_sheet(cases: Sequence[Case]) -> Sheet:
    """One row per lead: who had it, and who would have it or why nobody."""
    headings = [
        _("Lead"),
        _("Qualified at"),
        _("Contact"),
        _("Company"),
        _("Sales rep then"),
        _("Sales rep otherwise"),
        _("Why nobody"),
    ]
    return Sheet("routing", headings, map(_row, named(cases)))


def _row(one: Named) -> list[Cell]:
    lead = one.case.came.lead
    company = str(lead.contact.company or "")
    return [str(lead.id), one.case.came.at, str(lead.contact), company, one.then, one.now, one.case.why]
