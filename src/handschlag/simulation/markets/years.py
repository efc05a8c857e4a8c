"""Two years of a market: what the house knows, and apart from it what is true."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from handschlag.simulation.markets.chances import MOMENTS, last_touch, logits_of, with_jitter
from handschlag.simulation.markets.doings import touches_of
from handschlag.simulation.markets.draws import Draws, Flags, Numbers
from handschlag.simulation.markets.leads import leads_of
from handschlag.simulation.markets.market import Market
from handschlag.simulation.markets.sales import Luck, luck_of
from handschlag.simulation.markets.seen import known, moment

LEADS, TOUCHES, SEEN, TRUTH, LUCK = range(5)
"""Each part draws from a stream of its own."""


@dataclass(frozen=True)
class TwoYears:
    """``known`` are tables of the measure; ``is_open`` says, a row per lead and a column per week, whether somebody could be handed over
    as the week ends. ``logits`` and ``luck`` are the truth: only tests and benches may read them."""

    market: Market
    known: dict[str, pa.Table]
    is_open: Flags
    logits: Numbers
    luck: Luck

    def digest(self) -> str:
        """SHA-256 over the tables and the truth, 64 hex digits. Logits to five digits: the last ones are the processor's own."""
        said = ("key", "starter", "capacity", "tiers", "patience_weeks", "acceptance", "days_until_known")
        whole = hashlib.sha256(repr([getattr(self.market, name) for name in said]).encode())
        for name in sorted(self.known):
            for column in self.known[name].columns:
                whole.update(_bytes(column))
        for numbers in (
            self.logits,
            self.luck.accepted,
            self.luck.won,
            self.luck.rep,
            self.luck.wait,
            self.luck.skills,
        ):
            whole.update(np.round(np.asarray(numbers, dtype=np.float64) * 1e5).astype(np.int64).tobytes())
        whole.update(np.packbits(self.is_open).tobytes())
        return whole.hexdigest()


def two_years(market: Market, seed: int) -> TwoYears:
    """The same for the same market and seed, everywhere and always."""

    def stream(part: int) -> Draws:
        return Draws(market.number, seed, part)

    of_this_seed = with_jitter(market, stream(TRUTH))
    leads = leads_of(of_this_seed, stream(LEADS))
    touches = touches_of(of_this_seed, leads, stream(TOUCHES))
    last_known = last_touch(len(leads), touches.lead, touches.known)
    silent = MOMENTS - last_known
    return TwoYears(
        market=of_this_seed,
        known=known(of_this_seed, leads, touches, stream(SEEN)),
        is_open=(silent >= 0) & (silent < market.patience_weeks),
        logits=logits_of(of_this_seed, leads, touches),
        luck=luck_of(of_this_seed, len(leads), stream(LUCK)),
    )


def moments() -> list[int]:
    """The end of each week, in microseconds since 1970, UTC."""
    return [int(at) for at in moment(MOMENTS)]


def _bytes(column: pa.ChunkedArray) -> bytes:
    """Texts as their places in the list of those that occur, and the list; numbers as they are, nothing as 0."""
    if pa.types.is_string(column.type):
        coded = column.combine_chunks().dictionary_encode()
        return bytes(coded.indices.to_numpy().tobytes()) + "\n".join(coded.dictionary.to_pylist()).encode()
    plain = column.cast(pa.float64() if pa.types.is_floating(column.type) else pa.int64())
    return bytes(plain.fill_null(0).to_numpy().tobytes())
