"""The scorecard: whole points, within its bounds, close to the model, and executed by qualification as it says."""

from __future__ import annotations

import numpy as np
import pytest

from handschlag.agreement.core.terms import Terms
from handschlag.agreement.starters import starter
from handschlag.learning.core.scorecard import Card, Demands, Line, amended, fit_card
from handschlag.learning.core.winning import TooFew, WinModel, fit
from handschlag.learning.core.winning.fitting import Fitted
from handschlag.learning.core.winning.measuring import auc
from handschlag.learning.tests.outcomes import leads
from handschlag.qualification.core.judging import judge, table
from handschlag.qualification.core.rules import rules


def card_of(count: int = 3000, demands: Demands | None = None) -> Card:
    found = fit_card(*leads(count), demands)
    assert isinstance(found, Card)
    return found


def test_points_are_whole_bounded_and_few() -> None:
    card = card_of(demands=Demands(most=20))
    assert card.lines
    assert all(0 < abs(line.points) <= 20 for line in card.lines)
    assert max(abs(line.points) for line in card.lines) == 20
    assert card_of() == card_of()
    assert Card.of(card.plain()) == card


def test_points_are_added_up_as_written() -> None:
    card = Card(
        (
            Line("industry", 12, values=("metal", "energy")),
            Line("employees", 5, at_least=20, below=200),
            Line("pages", 3, each=True),
        ),
        -1.0,
        0.1,
    )
    table = {
        "industry": np.array(["metal", "wood", ""], dtype=object),
        "employees": np.array([20.0, 200.0, np.nan]),
        "pages": np.array([1.0, 0.5, np.nan]),
    }
    assert card.points(table).tolist() == [20, 2, 0]


def test_the_card_ranks_nearly_as_well_as_the_model() -> None:
    card, model = card_of(), fit(*leads(3000))
    assert isinstance(model, Fitted)
    assert isinstance(model.model, WinModel)
    table, won = leads(20_000, seed=4)
    assert auc(won, card.chances(table)) > auc(won, model.model.chances(table)) - 0.015


def test_what_is_demanded_to_rise_rises() -> None:
    card = card_of(demands=Demands(rising=("employees",), falling=("pages",)))
    for name, sign in (("employees", 1), ("pages", -1)):
        given = [line.points for line in sorted(card.lines, key=lambda one: one.at_least or -1) if line.column == name]
        assert given == sorted(given, key=lambda one: sign * one)


def test_too_few_outcomes_give_no_card() -> None:
    table, won = leads(50)
    assert isinstance(fit_card(table, won & (np.arange(50) < 5)), TooFew)


CARD = Card(
    (
        Line("criterion:size-medium", -4, each=True),
        Line("criterion:price-page", 9, each=True),
        Line("region", 7, values=("south", "west")),
        Line("machine_age_years", 11, at_least=10),
    ),
    -1.0,
    0.1,
)


def test_the_draft_is_an_agreement_and_the_measure_gives_the_points_of_the_card() -> None:
    draft = Terms.model_validate(amended(starter("machine_builder"), CARD, 18))
    assert [one.points for one in draft.interest] == [9]
    assert draft.hand_raisers == starter("machine_builder").hand_raisers
    hour, minute = 3_600_000_000, 60_000_000
    attributes = [
        (0, "employees", "50", 50.0, 0, 0),
        (0, "region", "south", None, 0, 0),
        (0, "machine_age_years", "12", 12.0, 0, 0),
        (1, "region", "north", None, 0, 0),
        (1, "machine_age_years", "10", 10.0, 0, 0),
    ]
    touches = [
        (lead, f"{lead}-{number}", "page_viewed", "", "", "", "/preise", number * minute, number * minute)
        for lead in (0, 1)
        for number in (1, 2)
    ]
    known = {
        "touches": touches,
        "properties": [],
        "attributes": attributes,
        "bases": [],
        "moments": [(0, hour), (1, hour)],
    }
    tables = {name: table(name, rows) for name, rows in known.items()}
    found = judge({**tables, **rules(draft)}).sort_by("lead").to_pylist()
    units = {
        "criterion:size-medium": np.array([1.0, 0.0]),
        "criterion:price-page": np.array([2.0, 2.0]),
        "region": np.array(["south", "north"], dtype=object),
        "machine_age_years": np.array([12.0, 10.0]),
    }
    assert [one["points"] for one in found] == [100 * int(points) for points in CARD.points(units)] == [3200, 2900]
    assert {one["decision"] for one in found} == {"qualified"}


def test_what_no_criterion_can_ask_for_is_not_drafted() -> None:
    with pytest.raises(ValueError, match="counts by the unit"):
        amended(starter("software"), Card((Line("pages", 3, each=True),), 0.0, 0.1), 10)
