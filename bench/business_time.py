"""Business time against a reckoner that looks at the wall clock once a minute: random cases in each of the 16 Länder, no difference.

    .venv/bin/python bench/business_time.py [--quick] [--cases 100000]

Each case is a moment and an amount of working time in office hours with the holidays of a Land, within a year that has both changes of the
clock; a fifth of the cases have absences. Added and counted back, both must be what the minutes say.
"""

from __future__ import annotations

import argparse
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

import holidays

from handschlag.kernel.business_time import Calendar, add_working_time, working_time_between
from handschlag.kernel.tests.clockwork import MINUTE, OFFICE, Clockwork
from report import finish, show

LAENDER = ["BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"]
FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC)
STARTS = 365 * 1440
AMOUNTS = (0, 1, 60, 480, 960, 4800)
"""Minutes: nothing, the least there is, and what agreements name most."""


def calendars(land: str, random: Random) -> Iterator[tuple[Calendar, float]]:
    """The calendar of a Land and which share of the cases is tried with it: four fifths without absences, a fifth with some."""
    free = frozenset(holidays.country_holidays("DE", subdiv=land, years=[2025, 2026, 2027]))
    yield Calendar("Europe/Berlin", OFFICE, free), 0.8
    begins = [FIRST + random.randrange(STARTS) * MINUTE for _number in range(6)]
    away = tuple((at, at + random.randrange(1, 20 * 1440) * MINUTE) for at in begins)
    yield Calendar("Europe/Berlin", OFFICE, free, away), 0.2


def differences(calendar: Calendar, cases: int, random: Random) -> tuple[int, int]:
    """Cases tried, and how many of them differ from the minutes."""
    counts, tried, wrong = Clockwork(FIRST, LAST, calendar).worked_before, 0, 0
    for _case in range(cases):
        minute = random.randrange(STARTS)
        amount = random.choice(AMOUNTS) if random.random() < 0.5 else random.randrange(6_000)
        place = bisect_left(counts, counts[minute] + amount) if amount else bisect_right(counts, counts[minute]) - 1
        if place >= len(counts) - 1:
            continue
        start, expected = FIRST + minute * MINUTE, FIRST + place * MINUTE
        tried += 1
        found = add_working_time(start, amount * MINUTE, calendar)
        other = FIRST + random.randrange(minute, minute + 20 * 1440) * MINUTE
        counted = working_time_between(start, other, calendar)
        is_right = found == expected and counted == (counts[(other - FIRST) // MINUTE] - counts[minute]) * MINUTE
        wrong += not is_right
    return tried, wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a hundredth of the cases")
    parser.add_argument("--cases", type=int, help="for each Land")
    options = parser.parse_args()
    cases = options.cases or (1_000 if options.quick else 100_000)
    tried, wrong, start = 0, 0, perf_counter()
    for land in LAENDER:
        random = Random(land)
        for calendar, share in calendars(land, random):
            found = differences(calendar, round(cases * share), random)
            tried, wrong = tried + found[0], wrong + found[1]
    seconds = timedelta(seconds=round(perf_counter() - start))
    show(
        "Business time",
        {"cases": f"{tried:,}", "Länder": str(len(LAENDER)), "different": str(wrong), "took": str(seconds)},
    )
    finish("business_time", wrong, "differences", f"0 in {cases:,} cases × {len(LAENDER)} Länder", wrong == 0)


if __name__ == "__main__":
    main()
