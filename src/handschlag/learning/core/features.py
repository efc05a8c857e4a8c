"""What was known of a lead at a moment, as a table a win model learns from: the same measure that judges, so nothing later can leak in.

Grain: one row per moment asked for (``qualification.core.tables.MOMENTS``), in that order. Columns: ``criterion:KEY``, how many units
of each criterion counted; every attribute by its name, as known; ``touches: LABEL``, touches of a kind so far, each fading by half
in six weeks; days since the first and the last; the channels of the first and the last.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import ibis
import numpy as np
import pyarrow as pa
from ibis import Table, _

from handschlag.engine.duck import run_sql, sql_of
from handschlag.learning.core.winning.columns import Column, Whole
from handschlag.qualification.core.judging import values
from handschlag.qualification.core.measure.times import DAY, KEY
from handschlag.qualification.core.tables import SCHEMAS

HALF_LIFE = 42 * DAY
FEWEST = 20
"""Kinds of touches that fewer leads' moments know say nothing."""


def touches_known(moments: Table, touches: Table) -> Table:
    """Grain: one row per moment and label of touches that had happened and were known. ``faded`` counts, ``last_at`` is the latest, ``first_at`` the first.

    The label is the kind; for pages also how the page begins, up to the second slash.
    """
    at = moments.join(
        touches,
        [moments.lead == touches.lead, touches.happened_at <= moments.as_of, touches.known_at <= moments.as_of],
    )
    page = at.page.split("/")[1]
    fade = ibis.literal(0.5).pow((at.as_of - at.happened_at).cast("float64") / HALF_LIFE)
    labelled = at.mutate(label=(at.page == "").ifelse(at.kind, at.kind.concat(" /", page)), fade=fade)
    return labelled.group_by([*KEY, "label"]).agg(
        faded=_.fade.sum(),
        first_at=_.happened_at.min(),
        last_at=_.happened_at.max(),
        first_channel=_.channel.argmin(_.happened_at),
        last_channel=_.channel.argmax(_.happened_at),
    )


def known_at(moments: pa.Table, known: Mapping[str, pa.Table], units: Mapping[str, Column]) -> dict[str, Column]:
    """``units`` are the columns of criteria, row by row as ``moments``; the tables are those of ``tables.KNOWN``."""
    place = _places(moments)
    columns: dict[str, Column] = dict(units)
    columns |= _attributes(moments, known["attributes"], place)
    found = run_sql(_sql(), {"moments": moments, "touches": known["touches"]})
    return columns | _touches(found, place, moments)


@cache
def _sql() -> str:
    schemas = {name: SCHEMAS[name] for name in ("moments", "touches")}
    return sql_of(lambda tables: touches_known(tables["moments"], tables["touches"]), schemas)


def _attributes(moments: pa.Table, attributes: pa.Table, place: dict[str, Whole]) -> dict[str, Column]:
    found = values({"moments": moments, "attributes": attributes})
    row, rows = _rows(found, place), moments.num_rows
    names = found["name"].combine_chunks().dictionary_encode()
    texts = found["text"].to_numpy(zero_copy_only=False)
    columns: dict[str, Column] = {}
    for number, name in enumerate(names.dictionary.to_pylist()):
        ours = names.indices.to_numpy() == number
        column = np.full(rows, "", dtype=object)
        column[row[ours]] = texts[ours]
        columns[name] = column
    return columns


def _touches(found: pa.Table, place: dict[str, Whole], moments: pa.Table) -> dict[str, Column]:
    row, rows = _rows(found, place), moments.num_rows
    labels = found["label"].combine_chunks().dictionary_encode()
    codes, faded = labels.indices.to_numpy(), found["faded"].to_numpy()
    columns: dict[str, Column] = {}
    for number, label in enumerate(labels.dictionary.to_pylist()):
        ours = codes == number
        if ours.sum() >= FEWEST:
            columns[f"touches: {label}"] = np.bincount(row[ours], faded[ours], minlength=rows).astype(np.float64)
    as_of = moments["as_of"].to_numpy()
    for name, at, latest in (("first", "first_at", False), ("last", "last_at", True)):
        moment = found[at].to_numpy()
        order = np.lexsort((moment if latest else -moment, row))
        which = np.full(rows, -1)
        which[row[order]] = order
        days = (as_of - moment[which]) / DAY
        channels = found[f"{name}_channel"].to_numpy(zero_copy_only=False)[which]
        columns[f"days since the {name} touch"] = np.where(which < 0, np.nan, days)
        columns[f"{name} channel"] = np.where(which < 0, "", channels)
    return columns


def _places(moments: pa.Table) -> dict[str, Whole]:
    """Rows in the order of lead and moment, to find them by."""
    lead, as_of = moments["lead"].to_numpy(), moments["as_of"].to_numpy()
    order = np.lexsort((as_of, lead))
    return {"order": order, "lead": lead[order], "as_of": as_of[order]}


def _rows(found: pa.Table, place: dict[str, Whole]) -> Whole:
    """Which row of the moments each row of an answer means."""
    moments = np.unique(place["as_of"])
    key = place["lead"] * len(moments) + np.searchsorted(moments, place["as_of"])
    asked = found["lead"].to_numpy() * len(moments) + np.searchsorted(moments, found["as_of"].to_numpy())
    return np.asarray(place["order"][np.searchsorted(key, asked)], dtype=np.int64)
