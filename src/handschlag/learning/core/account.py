"""Amounts of an account that add up: shares of money in whole units, and the few who are told by name."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


class Level(StrEnum):
    """Among whom the credit is shared."""

    CHANNEL = "channel"
    CAMPAIGN = "campaign"
    MATERIAL = "material"
    DEPARTMENT = "department"


FOLDED = "\x00"
"""The name under which all those stand together who are not told apart: no touch can carry it."""


def in_whole_units(shares: Sequence[float], total: int) -> list[int]:
    """``shares``, which add up to ``total`` but for rounding, as whole units that add up to it exactly (largest remainders).

    >>> in_whole_units([33.4, 33.3, 33.3], 100)
    [34, 33, 33]
    """
    whole = [int(np.floor(share + 1e-9)) for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda place: (whole[place] - shares[place], place))
    for place in by_remainder[: max(0, total - sum(whole))]:
        whole[place] += 1
    return whole


def folded(touches: pa.Table, most: int) -> tuple[pa.Table, int]:
    """``touches`` with all but the ``most`` frequent players under ``FOLDED``, and how many were folded.

    Whoever sends touches invents channels, and nobody reads a thousand rows. Among equally frequent ones the name decides.
    """
    players = touches.column("player").fill_null("")
    counted = pc.value_counts(players).to_pylist()
    frequent = sorted(counted, key=lambda one: (-one["counts"], one["values"]))[:most]
    if len(frequent) == len(counted):
        return touches, 0
    kept = pa.array([one["values"] for one in frequent], players.type)
    told = pc.if_else(pc.is_in(players, value_set=kept), players, pa.scalar(FOLDED, players.type))
    place = touches.column_names.index("player")
    return touches.set_column(place, "player", told), len(counted) - len(frequent)
