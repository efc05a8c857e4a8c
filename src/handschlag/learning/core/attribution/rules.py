"""Models that share a conversion by rule, and Shapley's: one pass over the journeys for all of them.

The rules, for a journey of n touches that converted (its count and its value are shared alike):

- first touch takes it all; last touch: the last one up to the handover, or without one the last, takes it all; linear: each takes 1/n;
- position-based: first and last take 40 % each, those between share 20 %; of two touches each takes half;
- W-shaped: the first, the last, and the last one up to the handover take 30 % each, the others share 10 %; a touch that is two of
  these takes both shares; where nothing is left for others, or there are none, the shares grow in proportion; without a touch up to
  a handover it is position-based;
- time decay: a touch weighs half as much for each half-life it lies before the last one (2 to the power of −age / half-life);
- Shapley: see ``shapley`` below.

The Shapley value of the standard channel game, in which a set of channels is worth the conversions of the journeys that met no other
channel, has a closed form: each conversion split evenly over the distinct channels of its journey (Zhao, Mahboobi and Bagheri 2018,
"Shapley value methods for attribution modeling in online advertising", arXiv:1804.05327). Checked against enumeration in the tests.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from handschlag.learning.core.attribution.arrays import NEVER, Floats, Journeys, pieces, side_by_side
from handschlag.learning.core.attribution.compiling import compiled

RULES = ("first_touch", "last_touch", "linear", "position_based", "w_shaped", "time_decay", "shapley")
PRESENT = "present"
"""Not a model: in how many conversions a channel took part at all. Its sum is more than there were."""

FIRST, LAST, LINEAR, POSITION, W_SHAPED, DECAY, SHAPLEY, TOOK_PART = range(8)
DAY = 86_400_000_000
AT_ONCE = 1 << 16


def shared_by_rule(
    journeys: Journeys, half_life_days: float, groups: NDArray[np.int64] | None = None, threads: int = 1
) -> Floats:
    """What each rule gives to each player: ``[group, rule, count or value, player]``, rules in the order of ``RULES`` and ``PRESENT``.

    ``groups`` is the number of each journey's group, from 0; left out, all are one. The sums are taken in the order of the journeys,
    in pieces of a fixed size, and come out the same on any number of threads.
    """
    group_of = np.zeros(0, dtype=np.int64) if groups is None else groups
    shape = (int(group_of.max(initial=0)) + 1, len(RULES) + 1, 2, len(journeys.names))

    def count(first: int, last: int) -> Floats:
        found = np.zeros(shape)
        _share(
            journeys.starts, journeys.players, journeys.moments, journeys.turned_at, journeys.won, journeys.value,
            group_of, half_life_days * DAY, first, last, found,
        )  # fmt: skip
        return found

    # Pieces of their own would each need room for all groups; few groups are counted in pieces, many in one go.
    runs = pieces(journeys.count, AT_ONCE if groups is None else journeys.count or 1)
    return sum(side_by_side(count, runs, threads), np.zeros(shape))


@compiled
def _share(  # type: ignore[no-untyped-def]
    starts, players, moments, turned_at, won, value, group_of, half_life, first, last, found
):
    seen_in = np.full(found.shape[3], -1, dtype=np.int64)
    for j in range(first, last):
        begin, n = starts[j], starts[j + 1] - starts[j]
        if n == 0 or (won[j] == 0 and value[j] == 0.0):
            continue
        group = group_of[j] if len(group_of) else 0
        turn = _turn(moments, begin, n, turned_at[j])
        whole, distinct = 0.0, 0
        for i in range(n):
            whole += 2.0 ** ((moments[begin + i] - moments[begin + n - 1]) / half_life)
            if seen_in[players[begin + i]] != j:
                seen_in[players[begin + i]] = j
                distinct += 1
        for measure in range(2):
            amount = float(won[j]) if measure == 0 else value[j]
            if amount == 0.0:
                continue
            found[group, FIRST, measure, players[begin]] += amount
            found[group, LAST, measure, players[begin + (turn if turn >= 0 else n - 1)]] += amount
            for i in range(n):
                player = players[begin + i]
                weight = 2.0 ** ((moments[begin + i] - moments[begin + n - 1]) / half_life) / whole
                found[group, LINEAR, measure, player] += amount / n
                found[group, POSITION, measure, player] += amount * _position(i, n)
                found[group, W_SHAPED, measure, player] += amount * _w(i, n, turn)
                found[group, DECAY, measure, player] += amount * weight
                if seen_in[player] == j:  # its first time in this journey; -2 - j marks that it was counted
                    found[group, SHAPLEY, measure, player] += amount / distinct
                    found[group, TOOK_PART, measure, player] += amount
                    seen_in[player] = -2 - j
            for i in range(n):
                seen_in[players[begin + i]] = j


@compiled
def _turn(moments, begin, n, turned_at):  # type: ignore[no-untyped-def]
    """The place of the last touch up to the handover; -1 where there is none."""
    if turned_at == NEVER:
        return -1
    turn = -1
    for i in range(n):
        if moments[begin + i] <= turned_at:
            turn = i
    return turn


@compiled
def _position(i, n):  # type: ignore[no-untyped-def]
    if n == 1:
        return 1.0
    if n == 2:
        return 0.5
    return 0.4 if i == 0 or i == n - 1 else 0.2 / (n - 2)


@compiled
def _w(i, n, turn):  # type: ignore[no-untyped-def]
    if turn < 0:
        return _position(i, n)
    share = 0.3 * ((i == 0) + (i == turn) + (i == n - 1))
    others = n - 1 - (n > 1) - (0 < turn < n - 1)
    if others == 0:
        return share / 0.9
    return share if share > 0.0 else 0.1 / others
