from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handschlag.kernel.business_time import (
    NoWorkingTime,
    add_working_time,
    is_working,
    next_working_moment,
    time_zone_data,
    working_time_between,
)
from handschlag.kernel.tests.clockwork import office, utc

HOUR = timedelta(hours=1)
NIGHTS = (((60, 240),),) * 7  # 1 to 4 o'clock at night, around both changes of the clock


@pytest.mark.parametrize(
    ("start", "amount", "due", "story"),
    [
        ("2026-03-02 08:00", 2 * HOUR, "2026-03-02 10:00", "within the morning"),
        ("2026-03-02 08:00", 3 * HOUR, "2026-03-02 11:00", "ends exactly at the break: due then, not after it"),
        ("2026-03-02 08:00", 4 * HOUR, "2026-03-02 13:00", "over the lunch break"),
        ("2026-03-02 11:30", HOUR, "2026-03-02 13:00", "arrives during lunch"),
        ("2026-03-02 15:00", HOUR, "2026-03-02 16:00", "ends exactly at closing: due then, not next morning"),
        ("2026-03-02 16:00", HOUR, "2026-03-03 09:00", "arrives at the moment of closing"),
        ("2026-03-06 15:30", HOUR, "2026-03-09 08:30", "over a weekend"),
        ("2026-03-07 12:00", 8 * HOUR, "2026-03-10 09:00", "arrives on Saturday"),
        ("2026-03-02 08:00", 35 * HOUR, "2026-03-06 16:00", "a whole week"),
        (
            "2026-03-27 15:00",
            2 * HOUR,
            "2026-03-30 08:00",
            "the clock goes forward over the weekend: 9 o'clock is 7 in UTC",
        ),
        (
            "2026-10-23 14:00",
            2 * HOUR,
            "2026-10-26 09:00",
            "the clock goes back over the weekend: 9 o'clock is 8 in UTC",
        ),
    ],
)
def test_working_time_runs_only_while_it_is_worked(start: str, amount: timedelta, due: str, story: str) -> None:
    assert add_working_time(utc(start), amount, office()) == utc(due), story


def test_nothing_at_all_is_due_now_inside_hours_and_at_the_next_opening_outside() -> None:
    nothing = timedelta(0)
    assert add_working_time(utc("2026-03-02 09:17"), nothing, office()) == utc("2026-03-02 09:17")
    assert add_working_time(utc("2026-03-02 11:00"), nothing, office()) == utc("2026-03-02 12:00")
    assert next_working_moment(utc("2026-03-07 12:00"), office()) == utc("2026-03-09 08:00")


def test_hours_are_half_open() -> None:
    assert is_working(utc("2026-03-02 08:00"), office())
    assert is_working(utc("2026-03-02 10:59:59.999999"), office())
    assert not is_working(utc("2026-03-02 11:00"), office())
    assert not is_working(utc("2026-03-02 07:59:59.999999"), office())


def test_the_zone_of_a_moment_changes_nothing() -> None:
    tokyo = utc("2026-03-02 08:00").astimezone(ZoneInfo("Asia/Tokyo"))
    due = add_working_time(tokyo, HOUR, office())
    assert due == utc("2026-03-02 09:00")
    assert due.tzinfo is UTC


def test_a_day_off_is_skipped() -> None:
    calendar = office(days_off=frozenset({date(2026, 3, 3)}))
    assert add_working_time(utc("2026-03-02 15:00"), 2 * HOUR, calendar) == utc("2026-03-04 09:00")
    assert not is_working(utc("2026-03-03 09:00"), calendar)


def test_an_absence_is_skipped_to_the_minute_even_where_absences_overlap() -> None:
    away = (
        (utc("2026-03-02 08:30"), utc("2026-03-02 09:00")),
        (utc("2026-03-02 08:45"), utc("2026-03-02 09:30")),
        (utc("2026-03-02 13:00"), utc("2026-03-03 09:00")),
    )
    calendar = office(away=away)
    assert add_working_time(utc("2026-03-02 08:00"), HOUR, calendar) == utc("2026-03-02 10:00")
    assert add_working_time(utc("2026-03-02 08:00"), 3 * HOUR, calendar) == utc("2026-03-02 13:00")
    assert next_working_moment(utc("2026-03-02 13:00"), calendar) == utc("2026-03-03 09:00")


def test_an_hour_the_wall_clock_skips_is_not_worked() -> None:
    calendar = office(week=NIGHTS)  # in Berlin, 29 March 2026 has no 2 o'clock; 1 to 4 lasts two hours
    assert working_time_between(utc("2026-03-28 12:00"), utc("2026-03-29 12:00"), calendar) == 2 * HOUR
    assert add_working_time(utc("2026-03-29 00:00"), 2 * HOUR, calendar) == utc("2026-03-29 02:00")


