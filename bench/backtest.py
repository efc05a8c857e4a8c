"""A year of history tried: 10 million touches of a million leads by an agreement of twelve criteria.

    .venv/bin/python bench/backtest.py [--quick]

In one run, each as the median of three: the backtest (when every lead would first have been qualified, by what was known at each
moment), one plain group-by of the same touches (how many, and the last one, of each lead), and the backtest of half as many. Goals:
under 10 s on two cores, at most 15 times the group-by, and at most 2.3 times the half. ``--quick`` takes a million touches and two
seconds. What every criterion is worth and the curve of the threshold (``examined``) are timed once, without a goal.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from statistics import median
from time import perf_counter, process_time
from typing import NoReturn

from handschlag.engine.duck import configure, run_sql
from handschlag.qualification.core.rules import rules
from handschlag.trial.core.trying import examined, tried
from history import AGREEMENT, DAY, START, History, history
from report import finish, show

MILLION = 1_000_000
GOAL_SECONDS = {MILLION: 2.0, 10 * MILLION: 10.0}
"""A million carries what every run costs, however few the touches."""

MOST_TIMES_GROUP_BY, MOST_TIMES_HALF = 15.0, 2.3
GROUP_BY = "SELECT lead, count(*), max(happened_at) FROM touches GROUP BY lead"
END = START + 365 * DAY


def main() -> NoReturn:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a million touches instead of ten")
    size = MILLION if parser.parse_args().quick else 10 * MILLION
    goal = GOAL_SECONDS[size]
    configure(memory="4GB")
    whole, half = history(size), history(size // 2)
    by_group, in_whole, in_half = [], [], []
    for _round in range(3):
        by_group.append(timed(lambda: run_sql(GROUP_BY, {"touches": whole.known["touches"]})))
        in_whole.append(timed(lambda: backtest(whole)))
        in_half.append(timed(lambda: backtest(half)))
    everything = timed(lambda: examined({**whole.known, **rules(AGREEMENT)}, whole.leads, AGREEMENT, START, END))
    seconds, processor = median(in_whole)
    times = processor / median(by_group)[1]
    doubled = processor / median(in_half)[1]
    qualified = backtest(whole)
    show(
        f"{size:,} touches of {whole.leads.num_rows:,} leads, {len(list(AGREEMENT.criteria()))} criteria",
        {
            "backtest": f"{seconds:.2f} s, {processor:.2f} s of processor  (goal < {goal:g} s)",
            "spread": f"{min(in_whole)[0]:.2f} to {max(in_whole)[0]:.2f} s",
            "one group-by": f"{median(by_group)[0]:.2f} s, {median(by_group)[1]:.2f} s of processor",
            "times the group-by": f"{times:.1f} by processor  (goal ≤ {MOST_TIMES_GROUP_BY:g})",
            "half as many touches": f"{median(in_half)[0]:.2f} s; the whole takes {doubled:.2f} times that  (goal ≤ {MOST_TIMES_HALF:g})",
            "leads qualified in the year": f"{qualified:,}",
            "with each criterion left out, and the curve": f"{everything[0]:.2f} s, {everything[1]:.2f} s of processor",
        },
    )
    holds = seconds < goal and times <= MOST_TIMES_GROUP_BY and doubled <= MOST_TIMES_HALF
    finish("backtest", seconds, "s", f"< {goal:g} s, and both ratios", holds)


def backtest(of: History) -> int:
    return tried({**of.known, **rules(AGREEMENT)}, of.leads, AGREEMENT, START, END).first.num_rows


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and seconds of all processors."""
    clock, processor = perf_counter(), process_time()
    work()
    return perf_counter() - clock, process_time() - processor


if __name__ == "__main__":
    main()
