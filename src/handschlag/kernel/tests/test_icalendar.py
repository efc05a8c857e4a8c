"""Calendars against RFC 5545: its own examples, and lines taken apart by an obvious reader."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handschlag.kernel.icalendar import Event, calendar, folded, text

AT = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def unfolded(content: bytes) -> list[str]:
    """As section 3.1 reads it: a line break followed by one space is none."""
    return content.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def test_the_example_of_the_standard_is_escaped_alike():
    said = "Project XYZ Final Review\nConference Room - 3B\nCome Prepared."
    assert text(said) == "Project XYZ Final Review\\nConference Room - 3B\\nCome Prepared."
    assert text("a,b;c\\d") == "a\\,b\\;c\\\\d"


def test_nothing_breaks_out_of_its_line():
    made = calendar("x", [Event("u", AT, "a\r\nEND:VEVENT\x00\x85\u2028", "https://h/1")], AT)
    assert made.count(b"\r\nEND:VEVENT") == 1
    assert b"\x00" not in made


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=400))
def test_folding_is_undone_by_unfolding_and_no_line_is_longer_than_75_octets(said):
    lines = folded(said)
    assert all(len(line) <= 75 for line in lines.split(b"\r\n"))
    assert all(line.decode() is not None for line in lines.split(b"\r\n"))  # no character is cut in two
    assert unfolded(lines) == [said]


def test_moments_are_in_utc_and_days_are_days():
    berlin = datetime(2026, 7, 1, 9, 0, tzinfo=timezone(timedelta(hours=2)))
    lines = unfolded(
        calendar("x", [Event("a", berlin, "A", "https://h/1"), Event("b", date(2026, 12, 31), "B", "")], AT)
    )
    assert "DTSTART:20260701T070000Z" in lines
    assert "DTSTART;VALUE=DATE:20261231" in lines
    assert "DTEND;VALUE=DATE:20270101" in lines
    assert lines.count("DTSTAMP:20260329T013000Z") == 2


def test_a_moment_without_a_zone_is_a_mistake():
    with pytest.raises(ValueError, match="time zone"):
        calendar("x", [Event("a", AT.replace(tzinfo=None), "A", "")], AT)


def test_the_frame_of_a_calendar():
    lines = unfolded(calendar("Fristen; Sam", [], AT))
    assert (lines[0], lines[1], lines[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR")
    assert "X-WR-CALNAME:Fristen\\; Sam" in lines
