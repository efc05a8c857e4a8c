from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from handschlag.learning.core.period import Period

BERLIN = ZoneInfo("Europe/Berlin")


def test_a_period_begins_at_midnight_in_the_house_and_ends_at_the_next_days():
    march = Period(date(2026, 3, 1), date(2026, 4, 1))
    assert march.from_at(BERLIN) == datetime(2026, 2, 28, 23, tzinfo=UTC)
    assert march.until_at(BERLIN) == datetime(2026, 3, 31, 22, tzinfo=UTC)  # summer time began in between
    assert march.last_on == date(2026, 3, 31)


def test_the_last_days_include_today():
    assert Period.last_days(1, date(2026, 3, 2)) == Period(date(2026, 3, 2), date(2026, 3, 3))


def test_an_open_side_has_no_moment():
    assert Period().from_at(BERLIN) is None
    assert Period().until_at(BERLIN) is None


def test_a_period_does_not_end_before_it_begins():
    with pytest.raises(ValueError, match="ends after it begins"):
        Period(date(2026, 3, 2), date(2026, 3, 2))
