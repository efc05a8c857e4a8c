"""What occurs among touches and attributes, counted: the words from which criteria are made.

Everything is counted at once in the engine; of each sort the ``MOST`` most frequent are given. Single values of properties and
attributes are only named where at least ``FEWEST`` people share them: what is said of one person is nobody's criterion.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ibis
import pyarrow as pa

from handschlag.engine.duck import run_sql

MOST = 30
FEWEST = 3

TOUCHES = ibis.schema(
    {
        "kind": "string",
        "channel": "string",
        "campaign": "string",
        "material": "string",
        "page": "string",
        "who": "string",
        "properties": "string",
    }
)
"""One row per touch; ``who`` is the strongest identifier it carried, ``properties`` JSON; "" means not said."""

ATTRIBUTES = ibis.schema(
    {
        "contact": "string",
        "company": "string",
        "name": "string",
        "text": "string",
        "number": "float64",
        "happened_at": "int64",
    }
)
"""One row per value an attribute of a contact or a company ever took; exactly one of both is given."""


@dataclass(frozen=True)
class Occurrence:
    """Something that occurs: ``value`` of ``what`` in touches of ``kind``; for properties and attributes ``name`` says of which.

    Without a value it is the property or attribute itself, however it is filled. ``times`` counts touches (for attributes contacts
    and companies), ``people`` who left them (contacts), ``companies`` only attributes know. Numbers carry their ``low``, ``middle``
    (median) and ``high``.
    """

    what: str
    kind: str
    name: str
    value: str
    times: int
    people: int
    companies: int = 0
    low: float | None = None
    middle: float | None = None
    high: float | None = None

    @property
    def is_number(self) -> bool:
        return self.middle is not None


KINDS = """
SELECT kind, '' AS name, '' AS value, count(*) AS times, count(DISTINCT who) AS people
FROM touches GROUP BY kind ORDER BY times DESC, kind LIMIT {most}
"""

OF_A_COLUMN = """
SELECT kind, '' AS name, {column} AS value, count(*) AS times, count(DISTINCT who) AS people
FROM touches WHERE {column} <> '' GROUP BY kind, {column} ORDER BY times DESC, kind, value LIMIT {most}
"""

PAGES = r"""
WITH pages AS (SELECT kind, page, count(*) AS times FROM touches WHERE page <> '' GROUP BY ALL),
starts AS (
  SELECT kind, start, sum(times) AS times FROM (
    SELECT kind, times, unnest(list_distinct([
      regexp_extract(page, '^/?[^/?#]+'), regexp_extract(page, '^/?[^/?#]+/[^/?#]+')
    ])) AS start FROM pages
  ) WHERE start <> '' GROUP BY ALL ORDER BY times DESC, kind, start LIMIT {most}
),
met AS (SELECT kind, page, start FROM pages JOIN starts USING (kind) WHERE starts_with(page, start))
SELECT kind, '' AS name, start AS value, count(*) AS times, count(DISTINCT who) AS people
FROM touches JOIN met USING (kind, page) GROUP BY kind, start ORDER BY times DESC, kind, value
"""

PROPERTIES = """
WITH said AS (
  SELECT kind, who, name, json_extract_string(properties, '$."' || name || '"') AS value FROM (
    SELECT kind, who, properties, unnest(json_keys(properties)) AS name FROM touches WHERE properties NOT IN ('', '{{}}')
  ) WHERE NOT contains(name, '"') AND length(name) <= 200
),
names AS (
  SELECT kind, name, count(*) AS times, count(DISTINCT who) AS people,
    count(try_cast(value AS DOUBLE)) >= 0.9 * count(*) AS is_number,
    min(try_cast(value AS DOUBLE)) AS low, median(try_cast(value AS DOUBLE)) AS middle, max(try_cast(value AS DOUBLE)) AS high
  FROM said WHERE value IS NOT NULL GROUP BY kind, name ORDER BY times DESC, kind, name LIMIT {most}
),
shared AS (
  SELECT said.kind, name, value, count(*) AS times, count(DISTINCT who) AS people
  FROM said JOIN names USING (kind, name)
  WHERE length(value) BETWEEN 1 AND 200 AND value[1] NOT IN ('[', '{{') AND NOT is_number
  GROUP BY ALL HAVING count(DISTINCT who) >= {fewest} ORDER BY times DESC, kind, name, value LIMIT {most}
)
SELECT * FROM (
  SELECT kind, name, '' AS value, times, people, is_number, low, middle, high FROM names
  UNION ALL SELECT kind, name, value, times, people, false, NULL, NULL, NULL FROM shared
)
ORDER BY max(times) OVER (PARTITION BY kind, name) DESC, kind, name, value <> '', times DESC, value
"""

ATTRIBUTES_OF_ALL = """
WITH present AS (
  SELECT contact, company, name, arg_max(text, happened_at) AS value, arg_max(number, happened_at) AS number
  FROM attributes GROUP BY contact, company, name
),
names AS (
  SELECT name, count(*) AS times, count(contact) AS people, count(company) AS companies,
    count(number) >= 0.9 * count(*) AS is_number, min(number) AS low, median(number) AS middle, max(number) AS high
  FROM present GROUP BY name HAVING count(*) >= {fewest} ORDER BY times DESC, name LIMIT {most}
),
shared AS (
  SELECT name, value, count(*) AS times, count(contact) AS people, count(company) AS companies
  FROM present JOIN (SELECT name, is_number FROM names) USING (name)
  WHERE NOT is_number AND length(value) BETWEEN 1 AND 200
  GROUP BY name, value HAVING count(*) >= {fewest} ORDER BY times DESC, name, value LIMIT {most}
)
SELECT * FROM (
  SELECT '' AS kind, name, '' AS value, times, people, companies, is_number, low, middle, high FROM names
  UNION ALL SELECT '' AS kind, name, value, times, people, companies, false, NULL, NULL, NULL FROM shared
)
ORDER BY max(times) OVER (PARTITION BY name) DESC, name, value <> '', times DESC, value
"""


def counted(touches: pa.Table, attributes: pa.Table) -> dict[str, list[Occurrence]]:
    """What occurs, the most frequent first, by what it is: ``kind``, ``page``, ``channel``, ``campaign``, ``material``,
    ``property``, ``attribute``."""
    of_touches = {"touches": touches}
    found = {"kind": _found("kind", KINDS, of_touches), "page": _found("page", PAGES, of_touches)}
    for what in ("channel", "campaign", "material"):
        found[what] = _found(what, OF_A_COLUMN, of_touches, column=what)
    found["property"] = _found("property", PROPERTIES, of_touches)
    found["attribute"] = _found("attribute", ATTRIBUTES_OF_ALL, {"attributes": attributes})
    return found


def _found(what: str, sql: str, tables: Mapping[str, pa.Table], column: str = "") -> list[Occurrence]:
    filled = sql.format(most=MOST, fewest=FEWEST, column=column)
    return [_occurrence(what, row) for row in run_sql(filled, tables).to_pylist()]


def _occurrence(what: str, row: Mapping[str, object]) -> Occurrence:
    names = ("kind", "name", "value", "times", "people", "companies")
    numbers = ("low", "middle", "high") if row.get("is_number") else ()
    return Occurrence(what, **{name: row[name] for name in (*names, *numbers) if name in row})  # type: ignore[arg-type]
