"""YAML gives back what it took, and names whatever it cannot read by place, line and reason."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.agreement.core.problems import REASONS, Unreadable
from handschlag.agreement.core.terms import Terms
from handschlag.agreement.core.yaml_form import DEEPEST, MOST_CHARACTERS, check, read, write
from handschlag.agreement.tests.terms import full, small, terms

QUICK = settings(max_examples=30, deadline=None)


@QUICK
@given(terms())
def test_yaml_gives_back_the_same_terms_with_the_same_hash(agreed: Terms) -> None:
    again = read(write(agreed))
    assert again == agreed
    assert again.fingerprint() == agreed.fingerprint()


@given(st.text(max_size=200) | st.text(alphabet="[]{}:- \n&*!?|>'\"abc", max_size=200))
def test_any_text_is_read_or_named_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text)


leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just({}) | st.just([])


@settings(max_examples=100, deadline=None)
@given(st.data(), leaves)
def test_whatever_is_put_in_a_place_is_read_or_refused_for_a_reason_in_both_languages(
    data: st.DataObject, leaf: Any
) -> None:
    plain: Any = full().plain()
    place = plain
    while True:
        step = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if not (isinstance(place[step], dict | list) and place[step]) or data.draw(st.booleans()):
            break
        place = place[step]
    place[step] = leaf
    try:
        check(plain)
    except Unreadable as unreadable:
        for problem in unreadable.problems:
            assert problem.check in REASONS, problem
            assert problem.sentence("de")
            assert problem.sentence("en")


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("a: &x 1\nb: *x", "anchor"),
        ("title: !!python/object:os.system x", "tag"),
        ("title: x\ntitle: y", "key_twice"),
        ("x: " + "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), "too_deep"),
        ("x" * (MOST_CHARACTERS + 1), "too_large"),
        ("- 1", "no_mapping"),
        ("", "no_mapping"),
        ("title: [", "no_yaml"),
        ("n: " + "9" * 5000, "no_yaml"),
        (write(small()).replace("points: 60", "points: 60.5"), "int_type"),
        (write(small()).replace("points: 60", "points: true"), "int_type"),
        (write(small()).replace("brief: true", "brief: yes"), "bool_type"),
        (write(small()) + "code: import os\n", "extra_forbidden"),
    ],
    ids=lambda value: value[:20],
)
def test_unreadable_terms_are_refused_for_a_named_reason(text: str, check: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(text)
    assert check in [problem.check for problem in caught.value.problems]
    assert all(problem.sentence("de") and problem.sentence("en") for problem in caught.value.problems)


def test_what_pydantic_refuses_is_named_with_its_line() -> None:
    text = "title: x\nfit:\n  - key: a\n    label: A\n    attribute: a\n    values: []\n    points: 1\n"
    with pytest.raises(Unreadable) as caught:
        read(text)
    lines = {problem.path: problem.line for problem in caught.value.problems}
    assert (lines["fit.0"], lines["thresholds"]) == (3, 1)


def test_norway_stays_norway_and_postal_codes_keep_their_zero() -> None:
    text = write(small()).replace("- DE\n", "- NO\n      - 01067\n")
    assert read(text).fit[0].values[:2] == ("NO", "01067")
