"""The contract says everything, the comparison misses nothing, YAML gives back what it took."""

from __future__ import annotations

import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.agreement.core.cautions import cautions, most_from_fit, most_from_interest
from handschlag.agreement.core.comparison import differences
from handschlag.agreement.core.english import ENGLISH
from handschlag.agreement.core.german import GERMAN
from handschlag.agreement.core.problems import REASONS, Unreadable
from handschlag.agreement.core.sentences import WORDS, contract
from handschlag.agreement.core.terms import Terms
from handschlag.agreement.core.text import Language
from handschlag.agreement.core.yaml_form import DEEPEST, MOST_CHARACTERS, read, write
from handschlag.agreement.starters import STARTERS, starter
from handschlag.agreement.tests.terms import SMALL, small, terms

QUICK = settings(max_examples=60, deadline=None)
languages = st.sampled_from(("de", "en"))


def said(agreed: Terms, language: Language) -> str:
    lines: list[str] = []
    for section in contract(agreed, language):
        lines += [section.heading, *section.sentences, *section.after]
        if section.grid:
            lines += [*section.grid.headings, *(cell for row in section.grid.rows for cell in row)]
    return "\n".join(lines)


def parts(value: Any) -> list[Any]:
    """Every text and figure in the terms."""
    if isinstance(value, dict):
        return [part for item in value.values() for part in parts(item)]
    if isinstance(value, list):
        return [part for item in value for part in parts(item)]
    return [] if value is None else [value]


@QUICK
@given(terms(), languages)
def test_every_part_of_the_terms_stands_in_the_contract(agreed: Terms, language: Language) -> None:
    text, words = said(agreed, language), WORDS[language]
    plain = agreed.plain()
    spoken = {"comparison", "after_return", "credit", "review_on"}
    for criterion in plain["fit"]:
        criterion.pop("comparison")
    thresholds = plain.pop("thresholds")
    for part in parts({key: value for key, value in plain.items() if key not in spoken}):
        assert (part if isinstance(part, str) else words.figure(part)) in text
    for points in thresholds.values():
        assert not points or words.figure(points) in text
    assert words.on(agreed.review_on) in text


@QUICK
@given(terms(), terms(), languages)
def test_versions_differ_in_sentences_exactly_where_they_differ_in_terms(
    one: Terms, other: Terms, language: Language
) -> None:
    assert bool(differences(one, other, language)) == (one != other)
    assert differences(one, one, language) == []


def _changes() -> list[tuple[str, Any]]:
    """Small changes, one for every field of every part."""
    found: list[tuple[str, Any]] = [("title", "Another"), ("after_return", "disqualify"), ("credit", "first_touch")]
    found += [("sales_capacity_per_week", 7), ("review_on", "2027-01-01")]
    found += [(f"thresholds.{name}", 5) for name in ("points", "fit", "interest")]
    found += [(f"sales.{name}_within_hours", 5) for name in ("accept", "first_contact", "result")]
    found += [("marketing.qualified_leads_per_month", 5), ("marketing.acceptance_rate_percent", 5)]
    found += [
        ("fit.0.label", "x"),
        ("fit.0.attribute", "x"),
        ("fit.0.values", ["AT", "DE"]),
        ("fit.0.points", 3),
        ("fit.1.at_least", 21),
    ]
    found += [
        ("fit.1.below", 99),
        ("interest.0.touch.kind", "x"),
        ("interest.0.touch.channel", "x"),
        ("interest.0.touch.campaign", "x"),
    ]
    found += [
        ("interest.0.touch.material", "x"),
        ("interest.1.touch.page_starts_with", "/x"),
        ("interest.0.window_days", 3),
    ]
    found += [
        ("interest.0.at_most", 3),
        ("interest.0.half_life_days", 3),
        ("interest.0.points", 3),
        ("interest.0.label", "x"),
    ]
    found += [("hand_raisers.0.label", "x"), ("hand_raisers.0.window_days", 3), ("hand_raisers.0.touch.kind", "x")]
    found += [("exclusions.0.label", "x"), ("exclusions.0.attribute", "x"), ("exclusions.0.values", ["x"])]
    found += [
        ("return_reasons.0.de", "x"),
        ("return_reasons.0.en", "x"),
        ("interest.0.key", "x"),
        ("return_reasons.0.key", "x"),
    ]
    return found


def changed(path: str, value: Any) -> Terms:
    plain: Any = small().plain()
    *way, last = path.split(".")
    place = plain
    for step in way:
        place = place[int(step)] if step.isdigit() else place[step]
    place[last] = value
    return Terms.model_validate(plain)


