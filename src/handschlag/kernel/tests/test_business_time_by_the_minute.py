"""Business time against the clockwork that looks at the wall clock every minute."""

from datetime import date, timedelta
from functools import cache
from random import Random

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.kernel.business_time import Calendar, add_working_time, is_working, working_time_between
from handschlag.kernel.tests.clockwork import MINUTE, OFFICE, Clockwork, days, utc, works

LAENDER = ["BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"]
SPANS = {"easter": utc("2026-03-26 00:00"), "autumn": utc("2026-10-22 00:00"), "christmas": utc("2026-12-22 00:00")}
"""Each with holidays that differ between the Länder; the first two with a change of the clock."""
SPAN = timedelta(days=13)


@cache
def clockwork(land: str, span: str) -> Clockwork:
    free = frozenset(holidays.country_holidays("DE", subdiv=land, years=[2026, 2027]))
    return Clockwork(SPANS[span], SPANS[span] + SPAN, Calendar("Europe/Berlin", OFFICE, frozenset(free)))


@pytest.mark.parametrize("span", SPANS)
@pytest.mark.parametrize("land", LAENDER)
def test_every_land_agrees_with_the_clockwork(land: str, span: str) -> None:
    oracle, random = clockwork(land, span), Random(f"{land} {span}")
    for _case in range(40):
        start = oracle.first + random.randrange(9 * 1440) * MINUTE
        amount = random.choice([0, 1, 60, 180, 420, random.randrange(1200)]) * MINUTE
        expected = oracle.add(start, amount)
        if expected is None:
            continue
        assert add_working_time(start, amount, oracle.calendar) == expected
        assert working_time_between(start, expected, oracle.calendar) == oracle.between(start, expected) == amount


MINUTES_OF_A_DAY = st.integers(0, 1440)


@st.composite
def intervals(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    """Up to three intervals of a day, some of no length."""
    cuts = sorted(draw(st.lists(MINUTES_OF_A_DAY, max_size=6)))
    return tuple(zip(cuts[::2], cuts[1::2], strict=False))


@st.composite
def stories(draw: st.DrawFn) -> tuple[Clockwork, int, int]:
    """Any week, days off and absences, around a change of the clock in some zone; a start and an amount in minutes."""
    zone = draw(
        st.sampled_from(
            ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Nuuk", "Asia/Kathmandu", "UTC"]
        )
    )
    first = draw(
        st.sampled_from(
            [
                utc("2026-03-07 00:00"),
                utc("2026-03-27 00:00"),
                utc("2026-04-03 12:00"),
                utc("2026-10-23 00:00"),
                utc("2026-10-31 00:00"),
            ]
        )
    )
    free = frozenset(draw(st.sets(st.sampled_from(days(first.date(), 3)), max_size=2)))
    away = [
        (first + start * MINUTE, first + (start + length) * MINUTE)
        for start, length in draw(st.lists(st.tuples(st.integers(0, 4300), st.integers(1, 1500)), max_size=3))
    ]
    calendar = Calendar(zone, tuple(draw(intervals()) for _ in range(7)), free, tuple(away))
    oracle = Clockwork(first, first + timedelta(days=3), calendar)
    return oracle, draw(st.integers(0, 3 * 1440 - 1)), draw(st.integers(0, 2000))


@settings(max_examples=60, deadline=None)
@given(stories())
def test_any_calendar_agrees_with_the_clockwork(story: tuple[Clockwork, int, int]) -> None:
    oracle, minute, length = story
    start, amount = oracle.first + minute * MINUTE, length * MINUTE
    assert is_working(start, oracle.calendar) == works(start, oracle.calendar)
    assert working_time_between(start, oracle.last, oracle.calendar) == oracle.between(start, oracle.last)
    expected = oracle.add(start, amount)
    if expected is not None:
        assert add_working_time(start, amount, oracle.calendar) == expected


def test_the_clockwork_itself_knows_when_the_clock_changes() -> None:
    calendar = Calendar("Europe/Berlin", (((120, 180),),) * 7)
    for first, worked in ((date(2026, 3, 29), 0), (date(2026, 10, 25), 120), (date(2026, 6, 7), 60)):
        midnight = utc(first.isoformat()) - timedelta(hours=3)
        oracle = Clockwork(midnight, midnight + timedelta(days=1), calendar)
        assert oracle.between(oracle.first, oracle.last) == worked * MINUTE
