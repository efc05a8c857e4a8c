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
from handschlag.engine.records import arrow_from_rows
from handschlag.ledger.models.raw import plain, raw
from handschlag.people.models import Identifier
from handschlag.qualification.core.tables import SCHEMAS
from handschlag.qualification.models.evidence.moments import microseconds
from handschlag.qualification.models.evidence.passes import ByContact
from handschlag.qualification.models.evidence.portions import rows_of

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
ALWAYS, NEVER = -(2**63), 2**63 - 1
MACHINES = "|".join(f'"{flag}"' for flag in sorted(NEVER_SCORED))
OWNERS = pa.schema(
    {"who": pa.string(), "lead": pa.int64(), "after": pa.int64(), "until": pa.int64(), "known_at": pa.int64()}
)
"""Whose keys they are: a lead of the contact the key belongs to, which has the touches after ``after``, up to ``until``."""


def touches_and_properties(
    of: ByContact, terms: Iterable[Terms], since: datetime | None, *, is_all: bool
) -> tuple[pa.Table, list[Row]]:
    """``tables.TOUCHES``, and rows of ``tables.PROPERTIES``. Properties are read only where a condition asks for one."""
    about = [part.touch for one in terms for part in one.about_touches()]
    kinds = sorted({touch.kind for touch in about})
    names = {condition.name for touch in about for condition in touch.properties}
    owners = _owners(of, is_all=is_all)
    keys = owners[0]["who"].to_pylist()
    rows = Touch.objects.filter(kind__in=kinds) if is_all else Touch.objects.all()
    rows = rows if since is None else rows.filter(happened_at__gte=since)
    read = _sifted(_read(rows, keys, is_all=is_all, with_properties=bool(names)), kinds, _marked(keys, is_all=is_all))
    owned = pa.concat_tables([_owned(read, one) for one in owners])
    properties = _said(owned, names) if names else []
    return owned.select(SCHEMAS["touches"].names).cast(SCHEMAS["touches"].to_pyarrow()), properties


def _sifted(touches: pa.Table, kinds: Sequence[str], marked: Sequence[str]) -> pa.Table:
    """Those of people, of these kinds. Kinds are sifted here and not where touches are read one person after the other: asked for both,
    SQLite would rather walk all touches of a kind."""
    is_wanted = pc.is_in(touches["kind"], pa.array(kinds, pa.string()))
    is_machines = pc.or_(
        pc.match_substring_regex(touches["flags"], MACHINES), pc.is_in(touches["id"], pa.array(marked, pa.string()))
    )
    return touches.filter(pc.and_not(is_wanted, is_machines))


def _owned(touches: pa.Table, owners: pa.Table) -> pa.Table:
    """Those that belong to the owners' leads. Known once both the touch and its owner are."""
    lead = owners.take(pc.index_in(touches["who"], owners["who"]))
    at = touches["happened_at"]
    is_theirs = pc.and_(pc.greater(at, lead["after"]), pc.less_equal(at, lead["until"]))
    known_at = pc.max_element_wise(touches["known_at"], lead["known_at"])
    owned = touches.rename_columns({"id": "touch_id"}).drop_columns("known_at")
    return owned.append_column("known_at", known_at).append_column("lead", lead["lead"]).filter(is_theirs)


def _owners(of: ByContact, *, is_all: bool) -> list[pa.Table]:
    """Tables of ``OWNERS`` in which no key stands twice: the first leads of all contacts, the second leads of those that have two …"""
    ranks: dict[int, list[Row]] = {0: []}
    for identifiers in rows_of(Identifier.objects.all(), "contact", of, is_all=is_all):
        for key, contact, known_at in raw(identifiers, "key", "contact_id", "known_at"):
            for rank, one in enumerate(of.get(contact, ())):
                after = ALWAYS if one.after is None else one.after
                until = NEVER if one.until is None else one.until
                ranks.setdefault(rank, []).append((key, one.number, after, until, microseconds(known_at)))
    return [arrow_from_rows(OWNERS, rows).combine_chunks() for rows in ranks.values()]


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


def _column(name: str, values: Sequence[str]) -> pa.Array:
    """Text; moments in microseconds."""
    texts = pa.array(values, pa.string())
    return texts.cast(pa.timestamp("us")).cast(pa.int64()) if name in MOMENTS else texts


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
