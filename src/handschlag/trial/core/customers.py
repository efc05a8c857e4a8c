"""The moments at which a customer might have been qualified before they were won."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from handschlag.agreement.core.terms import Terms
from handschlag.engine.duck import run_sql

DAY = 86_400_000_000
"""In microseconds."""

WINS = pa.schema([("lead", pa.int64()), ("from_at", pa.int64()), ("until_at", pa.int64())])
"""One row per customer: its lead, and between which moments (both included) it is looked at."""

ENDING = pa.schema([("kind", pa.string()), ("lasts", pa.int64())])
"""One row per kind of touch that takes points, and for how long: its end may lift somebody."""

MOMENTS = """
WITH changes AS (
  SELECT lead, known_at AS at FROM touches
  UNION ALL SELECT lead, happened_at + lasts FROM touches JOIN ending USING (kind)
  UNION ALL SELECT lead, greatest(known_at, happened_at) FROM attributes
  UNION ALL SELECT lead, greatest(known_at, happened_at) FROM bases
)
SELECT lead, from_at AS as_of FROM wins
UNION SELECT lead, until_at FROM wins
UNION SELECT changes.lead, changes.at FROM changes JOIN wins USING (lead) WHERE changes.at BETWEEN from_at AND until_at
"""


def moments_before_the_win(known: Mapping[str, pa.Table], wins: pa.Table, terms: Terms) -> pa.Table:
    """Whenever something became known, and both ends of the time looked at: a table ``lead``, ``as_of``, no row twice.

    Between two of them points only fade and windows only end, which lifts nobody but where a touch took points.
    """
    lasting = {(one.touch.kind, one.window_days * DAY) for one in terms.interest if one.points < 0}
    columns = ([kind for kind, _lasts in lasting], [lasts for _kind, lasts in lasting])
    ending = pa.table([pa.array(values, type_) for values, type_ in zip(columns, ENDING.types, strict=True)], ENDING)
    tables = {name: known[name] for name in ("touches", "attributes", "bases")}
    return run_sql(MOMENTS, {**tables, "wins": wins, "ending": ending})
