"""What somebody wrote stays as they wrote it, but for what changed."""

from __future__ import annotations

import re
from difflib import ndiff
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.agreement.core.terms import Terms
from handschlag.agreement.core.yaml_form import read, write
from handschlag.agreement.starters import STARTERS, starter, starter_text
from handschlag.agreement.tests.changing import CHANGES, changed
from handschlag.agreement.tests.terms import full, small, terms

AUTHORS = """\
# Made in the spring meeting.
title: A small agreement   # both sides like it
fit:
  # Where we can deliver.
  - {key: country, label: Our countries, attribute: country, values: [
      DE,  # at home
      AT], points: 20}

  - key: size   # not too small
    label: Large enough
    attribute: employees
    comparison: between
    # Below twenty nobody buys.
    at_least: 20
    points: 20
interest:
- touch:
    kind: webinar_attended
  key: webinar
  label: Webinar
  points: 25
  at_most: 2
- {key: prices, label: Prices, touch: {kind: page_viewed, page_starts_with: /preise}, points: 10}
hand_raisers:
  - {key: demo, label: Demo, touch: {kind: demo_requested}}
exclusions:
  -
    key: student
    label: Students
    attribute: position
    values: [student]
thresholds: {points: 60, fit: 20, interest: 10}  # agreed in May
return_reasons:
  - {key: no_need, de: Kein Bedarf, en: No need}
marketing:
  # More than last year.
  qualified_leads_per_month: 40
  acceptance_rate_percent: 70
sales_capacity_per_week: 25
review_on: 2026-12-31
# The end."""


def lines_changed(before: str, after: str) -> list[str]:
    return [
        line.strip() for line in ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-" and line[2:].strip()
    ]


def test_the_authors_text_says_the_small_agreement() -> None:
    assert read(AUTHORS) == small()
    assert write(small(), like=AUTHORS) == AUTHORS


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"title": "Another: agreement"}, {"+ title: 'Another: agreement'   # both sides like it"}),
        (
            {"thresholds": {"points": 70, "fit": 20}},
            {"+ thresholds: {points: 70, fit: 20, interest: 0}  # agreed in May"},
        ),
        ({"sales_capacity_per_week": 30}, {"+ sales_capacity_per_week: 30"}),
        ({"after_return": "disqualify"}, {"+ after_return: disqualify"}),
        ({"hand_raisers": []}, {"- hand_raisers:", "-   - {key: demo, label: Demo, touch: {kind: demo_requested}}"}),
    ],
)
def test_only_what_changed_is_written_anew(changes: dict[str, Any], expected: set[str]) -> None:
    after = write(small(**changes), like=AUTHORS)
    assert read(after) == small(**changes)
    changed_lines = lines_changed(AUTHORS, after)
    assert expected <= set(changed_lines)
    assert len([line for line in changed_lines if line.startswith("+")]) <= 1


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("fit.1.at_least", 30, ["-     at_least: 20", "+     at_least: 30"]),
        ("fit.1.below", 300, ["+     below: 300"]),
        ("interest.0.touch.channel", "fair", ["+     channel: fair"]),
        ("interest.1.points", 12, None),
        ("exclusions.0.values", ["student", "intern"], ["-     values: [student]", "+     values: [student, intern]"]),
        ("marketing.brief", False, ["+   brief: false"]),
        ("sales.result_within", {"days": 9}, ["+ sales:", "+   accept_within:", "+     working_hours: 8"]),
    ],
)
def test_a_change_deep_inside_touches_its_own_line(path: str, value: Any, expected: list[str] | None) -> None:
    terms = changed(path, value, small())
    after = write(terms, like=AUTHORS)
    assert read(after) == terms
    assert comments(after) == comments(AUTHORS)
    if expected:
        found = lines_changed(AUTHORS, after)
        assert found[: len(expected)] == [line.strip() for line in expected]


def test_a_comment_inside_a_value_that_changes_goes_above_it() -> None:
    after = write(changed("fit.0.values", ["DE", "CH"], small()), like=AUTHORS)
    assert (
        "    # at home\n  - {key: country, label: Our countries, attribute: country, values: [DE, CH], points: 20}"
        in after
    )
    assert comments(after) == comments(AUTHORS)


def test_criteria_take_their_comments_along() -> None:
    """Put in another order, and one left out with its own."""
    country, size = small().plain()["fit"]
    after = write(small(fit=[size, country]), like=AUTHORS)
    assert after.index("# Below twenty") < after.index("# Where we can deliver.\n  - {key: country")
    assert comments(write(small(fit=[size]), like=AUTHORS)) == comments(AUTHORS) - {
        "# Where we can deliver.",
        "# at home",
    }


def test_an_unreadable_text_is_not_followed() -> None:
    for like in ("", "title: [", "title: x\ntitle: y", "a: &x 1"):
        assert write(small(), like=like) == write(small())


@pytest.mark.parametrize(("path", "value"), CHANGES, ids=str)
def test_a_single_change_of_a_commented_text_keeps_its_comments(path: str, value: Any) -> None:
    """Every line of the full agreement has a comment above and one beside it; only those at the place itself may go."""
    text = commented(write(full()))
    terms = changed(path, value)
    after = write(terms, like=text)
    assert read(after) == terms
    lost = comments(text) - comments(after)
    assert len(lost) <= 2 * len(lines_below(text, path))


def commented(text: str) -> str:
    """A comment above every line and one behind it."""
    lines = text.splitlines()
    indents = [len(line) - len(line.lstrip()) for line in lines]
    return "\n".join(
        f"{' ' * indent}# above {number}.\n{line} # beside {number}."
        for number, (line, indent) in enumerate(zip(lines, indents, strict=True))
    )


def comments(text: str) -> set[str]:
    return set(re.findall(r"#[^#\n]*[^#\n ]", text))


def lines_below(text: str, path: str) -> list[str]:
    """A generous bound: the lines of the part that is changed, or of the whole of which it is one."""
    top = path.split(".")[0]
    match = re.search(rf"^{top}:.*?(?=^\w|\Z)", text, re.S | re.M)
    return (match.group() if match else "").splitlines() or [path]


@settings(max_examples=25, deadline=None)
@given(terms(), terms(), st.data())
def test_any_terms_can_be_written_into_any_text(before: Terms, after: Terms, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(Terms.model_fields)))
    mixed = data.draw(st.sampled_from([after, before.model_copy(update={name: getattr(after, name)})]))
    mixed = mixed if _stands(mixed) else after
    text = commented(write(before))
    again = write(mixed, like=text)
    assert read(again) == mixed
    assert "# above 1." in again


def _stands(terms: Terms) -> bool:
    try:
        Terms.model_validate(terms.plain())
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("name", STARTERS)
def test_a_shipped_text_changes_in_one_line(name: str) -> None:
    text, agreed = starter_text(name), starter(name)
    assert write(agreed, like=text) == text
    other = agreed.model_copy(update={"sales_capacity_per_week": agreed.sales_capacity_per_week + 1})
    assert len(lines_changed(text, write(other, like=text))) == 2
