"""Whether the contact may be scored, and reached at all."""

from __future__ import annotations

import ibis
from ibis import Table, _

from handschlag.qualification.core.measure.times import KEY, at_moments, while_known

SCORING = "scoring"


def spans_of_bases(bases: Table) -> Table:
    """What was known of each purpose, and while. The latest known counts, of two as late the no."""
    return while_known(bases, ["lead", "purpose"], [_.happened_at.desc(), _.is_given.asc()])


def missing_bases(moments: Table, spans: Table, ways: Table | None) -> Table:
    """Moments at which the contact could not be scored (``no_basis``: withdrawn, objected, blocked, or none), or was not to be reached
    by any of the ways asked for (``no_way``). Grain: one row per moment and of the two that holds."""
    unscored = at_moments(moments, spans.filter((_.purpose == SCORING) & ~_.is_given))
    no_basis = unscored.select(*KEY, criterion=ibis.literal("no_basis"), reason=ibis.literal("no_basis"))
    return no_basis if ways is None else ibis.union(no_basis, _out_of_reach(moments, spans, ways))


def _out_of_reach(moments: Table, spans: Table, ways: Table) -> Table:
    """Each known turn opens a way that is closed where nothing is known, or closes one that is open; what is left open is counted."""
    asked = ways.agg(most=_.count(), open=_.is_open.cast("int64").sum()).filter(_.most > 0)
    of_ways = spans.join(ways, spans.purpose == ways.way)
    turned = at_moments(
        moments, of_ways.filter(_.is_given != _.is_open).select("lead", "is_given", "from_at", "until_at")
    )
    turns = turned.group_by(KEY).agg(turned=_.is_given.ifelse(1, -1).sum())
    counted = moments.cross_join(asked).left_join(turns, KEY)
    closed = counted.filter(_.open + _.turned.fill_null(0) <= 0)
    return closed.select(*KEY, criterion=ibis.literal("no_way"), reason=ibis.literal("no_way"))