@pytest.mark.parametrize(("path", "value"), _changes(), ids=lambda value: str(value))
def test_any_single_change_is_said_in_both_languages(path: str, value: Any) -> None:
    for language in ("de", "en"):
        sentences = differences(small(), changed(path, value), language)
        assert sentences
        assert all(sentence.endswith((".", ")")) for sentence in sentences)


def test_changed_points_are_said_as_one_would_say_it() -> None:
    assert differences(small(), changed("interest.0.points", 20), "en") == [
        "The criterion “Webinar” now counts 20 points instead of 25."
    ]
    assert differences(small(), changed("interest.0.points", 20), "de") == [
        "Das Kriterium „Webinar“ zählt jetzt 20 Punkte statt 25."
    ]


def test_another_order_is_a_difference() -> None:
    assert differences(small(), small(interest=SMALL["interest"][::-1]), "en") == [
        "The interest criteria stand in another order."
    ]


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
        (write(small()) + "code: import os\n", "extra_forbidden"),
    ],
    ids=lambda value: value[:20],
)
def test_unreadable_terms_are_refused_for_a_named_reason(text: str, check: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(text)
    assert check in [problem.check for problem in caught.value.problems]
    assert all(problem.sentence("de") and problem.sentence("en") for problem in caught.value.problems)


def test_norway_stays_norway_and_postal_codes_keep_their_zero() -> None:
    text = write(small()).replace("- DE\n", "- NO\n  - 01067\n")
    assert read(text).fit[0].values[:2] == ("NO", "01067")


@pytest.mark.parametrize("text", ["a\u202eb", "a\u200bb", "a\0b", "a\nb", "", "   ", "x" * 201, "\ud800"], ids=ascii)
def test_no_label_says_other_than_it_shows(text: str) -> None:
    with pytest.raises(ValueError, match="title"):
        small(title=text)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 1e13])
def test_bounds_are_finite_numbers(number: float) -> None:
    with pytest.raises(ValueError, match="at_least"):
        small(fit=[SMALL["fit"][1] | {"at_least": number}])


@pytest.mark.parametrize("name", STARTERS)
def test_starters_raise_no_eyebrow(name: str) -> None:
    agreed = starter(name)
    assert cautions(agreed, "en") == []
    assert 10 <= len(list(agreed.criteria())) <= 20


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"thresholds": {"points": 101}}, "101 points are asked for, 100 are the most"),
        ({"thresholds": {"points": 1, "fit": 41}}, "from fit, 40 are the most"),
        ({"thresholds": {"points": 1, "interest": 61}}, "from interest, 60 are the most"),
        ({"thresholds": {"points": 40}}, "Fit alone reaches the threshold"),
        ({"sales": {"accept_within_hours": 9, "first_contact_within_hours": 8}}, "before the 9 working hours"),
        (
            {"sales": {"accept_within_hours": 1, "first_contact_within_hours": 40, "result_within_hours": 2}},
            "sooner than the first contact",
        ),
        ({"sales_capacity_per_week": 9}, "more than the 9 leads sales takes a week"),
        ({"interest": [SMALL["interest"][0] | {"half_life_days": 91}]}, "later than the window ends"),
        ({"interest": [SMALL["interest"][0], SMALL["interest"][0] | {"key": "x"}]}, "ask for the same"),
    ],
)
def test_what_nobody_can_have_meant_is_said(changes: dict[str, Any], says: str) -> None:
    assert any(says in sentence for sentence in cautions(small(**changes), "en"))
    assert len(cautions(small(**changes), "de")) == len(cautions(small(**changes), "en"))


def test_the_most_points_count_one_value_of_an_attribute_at_a_time() -> None:
    agreed = starter("machine_builder")
    assert most_from_fit(agreed.fit) == 15 + 15 + 5 + 15
    assert most_from_interest(agreed) == 20 + 30 + 18 + 16 + 15 + 10


def _gaps(text: str) -> set[str | None]:
    return {field for _text, field, _format, _conversion in string.Formatter().parse(text) if field is not None}


def test_both_languages_say_the_same_things() -> None:
    for name in ("units", "kinds", "attributes", "fields", "choices", "phrases"):
        assert getattr(ENGLISH, name).keys() == getattr(GERMAN, name).keys()
    for key, phrase in ENGLISH.phrases.items():
        assert _gaps(phrase) == _gaps(GERMAN.phrases[key]), key
    for check, (english, german) in REASONS.items():
        assert _gaps(english) == _gaps(german), check


@given(st.floats(-1e12, 1e12))
def test_no_figure_loses_a_digit(value: float) -> None:
    text = ENGLISH.figure(value).replace(",", "").replace("−", "-")
    assert float(text) == value
