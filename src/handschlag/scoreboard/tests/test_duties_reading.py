"""Both sides' duties counted from the records."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from handschlag.handover.models import Dispute, Duty
from handschlag.learning.core.period import Period
from handschlag.learning.tests.stories import TERMS, agree, day, hand_over, meet, open_lead, owe, qualify
from handschlag.organisation.tests.world import build_world
from handschlag.people.models import Company
from handschlag.scoreboard.core.duties import Promise, State
from handschlag.scoreboard.readings.duties import duties_of

BERLIN = ZoneInfo("Europe/Berlin")
EVER = Period()
NOON = day(0.5)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return build_world()


@pytest.fixture
def version(world):
    return agree(world.theo)


def a_lead(name, at=0, **known):
    return open_lead(meet(name, day(at), **known), day(at))


def standing(promise, now=NOON, period=EVER):
    duties = duties_of(period, now, BERLIN)
    return next(found for found in [*duties.marketing, *duties.sales] if found.promise is promise)


def test_a_lead_counts_as_qualified_in_the_month_it_first_was(version):
    qualify(a_lead("this month"), version, day(0.1))
    again = a_lead("last month", -20)
    qualify(again, version, day(-10))
    qualify(again, version, day(0.2))
    qualify(a_lead("not yet"), version, day(0.1), "not_yet")
    found = standing(Promise.QUALIFIED_LEADS)
    assert (found.done, found.of, found.owed) == (1, 31, 2)  # the second day of March
    assert found.state is State.MISSED


def test_the_month_begins_at_midnight_in_the_house(version):
    qualify(a_lead("rita", -3), version, day(-2).replace(hour=23, minute=30))  # 0:30 on 1 March in Berlin
    assert standing(Promise.QUALIFIED_LEADS).done == 1


def test_the_acceptance_rate_knows_only_answered_handovers_of_the_last_90_days(world, version):
    for number in range(7):
        hand_over(a_lead(f"accepted {number}"), version, world.sam, day(-1), accepted=day(0))
    for number in range(3):
        hand_over(a_lead(f"returned {number}"), version, world.sam, day(-1), returned=day(0))
    hand_over(a_lead("unanswered"), version, world.sam, day(-1))
    hand_over(a_lead("long ago"), version, world.sam, day(-91), returned=day(-90))
    found = standing(Promise.ACCEPTANCE_RATE)
    assert (found.done, found.of, found.owed, found.state) == (7, 10, 0.7, State.KEPT)


def test_a_return_that_was_ruled_not_to_count_leaves_the_acceptance_rate(world, version):
    hand_over(a_lead("accepted"), version, world.sam, day(-1), accepted=day(0))
    for number, is_upheld in enumerate((True, False)):
        returned = hand_over(a_lead(f"returned {number}"), version, world.sam, day(-1), returned=day(0))
        dispute = Dispute.begin(returned, "They asked twice.", by=world.mara, at=day(0))
        dispute.rule(is_upheld, by=world.lena, at=day(0))
    found = standing(Promise.ACCEPTANCE_RATE)
    assert (found.done, found.of) == (1, 2)


def test_a_contact_is_complete_with_a_company_and_a_way_to_reach_it(world, version):
    firm = Company.objects.create(name="Firma", made_at=day(0))
    known = {"phone": {"phone": "+49821"}, "mail": {"email": "a@b.example"}, "nothing": {}}
    for name, fields in known.items():
        hand_over(a_lead(f"{name} with company", company=firm, **fields), version, world.sam, day(0))
    hand_over(a_lead("without company", email="c@d.example"), version, world.sam, day(0))
    found = standing(Promise.COMPLETENESS)
    assert (found.done, found.of, found.state) == (2, 4, State.NO_GOAL)


def test_where_completeness_is_agreed_it_is_measured_by_what_was_known_at_the_handover(world):
    agreed = {"completeness": {"attributes": ["industry", "country"], "percent": 90}}
    version = agree(world.theo, marketing=TERMS["marketing"] | agreed)
    for number, missing in enumerate(([], [], ["country"], None)):
        handover = hand_over(a_lead(f"known {number}"), version, world.sam, day(0))
        type(handover).objects.filter(id=handover.id).update(missing=missing)
    found = standing(Promise.COMPLETENESS)
    assert (found.done, found.of, found.owed) == (2, 3, 0.9)


def test_sales_is_measured_by_the_deadlines_that_ended_in_the_period(world, version):
    handover = hand_over(a_lead("rita"), version, world.sam, day(-9))
    owe(handover, Duty.ACCEPT, day(-8), done_at=day(-8))
    late = hand_over(a_lead("karl"), version, world.sam, day(-9))
    owe(late, Duty.ACCEPT, day(-8), done_at=day(-7))
    lifted = hand_over(a_lead("uwe"), version, world.sam, day(-9), returned=day(-8.5))
    owe(lifted, Duty.ACCEPT, day(-8), closed_as="lifted")
    found = standing(Promise.ANSWERED_IN_TIME)
    assert (found.done, found.of, found.overdue, found.state) == (1, 2, 0, State.MISSED)
    assert standing(Promise.ANSWERED_IN_TIME, period=Period(date(2026, 3, 1), None)).of == 0


def test_open_debts_are_past_due_not_done_and_on_open_handovers(world, version):
    open_one = hand_over(a_lead("rita"), version, world.sam, day(-9))
    owe(open_one, Duty.ACCEPT, day(-8), closed_as="missed")
    owe(open_one, Duty.FIRST_CONTACT, day(0.4))
    owe(open_one, Duty.RESULT, day(0.5))  # due at this very moment: still in time
    gone = hand_over(a_lead("karl"), version, world.sam, day(-9), returned=day(-7))
    owe(gone, Duty.ACCEPT, day(-8), closed_as="missed")
    overdue = {promise: standing(promise).overdue for promise in Promise if promise is not Promise.ATTEMPTS_IN_TIME}
    assert overdue[Promise.ANSWERED_IN_TIME] == 1
    assert overdue[Promise.FIRST_CONTACT_IN_TIME] == 1
    assert overdue[Promise.RESULT_IN_TIME] == 0


def test_before_any_agreement_nothing_is_owed():
    assert standing(Promise.QUALIFIED_LEADS).state is State.NO_GOAL
    assert standing(Promise.ACCEPTANCE_RATE).state is State.NOTHING_YET
