"""An agreement tried on history: who would have been handed over when, what each criterion is worth, and how the threshold matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

import ibis
import pyarrow as pa
from ibis import Table, _

from handschlag.agreement.core.cautions import most_from_fit
from handschlag.agreement.core.terms import Terms
from handschlag.engine.duck import run_steps
from handschlag.qualification.core.judging import filled
from handschlag.qualification.core.measure import Rules, World
from handschlag.qualification.core.measure.attributes import spans_of_criteria
from handschlag.qualification.core.measure.bases import spans_of_bases
from handschlag.qualification.core.measure.deciding import contributions, decided, sums
from handschlag.qualification.core.measure.times import KEY
from handschlag.qualification.core.measure.touches import touches_that_match
from handschlag.qualification.core.tables import SCHEMAS
from handschlag.trial.core.backtest import (
    BOUNDS,
    LEADS,
    first_of,
    leads_in_reach,
    leads_near,
    moments_to_judge,
    touches_that_may_count,
)

Named = Mapping[str, Table]
Steps = Iterator[tuple[str, Callable[[Named], Table]]]

MOST_ROOM = 1_000_000_000
"""The room of a raised hand, in hundredths: no threshold is as high."""


@dataclass(frozen=True)
class Tried:
    """What came of it. Leads are the numbers of the tables that went in, moments microseconds since 1970, UTC; points hundredths.

    ``first``: one row per lead that became qualified within the period, ``lead`` and ``at``. ``without``: the same for each criterion
    left out, ``dropped``, ``lead``, ``at``. ``counted``: the criteria that ever counted, ``criterion``. ``room``: one row per lead that came near,
    ``lead``, ``before`` and ``best``: by how much it was above (below zero: below) the points asked for, as the period began and at
    best within it; null where no points would have helped.
    """

    first: pa.Table
    counted: pa.Table | None = None
    without: pa.Table | None = None
    room: pa.Table | None = None


def tried(
    given: Mapping[str, pa.Table], leads: pa.Table, terms: Terms, from_at: int, until_at: int, *, margin: int = 0
) -> Tried:
    """Who would have been handed over by these terms in the period, half-open. ``given`` are the tables of ``tables.KNOWN`` and those
    of ``tables.RULES`` for the terms; ``leads`` is one of ``backtest.LEADS``."""
    return Tried(_run(_first, given, leads, terms, from_at, until_at, margin)["first"])


def examined(
    given: Mapping[str, pa.Table], leads: pa.Table, terms: Terms, from_at: int, until_at: int, *, margin: int = 20
) -> Tried:
    """As ``tried``, with what happens without each criterion, and with a threshold up to ``margin`` points lower or any higher."""
    found = _run(_examination, given, leads, terms, from_at, until_at, margin)
    return Tried(found["first"], found["counted"], found["without"], found["room"])


def _run(
    steps: Callable[[Terms], Steps],
    given: Mapping[str, pa.Table],
    leads: pa.Table,
    terms: Terms,
    from_at: int,
    until_at: int,
    margin: int,
) -> dict[str, pa.Table]:
    """Each step is made into SQL over the tables and the steps before it; what several need is worked out once."""
    bounds = pa.table([[from_at], [until_at], [100 * margin], [_least_interest(terms, margin)]], BOUNDS.to_pyarrow())
    tables = {name: given[name] for name in filled(given) if name != "moments"}
    tables |= {"leads": leads, "bounds": bounds}
    sql = _sql(steps, terms, tuple(tables))
    return run_steps(sql, tables, keep=[name for name in ("first", "counted", "without", "room") if name in sql])


@lru_cache(maxsize=16)
def _sql(steps: Callable[[Terms], Steps], terms: Terms, used: tuple[str, ...]) -> dict[str, str]:
    schemas = {name: SCHEMAS.get(name) or {"leads": LEADS, "bounds": BOUNDS}[name] for name in used}
    sql: dict[str, str] = {}
    for name, step in steps(terms):
        expression = step({each: ibis.table(schema, name=each) for each, schema in schemas.items()})
        schemas[name] = expression.schema()
        sql[name] = str(ibis.to_sql(expression, dialect="duckdb"))
    return sql


def _least_interest(terms: Terms, margin: int) -> int:
    """Hundredths of interest below which nobody is qualified by points, whatever their fit."""
    fit = most_from_fit(terms)
    return min(
        100 * max(interest - margin, points - margin - fit)
        for points, _fit, interest in terms.thresholds.alternatives()
    )


def _first(terms: Terms) -> Steps:
    """From the touches to the first qualified moment."""

    def world(t: Named) -> World:
        return World(t["scoring"], t["properties"], t["attributes"], t["bases"])

    def of_reach(name: str, t: Named) -> Table:
        return t[name].semi_join(t["reach"], "lead")

    yield "scoring", lambda t: touches_that_may_count(t["touches"], terms)
    yield "matching", lambda t: touches_that_match(world(t), Rules.of(t))
    yield "near", lambda t: leads_near(t["leads"], t["matching"], t["bounds"])
    yield "spans", lambda t: spans_of_criteria(t["attributes"].semi_join(t["near"], "lead"), t["attribute_rules"])
    yield "reach", lambda t: leads_in_reach(t["near"], t["spans"], t["thresholds"], t["bounds"])
    yield "their_touches", partial(of_reach, "matching")
    yield "their_spans", partial(of_reach, "spans")
    yield "their_bases", lambda t: spans_of_bases(of_reach("bases", t))
    yield "moments", _moments
    yield "given", _given
    yield "judged", lambda t: _room(sums(t["moments"], t["given"], t.get("groups")), t["thresholds"], terms)
    yield "first", lambda t: first_of(t["judged"].filter(_.decision == "qualified"), t["bounds"])


def _moments(t: Named) -> Table:
    return moments_to_judge(t["leads"], t["reach"], t["their_touches"], t["their_spans"], t["their_bases"], t["bounds"])


def _given(t: Named) -> Table:
    return contributions(t["moments"], t["their_touches"], t["their_spans"], t["their_bases"], t.get("ways"))


def _examination(terms: Terms) -> Steps:
    """Beyond the first moments: the same without each criterion, and by how much the points asked for were missed."""
    yield from _first(terms)
    yield "changed", lambda t: _changed(t["given"], t["judged"])
    yield "judged_anew", lambda t: _judged_anew(t["changed"], t["given"], t.get("groups"), t["thresholds"])
    yield "counted", lambda t: t["given"].filter(~_.reason.isin(["no_basis", "no_way"])).select("criterion").distinct()
    yield "without", lambda t: _without(t["judged"], t["counted"], t["judged_anew"], t["bounds"])
    yield "room", lambda t: _rooms(t["judged"], t["bounds"])


def _room(totals: Table, thresholds: Table, terms: Terms) -> Table:
    """Decisions with their ``room``: by how many points fewer would have been enough. Points of a matrix are those of interest.

    Grain: one row per moment. A raised hand has all the room there is, an excluded lead none at all.
    """
    asked = thresholds.rename({"asked_points": "points", "asked_fit": "fit", "asked_interest": "interest"})
    fitting = decided(totals, thresholds).cross_join(asked).filter(_.fit >= _.asked_fit)
    if terms.thresholds.points is None:
        rooms = fitting.mutate(room=_.interest - _.asked_interest)
    else:
        rooms = fitting.filter(_.interest >= _.asked_interest).mutate(room=_.points - _.asked_points)
    most = rooms.filter(~_.is_never).group_by(KEY).agg(room=_.room.max())
    judged = decided(totals, thresholds).left_join(most, KEY)
    all_there_is = (_.is_raised & ~_.is_never).ifelse(ibis.literal(MOST_ROOM, "int64"), _.room)
    return judged.select(*KEY, "decision", room=all_there_is)


def _changed(given: Table, judged: Table) -> Table:
    """Moments at which leaving out a criterion can change the decision. Grain: one row per moment and criterion ``dropped``.

    Who is qualified can only lose what gives points or raises a hand; who is not, only gain without what takes points or excludes.
    """
    gives = (given.hundredths > 0) | (given.reason == "hand_raiser")
    bars = (given.hundredths < 0) | (given.reason == "exclusion")
    at_moments = given.mutate(gives=gives, bars=bars).join(judged.select(*KEY, "decision"), KEY)
    can_change = at_moments.filter((_.gives & (_.decision == "qualified")) | (_.bars & (_.decision != "qualified")))
    return can_change.select(*KEY, "decision", dropped=_.criterion).distinct()


def _judged_anew(changed: Table, given: Table, groups: Table | None, thresholds: Table) -> Table:
    """The decision without the criterion. Grain: one row per moment and criterion ``dropped``; ``before`` is the decision with it."""
    by = [*KEY, "dropped"]
    others = changed.join(given, KEY).filter(_.criterion != _.dropped)
    others = others.select(*by, "criterion", "reason", "group", "hundredths")
    anew = decided(sums(changed.select(by), others, groups, by), thresholds, by)
    return anew.select(*by, after=_.decision).join(changed.select(*by, before=_.decision), by)


def _without(judged: Table, counted: Table, anew: Table, bounds: Table) -> Table:
    """When each lead would have become qualified without a criterion. Grain: one row per criterion ``dropped`` and lead."""
    criteria = counted.select(dropped=_.criterion)
    qualified = judged.filter(_.decision == "qualified").select(*KEY).cross_join(criteria)
    lost = anew.filter((_.before == "qualified") & (_.after != "qualified"))
    gained = anew.filter((_.before != "qualified") & (_.after == "qualified"))
    left = qualified.anti_join(lost, [*KEY, "dropped"])
    every = ibis.union(left, gained.select(*left.columns))
    first = every.group_by(["dropped", "lead"]).agg(at=_.as_of.min())
    return first.cross_join(bounds).filter(_.at > _.from_at).select("dropped", "lead", "at")


def _rooms(judged: Table, bounds: Table) -> Table:
    within = judged.cross_join(bounds).mutate(begins=_.as_of == _.from_at)
    return within.group_by("lead").agg(before=_.room.max(where=_.begins), best=_.room.max(where=~_.begins))
