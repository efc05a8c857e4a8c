"""The grammar is closed and bounded, and refuses what says nothing or two things."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from handschlag.agreement.core.problems import problems_of
from handschlag.agreement.core.terms import Terms
from handschlag.agreement.tests.changing import changed
from handschlag.agreement.tests.terms import FULL, SMALL, full, small


@pytest.mark.parametrize("text", ["a\u202eb", "a\u200bb", "a\0b", "a\nb", "", "   ", "x" * 201, "\ud800"], ids=ascii)
def test_no_label_says_other_than_it_shows(text: str) -> None:
    with pytest.raises(ValueError, match="title"):
        small(title=text)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 1e13, True, "20"])
def test_bounds_are_finite_numbers(number: Any) -> None:
    with pytest.raises(ValueError, match="at_least"):
        small(fit=[SMALL["fit"][1] | {"at_least": number}])


@pytest.mark.parametrize(
    ("path", "value", "check"),
    [
        ("lists.0.values", ["a*b"], "star"),
        ("lists.0.values", ["*"], "star"),
        ("lists.0.values", ["*a*"], "star"),
        ("fit.2.list", None, "which_list"),
        ("fit.0.list", "accounts", "which_list"),
        ("fit.2.list", "firm", "refers_to_nothing"),
        ("fit.0.group", "accounts", "refers_to_nothing"),
        ("interest.0.touch.properties.1", {"name": "x", "comparison": "matches", "list": "x"}, "refers_to_nothing"),
        ("routing.rules.0.where.0", {"attribute": "x", "comparison": "matches", "list": "x"}, "refers_to_nothing"),
        ("thresholds", {}, "sum_or_matrix"),
        ("thresholds.points", 60, "sum_or_matrix"),
        ("thresholds.fit", 60, "sum_or_matrix"),
        ("thresholds.matrix.1", {"fit": 40, "interest": 20}, "corner_overlap"),
        ("thresholds.matrix.1", {"fit": 30, "interest": 10}, "corner_overlap"),
        ("sales.accept_within", {}, "hours_or_days"),
        ("sales.accept_within", {"days": 1, "working_hours": 8}, "hours_or_days"),
        ("routing.rules.0", {"key": "x", "label": "x", "where": FULL["routing"]["rules"][0]["where"]}, "to_whom"),
        ("procedures", [FULL["procedures"][0], FULL["procedures"][0] | {"key": "x"}], "two_procedures"),
        ("procedures", [FULL["procedures"][0], FULL["procedures"][0] | {"segment": None}], "used_twice"),
        ("stages", [FULL["stages"][0], FULL["stages"][0]], "used_twice"),
        ("reachable_by", ["phone", "phone"], "used_twice"),
        ("groups.0.key", "webinar", "used_twice"),
        ("marketing.completeness.attributes", ["country", "country"], "used_twice"),
        ("recycling", None, "no_recycling"),
        ("estimates.0.model", "A" * 64, "string_pattern_mismatch"),
        ("routing.owner_first", "yes", "bool_type"),
    ],
)
def test_what_says_nothing_or_two_things_is_refused(path: str, value: Any, check: str) -> None:
    with pytest.raises(ValidationError) as caught:
        changed(path, value)
    [problem] = problems_of(caught.value)
    assert problem.check == check
    assert "{" not in problem.sentence("de") + problem.sentence("en")


def test_a_matrix_is_asked_for_by_its_corners_and_a_sum_by_itself() -> None:
    assert small().thresholds.alternatives() == ((60, 20, 10),)
    assert full().thresholds.alternatives() == ((50, 40, 10), (55, 25, 30))
    assert (small().thresholds.lowest, full().thresholds.lowest) == (60, 50)


def test_a_condition_asks_for_the_values_of_its_list() -> None:
    agreed = full()
    assert agreed.values_of(agreed.fit[2]) == ("bauer.example", "*.huber.example")
    assert agreed.values_of(agreed.fit[0]) == ("DE", "AT")


def test_the_fingerprint_is_that_of_the_plain_terms() -> None:
    assert Terms.model_validate(full().plain()).fingerprint() == full().fingerprint() != small().fingerprint()
