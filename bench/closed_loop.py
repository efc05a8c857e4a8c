"""Does the loop learn? Six simulated markets of two years, twenty seeds each, equal sales capacity under every policy.

    .venv/bin/python bench/closed_loop.py [--quick] [--seeds 20]

In the first year sales take what the shipped agreement of the industry ranks highest. In the second year each policy goes on from
there on its own: *fixed*, the same agreement; *oracle*, which knows the true chance of every lead, what is hidden from everybody
included, but no outcome; *Bayes*, a naive Bayes score as Odoo's; *learned*, our win model, learned at the end of year one and every
quarter after, which departs from the agreement only on evidence. Policies learn from leads that they handed over, and only
from outcomes known by then. Draws that are luck are the same under every policy.

The markets are frozen (a test compares digests) since before anything here learned. What is true of them is documented in
docs/reference/simulation.md. ``--quick`` takes four seeds.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import NoReturn

import numpy as np
from rich.progress import track

from bayes_peer import Bayes
from handschlag.engine.duck import configure
from handschlag.simulation.markets import MARKETS, Market
from handschlag.simulation.markets.judged import judged
from handschlag.simulation.markets.loop import YEAR_ONE, YEAR_TWO, Fixed, Handed, Oracle, Policy, play, truth_of
from handschlag.simulation.markets.years import two_years
from learned_policy import Learned
from report import finish, show

WORKERS = 2


@dataclass(frozen=True)
class Run:
    """Wins among leads handed over in the second year, by policy."""

    market: str
    seed: int
    wins: dict[str, int]


def run(market: Market, seed: int) -> Run:
    configure(memory="1GB", threads=1)
    years = two_years(market, seed)
    rows = judged(years)
    truth = truth_of(years, rows)
    fixed = Fixed(rows)
    first_year = play(years, rows, truth, fixed, YEAR_ONE, Handed())
    policies: dict[str, Policy] = {
        "fixed": fixed,
        "oracle": Oracle(truth),
        "bayes": Bayes(years, rows),
        "learned": Learned(years, rows),
    }
    return Run(
        market.key,
        seed,
        {
            name: play(years, rows, truth, policy, YEAR_TWO, first_year).wins(YEAR_TWO)
            for name, policy in policies.items()
        },
    )


def main() -> NoReturn:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="four seeds instead of twenty")
    parser.add_argument("--seeds", type=int, default=20)
    asked = parser.parse_args()
    seeds = range(1, (4 if asked.quick else asked.seeds) + 1)
    wanted = [(market, seed) for seed in seeds for market in MARKETS]
    with ProcessPoolExecutor(WORKERS) as workers:
        runs = list(
            track(workers.map(run, *zip(*wanted, strict=True)), total=len(wanted), description="Two years each")
        )
    summed_up(runs)


def summed_up(runs: list[Run]) -> NoReturn:
    for market in MARKETS:
        show(market.about, report([one for one in runs if one.market == market.key]))
    learnable = [market.key for market in MARKETS if market.tiers is None]
    ways = {key: np.array([way(one) for one in runs if one.market == key]) for key in learnable}
    whole = median_with_range(np.concatenate(list(ways.values())))
    lost = np.median([1 - one.wins["learned"] / one.wins["fixed"] for one in runs if one.market not in ways])
    by_market = {key: "{:.2f}  (95 %: {:.2f} to {:.2f})".format(*median_with_range(of)) for key, of in ways.items()}
    by_market["all five"] = "{:.2f}  (95 %: {:.2f} to {:.2f})".format(*whole)
    by_market["lost where nothing can be learned"] = f"{lost:.1%}  (goal ≤ 2 %)"
    show("Of the way from the agreement to the oracle (goal ≥ 0.7)", by_market)
    finish(
        "closed loop",
        whole[0],
        "of the way to the oracle",
        "≥ 0.7, and ≤ 2 % lost",
        bool(whole[0] >= 0.7 and lost <= 0.02),
    )


def way(one: Run) -> float:
    """(learned - fixed) / (oracle - fixed), in wins of year two."""
    return (one.wins["learned"] - one.wins["fixed"]) / (one.wins["oracle"] - one.wins["fixed"])


def report(runs: list[Run]) -> dict[str, str]:
    wins = {name: np.array([one.wins[name] for one in runs]) for name in runs[0].wins}
    gap = wins["oracle"] - wins["fixed"]
    rows = {f"wins, {name}": f"{np.median(of):.0f}  ({of.min()} to {of.max()})" for name, of in wins.items()}
    for name in wins.keys() - {"fixed", "oracle"}:
        if (gap > 0).all():
            rows[f"{name}: of the way to the oracle"] = "{:.2f}  (95 %: {:.2f} to {:.2f})".format(
                *median_with_range((wins[name] - wins["fixed"]) / gap)
            )
        rows[f"{name}: gained on the agreement"] = "{:+.1%}  (95 %: {:+.1%} to {:+.1%})".format(
            *median_with_range(wins[name] / wins["fixed"] - 1)
        )
    return rows


def median_with_range(of: np.ndarray) -> tuple[float, float, float]:
    """The median and where 95 % of medians of as many seeds, drawn anew, lie."""
    random = np.random.default_rng(20)
    drawn = np.median(random.choice(of, (4000, len(of))), axis=1)
    return float(np.median(of)), *map(float, np.quantile(drawn, [0.025, 0.975]))


if __name__ == "__main__":
    main()
