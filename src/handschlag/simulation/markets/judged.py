"""Every open lead at the end of every week, judged by the shipped agreement of the industry, through the one measure of qualification."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import ibis
import numpy as np
import pyarrow as pa

from handschlag.agreement.core.terms import Terms
from handschlag.agreement.starters import starter
from handschlag.engine.duck import run_steps
from handschlag.qualification.core.judging import filled
from handschlag.qualification.core.measure import Rules, World
from handschlag.qualification.core.measure.attributes import spans_of_criteria
from handschlag.qualification.core.measure.bases import spans_of_bases
from handschlag.qualification.core.measure.deciding import contributions, decided, sums
from handschlag.qualification.core.measure.touches import touches_that_match
from handschlag.qualification.core.rules import rules
from handschlag.qualification.core.tables import SCHEMAS
from handschlag.simulation.markets.draws import Numbers, Whole
from handschlag.simulation.markets.market import Market
from handschlag.simulation.markets.years import TwoYears, moments

NEVER, NOT_YET, QUALIFIED, RAISED = -1, 0, 1, 2


@dataclass(frozen=True)
class Judged:
    """One row per open lead and week, by week and lead: the ``tier`` (see above), the points, and what each criterion gave, in points.

    ``week`` counts from 0; the row stands at that week's end. A hand raised gives no points: its hit is 1.
    """

    lead: Whole
    week: Whole
    tier: Whole
    points: Numbers
    hits: dict[str, Numbers]

    def rows_of(self, week: int) -> Whole:
        """The places of one week's rows."""
        begin, end = np.searchsorted(self.week, [week, week + 1])
        return np.arange(begin, end)

    def moments(self) -> pa.Table:
        """The rows as the measure's ``moments``."""
        return pa.table({"lead": self.lead, "as_of": np.array(moments())[self.week]}, SCHEMAS["moments"].to_pyarrow())


def agreement(market: Market) -> Terms:
    return starter(market.starter, "de")


def judged(years: TwoYears) -> Judged:
    week, lead = np.nonzero(years.is_open.T)
    at = np.array(moments())
    asked = pa.table({"lead": lead, "as_of": at[week]}, SCHEMAS["moments"].to_pyarrow())
    terms = agreement(years.market)
    tables = {**years.known, **rules(terms), "moments": asked}
    used = filled(tables)
    found = run_steps(_sql(used), {name: tables[name] for name in used}, keep=["given", "verdicts"])
    return _in_rows(lead, week, found, terms)


@cache
def _sql(used: tuple[str, ...]) -> dict[str, str]:
    """What the backtest does without its short cuts: matching touches, spans of attributes, what each criterion gives, the verdict."""

    def world(t: dict[str, ibis.Table]) -> World:
        return World(t["touches"], t["properties"], t["attributes"], t["bases"])

    steps: dict[str, Callable[[dict[str, ibis.Table]], ibis.Table]] = {
        "matching": lambda t: touches_that_match(world(t), Rules.of(t)),
        "spans": lambda t: spans_of_criteria(t["attributes"], t["attribute_rules"]),
        "turns": lambda t: spans_of_bases(t["bases"]),
        "given": lambda t: contributions(t["moments"], t["matching"], t["spans"], t["turns"], t.get("ways")),
        "verdicts": lambda t: decided(sums(t["moments"], t["given"], t.get("groups")), t["thresholds"]),
    }
    known = {name: ibis.table(SCHEMAS[name], name=name) for name in used}
    sql = {}
    for name, step in steps.items():
        expression = step(known)
        known[name] = ibis.table(expression.schema(), name=name)
        sql[name] = str(ibis.to_sql(expression, dialect="duckdb"))
    return sql


def _in_rows(lead: Whole, week: Whole, found: dict[str, pa.Table], terms: Terms) -> Judged:
    at = np.array(moments())
    place = np.full((int(lead.max()) + 1, len(at)), -1, dtype=np.int64)
    place[lead, week] = np.arange(len(lead))

    def places(of: pa.Table) -> Whole:
        return np.asarray(place[of["lead"].to_numpy(), np.searchsorted(at, of["as_of"].to_numpy())])

    verdicts, given = found["verdicts"], found["given"]
    order = places(verdicts)
    raised, points, tier = np.zeros(len(lead), bool), np.zeros(len(lead)), np.zeros(len(lead), dtype=np.int64)
    raised[order] = verdicts["is_raised"].to_numpy(zero_copy_only=False)
    points[order] = verdicts["points"].cast(pa.int64()).to_numpy() / 100
    decision = verdicts["decision"].to_numpy(zero_copy_only=False)
    tier[order] = np.select([decision == "never", decision == "qualified"], [NEVER, QUALIFIED], NOT_YET)
    tier[(tier == QUALIFIED) & raised] = RAISED
    return Judged(lead, week, tier, points, _hits(places(given), given, len(lead), terms))


def _hits(place: Whole, given: pa.Table, rows: int, terms: Terms) -> dict[str, Numbers]:
    criterion = given["criterion"].to_numpy(zero_copy_only=False)
    points = given["hundredths"].cast(pa.int64()).to_numpy() / 100
    hits = {}
    for one in terms.criteria():
        ours = criterion == one.key
        hits[one.key] = np.zeros(rows)
        hits[one.key][place[ours]] = np.where(points[ours] == 0, 1.0, points[ours])
    return hits
