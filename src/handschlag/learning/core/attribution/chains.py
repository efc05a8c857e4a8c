"""The absorbing Markov chain of the journeys and what is lost without each channel, exact, of order 1 and 2.

A journey walks from touch to touch until it is won or lost; how often it went where gives the probabilities (Anderl, Becker,
von Wangenheim and Schumann 2016, "Mapping the customer journey", IJRM 33). The removal effect of a channel is the part of the
conversions (or of their value) that no longer comes about when every step to this channel leads to nowhere instead. Credit is the
total shared in proportion to the removal effects.

Order 1, with N the inverse of I − Q and f = N r the conversions to expect from each channel: without c there are
f₀ − N₀c / Ncc · f_c (Kemeny and Snell 1960, "Finite Markov chains": a conversion without c is one whose walk never meets c), for all
channels from the one inverse. Order 2 walks over pairs (the channel before, this channel), up to ten thousand of a hundred channels;
there the visits without each channel are found for all channels together by iteration from the solution of order 1, until what is
still on its way is below a bound that is also a bound of the error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handschlag.learning.core.attribution.arrays import Floats, Ints, Journeys, pieces, side_by_side
from handschlag.learning.core.attribution.compiling import compiled

RUNS = 4
STILL_ON_THE_WAY = 1e-14
"""Where the iteration stops: so many visits, for each visit there is, are not in balance. So far the result may be wrong, and no further:
what is not in balance could at most be won, every bit of it."""

MOST_ROUNDS = 20_000
REMOVED_AT_ONCE = 50
"""Channels removed side by side: enough for the processor to work on in one go, few enough to stay near it."""

MOST_OF_PAIRS = 200
"""Channels that order 2 takes: beyond, the counts of their triples alone would need more than 100 MB."""


@dataclass(frozen=True)
class Steps:
    """How often journeys went from where to where.

    ``counts[before, channel, next]``: next is a channel, then won, then lost; before is a channel or, last, the start (order 2), or
    always 0 (order 1). ``begun[channel]``: journeys that began there. ``value[before, channel]``: what those were worth that were won
    from there.
    """

    counts: Ints
    begun: Ints
    value: Floats


def steps_of(journeys: Journeys, order: int, weight_of: Ints | None = None, threads: int = 1) -> Steps:
    """Count the steps, each journey as often as it was won and lost; ``weight_of`` journeys multiplies (for resampling)."""
    k = len(journeys.names)
    if order == 2 and k > MOST_OF_PAIRS:
        raise ValueError(f"order 2 takes {MOST_OF_PAIRS} channels at most")
    befores = k + 1 if order == 2 else 1
    weight = np.zeros(0, dtype=np.int64) if weight_of is None else weight_of

    def count(first: int, last: int) -> Steps:
        steps = Steps(
            np.zeros((befores, k, k + 2), dtype=np.int64), np.zeros(k, dtype=np.int64), np.zeros((befores, k))
        )
        _count(
            journeys.starts, journeys.players, journeys.won, journeys.value, journeys.lost, weight, first, last,
            steps.counts, steps.begun, steps.value,
        )  # fmt: skip
        return steps

    found = side_by_side(count, pieces(journeys.count, -(-journeys.count // RUNS) or 1), threads)
    whole = found[0] if found else count(0, 0)
    for one in found[1:]:
        whole.counts.__iadd__(one.counts)
        whole.begun.__iadd__(one.begun)
        whole.value.__iadd__(one.value)
    return whole


def of_order_one(steps: Steps) -> Steps:
    """The same steps, forgetting what came before."""
    return Steps(steps.counts.sum(axis=0, keepdims=True), steps.begun, steps.value.sum(axis=0, keepdims=True))


def removal_effects(steps: Steps, threads: int = 1) -> Floats:
    """``[conversions or value, channel]``: which part of it is lost without the channel, between 0 and 1; 0 where nothing is won."""
    k = len(steps.begun)
    steps = _without_standing_still(steps)
    journeys = max(1, steps.begun.sum())
    begun = steps.begun / journeys
    whole = np.array([steps.counts[:, :, k].sum(), steps.value.sum()]) / journeys
    passed = steps.counts.sum(axis=2)
    rewards = np.stack([_per(steps.counts[:, :, k], passed), _per(steps.value, passed)])
    chain = _Chain.of(steps)
    if len(steps.counts) == 1:
        return _per(chain.lost_without(begun, rewards[:, 0]), whole[:, None])
    step = _per(steps.counts[:, :, :k], passed[:, :, None])
    kept = _kept_by_pairs(step, begun, rewards, chain, threads)
    return _per(whole[:, None] - kept, whole[:, None])


def _without_standing_still(steps: Steps) -> Steps:
    """A step from a state to itself changes neither where the walk ends nor whom it meets, only how long it takes."""
    counts, same = steps.counts.copy(), np.arange(len(steps.begun))
    counts[same if len(counts) > 1 else 0, same, same] = 0
    return Steps(counts, steps.begun, steps.value)


@dataclass(frozen=True)
class _Chain:
    """Of order 1: the probability of each step, and the inverse of I − Q: the visits to expect of who stands somewhere."""

    step: Floats
    visits: Floats

    @classmethod
    def of(cls, steps: Steps) -> _Chain:
        k, counts = len(steps.begun), steps.counts.sum(axis=0)
        step = _per(counts[:, :k], counts.sum(axis=1)[:, None])
        return cls(step, np.linalg.inv(np.eye(k) - step).astype(float))

    def lost_without(self, begun: Floats, rewards: Floats) -> Floats:
        """N₀c / Ncc · f_c for each channel, of each row of ``rewards``."""
        return begun @ self.visits / np.diag(self.visits) * (rewards @ self.visits.T)


def _kept_by_pairs(step: Floats, begun: Floats, rewards: Floats, chain: _Chain, threads: int) -> Floats:
    """``[conversions or value, channel]``: what comes about without each channel, for each journey."""
    k = len(begun)
    by_arrival = np.zeros(
        (k, k + k % 2, -(-(k + 1) // 4) * 4)
    )  # [channel, next, before], filled up for the loops to go evenly
    by_arrival[:, :k, : k + 1] = step.transpose(1, 2, 0)

    def solve(first: int, last: int) -> Floats:
        kept = np.zeros((2, last - first))
        if _walk(
            by_arrival, begun, rewards, chain.step, chain.visits, first, last, STILL_ON_THE_WAY, MOST_ROUNDS, kept
        ):
            return kept
        raise ArithmeticError("the journeys go round in circles for too long to be solved")

    return np.concatenate(side_by_side(solve, pieces(len(begun), REMOVED_AT_ONCE), threads), axis=1)


def _per(part: NDArray[np.generic] | Floats, whole: NDArray[np.generic] | Floats) -> Floats:
    """``part / whole``, 0 where there is no whole."""
    return np.divide(part, whole, out=np.zeros(np.broadcast_shapes(part.shape, whole.shape)), where=whole != 0)


@compiled
def _count(  # type: ignore[no-untyped-def]
    starts, players, won, value, lost, weight_of, first, last, counts, begun, worth
):
    k, pairs = len(begun), counts.shape[0] > 1
    for j in range(first, last):
        begin, end = starts[j], starts[j + 1]
        weight = weight_of[j] if len(weight_of) else 1
        times = (won[j] + lost[j]) * weight
        if begin == end or times == 0:
            continue
        here = players[begin]
        before = k if pairs else 0
        begun[here] += times
        for place in range(begin + 1, end):
            there = players[place]
            counts[before, here, there] += times
            before = here if pairs else 0
            here = there
        counts[before, here, k] += won[j] * weight
        counts[before, here, k + 1] += lost[j] * weight
        worth[before, here] += value[j] * weight


@compiled
def _walk(  # type: ignore[no-untyped-def]
    step, begun, rewards, first_step, first_visits, first, last, still_on_the_way, most_rounds, kept
):
    """The visits to expect of each pair (before, channel), in run r without channel ``first + r``; ``kept`` is what they are worth.

    In balance are visits that equal what arrives; what is out of balance is sent on as order 1 would send it, which is nearly right
    and costs little. Where that does not help (journeys that remember much), it walks on step by step, which always arrives.
    ``step[channel, next, before]`` is filled up with zeros. False where it takes more than ``most_rounds``.
    """
    k, runs, even = len(begun), last - first, step.shape[1]
    visits, arriving = np.zeros((k, k, runs)), np.zeros((k, even, runs))
    onward, near = np.zeros((k, runs)), np.zeros((step.shape[2], runs))
    nearly, before = True, np.inf
    for _round in range(most_rounds):
        for here in range(k):
            _arrive(step[here], visits[:, here], near, arriving[here])
            for there in range(k):
                row, standing = arriving[here, there], visits[here, there]
                for r in range(runs):
                    row[r] += 0.0 if here == first + r else step[here, there, k] * begun[here]
                if first <= there < last:
                    row[there - first] = 0.0
                for r in range(runs):
                    row[r] -= standing[r]
        open_visits, all_visits = np.zeros(runs), np.zeros(runs)
        gathered = np.zeros((k, runs))
        for here in range(k):
            for there in range(k):
                row, standing, into = arriving[here, there], visits[here, there], gathered[there]
                for r in range(runs):
                    standing[r] += row[r]
                    open_visits[r] += abs(row[r])
                    all_visits[r] += standing[r]
                    into[r] += row[r]
        if open_visits.max() <= still_on_the_way * (1.0 + all_visits.max()):
            _worth(visits, begun, rewards, first, kept)
            return True
        nearly, before = nearly and open_visits.max() < 0.9 * before, open_visits.max()
        if not nearly:
            continue
        for r in range(runs):
            gone = first + r
            for here in range(k):
                onward[here, r] = 0.0
            for began_at in range(k):
                for here in range(k):
                    onward[here, r] += gathered[began_at, r] * first_visits[began_at, here]
            back = onward[gone, r] / first_visits[gone, gone]
            for here in range(k):
                onward[here, r] -= back * first_visits[gone, here]
            onward[gone, r] = 0.0
        for here in range(k):
            for there in range(k):
                standing, probability, going = visits[here, there], first_step[here, there], onward[here]
                for r in range(runs):
                    standing[r] += probability * going[r]
                if first <= there < last:
                    standing[there - first] = 0.0
    return False


@compiled
def _arrive(step, visits, near, arriving):  # type: ignore[no-untyped-def]
    """Who arrives at one channel's neighbours: ``arriving[next, run]``. Two rows and four terms at a time keep the processor busy."""
    for came_from in range(len(visits)):
        near[came_from] = visits[came_from]
    for there in range(0, len(arriving), 2):
        for r in range(near.shape[1]):
            arriving[there, r] = arriving[there + 1, r] = 0.0
        for c in range(0, len(near), 4):
            p0, p1, p2, p3 = step[there, c], step[there, c + 1], step[there, c + 2], step[there, c + 3]
            q0, q1, q2, q3 = step[there + 1, c], step[there + 1, c + 1], step[there + 1, c + 2], step[there + 1, c + 3]
            if p0 + p1 + p2 + p3 + q0 + q1 + q2 + q3 > 0.0:
                for r in range(near.shape[1]):
                    v0, v1, v2, v3 = near[c, r], near[c + 1, r], near[c + 2, r], near[c + 3, r]
                    arriving[there, r] += p0 * v0 + p1 * v1 + p2 * v2 + p3 * v3
                    arriving[there + 1, r] += q0 * v0 + q1 * v1 + q2 * v2 + q3 * v3


@compiled
def _worth(visits, begun, rewards, first, kept):  # type: ignore[no-untyped-def]
    k, runs = len(begun), kept.shape[1]
    for what in range(2):
        for here in range(k):
            for r in range(runs):
                if here != first + r:
                    kept[what, r] += rewards[what, k, here] * begun[here]
            for came_from in range(k):
                for r in range(runs):
                    kept[what, r] += rewards[what, came_from, here] * visits[came_from, here, r]
