"""The contract says everything the terms say, in both languages."""

from __future__ import annotations

import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.agreement.core.english import ENGLISH
from handschlag.agreement.core.german import GERMAN
from handschlag.agreement.core.problems import REASONS
from handschlag.agreement.core.sentences import WORDS, contract
from handschlag.agreement.core.terms import Terms
from handschlag.agreement.core.text import Grid, Language
from handschlag.agreement.tests.changing import CHANGES, changed
from handschlag.agreement.tests.terms import full, matrices, small, terms

QUICK = settings(max_examples=30, deadline=None)
LANGUAGES: tuple[Language, ...] = ("de", "en")
languages = st.sampled_from(LANGUAGES)
CHOSEN = {"comparison", "stage", "reachable_by", "after_return", "after_timeout", "after_no_answer", "then", "credit"}
CHOSEN |= {"channel", "brief", "owner_first", "by_territory", "review_on"}


def said(agreed: Terms, language: Language) -> str:
    lines: list[str] = []
    for section in contract(agreed, language):
        lines += [section.heading, *section.sentences, *section.steps, *section.after]
        if section.grid:
            lines += [*section.grid.headings, *(cell for row in section.grid.rows for cell in row)]
    return "\n".join(lines)


def parts(value: Any) -> list[Any]:
    """Every text and figure in the terms, but for what is chosen from a few and said in words."""
    if isinstance(value, dict):
        return [part for key, item in value.items() if key not in CHOSEN for part in parts(item)]
    if isinstance(value, list):
        return [part for item in value for part in parts(item)]
    return [] if value is None else [value]


@QUICK
@given(terms(), languages)
def test_every_part_of_the_terms_stands_in_the_contract(agreed: Terms, language: Language) -> None:
    text, words = said(agreed, language), WORDS[language]
    plain = agreed.plain()
    asked = [plain["thresholds"].pop(name) for name in ("points", "fit", "interest")]
    asked += [corner.pop(side) for corner in plain["thresholds"]["matrix"] for side in ("fit", "interest")]
    days = [step.pop("after_days") for procedure in plain["procedures"] for step in procedure["steps"]]
    days += [part.pop("window_days") for part in (*plain["interest"], *plain["hand_raisers"])]
    for part in parts(plain):
        assert (part if isinstance(part, str) else words.figure(part)) in text
    for figure in asked:
        assert not figure or words.figure(figure) in text
    for number in days:
        assert number in {0, 1} or words.figure(number) in text
    assert words.on(agreed.review_on) in text


@pytest.mark.parametrize(("path", "value"), CHANGES, ids=str)
@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_changes_in_the_terms_changes_the_contract(path: str, value: Any, language: Language) -> None:
    """What is chosen from a few (a comparison, what follows a return) has no word that must stand there; but it makes a difference."""
    assert said(changed(path, value), language) != said(full(), language)


def test_the_contract_reads_aloud() -> None:
    text = said(full(), "en")
    for sentence in (
        "A lead is qualified when it has at least 40 points from fit and at least 10 points from interest.",
        "A lead is also qualified when it has at least 25 points from fit and at least 30 points from interest.",
        "More points of either kind never stand in the way.",
        "However many criteria of the group “Firm” are met, together they give at most 30 points. To it belong “Our countries” and “Large enough”.",
        "the company's domain is on the list “Target accounts”",
        "in the last 90 days attended a webinar, where the property “seats” is at least 5 and the property “topic” is “milling”; at most 2 touches",
        "“Competitors”: never handed over when the company's domain is on the list “Rivals”.",
        "A lead is handed over only if the person may be reached by e-mail or by phone; a lead that raises its hand is handed over all the same.",
        "“Italian”: when the country is “IT” and the language is “it”, a lead goes to a rep of the team “South” with the skill “Italian”.",
        "After 3 days by phone, with the material “brochure-mw5” and with the question guide “spin”.",
        "As long as nobody is reached, sales makes at least 4 attempts, on at least 3 different days, within 14 days of the handover.",
        "Of at least 95 per cent of the leads handed over these are known: the industry and the country.",
        "A lead that its rep does not answer in time waits in the pool until a person assigns it.",
        "A recycled lead is closed, and opened anew after 120 days; for one person at most 2 times.",
        "A qualified lead is called “MQL” here.",
        "A lead that sales has accepted is called “SAL” here, in German “Angenommen”.",
    ):
        assert sentence in text


