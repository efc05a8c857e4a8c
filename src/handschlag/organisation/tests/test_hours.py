"""Hours and places as people write them."""

import doctest
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handschlag.organisation.core import hours, postal, public_holidays
from handschlag.organisation.core.hours import UnreadableHours, read_hours, show_hours
from handschlag.organisation.core.postal import UnreadablePart, read_countries, read_prefixes


@pytest.mark.parametrize("module", [hours, postal, public_holidays])
def test_examples_in_the_docstrings_are_true(module: ModuleType) -> None:
    assert doctest.testmod(module, extraglobs={"date": __import__("datetime").date}).failed == 0


@pytest.mark.parametrize(
    ("text", "intervals"),
    [
        ("09:00-12:00, 13:00-17:00", [[540, 720], [780, 1020]]),
        ("9 – 17 Uhr", [[540, 1020]]),
        ("9.30-12 und 13-15", [[570, 720], [780, 900]]),
        ("0-24", [[0, 1440]]),
        ("   ", []),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, intervals: list[list[int]]) -> None:
    assert read_hours(text) == intervals


@pytest.mark.parametrize(
    "text", ["9", "12-9", "9-9", "25-26", "9:60-10", "9-12, 11-13", "13-14, 9-10", "morning", "9-12-13"]
)
def test_hours_that_make_no_sense_are_named(text: str) -> None:
    with pytest.raises(UnreadableHours):
        read_hours(text)


@given(st.lists(st.integers(0, 1440), unique=True, max_size=8).map(sorted))
def test_hours_written_are_read_back(bounds: list[int]) -> None:
    intervals = [[start, end] for start, end in zip(bounds[::2], bounds[1::2], strict=False)]
    assert read_hours(show_hours(intervals)) == intervals


@pytest.mark.parametrize("text", ["Deutschland", "XX", "D", "DE, ZZ"])
def test_a_country_is_one_of_those_there_are(text: str) -> None:
    with pytest.raises(UnreadablePart):
        read_countries(text)


@pytest.mark.parametrize("text", ["8%", "'; DROP", "12345678901", "8*", "8\x00"])
def test_a_prefix_is_the_beginning_of_a_postal_code(text: str) -> None:
    with pytest.raises(UnreadablePart):
        read_prefixes(text)


def test_an_unknown_place_has_no_holidays() -> None:
    with pytest.raises(ValueError, match="No holidays"):
        public_holidays.public_holidays("DE", "../x", 2026)
