"""The win model, against libraries it is not made of, and against truth."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score
from sklearn.metrics import log_loss as sklearn_log_loss

from handschlag.learning.core.winning import TooFew, WinModel, evaluate, fit, linear, typed
from handschlag.learning.core.winning.columns import Column
from handschlag.learning.core.winning.drift import drift, stability_index
from handschlag.learning.core.winning.encoding import learned, one_row
from handschlag.learning.core.winning.evaluating import Evaluation
from handschlag.learning.core.winning.fitting import AGREED, Fitted
from handschlag.learning.core.winning.measuring import auc, brier, calibration_error, curve, lift, log_loss, precision
from handschlag.learning.core.winning.refused import refused
from handschlag.learning.core.winning.trees import compiled
from handschlag.learning.tests.outcomes import leads


@cache
def fitted() -> tuple[Fitted, dict[str, Column], np.ndarray]:
    table, won = leads(2500)
    found = fit(table, won)
    assert isinstance(found, Fitted)
    return found, table, won


def test_measures_equal_those_of_a_library() -> None:
    random = np.random.default_rng(3)
    chances = np.round(random.random(500), 2)
    won = random.random(500) < chances
    assert auc(won, chances) == pytest.approx(roc_auc_score(won, chances))
    assert precision(won, chances) == pytest.approx(average_precision_score(won, chances))
    assert log_loss(won, chances) == pytest.approx(sklearn_log_loss(won, np.clip(chances, 1e-12, 1 - 1e-12)), rel=1e-6)
    assert brier(won, chances) == pytest.approx(brier_score_loss(won, chances))


def test_calibration_error_and_lift_by_hand() -> None:
    chances = np.repeat([0.1, 0.9], 10)
    won = np.array([True] * 2 + [False] * 8 + [True] * 9 + [False])
    groups = curve(won, chances, 2)
    assert [group.promised for group in groups] == pytest.approx([0.1, 0.9])
    assert [group.came for group in groups] == pytest.approx([0.2, 0.9])
    assert calibration_error(np.tile(won, 1), chances) == pytest.approx(
        np.mean([abs(chances[2 * k : 2 * k + 2].mean() - won[2 * k : 2 * k + 2].mean()) for k in range(10)])
    )
    assert lift(won, chances) == pytest.approx(1 / won.mean())


def test_the_logistic_regression_is_one() -> None:
    random = np.random.default_rng(5)
    features = random.normal(size=(400, 4))
    won = random.random(400) < 1 / (1 + np.exp(-features @ [1, -2, 0, 0.5] - 0.3))
    theirs = LogisticRegression(C=0.5, tol=1e-10, max_iter=1000).fit(features, won)
    intercept, weights = linear.fitted(features, won, 2.0)
    assert [intercept, *weights] == pytest.approx([theirs.intercept_[0], *theirs.coef_[0]], abs=1e-4)


def test_compiled_trees_say_what_the_library_says_also_of_what_they_never_met() -> None:
    table, won = leads(1500)
    encoding = learned(table)
    codes = encoding.codes(table, 1500)
    codes[:400, 0][codes[:400, 0] == 1] = 0
    model = HistGradientBoostingClassifier(categorical_features=encoding.is_category, max_iter=40, random_state=1)
    model.fit(codes[:400], won[:400])
    ours = compiled(model, encoding.is_category)
    theirs = model.predict_proba(codes)[:, 1]
    assert 1 / (1 + np.exp(-ours.logits(codes))) == pytest.approx(theirs, abs=1e-12)
    many = np.tile(codes, (40, 1))
    assert np.allclose(1 / (1 + np.exp(-ours.logits(many))), np.tile(theirs, 40), atol=1e-12)


def test_a_model_is_data_and_comes_back_from_json_as_it_was() -> None:
    found, table, _won = fitted()
    again = WinModel.of(json.loads(json.dumps(found.model.plain())))
    assert (again.chances(table) == found.model.chances(table)).all()
    assert again.fingerprint() == found.model.fingerprint()
    with pytest.raises(ValueError, match="format 1"):
        WinModel.of({"format": 2})


def test_the_same_leads_give_the_same_model() -> None:
    one, other = fit(*leads(300)), fit(*leads(300))
    assert isinstance(one, Fitted)
    assert isinstance(other, Fitted)
    assert one.model.fingerprint() == other.model.fingerprint()


def test_it_ranks_nearly_as_well_as_the_truth_and_promises_what_comes() -> None:
    found, _table, _won = fitted()
    table, won = leads(20_000, seed=9)
    chances = found.model.chances(table)
    assert auc(won, chances) > 0.70
    assert calibration_error(won, chances) < 0.03


@pytest.mark.parametrize("chosen", ["trees", "linear"])
def test_reasons_add_up_to_what_was_said(chosen: str) -> None:
    from dataclasses import replace

    found, table, _won = fitted()
    encoding = learned(table)
    codes = encoding.codes(table, 2500)
    trees = HistGradientBoostingClassifier(categorical_features=encoding.is_category, max_iter=30, random_state=1)
    compiled_trees = compiled(trees.fit(codes, _won), encoding.is_category)
    weights = np.linspace(-1, 1, len(encoding.owners()))
    share = 1.0 if chosen == "trees" else 0.0
    model = replace(found.model, encoding=encoding, weights=weights, trees=compiled_trees, share=share)
    one = {name: column[7:8] for name, column in table.items()}
    begins = compiled_trees.expected if share else model.intercept
    logit = model.logits(encoding.codes(one, 1))[0]
    assert sum(model.reasons(one).values()) == pytest.approx(model.slope * (logit - begins))


def test_one_lead_of_which_little_is_known_is_scored_too() -> None:
    found, _table, _won = fitted()
    chance = found.model.chances(one_row([("industry", "never heard of"), ("pages", None)]), 1)
    assert 0 < chance[0] < 1


def test_too_few_outcomes_give_a_rate_with_its_range_and_no_model() -> None:
    table, won = leads(60)
    found = fit(table, won & (np.arange(60) < 12))
    assert isinstance(found, TooFew)
    assert found.within[0] < found.rate < found.within[1]


def test_where_nothing_is_learned_the_agreement_is_kept() -> None:
    random = np.random.default_rng(8)
    table: dict[str, Column] = {f"noise {number}": random.normal(size=900) for number in range(12)}
    table["points"] = random.integers(0, 100, 900).astype(float)
    won = random.random(900) < 0.1 + table["points"] / 250
    found = fit(table, won, agreed=frozenset({"points"}))
    assert isinstance(found, Fitted)
    assert found.choice.best == AGREED
    assert set(found.model.weights[found.model.encoding.owners() < 12]) == {0.0}


def test_forward_in_time_the_alarm_is_raised_by_the_column_that_shifted() -> None:
    table, won = leads(1200)
    order = np.arange(1200.0)
    table["pages"] = table["pages"] + np.where(order > 900, 6, 0)
    found = evaluate(table, won, order)
    assert isinstance(found, Evaluation)
    assert found.drift is not None
    assert found.drift.is_raised
    assert "pages" in found.drift.columns
    assert "colour" not in found.drift.columns


def test_the_alarm_is_silent_where_nothing_drifts() -> None:
    table, _won = leads(4000)
    encoding = learned(table)
    codes = encoding.codes(table, 4000)
    assert not drift(encoding, codes[:2000], codes[2000:]).is_raised
    assert all(
        stability_index(one, codes[:, place], codes[:, place]) == 0 for place, one in enumerate(encoding.columns)
    )


def test_columns_get_their_types() -> None:
    days = np.array([f"2026-0{1 + number % 9}-1{number % 8}" for number in range(90)], dtype=object)
    raw: dict[str, Column] = {
        "size": np.array(["1", "2.5", ""] * 30, dtype=object),
        "came": days,
        "id": np.array([f"x{number}" for number in range(90)], dtype=object),
        "always": np.array(["a"] * 90, dtype=object),
        "gender": np.array(["f", "m", "d"] * 30, dtype=object),
        "owner_name": np.array(["a", "b", "c"] * 30, dtype=object),
        "machine_age_years": np.array(["3", "4", "9"] * 30, dtype=object),
    }
    found = typed(raw)
    assert set(found.table) == {"size", "came: month", "came: weekday", "machine_age_years"}
    assert found.left_out == {"id": "name", "always": "constant", "gender": "protected", "owner_name": "protected"}
    assert np.isnan(found.table["size"][2])
    assert set(found.table["came: month"][:2]) == {"jan", "feb"}
    assert list(typed(raw, frozenset({"gender"})).table) != list(found.table)


def test_a_company_may_have_employees_but_no_employee_is_a_feature() -> None:
    asked = ["employees", "employee", "Geschlecht", "rep", "salesRep", "sr_id", "territory", "Alter (Jahre)", "page"]
    assert refused(asked) == ("employee", "Geschlecht", "rep", "salesRep", "sr_id", "Alter (Jahre)")
