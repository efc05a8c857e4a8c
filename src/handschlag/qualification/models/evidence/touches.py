"""The touches of leads, and of their properties those the terms ask for."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import QuerySet

from handschlag.agreement.core.terms import Terms
from handschlag.capture.core.machines import FLAGS
from handschlag.capture.models import Mark, Touch
from handschlag.engine.duck import run_sql
from handschlag.engine.records import MOMENT, arrow_from_rows
from handschlag.ledger.models.raw import plain, raw
from handschlag.people.models import Identifier
from handschlag.qualification.core.tables import SCHEMAS
from handschlag.qualification.models.evidence.moments import microseconds
from handschlag.qualification.models.evidence.passes import ByContact
from handschlag.qualification.models.evidence.portions import rows_of

ALWAYS, NEVER = -(2**63), 2**63 - 1
NEVER_SCORED = FLAGS
"""Flags of touches that machines left behind: they are kept, and give no points."""

Row = tuple[Any, ...]
COLUMNS = (
    "who",
    "flags",
    "happened_at",
    "known_at",
    "id",
    "kind",
    "channel",
    "campaign",
    "material",
    "page",
    "properties",
)
MOMENTS = frozenset({"happened_at", "known_at"})
OWNERS = pa.schema(
    {"who": pa.string(), "lead": pa.int64(), "after": pa.int64(), "until": pa.int64(), "known_at": pa.int64()}
)
"""One row per key and lead of the contact it belongs to: the lead's are the touches after ``after``, up to ``until``."""

SIFTED = """
    SELECT owners.lead, read.id AS touch_id, read.kind, read.channel, read.campaign, read.material, read.page, read.happened_at,
        greatest(read.known_at, owners.known_at) AS known_at, read.properties
    FROM read JOIN owners ON owners.who = read.who AND read.happened_at > owners.after AND read.happened_at <= owners.until
    WHERE read.kind IN (SELECT kind FROM kinds) AND read.id NOT IN (SELECT id FROM marked)
        AND (read.flags = '[]' OR NOT EXISTS (FROM machines WHERE contains(read.flags, machines.flag)))
"""
"""Kinds are sifted here and not where the touches are read: asked for both, SQLite would rather walk all touches of a kind than those of
a person."""


def touches_and_properties(
    of: ByContact, terms: Iterable[Terms], since: datetime | None, *, is_all: bool
) -> tuple[pa.Table, list[Row]]:
    """``tables.TOUCHES``, and rows of ``tables.PROPERTIES``. Properties are read only where a condition asks for one."""
    about = [part.touch for one in terms for part in one.about_touches()]
    kinds = sorted({touch.kind for touch in about})
    names = {condition.name for touch in about for condition in touch.properties}
    owners = _owners(of, is_all=is_all)
    keys = owners["who"].unique().to_pylist()
    rows = Touch.objects.filter(kind__in=kinds) if is_all else Touch.objects.all()
    rows = rows if since is None else rows.filter(happened_at__gte=since)
    tables = {
        "read": _read(rows, keys, is_all=is_all, with_properties=bool(names)),
        "owners": owners,
        "kinds": pa.table({"kind": pa.array(kinds, pa.string())}),
        "machines": pa.table({"flag": [f'"{flag}"' for flag in sorted(NEVER_SCORED)]}),
        "marked": pa.table({"id": pa.array(_marked(keys, is_all=is_all), pa.string())}),
    }
    sifted = run_sql(SIFTED, tables)
    properties = _said(sifted, names) if names else []
    return sifted.drop_columns("properties").cast(SCHEMAS["touches"].to_pyarrow()), properties


def _owners(of: ByContact, *, is_all: bool) -> pa.Table:
    keys = (
        (key, microseconds(known_at), of[contact])
        for identifiers in rows_of(Identifier.objects.all(), "contact", of, is_all=is_all)
        for key, contact, known_at in raw(identifiers, "key", "contact_id", "known_at")
        if contact in of
    )
    rows = (
        (
            key,
            one.number,
            ALWAYS if one.after is None else one.after,
            NEVER if one.until is None else one.until,
            known_at,
        )
        for key, known_at, leads in keys
        for one in leads
    )
    return arrow_from_rows(OWNERS, rows)


def _read(touches: QuerySet[Touch], keys: Sequence[str], *, is_all: bool, with_properties: bool) -> pa.Table:
    """These people's touches, column by column, as text but for the moments: ten million of them are read as well."""
    columns = COLUMNS if with_properties else COLUMNS[:-1]
    batches = [
        pa.table(
            [_column(name, values) for name, values in zip(columns, zip(*batch, strict=True), strict=True)], columns
        )
        for rows in rows_of(touches.order_by(), "who", keys, is_all=is_all)
        for batch in plain(rows, *columns)
    ]
    read = pa.concat_tables(batches) if batches else pa.table([_column(name, ()) for name in columns], columns)
    return read if with_properties else read.append_column("properties", pa.nulls(read.num_rows, pa.string()))


def _column(name: str, values: Sequence[Any]) -> pa.Array:
    """Moments in microseconds; SQLite writes them as text, in UTC."""
    if name not in MOMENTS:
        return pa.array(values, pa.string())
    is_text = bool(values) and isinstance(values[0], str)
    moments = pa.array(values, pa.string()).cast(pa.timestamp("us")) if is_text else pa.array(values, MOMENT)
    return moments.cast(pa.int64())


def _said(touches: pa.Table, names: set[str]) -> list[Row]:
    spoken = touches.select(["touch_id", "properties"]).filter(pc.not_equal(touches["properties"], "{}"))
    rows = zip(*(column.to_pylist() for column in spoken.columns), strict=True)
    return [row for touch_id, said in rows for row in _properties(touch_id, json.loads(said), names)]


def _properties(touch_id: Any, said: Any, names: set[str]) -> Iterator[Row]:
    """A list is as many values, of which one that meets a condition is enough; what is neither text, number nor truth is none."""
    for name in names & said.keys():
        value = said[name]
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, bool):
                yield touch_id, name, str(one).lower(), None
            elif isinstance(one, int | float):
                yield touch_id, name, f"{one:.15g}", float(one)
            elif isinstance(one, str):
                yield touch_id, name, one, _number(one)


def _number(text: str) -> float | None:
    """``"12.5"`` as a number: tracking scripts send many a number as text."""
    try:
        number = float(text) if text[:1] in "-0123456789" and "_" not in text else math.nan
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _marked(keys: Iterable[str], *, is_all: bool) -> list[str]:
    """Touches found out to be a machine's after they were stored; few."""
    marks = Mark.objects.filter(flag__in=NEVER_SCORED)
    found = (plain(rows, "touch_id") for rows in rows_of(marks, "who", keys, is_all=is_all))
    return [touch for batches in found for batch in batches for (touch,) in batch]
