"""The comparison misses no difference, invents none, and says it as one would."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.agreement.core.comparison import differences
from handschlag.agreement.core.terms import Terms
from handschlag.agreement.core.text import Language
from handschlag.agreement.tests.changing import CHANGES, changed, paths
from handschlag.agreement.tests.terms import SMALL, full, small, terms

QUICK = settings(max_examples=30, deadline=None)
languages = st.sampled_from(("de", "en"))


@QUICK
@given(terms(), terms(), languages)
def test_versions_differ_in_sentences_exactly_where_they_differ_in_terms(
    one: Terms, other: Terms, language: Language
) -> None:
    assert bool(differences(one, other, language)) == (one != other)
    assert differences(one, one, language) == []


@settings(max_examples=30, deadline=None)
@given(terms(), terms(), st.data(), languages)
def test_one_part_taken_from_another_version_is_said(
    one: Terms, other: Terms, data: st.DataObject, language: Language
) -> None:
    """Versions that are alike but for one field of the whole: what a revision looks like."""
    name = data.draw(st.sampled_from(sorted(Terms.model_fields)))
    mixed = one.model_copy(update={name: getattr(other, name)})
    assert bool(differences(one, mixed, language)) == (one != mixed)


def test_every_field_has_a_single_change() -> None:
    """Whoever adds a field to the grammar adds a change of it to ``CHANGES``."""
    tried = {".".join(step for step in path.split(".") if not step.isdigit()) for path, _value in CHANGES}
    chosen = {"grammar", "thresholds.points", "thresholds.fit", "thresholds.interest"}
    deep = {path for path in tried for path in _with_all_before(path)}
    wholes = {"sales.accept_within", "sales.first_contact_within", "sales.result_within", "sales.attempts.within"}
    missing = {
        path
        for path in paths(full().plain()) - chosen - deep
        if not any(path.startswith(f"{whole}.") for whole in wholes)
    }
    assert {path for path in missing if not path.endswith((".key", ".comparison", ".below", ".list"))} <= {
        "routing.rules.where.attribute",
        "routing.rules.where.at_least",
        "exclusions.at_least",
        "hand_raisers.touch.channel",
        "hand_raisers.touch.campaign",
        "hand_raisers.touch.material",
        "hand_raisers.touch.page_starts_with",
        "hand_raisers.touch.properties",
    }


def _with_all_before(path: str) -> set[str]:
    steps = path.split(".")
    return {".".join(steps[:length]) for length in range(1, len(steps) + 1)}


@pytest.mark.parametrize(("path", "value"), CHANGES, ids=str)
def test_any_single_change_is_said_in_both_languages(path: str, value: Any) -> None:
    said = [differences(full(), changed(path, value), language) for language in ("de", "en")]
    assert said[0]
    assert len(said[0]) == len(said[1])
    assert all(sentence.endswith((".", ")")) for sentences in said for sentence in sentences)


@pytest.mark.parametrize("name", ["points", "fit", "interest"])
def test_another_sum_is_said(name: str) -> None:
    asked = SMALL["thresholds"] | {name: 5}
    assert len(differences(small(), small(thresholds=asked), "en")) == 1


@pytest.mark.parametrize(
    ("path", "value", "english", "german"),
    [
        (
            "interest.0.points",
            20,
            "The criterion “Webinar” now counts 20 points instead of 25.",
            "Das Kriterium „Webinar“ zählt jetzt 20 Punkte statt 25.",
        ),
        (
            "lists.0.values",
            ["bauer.example", "mayer.example"],
            [
                "“Target accounts”: The entries now include “mayer.example”.",
                "“Target accounts”: The entries no longer include “*.huber.example”.",
            ],
            [
                "„Target accounts“: Die Einträge umfassen jetzt auch „mayer.example“.",
                "„Target accounts“: Die Einträge umfassen nicht mehr „*.huber.example“.",
            ],
        ),
        (
            "procedures.0.steps",
            [
                {"channel": "email"},
                {"channel": "visit", "after_days": 2},
                {"channel": "phone", "material": "brochure-mw5", "guide": "spin", "after_days": 5},
                {"channel": "letter", "after_days": 7},
            ],
            [
                "“Small firms”: step 2 is now “after 2 days in person” instead of “after 3 days by phone, with the material “brochure-mw5” and with the question guide “spin””.",
                "“Small firms”: new is step 3, “after 5 days by phone, with the material “brochure-mw5” and with the question guide “spin””.",
            ],
            None,
        ),
        (
            "procedures.0.steps",
            [{"channel": "email"}, {"channel": "letter", "after_days": 7}],
            "“Small firms”: step 2, “after 3 days by phone, with the material “brochure-mw5” and with the question guide “spin””, is dropped.",
            "„Small firms“: Schritt 2, „nach 3 Tagen telefonisch, mit dem Werbemittel „brochure-mw5“ und mit den Leitfragen „spin““, entfällt.",
        ),
        (
            "routing.rules.0.where",
            [{"attribute": "country", "values": ["IT"]}, {"attribute": "employees", "comparison": "present"}],
            [
                "“Italian”: it is no longer asked that the language is “it”.",
                "“Italian”: it is now also asked that the number of employees is known.",
            ],
            [
                "„Italian“: Nicht mehr verlangt wird, dass die Sprache „it“ ist.",
                "„Italian“: Zusätzlich wird verlangt, dass die Zahl der Beschäftigten bekannt ist.",
            ],
        ),
        (
            "thresholds.matrix",
            [{"fit": 40, "interest": 10}, {"fit": 20, "interest": 40}],
            [
                "No longer: A lead is qualified when it has at least 25 points from fit and at least 30 points from interest.",
                "New: A lead is qualified when it has at least 20 points from fit and at least 40 points from interest.",
            ],
            None,
        ),
        (
            "thresholds",
            {"points": 60, "fit": 20},
            "New: A lead is qualified when it has at least 60 points in all. At least 20 points of them must come from fit. "
            "Until now: A lead is qualified when it has at least 40 points from fit and at least 10 points from interest. "
            "A lead is also qualified when it has at least 25 points from fit and at least 30 points from interest. "
            "More points of either kind never stand in the way.",
            None,
        ),
        (
            "after_timeout",
            "another_rep",
            "New: A lead that its rep does not answer in time goes to another rep. "
            "Until now: A lead that its rep does not answer in time waits in the pool until a person assigns it.",
            None,
        ),
        (
            "marketing.brief",
            False,
            "No longer: Every lead is handed over with a brief: who it is, what they did, why they are qualified and how they may be reached.",
            None,
        ),
        (
            "sales.accept_within",
            {"days": 2},
            "The time sales has to accept or return a lead is now 2 days instead of 8 working hours.",
            "Die Zeit, in der der Vertrieb einen Lead annimmt oder zurückgibt, ist jetzt 2 Tage statt 8 Arbeitsstunden.",
        ),
        (
            "fit.0.group",
            None,
            "“Our countries”: The group “Firm” is dropped.",
            "„Our countries“: Die Gruppe „Firm“ entfällt.",
        ),
        (
            "stages.1.en",
            "Taken",
            "A lead that sales has accepted: The English name is now “Taken” instead of “SAL”.",
            "Ein Lead, den der Vertrieb angenommen hat: Die englische Bezeichnung ist jetzt „Taken“ statt „SAL“.",
        ),
    ],
    ids=lambda value: str(value)[:24],
)
def test_changes_are_said_as_one_would_say_them(path: str, value: Any, english: Any, german: Any) -> None:
    assert differences(full(), changed(path, value), "en") == ([english] if isinstance(english, str) else english)
    if german:
        assert differences(full(), changed(path, value), "de") == ([german] if isinstance(german, str) else german)


def test_another_comparison_is_said_as_a_whole() -> None:
    matched = SMALL["fit"][0] | {"comparison": "present", "values": []}
    assert differences(small(), small(fit=[matched, SMALL["fit"][1]]), "en") == [
        "“Our countries” now applies when the country is known, no longer when the country is “DE” or “AT”."
    ]


def test_another_order_is_a_difference() -> None:
    assert differences(small(), small(interest=SMALL["interest"][::-1]), "en") == [
        "The interest criteria stand in another order."
    ]
    corners = [{"fit": 25, "interest": 30}, {"fit": 40, "interest": 10}]
    assert differences(full(), changed("thresholds.matrix", corners), "en") == [
        "The corners of the matrix stand in another order."
    ]


def test_a_list_with_another_name_is_one_difference() -> None:
    """The criteria that ask for it say the same as before."""
    assert differences(full(), changed("lists.0.label", "Named accounts"), "en") == [
        "“Named accounts”: The name is now “Named accounts” instead of “Target accounts”."
    ]
