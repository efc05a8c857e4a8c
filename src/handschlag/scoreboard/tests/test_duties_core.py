"""When a duty is kept, at risk or missed: the same rule for both sides."""

from datetime import date

import pytest

from handschlag.scoreboard.core.duties import Promise, State, acceptance_rate, completeness, in_time, qualified_leads

HALF_OF_APRIL = date(2026, 4, 15)


@pytest.mark.parametrize(
    ("done", "state"),
    [
        (50, State.KEPT),
        (48, State.KEPT),
        (47, State.AT_RISK),
        (40, State.AT_RISK),
        (39, State.MISSED),
        (0, State.MISSED),
    ],
)
def test_qualified_leads_are_owed_by_the_days_gone_by(done, state):
    standing = qualified_leads(done, 100, HALF_OF_APRIL)
    assert standing.owed == 50
    assert standing.state is state


def test_the_last_day_of_the_month_owes_the_whole_month():
    assert qualified_leads(0, 100, date(2026, 2, 28)).owed == 100


def test_nothing_agreed_is_nothing_owed():
    assert qualified_leads(3, None, HALF_OF_APRIL).state is State.NO_GOAL
    assert acceptance_rate(3, 4, None).state is State.NO_GOAL
    assert completeness(3, 4).state is State.NO_GOAL


def test_agreeing_on_zero_leads_keeps_the_duty():
    assert qualified_leads(0, 0, HALF_OF_APRIL).state is State.KEPT


@pytest.mark.parametrize(
    ("accepted", "state"),
    [(70, State.KEPT), (67, State.KEPT), (66, State.AT_RISK), (56, State.AT_RISK), (55, State.MISSED)],
)
def test_the_acceptance_rate_is_measured_against_the_agreed_one(accepted, state):
    assert acceptance_rate(accepted, 100, 70).state is state


def test_a_duty_without_cases_is_neither_kept_nor_missed():
    assert acceptance_rate(0, 0, 70).state is State.NOTHING_YET
    assert in_time(Promise.RESULT_IN_TIME, 0, 0, overdue=0).state is State.NOTHING_YET
    assert completeness(0, 0).share is None


@pytest.mark.parametrize(
    ("met", "state"),
    [(100, State.KEPT), (95, State.KEPT), (94, State.AT_RISK), (80, State.AT_RISK), (79, State.MISSED)],
)
def test_sales_owes_every_deadline(met, state):
    standing = in_time(Promise.ANSWERED_IN_TIME, met, 100, overdue=2)
    assert standing.state is state
    assert standing.overdue == 2
    assert standing.share == met / 100
