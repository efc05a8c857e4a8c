"""When a working day begins: a pure reckoning."""

from datetime import UTC, date, datetime

from handschlag.kernel.calendar import Calendar
from handschlag.organisation.core.mornings import morning_of

OFFICE = ((540, 720), (780, 1020))
WEEK = (OFFICE,) * 5 + ((), ())
TUESDAY = date(2026, 3, 3)


def berlin(**more: object) -> Calendar:
    return Calendar(timezone="Europe/Berlin", **({"week": WEEK} | more))  # type: ignore[arg-type]


def utc(day: int, hour: int, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def test_the_morning_lasts_from_the_first_to_the_last_working_moment():
    assert morning_of(TUESDAY, berlin()) == (utc(3, 8), utc(3, 16))


def test_in_summer_the_same_clock_is_another_moment():
    assert morning_of(date(2026, 6, 2), berlin()) == (utc(2, 7, 6), utc(2, 15, 6))


def test_there_is_none_on_a_weekend_a_day_off_or_an_absence():
    assert morning_of(date(2026, 3, 7), berlin()) is None
    assert morning_of(TUESDAY, berlin(days_off=frozenset({TUESDAY}))) is None
    assert morning_of(TUESDAY, berlin(away=((utc(2, 0), utc(4, 0)),))) is None


def test_whoever_is_away_until_noon_begins_at_noon():
    assert morning_of(TUESDAY, berlin(away=((utc(3, 0), utc(3, 11)),))) == (utc(3, 12), utc(3, 16))


def test_who_works_round_the_clock_begins_at_six():
    assert morning_of(TUESDAY, berlin(week=(((0, 1440),),) * 7)) == (utc(3, 5), utc(3, 23))


def test_who_works_at_night_alone_begins_with_the_night():
    assert morning_of(TUESDAY, berlin(week=(((0, 300),),) * 7)) == (utc(2, 23), utc(3, 4))


def test_elsewhere_the_day_begins_with_the_sun_of_the_place():
    tokyo = Calendar(timezone="Asia/Tokyo", week=WEEK)
    assert morning_of(TUESDAY, tokyo) == (utc(3, 0), utc(3, 8))
