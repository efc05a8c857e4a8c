"""What cells mean: numbers and days in German and English, decided by the whole column; no database."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handschlag.market.core.cells import (
    Fault,
    columns_of,
    days_of,
    decimal_mark,
    month_comes_first,
    number_of,
    plain_heading,
)

MARCH_2 = (date(2026, 3, 2),) * 2


@pytest.mark.parametrize(
    ("text", "mark", "meant"),
    [
        ("1.234,56", "", "1234.56"),
        ("1,234.56", "", "1234.56"),
        ("1234,5", "", "1234.5"),
        ("1 234,50", "", "1234.50"),
        ("1'234.50", "", "1234.50"),
        ("-3", "", "-3"),
        ("−3,5", "", "-3.5"),
        ("1.234", "", "1234"),
        ("1.234", ".", "1.234"),
        ("1.234", ",", "1234"),
        ("0.123", "", "0.123"),
        ("1.234.567", "", "1234567"),
    ],
)
def test_numbers_are_exact_in_both_languages(text: str, mark: str, meant: str) -> None:
    assert number_of(text, mark) == Decimal(meant)


@pytest.mark.parametrize(
    "text", ["", "x", "1e5", "NaN", "Infinity", "1,2,3", "1.2.3", "12-3", "--1", "١٢", "9" * 41, "1.234.5678"]
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert number_of(text) is None


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=2),
    st.sampled_from([(".", ","), (",", "."), ("'", "."), (" ", ",")]),
)
def test_every_amount_survives_being_written_in_any_style(amount: Decimal, style: tuple[str, str]) -> None:
    group, mark = style
    written = f"{amount:,.2f}".replace(",", "#").replace(".", mark).replace("#", group)
    assert number_of(written) == amount
    assert decimal_mark([written]) == mark


def test_a_column_that_contradicts_itself_has_no_mark() -> None:
    assert decimal_mark(["1,5", "1.5"]) == ""
    assert decimal_mark(["", "12"]) == ""


@pytest.mark.parametrize(
    "text", ["2026-03-02", "02.03.2026", "2.3.2026", "20260302", "2026-03-02 00:00:00", "2026-03-02T10:00:00Z"]
)
def test_days_in_usual_forms(text: str) -> None:
    assert days_of(text) == MARCH_2


def test_days_with_slashes_need_to_know_what_comes_first() -> None:
    assert days_of("3/2/2026") == Fault.TWO_DAYS
    assert days_of("3/2/2026", True) == days_of("2/3/2026", False) == MARCH_2
    assert days_of("3/14/2026") == (date(2026, 3, 14),) * 2
    assert month_comes_first(["14/03/2026", "03/14/2026"]) is None


@given(st.integers(1970, 2199), st.integers(1, 12))
def test_a_month_lasts_from_its_first_to_its_last_day(year: int, month: int) -> None:
    first, last = days_of(f"{year}-{month:02}")  # type: ignore[misc]
    assert (first.day, first.month, last.month, (last + timedelta(days=1)).day) == (1, month, month, 1)


@pytest.mark.parametrize("text", ["", "31.02.2026", "2026-13", "yesterday", "1/1/0001", "9999-12-31", "99/99/2026"])
def test_what_is_no_day_is_a_fault(text: str) -> None:
    assert days_of(text) == Fault.NO_DAY


def test_headings_are_found_below_a_title() -> None:
    rows = [(2, ["1 January 2026 - 31 January 2026"]), (3, ["Day", "Cost"]), (4, ["2026-01-01", "5"])]
    table = columns_of(["Campaign report"], rows, {"on": "day, tag", "amount": "cost"}, ("on", "amount"))
    assert table is not None
    assert (table.places, table.rows) == ({"on": 0, "amount": 1}, rows[2:])
    assert columns_of(["a"], rows[:1], {"on": "day"}, ("on",)) is None
    assert plain_heading("Amount spent (EUR)") == "amount spent"