def test_an_hour_the_wall_clock_shows_twice_is_worked_twice() -> None:
    calendar = office(week=NIGHTS)  # in Berlin, 25 October 2026 has 2 o'clock twice; 1 to 4 lasts four hours
    assert working_time_between(utc("2026-10-24 12:00"), utc("2026-10-25 12:00"), calendar) == 4 * HOUR


def test_an_interval_that_begins_at_a_wall_time_that_does_not_exist_begins_with_the_change() -> None:
    calendar = office(week=(((150, 240),),) * 7)  # half past two to four
    assert next_working_moment(utc("2026-03-28 12:00"), calendar) == utc("2026-03-29 01:00")


def test_a_wall_time_that_comes_twice_ends_an_interval_twice() -> None:
    calendar = office(week=(((60, 150),),) * 7)  # one to half past two: until 2:30, and again from 2:00 to 2:30
    assert working_time_between(utc("2026-10-24 12:00"), utc("2026-10-25 12:00"), calendar) == 2 * HOUR
    assert add_working_time(utc("2026-10-24 23:00"), 1.75 * HOUR, calendar) == utc("2026-10-25 01:15")


def test_a_calendar_open_round_the_clock_counts_every_hour_of_the_changes() -> None:
    calendar = office(week=(((0, 1440),),) * 7)
    assert working_time_between(utc("2026-01-01"), utc("2027-01-01"), calendar) == 365 * 24 * HOUR


def test_a_zone_that_skipped_a_whole_day_never_works_on_it() -> None:
    calendar = office(timezone="Pacific/Apia", week=(((0, 1440),),) * 7)  # Samoa had no 30 December 2011
    assert working_time_between(utc("2011-12-28"), utc("2012-01-02"), calendar) == 5 * 24 * HOUR
    assert calendar.stretches(date(2011, 12, 30)) == []


def test_a_zone_whose_clock_changes_at_midnight_loses_nothing_else() -> None:
    calendar = office(timezone="America/Sao_Paulo", week=(((0, 1440),),) * 7)  # 4 November 2018 began at 1 o'clock
    [(opened, closed)] = calendar.stretches(date(2018, 11, 4))
    assert closed - opened == 23 * HOUR


@pytest.mark.parametrize("week", [((),) * 7, (((540, 540),),) * 7])
def test_a_calendar_without_working_time_says_so_and_does_not_search_for_ever(week: tuple) -> None:
    with pytest.raises(NoWorkingTime):
        next_working_moment(utc("2026-03-02 08:00"), office(week=week))
    assert working_time_between(utc("2026-03-02 08:00"), utc("2027-03-02 08:00"), office(week=week)) == timedelta(0)


def test_somebody_away_for_ten_years_has_no_working_time() -> None:
    with pytest.raises(NoWorkingTime):
        add_working_time(utc("2026-03-02 08:00"), HOUR, office(away=((utc("2026-01-01"), utc("2036-01-01")),)))


def test_the_end_of_all_time_is_no_working_time() -> None:
    with pytest.raises(NoWorkingTime):
        add_working_time(utc("9999-12-30 08:00"), 100 * HOUR, office())


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"timezone": "Europe/Augsburg"}, "is not a time zone"),
        ({"timezone": "../../etc/passwd"}, "is not a time zone"),
        ({"timezone": ""}, "is not a time zone"),
        ({"week": ((),) * 6}, "seven days"),
        ({"week": (((720, 540),),) + ((),) * 6}, "not an interval"),
        ({"week": (((540, 1441),),) + ((),) * 6}, "not an interval"),
        ({"week": (((540, 720), (700, 800)),) + ((),) * 6}, "before the interval before it"),
        ({"away": ((utc("2026-03-02"), utc("2026-03-02")),)}, "ends after it starts"),
        ({"away": ((datetime(2026, 3, 2), datetime(2026, 3, 3)),)}, "without a time zone"),  # noqa: DTZ001
    ],
)
def test_a_calendar_that_cannot_be_says_why(changes: dict, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        office(**changes)


@pytest.mark.parametrize("amount", [-HOUR, timedelta(days=4000)])
def test_an_amount_is_neither_negative_nor_endless(amount: timedelta) -> None:
    with pytest.raises(ValueError, match="between nothing and five years"):
        add_working_time(utc("2026-03-02 08:00"), amount, office())


def test_moments_carry_a_zone_and_come_in_order() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        is_working(datetime(2026, 3, 2), office())  # noqa: DTZ001
    with pytest.raises(ValueError, match="is before"):
        working_time_between(utc("2026-03-03"), utc("2026-03-02"), office())


def test_the_time_zone_data_has_a_version() -> None:
    assert time_zone_data()
