"""First and last touch on 10,000 real paths, against the figures of ChannelAttribution 2.2.5."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from conftest import real_data
from handschlag.agreement.core.terms import CreditModel
from handschlag.engine.duck import run
from handschlag.engine.records import arrow_from_rows
from handschlag.learning.core.credit import CONVERSIONS, credit
from handschlag.learning.core.journeys import JOURNEYS

START = datetime(2026, 1, 1, tzinfo=UTC)
WON_AT = START + timedelta(days=300)
PARTS = 10**9
"""The file's values have decimals; a measure's are whole. Counted in billionths nothing is lost."""


def read(name: str) -> list[dict[str, str]]:
    with (real_data("attribution_paths") / name).open(newline="") as file:
        return list(csv.DictReader(file))


def touches(paths: list[dict[str, str]]) -> Iterator[tuple[Any, ...]]:
    for number, path in enumerate(paths):
        for place, channel in enumerate(path["path"].split(" > ")):
            yield str(number), f"{number}-{place:03}", START + timedelta(minutes=place), channel


def deals(paths: list[dict[str, str]]) -> Iterator[tuple[Any, ...]]:
    """One deal for each conversion of a path; the path's value is the first one's."""
    for number, path in enumerate(paths):
        value = round(float(path["total_conversion_value"]) * PARTS)
        for place in range(int(path["total_conversions"])):
            yield f"{number}-{place}", str(number), WON_AT, 0 if place else value, "EUR"


@pytest.mark.parametrize("model", [CreditModel.FIRST_TOUCH, CreditModel.LAST_TOUCH])
def test_credit_equals_the_published_figures(model):
    paths = read("paths.csv")
    tables = {"touches": arrow_from_rows(JOURNEYS, touches(paths)), "deals": arrow_from_rows(CONVERSIONS, deals(paths))}
    credited = run(lambda table: credit(table["touches"], table["deals"], model), tables).to_pylist()
    found = {row["channel"]: row for row in credited}
    published = {row["channel_name"]: row for row in read("expected_heuristic.csv")}
    for channel, expected in published.items():
        won, value = float(expected[f"{model.value}_conversions"]), float(expected[f"{model.value}_value"])
        assert found.get(channel, {"won": 0})["won"] == won
        assert found.get(channel, {"value_minor": 0})["value_minor"] / PARTS == pytest.approx(value, rel=1e-9)
    assert set(found) <= set(published)
