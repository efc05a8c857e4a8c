"""What a model learns from is what was known: against a slow obvious version, and nothing later changes it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from handschlag.learning.core.features import HALF_LIFE, known_at
from handschlag.learning.core.winning.columns import Column
from handschlag.qualification.core.judging import table

DAY = 86_400_000_000
KINDS = ["page_viewed", "webinar_attended"]


def world(seed: int, touches: int = 400, later: int | None = None) -> tuple[pa.Table, dict[str, pa.Table], list[tuple]]:
    """Leads with touches, many known late. With ``later``, more that becomes known after that moment."""
    random = np.random.default_rng(seed)
    rows = []
    for number in range(touches):
        kind = KINDS[random.integers(2)]
        happened = int(random.integers(0, 100)) * DAY
        known = happened + int(random.integers(0, 2)) * int(random.integers(1, 20)) * DAY
        page = "/preise/mw5" if kind == "page_viewed" and random.random() < 0.5 else ""
        rows.append(
            (
                int(random.integers(0, 20)),
                str(number),
                kind,
                f"channel {random.integers(3)}",
                "",
                "",
                page,
                happened,
                known,
            )
        )
    if later is not None:
        rows += [(lead, f"later {lead}", "page_viewed", "late", "", "", "", DAY, later + 1) for lead in range(20)]
    attributes = [
        (lead, "region", "south" if lead % 2 else "north", None, 0, 50 * DAY if lead < 10 else 0) for lead in range(20)
    ]
    known_tables = {"touches": table("touches", rows), "attributes": table("attributes", attributes)}
    moments = [(lead, at * DAY) for at in (90, 30) for lead in range(20)]
    return table("moments", moments), known_tables, rows


def asked(moments: pa.Table, known: dict[str, pa.Table]) -> dict[str, Column]:
    return known_at(moments, known, {"criterion:x": np.arange(moments.num_rows, dtype=np.float64)})


def test_touches_and_attributes_are_as_known_at_the_moment() -> None:
    moments, known, rows = world(1)
    found = asked(moments, known)
    for place, (lead, as_of) in enumerate(zip(moments["lead"].to_pylist(), moments["as_of"].to_pylist(), strict=True)):
        mine = [row for row in rows if row[0] == lead and row[7] <= as_of and row[8] <= as_of]
        for label, kind, page in (
            ("page_viewed", "page_viewed", ""),
            ("page_viewed /preise", "page_viewed", "/preise/mw5"),
            ("webinar_attended", "webinar_attended", ""),
        ):
            faded = sum(0.5 ** ((as_of - row[7]) / HALF_LIFE) for row in mine if row[2] == kind and row[6] == page)
            assert np.isclose(found[f"touches: {label}"][place], faded)
        days = [(as_of - row[7]) / DAY for row in mine]
        if days:
            assert found["days since the first touch"][place] == max(days)
            assert found["days since the last touch"][place] == min(days)
            assert found["first channel"][place] in {row[3] for row in mine if (as_of - row[7]) / DAY == max(days)}
        else:
            assert np.isnan(found["days since the last touch"][place])
            assert found["last channel"][place] == ""
        known_by_then = lead >= 10 or as_of >= 50 * DAY
        assert found["region"][place] == (("south" if lead % 2 else "north") if known_by_then else "")
        assert found["criterion:x"][place] == place


def test_what_becomes_known_afterwards_changes_nothing() -> None:
    """Leakage-proof: touches that happened before but were heard of after the moment."""
    moments, known, _rows = world(2)
    _moments, with_more, _more = world(2, later=90 * DAY)
    before, after = asked(moments, known), asked(moments, with_more)
    assert before.keys() == after.keys()
    for name, column in before.items():
        assert np.array_equal(column, after[name], equal_nan=column.dtype != object), name
