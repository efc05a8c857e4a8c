"""What nobody can have meant is said, with the name of what is concerned; what is meant raises no eyebrow."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.agreement.core.cautions import cautions, most_from_fit, most_from_interest
from handschlag.agreement.core.terms import Comparison, FitCriterion, Terms
from handschlag.agreement.starters import starter
from handschlag.agreement.tests.terms import ATTRIBUTES, FULL, MODELS, SMALL, full, small, terms

COUNTRY, SIZE = SMALL["fit"]
WEBINAR = SMALL["interest"][0]
GROUP = {"key": "firm", "label": "Firm", "at_most": 30}
LIST = {"key": "hosts", "label": "Hosts", "values": ["*.AT", "bauer.de"]}
DOMAIN = {"label": "Domain", "attribute": "company_domain"}
TINY = {"key": "tiny", "label": "Tiny", "attribute": "employees", "comparison": "between", "below": 20}
RECYCLING = {"after_days": 90, "at_most": 2}


def between(key: str, at_least: int | None, below: int | None, **more: Any) -> dict[str, Any]:
    return SIZE | {"key": key, "label": key, "at_least": at_least, "below": below, **more}


def hours(**times: int) -> dict[str, Any]:
    return {f"{name}_within": {"working_hours": number} for name, number in times.items()}


def attempts(number: int, **within: int) -> dict[str, Any]:
    return {"attempts": {"at_least": number, "within": within}}


def procedure(*channels: str) -> dict[str, Any]:
    return {"key": "all", "label": "Everybody", "steps": [{"channel": channel} for channel in channels]}


@pytest.mark.parametrize(
    ("changes", "english", "german"),
    [
        (
            {"thresholds": {"points": 101}},
            "101 points are asked for, 100 are the most",
            "erreichbar sind höchstens 100",
        ),
        ({"thresholds": {"points": 1, "fit": 41}}, "from fit, 40 are the most", "Aus der Passung werden 41"),
        ({"thresholds": {"points": 1, "interest": 61}}, "from interest, 60 are the most", "Aus dem Interesse werden"),
        (
            {"thresholds": {"points": 95}, "groups": [GROUP], "fit": [c | {"group": "firm"} for c in SMALL["fit"]]},
            "95 points are asked for, 90 are the most",
            "erreichbar sind höchstens 90",
        ),
        (
            {"thresholds": {"matrix": [{"fit": 41, "interest": 1}, {"fit": 1, "interest": 61}]}},
            "Nobody reaches the corner of fit 41 and interest 1: 40 are the most",
            "Niemand erreicht den Eckpunkt Passung 41 mit Interesse 1",
        ),
        (
            {"thresholds": {"matrix": [{"fit": 40, "interest": 1}, {"fit": 1, "interest": 61}]}},
            "Nobody reaches the corner of fit 1 and interest 61: 60 are the most that can be reached from interest",
            "Aus dem Interesse sind höchstens 60 erreichbar",
        ),
        ({"thresholds": {"points": 40}}, "Fit alone reaches the threshold: 40", "Die Passung allein erreicht"),
        (
            {"thresholds": {"matrix": [{"fit": 40, "interest": 0}, {"fit": 1, "interest": 60}]}},
            "Fit alone reaches the threshold: 40 from fit, 40 points asked for",
            "Die Passung allein erreicht",
        ),
        (
            {"fit": [COUNTRY, between("middle", 20, 200), between("large", 100, None)]},
            "“middle” and “large” overlap: where they meet, the number of employees gives points twice",
            "„middle“ und „large“ überschneiden sich",
        ),
        (
            {
                "fit": [SIZE, COUNTRY],
                "exclusions": [{"key": "x", "label": "Out", "attribute": "country", "values": ["at"]}],
            },
            "“Our countries” gives points for “AT”, which “Out” excludes",
            "„Our countries“ gibt Punkte für „AT“, was „Out“ ausschließt",
        ),
        (
            {
                "lists": [LIST],
                "fit": [COUNTRY, SIZE, DOMAIN | {"key": "d", "values": ["huber.at", "huber.de"], "points": 5}],
                "exclusions": [DOMAIN | {"key": "x", "label": "Out", "comparison": "matches", "list": "hosts"}],
            },
            "“Domain” gives points for “huber.at”, which “Out” excludes",
            "„Domain“ gibt Punkte für „huber.at“",
        ),
        (
            {"exclusions": [TINY | {"below": 30}]},
            "“Large enough” gives points for numbers that “Tiny” excludes",
            "„Large enough“ gibt Punkte für Zahlen, die „Tiny“ ausschließt",
        ),
        ({"sales": hours(accept=9, first_contact=8)}, "before the 9 working hours", "noch vor den 9 Arbeitsstunden"),
        (
            {"sales": hours(accept=1, first_contact=40, result=2)},
            "sooner than the first contact",
            "früher als der Erstkontakt",
        ),
        (
            {"sales": attempts(9, working_hours=8) | hours(first_contact=8)},
            "9 attempts within 8 working hours cannot be made",
            "9 Versuche innerhalb von 8 Arbeitsstunden",
        ),
        (
            {"sales": attempts(3, days=2) | hours(first_contact=16)},
            "The first contact is due after 16 working hours, later than the 2 days in which 3 attempts",
            "später als die Zeit (2 Tagen)",
        ),
        (
            {"sales": attempts(3, days=30) | hours(result=80)},
            "A result is due 80 working hours after accepting, sooner than 3 attempts may take (30 days)",
            "früher als 3 Versuche",
        ),
        ({"sales_capacity_per_week": 9}, "more than the 9 leads sales takes a week", "die 9 Leads"),
        ({"interest": [WEBINAR | {"half_life_days": 91}]}, "later than the window ends", "später als das Zeitfenster"),
        ({"interest": [WEBINAR, WEBINAR | {"key": "x"}]}, "ask for the same", "verlangen dasselbe"),
        (
            {"procedures": [procedure("phone", "email")]},
            "The procedure “Everybody” writes e-mails, but nothing asks",
            "Das Vorgehen „Everybody“ schreibt E-Mails",
        ),
        (
            {"procedures": [procedure("email", "phone")], "reachable_by": ["email"]},
            "The procedure “Everybody” reaches the person by phone in step 2, but a lead is handed over if it may be reached by e-mail",
            "in Schritt 2 telefonisch",
        ),
        ({"lists": [LIST]}, "The list “Hosts” is used nowhere", "Die Liste „Hosts“ wird nirgends verwendet"),
        ({"groups": [GROUP]}, "No criterion belongs to the group “Firm”", "Zur Gruppe „Firm“ gehört kein Kriterium"),
        ({"recycling": RECYCLING}, "no lead is ever recycled", "keiner wird es je"),
    ],
)
def test_what_nobody_can_have_meant_is_said(changes: dict[str, Any], english: str, german: str) -> None:
    """The small agreement asks for too much or too little by one change; a caution names it, in both languages."""
    changes = {"thresholds": {"points": 60, "fit": 5, "interest": 5}} | changes
    for language, says in (("en", english), ("de", german)):
        sentences = cautions(small(**changes), language)
        assert any(says in sentence for sentence in sentences), sentences


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"fit": [COUNTRY, between("middle", 20, 200), between("large", 200, None)]},
        {"fit": [COUNTRY, between("middle", 20, 200), between("large", 100, None, points=-5)]},
        {
            "groups": [GROUP],
            "fit": [COUNTRY, between("middle", 20, None, group="firm"), between("large", 100, None, group="firm")],
        },
        {"exclusions": [TINY]},
        {"thresholds": {"matrix": [{"fit": 40, "interest": 10}, {"fit": 20, "interest": 60}]}},
        {"procedures": [procedure("phone", "letter")]},
        {"procedures": [procedure("phone", "email")], "reachable_by": ["phone", "email"]},
        {"sales": attempts(3, days=14) | hours(result=80)},
        {"after_return": "recycle", "recycling": RECYCLING},
    ],
)
def test_what_can_be_meant_raises_no_eyebrow(changes: dict[str, Any]) -> None:
    assert cautions(small(**changes), "en") == []


@settings(max_examples=20, deadline=None)
@given(terms())
def test_both_languages_warn_of_the_same(agreed: Terms) -> None:
    assert len(cautions(agreed, "de")) == len(cautions(agreed, "en"))


def test_the_most_points_count_one_value_of_an_attribute_at_a_time() -> None:
    agreed = starter("machine_builder")
    assert most_from_fit(agreed) == 15 + 15 + 5 + 15
    assert most_from_interest(agreed) == 20 + 30 + 18 + 16 + 15 + 10


def test_the_most_points_keep_to_groups_lists_and_the_probability_of_one_model() -> None:
    likely = FULL["estimates"][0]
    unlikely = [likely | {"key": f"u{n}", "at_least_percent": n, "points": p} for n, p in ((40, 7), (50, -20))]
    other = likely | {"key": "other", "model": "b" * 64, "points": 3}
    agreed = full(estimates=[likely, *unlikely, other])
    assert most_from_fit(agreed) == 30 + 15 + 17 + 3


@settings(max_examples=40, deadline=None)
@given(terms(), st.data())
def test_nobody_has_more_than_the_most(agreed: Terms, data: st.DataObject) -> None:
    """Somebody with any value of each attribute and any win probability, judged here criterion by criterion."""
    has = {attribute: data.draw(st.sampled_from(PEOPLE)) for attribute in ATTRIBUTES}
    likely = {model: data.draw(st.integers(0, 100)) for model in MODELS}
    given_ = [(part.points, part.group) for part in agreed.fit if meets(part, has[part.attribute], agreed)]
    points = sum(points for points, group in given_ if group is None or points < 0)
    for group in agreed.groups:
        points += min(group.at_most, sum(points for points, of in given_ if of == group.key and points > 0))
    points += sum(part.points for part in agreed.estimates if likely[part.model] >= part.at_least_percent)
    assert points <= most_from_fit(agreed)


PEOPLE = ("DE", "de", "AT", "student", "studying", "20", "49.5", "50", "0.5", "x.example", "Große Firma", "other")


def meets(part: FitCriterion, value: str, agreed: Terms) -> bool:
    match part.comparison:
        case Comparison.PRESENT:
            return True
        case Comparison.BETWEEN:
            number = float(value) if value.replace(".", "").isdigit() else None
            low = part.at_least if part.at_least is not None else -1e99
            return number is not None and low <= number < (part.below if part.below is not None else 1e99)
    asked = [text.lower() for text in agreed.values_of(part)]
    if part.comparison is Comparison.MATCHES:
        return any(fnmatchcase(value.lower(), text) for text in asked)
    return value.lower() in asked
