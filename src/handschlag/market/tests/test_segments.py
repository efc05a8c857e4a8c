"""Which segment a company belongs to, and one amount over many days."""

import doctest

import pytest
from django.test import TestCase
from hypothesis import given
from hypothesis import strategies as st

from handschlag.market.core import segments, spreading
from handschlag.market.core.segments import SegmentRule, segment_of
from handschlag.market.core.spreading import spread
from handschlag.market.models import Segment
from handschlag.organisation.tests.world import MONDAY

MAKERS = SegmentRule("makers", frozenset({"Maschinenbau", "Werkzeugbau"}), 50, 499)
LARGE = SegmentRule("large", frozenset(), 500, None)
REST = SegmentRule("rest")


@pytest.mark.parametrize("module", [segments, spreading])
def test_examples_in_the_docstrings_are_true(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("industry", "employees", "key"),
    [
        ("Maschinenbau", 50, "makers"),
        ("Maschinenbau", 499, "makers"),
        ("Maschinenbau", 49, "rest"),
        (" WERKZEUGBAU ", None, "makers"),
        ("Brauerei", 500, "large"),
        ("Maschinenbau", 500, "large"),
        (None, 500, "large"),
        (None, None, "rest"),
    ],
)
def test_a_company_belongs_to_the_first_segment_that_fits(
    industry: str | None, employees: float | None, key: str
) -> None:
    assert segment_of(industry, employees, [MAKERS, LARGE, REST]) == key


def test_without_a_segment_for_the_rest_a_company_may_belong_to_none() -> None:
    assert segment_of("Brauerei", None, [MAKERS, LARGE]) is None


@given(st.integers(0, 10**12), st.integers(1, 1100))
def test_a_spread_amount_is_kept_to_the_cent(amount: int, days: int) -> None:
    parts = spread(amount, days)
    assert (len(parts), sum(parts)) == (days, amount)
    assert max(parts) - min(parts) <= 1


class StoredSegments(TestCase):
    def test_the_lowest_position_wins_and_archived_ones_are_out(self) -> None:
        Segment.objects.create(key="a", name="A", position=20)
        Segment.objects.create(key="b", name="B", position=10)
        Segment.objects.create(key="c", name="C", position=1, archived_at=MONDAY)
        rules = [segment.rule for segment in Segment.objects.active()]
        assert segment_of("anything", None, rules) == "b"
