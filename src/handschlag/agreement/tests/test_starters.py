"""Agreements to begin with: in both languages the same, read as they are, and nothing in them that nobody can have meant."""

from __future__ import annotations

from typing import Any

import pytest

from handschlag.agreement.core.cautions import cautions
from handschlag.agreement.core.sentences import contract
from handschlag.agreement.core.terms import Stage
from handschlag.agreement.starters import STARTERS, starter, starter_text

IN_A_LANGUAGE = {"title", "label", "page_starts_with"}


@pytest.mark.parametrize("name", STARTERS)
def test_starters_raise_no_eyebrow(name: str) -> None:
    agreed = starter(name)
    assert cautions(agreed, "en") == cautions(agreed, "de") == []
    assert 10 <= len(list(agreed.criteria())) <= 20


@pytest.mark.parametrize("name", STARTERS)
def test_starters_say_the_same_in_both_languages(name: str) -> None:
    german, english = starter(name, "de"), starter(name, "en")
    assert without_words(german.plain()) == without_words(english.plain())
    assert german.title != english.title
    assert len(starter_text(name, "de").splitlines()) == len(starter_text(name, "en").splitlines())


@pytest.mark.parametrize("name", STARTERS)
def test_a_contract_of_a_starter_calls_everything_by_a_word(name: str) -> None:
    """Nothing is named as "what the data call …"; whoever begins with a starter reads words."""
    for language in ("de", "en"):
        text = str(contract(starter(name, language), language))
        assert "in den Daten „" not in text
        assert "what the data call" not in text
        assert "through the channel “" not in text


def test_starters_show_what_the_grammar_can_say() -> None:
    agreed = [starter(name) for name in STARTERS]
    assert {stage.stage for one in agreed for stage in one.stages} >= {Stage.QUALIFIED, Stage.OPPORTUNITY}
    for what in (
        lambda one: one.thresholds.matrix,
        lambda one: one.thresholds.points,
        lambda one: one.groups,
        lambda one: one.lists,
        lambda one: one.procedures,
        lambda one: one.recycling,
        lambda one: one.reachable_by,
        lambda one: one.marketing.completeness,
        lambda one: one.sales.attempts,
    ):
        assert any(what(one) for one in agreed)


def test_there_is_no_other_starter() -> None:
    with pytest.raises(LookupError, match="machine_builder, software, consulting"):
        starter("../machine_builder")


def without_words(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: without_words(item) for key, item in value.items() if key not in IN_A_LANGUAGE}
        return {
            key: item
            for key, item in kept.items()
            if not (key == "values" and "touch" not in value and _is_list(value))
        }
    if isinstance(value, list):
        return [without_words(item) for item in value]
    return value


def _is_list(value: dict[str, Any]) -> bool:
    """A list of the terms: its entries are invented names."""
    return set(value) == {"key", "label", "values"}