def test_the_contract_reads_aloud_in_german() -> None:
    text = said(full(), "de")
    for sentence in (
        "Ein Lead ist qualifiziert, wenn er mindestens 40 Punkte aus der Passung und mindestens 10 Punkte aus dem Interesse hat.",
        "Die Kriterien der Gruppe „Firm“ geben zusammen höchstens 30 Punkte, wie viele von ihnen auch zutreffen. Zu ihr gehören „Our countries“ und „Large enough“.",
        "die Domain der Firma in der Liste „Target accounts“ steht",
        "in den letzten 90 Tagen an einem Webinar teilgenommen hat, wobei die Eigenschaft „seats“ mindestens 5 ist und die Eigenschaft „topic“ „milling“ ist; höchstens 2 Berührungen",
        "„Competitors“: Nie übergeben wird ein Lead, bei dem die Domain der Firma in der Liste „Rivals“ steht.",
        "Ein Lead wird nur übergeben, wenn die Person per E-Mail oder telefonisch erreicht werden darf; ein Lead, der die Hand hebt, wird auch sonst übergeben.",
        "„Italian“: Wenn das Land „IT“ ist und die Sprache „it“ ist, geht ein Lead an jemanden aus dem Team „South“ mit der Fähigkeit „Italian“.",
        "Nach 3 Tagen telefonisch, mit dem Werbemittel „brochure-mw5“ und mit den Leitfragen „spin“.",
        "Solange niemand erreicht wird, unternimmt der Vertrieb mindestens 4 Versuche an mindestens 3 verschiedenen Tagen innerhalb von 14 Tagen nach der Übergabe.",
        "Von mindestens 95 Prozent der übergebenen Leads ist bekannt: die Branche und das Land.",
        "Ein Lead, den der Vertrieb angenommen hat, heißt hier „Angenommen“, englisch „SAL“.",
    ):
        assert sentence in text


@QUICK
@given(matrices(), st.integers(0, 90), st.integers(0, 90))
def test_the_matrix_shows_what_its_corners_say(matrix: dict[str, Any], fit: int, interest: int) -> None:
    agreed = small(thresholds=matrix)
    grid = contract(agreed, "en")[2].grid
    assert grid
    reached = any(fit >= corner["fit"] and interest >= corner["interest"] for corner in matrix["matrix"])
    assert cell_for(grid, fit, interest) == ("qualified" if reached else "not yet")


def cell_for(grid: Grid, fit: int, interest: int) -> str:
    """The cell of these points, found by reading the headings as a person would."""
    [column] = [number for number, heading in enumerate(grid.headings) if number and holds(heading, interest)]
    [row] = [row for row in grid.rows if holds(row[0], fit)]
    return row[column]


def holds(heading: str, points: int) -> bool:
    match heading.split()[1:]:
        case ["below", below]:
            return points < int(below)
        case ["from", at_least, "on"]:
            return points >= int(at_least)
        case ["from", at_least, "to", "below", below]:
            return int(at_least) <= points < int(below)
    raise AssertionError(heading)


def test_points_below_zero_are_spoken_of_where_there_are_any() -> None:
    below = "A lead whose points from fit are below zero is not qualified by points."
    criterion = small().plain()["fit"][0] | {"points": -5}
    assert below in said(small(fit=[criterion], thresholds={"points": 5}), "en")
    assert below not in said(small(fit=[criterion]), "en")
    assert below not in said(small(thresholds={"points": 5}), "en")


def _gaps(text: str) -> set[str | None]:
    return {field for _text, field, _format, _conversion in string.Formatter().parse(text) if field is not None}


def test_both_languages_say_the_same_things() -> None:
    for name in ("units", "kinds", "attributes", "stages", "steps", "fields", "choices", "phrases"):
        assert getattr(ENGLISH, name).keys() == getattr(GERMAN, name).keys()
    for key, phrase in ENGLISH.phrases.items():
        assert _gaps(phrase) == _gaps(GERMAN.phrases[key]), key
    for check, (english, german) in REASONS.items():
        assert _gaps(english) == _gaps(german), check


@given(st.floats(-1e12, 1e12))
def test_no_figure_loses_a_digit(value: float) -> None:
    text = ENGLISH.figure(value).replace(",", "").replace("−", "-")
    assert float(text) == value
