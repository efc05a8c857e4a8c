"""What is wrong with the data is counted and leads to the records."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from handschlag.capture.models import Quarantined, Waiting
from handschlag.learning.core.period import Period
from handschlag.learning.tests.stories import agree, day, hand_over, meet, open_lead, touch, win
from handschlag.organisation.tests.world import build_world
from handschlag.people.models import Consent
from handschlag.scoreboard.core.problems import Problem
from handschlag.scoreboard.readings.problems import problems_of

BERLIN = ZoneInfo("Europe/Berlin")
EVER = Period()

pytestmark = pytest.mark.django_db


def counts(period=EVER):
    return {finding.problem: finding.count for finding in problems_of(period, BERLIN)}


def test_a_house_in_order_has_no_problems():
    win(open_lead(meet("rita", day(0)), day(0)), day(0))  # won at the very moment of the first contact
    assert counts() == {}


def test_a_deal_won_before_its_first_contact_leads_to_deal_and_lead():
    lead = open_lead(meet("rita", day(2)), day(2))
    deal = win(lead, day(0))
    [finding] = problems_of(EVER, BERLIN)
    [example] = finding.examples
    assert finding.problem is Problem.WON_BEFORE_FIRST_CONTACT
    assert (example.deal_id, example.lead_id, example.contact_id) == (deal.id, lead.id, lead.contact_id)


def test_won_deals_without_value_are_counted_and_a_few_are_shown():
    for number in range(7):
        win(open_lead(meet(str(number), day(0)), day(0)), day(1), None)
    [finding] = problems_of(EVER, BERLIN)
    assert (finding.problem, finding.count, len(finding.examples)) == (Problem.WON_WITHOUT_VALUE, 7, 5)


def test_a_handover_whose_contact_said_nothing_on_consent_is_a_problem():
    world = build_world()
    version = agree(world.theo)
    silent, heard = (open_lead(meet(name, day(0)), day(0)) for name in ("silent", "heard"))
    for lead in (silent, heard):
        hand_over(lead, version, world.sam, day(1))
    said = {"purpose": "phone", "is_given": False, "basis": "consent", "happened_at": day(0), "known_at": day(0)}
    Consent.objects.create(contact=heard.contact, **said)
    [finding] = problems_of(EVER, BERLIN)
    assert finding.problem is Problem.HANDED_OVER_WITHOUT_CONSENT
    assert [example.lead_id for example in finding.examples] == [silent.id]


def test_what_lies_in_intake_is_counted():
    waits, stuck = touch("email:rita", day(0)), touch("email:karl", day(0))
    Waiting.objects.create(touch=waits, known_at=day(0))
    Waiting.objects.create(touch=stuck, known_at=day(0), set_aside_at=day(1), problem="ValueError()")
    message = {"source": stuck.source, "received_at": day(0), "raw": "{}", "reason": "unreadable", "detail": ""}
    Quarantined.objects.create(**message)
    Quarantined.objects.create(**message, replayed_at=day(1))
    assert counts() == {Problem.SET_ASIDE: 1, Problem.QUARANTINED: 1}


def test_problems_belong_to_the_leads_of_the_period():
    win(open_lead(meet("rita", day(-40)), day(-40)), day(0), None)
    assert counts(Period(date(2026, 3, 1), None)) == {}
    assert counts(Period(date(2026, 1, 1), None)) == {Problem.WON_WITHOUT_VALUE: 1}
