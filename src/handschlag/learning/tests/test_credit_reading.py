"""The credit account read from the records."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from handschlag.agreement.core.terms import CreditModel
from handschlag.kernel.money import Money
from handschlag.learning.core.period import Period
from handschlag.learning.readings import channel_names, credit_of, first_channels, name_of
from handschlag.learning.tests.stories import close_lead, day, meet, open_lead, talk, touch, win
from handschlag.market.models import Campaign, CampaignCost, Channel
from handschlag.organisation.tests.world import build_world
from handschlag.people.models import Lead

BERLIN = ZoneInfo("Europe/Berlin")
EVER = Period()
FIRST, LAST = CreditModel.FIRST_TOUCH, CreditModel.LAST_TOUCH

pytestmark = pytest.mark.django_db


def won_by(model: CreditModel, period: Period = EVER) -> dict[str, int]:
    return {
        channel.channel: channel.shares[model].won
        for channel in credit_of(period, BERLIN).channels
        if channel.shares[model].won
    }


def test_an_anonymous_first_touch_and_a_known_last_one_share_the_credit():
    lead = open_lead(meet("rita", day(0)), day(0))
    touch("anon:rita", day(0), "fair")
    touch("email:rita", day(3), "newsletter")
    touch("email:rita", day(9), "search")
    win(lead, day(5))
    assert won_by(FIRST) == {"fair": 1}
    assert won_by(LAST) == {"newsletter": 1}


def test_a_second_pass_is_credited_to_its_own_touches():
    contact = meet("rita", day(0))
    first = open_lead(contact, day(0))
    touch("email:rita", day(0), "fair")
    close_lead(first, day(2))
    touch("email:rita", day(3), "newsletter")
    second = open_lead(contact, day(3))
    win(second, day(5))
    assert won_by(FIRST) == {"newsletter": 1}
    assert sorted(channel for _lead, channel in first_channels(Lead.objects.all())) == ["fair", "newsletter"]


def test_a_deal_won_before_its_first_contact_is_credited_to_no_channel_yet_counted_for_its_own():
    lead = open_lead(meet("rita", day(2)), day(2))
    touch("email:rita", day(2), "fair")
    win(lead, day(0))
    assert won_by(LAST) == {"": 1}
    assert [channel for _lead, channel in first_channels(Lead.objects.all())] == ["fair"]


def test_a_lead_without_touches_has_no_channel():
    open_lead(meet("rita", day(0)), day(0))
    touch("email:somebody else", day(0), "fair")
    assert [channel for _lead, channel in first_channels(Lead.objects.all())] == [""]


def test_the_first_channel_is_the_one_that_first_touch_credits():
    for number, name in enumerate(["rita", "karl", "uwe"]):
        lead = open_lead(meet(name, day(0)), day(0))
        for step, channel in enumerate(["fair", "search", ""][number:]):
            touch(f"{'anon' if step else 'email'}:{name}", day(step), channel)
        win(lead, day(8))
    counted = [channel for _lead, channel in first_channels(Lead.objects.all())]
    assert won_by(FIRST) == {channel: counted.count(channel) for channel in counted}


def test_the_period_is_that_of_the_win_in_the_houses_days():
    lead = open_lead(meet("rita", day(-9)), day(-9))
    win(lead, day(0).replace(hour=23, minute=30))  # 0:30 on the next day in Berlin
    assert won_by(LAST, Period(date(2026, 3, 2), date(2026, 3, 3))) == {}
    assert won_by(LAST, Period(date(2026, 3, 3), date(2026, 3, 4))) == {"": 1}


def test_cost_per_deal_won_takes_the_cost_of_the_channels_campaigns():
    channel = Channel.objects.create(key="fair", name="Fairs")
    campaign = Campaign.objects.create(key="hmi", name="Hannover", channel=channel, starts_on=date(2026, 3, 1))
    CampaignCost.objects.create(campaign=campaign, on=date(2026, 3, 2), amount_minor=30_001, currency="EUR")
    CampaignCost.objects.create(campaign=campaign, on=date(2026, 6, 2), amount_minor=99, currency="EUR")
    for name in ("rita", "karl"):
        lead = open_lead(meet(name, day(0)), day(0))
        touch(f"email:{name}", day(0), "fair")
        win(lead, day(1))
    [found] = credit_of(Period(date(2026, 3, 1), date(2026, 4, 1)), BERLIN).channels
    assert found.costs == [Money(30_001, "EUR")]
    assert found.cost_per_won(LAST) == [Money(15_000, "EUR")]
    assert name_of(found.channel, channel_names()) == "Fairs"


def test_sales_part_is_the_conversations_held_before_winning():
    world = build_world()
    lead = open_lead(meet("rita", day(0)), day(0))
    for at in (1, 2, 9):
        talk(lead, world.sam, day(at))
    win(lead, day(5), 100_000)
    win(open_lead(meet("karl", day(0)), day(0)), day(5), None, "CHF")
    account = credit_of(EVER, BERLIN)
    assert (account.won, account.conversations, account.won_without_conversation) == (2, 2, 1)
    assert account.conversations_per_won == 1
    assert account.values == [Money(100_000, "EUR")]
