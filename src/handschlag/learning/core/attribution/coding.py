"""From touches in any order to sorted, coded arrays: a counting sort, linear in the touches, without a comparison of names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from handschlag.learning.core.attribution.arrays import NEVER, Ints, Journeys, Players, pieces, side_by_side
from handschlag.learning.core.attribution.compiling import compiled

TOUCHES = pa.schema(
    {"journey": pa.int64(), "player": pa.dictionary(pa.int32(), pa.string()), "happened_at": pa.timestamp("us")}
)
"""One row per touch, in any order: the number of its journey (from 0 without gaps), who gets the credit ("" or missing: nobody known),
and when. Names may come as a dictionary, as here, or plain; moments with a zone or in UTC. At the same moment the earlier row goes first."""

OUTCOMES = pa.schema(
    {
        "journey": pa.int64(),
        "won": pa.int64(),
        "value": pa.float64(),
        "lost": pa.int64(),
        "turned_at": pa.timestamp("us"),
    }
)
"""One row per journey; ``value`` in any one unit (missing counts as 0), ``turned_at`` missing where nothing was handed over, or left out."""

Part = tuple[NDArray[np.int32], Players, Ints]
"""Of a batch of touches: whose journey, who, when."""


class Coder:
    """Takes the touches of ``journeys`` journeys batch by batch, keeping fourteen bytes of each."""

    def __init__(self, journeys: int) -> None:
        self.journeys = journeys
        self._numbers: dict[str, int] = {}
        self._parts: list[Part] = []

    def take(self, touches: pa.RecordBatch) -> None:
        """ValueError where a journey has a number that there is not, or where there are more than 65,536 names."""
        journey = touches.column("journey").to_numpy(zero_copy_only=False)
        if len(journey) and not 0 <= journey.min() <= journey.max() < self.journeys:
            raise ValueError("journeys are numbered from 0 without gaps")
        moments = touches.column("happened_at").cast(pa.timestamp("us", touches.column("happened_at").type.tz))
        self._parts.append(
            (
                journey.astype(np.int32, copy=False),
                self._coded(touches.column("player")),
                moments.cast(pa.int64()).to_numpy(zero_copy_only=False),
            )
        )

    def _coded(self, players: pa.Array) -> Players:
        if not pa.types.is_dictionary(players.type):
            players = players.dictionary_encode()
        numbers = self._numbers
        table = [numbers.setdefault(name or "", len(numbers)) for name in players.dictionary.to_pylist()]
        if players.null_count:
            table.append(numbers.setdefault("", len(numbers)))
            players = pa.DictionaryArray.from_arrays(
                players.indices.fill_null(len(table) - 1), pa.array([*players.dictionary.to_pylist(), None])
            )
        if len(numbers) > 65_536:
            raise ValueError("more than 65,536 names share one credit")
        coded: Players = np.array(table, dtype=np.uint16)[players.indices.to_numpy()]
        return coded

    def journeys_with(self, fates: Mapping[str, Any], threads: int = 1) -> Journeys:
        """All that was taken, sorted, with what ``fates_of`` knows of the journeys; the batches are let go of."""
        starts = self._starts(threads)
        names = sorted(self._numbers)
        place_of = {name: place for place, name in enumerate(names)}
        recoded = np.array([place_of[name] for name in self._numbers], dtype=np.uint16)
        players = np.empty(starts[-1], dtype=np.uint16)
        moments = np.empty(starts[-1], dtype=np.int64)
        runs = pieces(self.journeys, -(-self.journeys // threads) or 1)
        parts, self._parts = self._parts, []
        while parts:
            self._put_in_place(parts.pop(0), recoded, (starts, players, moments), threads)
            pa.default_memory_pool().release_unused()  # at once: else what is sorted would stand beside what was read
        side_by_side(lambda first, last: _sort(starts, players, moments, first, last), runs, threads)
        return Journeys(tuple(names), starts[:-1], players, moments, **fates)

    def _put_in_place(
        self, part: Part, recoded: Players, sorted_into: tuple[Ints, Players, Ints], threads: int
    ) -> None:
        """Each thread puts the touches of its own journeys in place, reading all: places lie all over memory, rows one behind the other."""
        runs = pieces(self.journeys, -(-self.journeys // threads) or 1)
        side_by_side(lambda first, last: _put(*part, recoded, first, last, *sorted_into), runs, threads)

    def _starts(self, threads: int) -> Ints:
        """``starts[j + 1]`` is where the next touch of journey j goes; when all are in place, that is where journey j + 1 starts."""
        sizes = np.zeros(self.journeys + 2, dtype=np.int64)
        runs = pieces(self.journeys, -(-self.journeys // threads) or 1)

        def count(first: int, last: int) -> None:
            for journey, _player, _moment in self._parts:
                _count(journey, first, last, sizes)

        side_by_side(count, runs, threads)
        return np.cumsum(sizes, out=sizes)


def coded(batches: Iterable[pa.RecordBatch], outcomes: pa.Table, threads: int = 1) -> Journeys:
    """The journeys of touches as in ``TOUCHES`` that come in batches, with outcomes as in ``OUTCOMES``."""
    coder, fates = Coder(outcomes.num_rows), fates_of(outcomes)
    del outcomes  # of ten million journeys it fills half a gigabyte
    for batch in batches:
        coder.take(batch)
    return coder.journeys_with(fates, threads)


def fates_of(outcomes: pa.Table) -> dict[str, Any]:
    """The outcomes in the order of the journeys; a journey without one won and lost nothing. ValueError for more than two billion of one."""
    journeys = outcomes.num_rows
    place = outcomes.column("journey").to_numpy()
    if len(place) and not 0 <= place.min() <= place.max() < journeys:
        raise ValueError("journeys are numbered from 0 without gaps")
    found: dict[str, Any] = {}
    for name, kind, nothing in (("won", np.int32, 0), ("value", np.float64, 0), ("lost", np.int32, 0)):
        found[name] = np.full(journeys, nothing, dtype=kind)
        found[name][place] = outcomes.column(name).cast(pa.from_numpy_dtype(kind)).fill_null(0).to_numpy()
    found["turned_at"] = np.full(journeys, NEVER, dtype=np.int64)
    if "turned_at" in outcomes.column_names:
        turned_at = outcomes.column("turned_at").cast(pa.int64()).fill_null(NEVER)
        found["turned_at"][place] = turned_at.to_numpy()
    return found


@compiled
def _count(journey, first, last, sizes):  # type: ignore[no-untyped-def]
    for row in range(len(journey)):
        j = journey[row]
        if first <= j < last:
            sizes[j + 2] += 1


@compiled
def _put(journey, player, moment, recoded, first, last, starts, players, moments):  # type: ignore[no-untyped-def]
    for row in range(len(journey)):
        j = journey[row]
        if first <= j < last:
            place = starts[j + 1]
            starts[j + 1] = place + 1
            players[place] = recoded[player[row]]
            moments[place] = moment[row]


@compiled
def _sort(starts, players, moments, first, last):  # type: ignore[no-untyped-def]
    """Insertion within each journey: journeys are short and mostly in order already; equal moments stay as they came."""
    for j in range(first, last):
        for right in range(starts[j] + 1, starts[j + 1]):
            moment, player, left = moments[right], players[right], right - 1
            while left >= starts[j] and moments[left] > moment:
                moments[left + 1], players[left + 1] = moments[left], players[left]
                left -= 1
            moments[left + 1], players[left + 1] = moment, player
