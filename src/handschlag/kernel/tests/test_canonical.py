import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handschlag.kernel.canonical import canonical_bytes, moment_text, plain, sha256_hex

SAFE = 2**53 - 1
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-SAFE, SAFE) | st.floats(-SAFE, SAFE) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def test_the_example_of_rfc_8785_gives_the_bytes_of_rfc_8785() -> None:
    example = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
        "literals": [None, True, False],
    }
    published = (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )
    assert canonical_bytes(example) == published.encode()


def test_keys_are_sorted_as_utf_16_not_as_they_came() -> None:
    published = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert list(json.loads(canonical_bytes(dict.fromkeys(reversed(published), 0)))) == published


@given(VALUES)
def test_canonical_json_says_the_same_and_says_it_once(value: object) -> None:
    once = canonical_bytes(value)
    assert json.loads(once) == value
    assert canonical_bytes(json.loads(once)) == once


@given(st.dictionaries(st.text(), st.integers(0, 9), min_size=2))
def test_the_order_of_keys_does_not_move_the_hash(value: dict[str, int]) -> None:
    assert sha256_hex(value) == sha256_hex(dict(reversed(value.items())))


class Colour(StrEnum):
    RED = "red"


def test_what_json_does_not_know_becomes_text_by_rule() -> None:
    berlin = timezone(timedelta(hours=1))
    value = {
        "id": UUID(int=1),
        "at": datetime(2026, 3, 2, 10, 0, tzinfo=berlin),
        "on": date(2026, 3, 2),
        "amounts": (Decimal("1.50"), Decimal("1E+3"), Decimal("-0.0")),
        "colour": Colour.RED,
        "tags": {"b", "a"},
        UUID(int=2): None,
    }
    assert plain(value) == {
        "id": "00000000-0000-0000-0000-000000000001",
        "at": "2026-03-02T09:00:00.000000Z",
        "on": "2026-03-02",
        "amounts": ["1.5", "1000", "0"],
        "colour": "red",
        "tags": ["a", "b"],
        "00000000-0000-0000-0000-000000000002": None,
    }


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        2**53,
        -(2**53),
        "\ud800",
        {"\udfff": 1},
        Decimal("NaN"),
        {1: "a"},
        object(),
        b"bytes",
        datetime(2026, 3, 2),  # noqa: DTZ001
    ],
)
def test_what_has_no_exact_form_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"No canonical JSON|without a time zone"):
        canonical_bytes([value])


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_moments_sort_as_text_in_the_order_of_time(one: datetime, other: datetime) -> None:
    assert (moment_text(one) < moment_text(other)) == (one < other)
    assert datetime.fromisoformat(moment_text(one)) == one
