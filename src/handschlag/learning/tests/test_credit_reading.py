"""The credit account read from the records."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from handschlag.agreement.core.terms import CreditModel
from handschlag.capture.models import Touch
from handschlag.kernel.money import Money
from handschlag.learning.core.account import FOLDED, Level
from handschlag.learning.core.period import Period
from handschlag.learning.readings import channel_names, credit, credit_of, first_channels, name_of
from handschlag.learning.readings.behind import deals_behind
from handschlag.learning.readings.gathering import MARKETING, SALES, sales_part
from handschlag.learning.readings.hearsay import Hearsay
from handschlag.learning.tests.stories import agree, close_lead, day, hand_over, meet, open_lead, talk, touch, win
from handschlag.market.models import Campaign, CampaignCost, Channel
from handschlag.organisation.tests.world import build_world
from handschlag.people.models import AttributeValue, Lead

BERLIN = ZoneInfo("Europe/Berlin")
EVER = Period()
FIRST, LAST = CreditModel.FIRST_TOUCH, CreditModel.LAST_TOUCH

pytestmark = pytest.mark.django_db


def won_by(model: CreditModel, period: Period = EVER) -> dict[str, int]:
    return {
        player.key: player.shares[model].won for player in credit_of(period, BERLIN).players if player.shares[model].won
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
    [found] = credit_of(Period(date(2026, 3, 1), date(2026, 4, 1)), BERLIN).players
    assert found.costs == [Money(30_001, "EUR")]
    assert found.cost_per_won(LAST) == [Money(15_000, "EUR")]
    assert name_of(found.key, channel_names()) == "Fairs"


def test_sales_part_is_the_conversations_held_before_winning():
    world = build_world()
    lead = open_lead(meet("rita", day(0)), day(0))
    for at in (1, 2, 9):
        talk(lead, world.sam, day(at))
    win(lead, day(5), 100_000)
    win(open_lead(meet("karl", day(0)), day(0)), day(5), None, "CHF")
    account = sales_part(EVER, BERLIN)
    assert (account.won, account.conversations, account.won_without_conversation, account.without_value) == (2, 2, 1, 1)
    assert account.conversations_per_won == 1
    assert account.values == [Money(100_000, "EUR")]


def lives(name: str, *channels: str) -> Lead:
    """A lead with a touch a day."""
    lead = open_lead(meet(name, day(0)), day(0))
    for number, channel in enumerate(channels):
        touch(f"email:{name}", day(number), channel)
    return lead


@pytest.mark.parametrize("model", list(CreditModel))
def test_every_model_one_may_agree_on_is_counted_and_gives_away_all_there_is(model: CreditModel) -> None:
    win(lives("rita", "fair", "search", "fair"), day(5), 100_001)
    win(lives("karl", "search"), day(5), 333)
    win(lives("uwe"), day(5), 7, "CHF")
    close_lead(lives("ida", "mail", "fair"), day(6))
    found = credit_of(EVER, BERLIN)
    assert (found.won, found.lost) == (3, 1)
    assert sum(player.shares[model].won for player in found.players) == pytest.approx(3)
    worth = [value for player in found.players for value in player.shares[model].values]
    assert sum(value.minor for value in worth if value.currency == "EUR") == 100_334
    assert sum(value.minor for value in worth if value.currency == "CHF") == 7
    for player in found.players:
        share = player.shares[model]
        assert share.low <= share.won + 1e-9
        assert share.won <= share.high + 1e-9


def test_a_lead_closed_in_vain_lowers_what_a_channel_is_missed_for() -> None:
    win(lives("rita", "fair", "mail"), day(5))
    for name in ("ida", "eva", "max"):
        close_lead(lives(name, "mail", "fair"), day(6))
    before = won_by(CreditModel.MARKOV_2)
    assert before["fair"] == pytest.approx(before["mail"])
    win(lives("uwe", "fair"), day(7))
    after = won_by(CreditModel.MARKOV_2)
    assert after["fair"] > after["mail"]


def test_the_last_touch_is_the_one_before_the_handover() -> None:
    world = build_world()
    version = agree(world.theo)
    lead = lives("rita", "fair", "search", "newsletter")
    hand_over(lead, version, world.sam, day(1.5))
    win(lead, day(5))
    assert won_by(LAST) == {"search": 1}
    assert won_by(CreditModel.W_SHAPED) == pytest.approx({"fair": 1 / 3, "search": 1 / 3, "newsletter": 1 / 3})


def test_campaigns_and_materials_share_the_same_deals() -> None:
    lead = lives("rita", "fair", "search")
    Touch.objects.filter(channel="fair").update(campaign="hmi", material="brochure")
    win(lead, day(5))
    for level, key in ((Level.CAMPAIGN, "hmi"), (Level.MATERIAL, "brochure")):
        found = {player.key: player.shares[CreditModel.LINEAR].won for player in credit_of(EVER, BERLIN, level).players}
        assert found == {key: 0.5, "": 0.5}


def test_marketing_and_sales_share_a_deal_by_touches_and_conversations() -> None:
    world = build_world()
    lead = lives("rita", "fair", "search")
    for number in (2, 3):
        talk(lead, world.sam, day(number), "not_reached" if number == 2 else "meeting")
    win(lead, day(5))
    found = {player.key: player.shares for player in credit_of(EVER, BERLIN, Level.DEPARTMENT).players}
    assert found[MARKETING][CreditModel.LINEAR].won == found[SALES][CreditModel.LINEAR].won == 0.5
    assert found[MARKETING][FIRST].won == found[SALES][LAST].won == 1


def test_the_rare_ones_stand_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credit, "MOST_PLAYERS", 2)
    win(lives("rita", "fair", "fair", "search", "search", "mail", "radio"), day(9))
    found = credit_of(EVER, BERLIN)
    assert [player.key for player in found.players] == [FOLDED, "fair", "search"]
    assert found.folded == 2
    assert name_of(FOLDED, {}, found.folded) == "2 others together"


def test_what_customers_say_stands_beside_what_was_tracked() -> None:
    for name, said in (("rita", "recommendation"), ("karl", "")):
        lead = lives(name, "fair")
        if said:
            facts = {"name": "self_reported_source", "happened_at": day(0), "known_at": day(0)}
            AttributeValue.objects.create(contact=lead.contact, text=said, **facts)
        win(lead, day(5))
    assert credit_of(EVER, BERLIN).hearsay == [Hearsay("", "fair", 1), Hearsay("recommendation", "fair", 1)]


def test_the_half_life_is_the_agreed_one() -> None:
    lead = open_lead(meet("rita", day(0)), day(0))
    touch("email:rita", day(0), "fair")
    touch("email:rita", day(2), "mail")
    win(lead, day(5))
    found = {
        one.key: one.shares[CreditModel.TIME_DECAY].won for one in credit_of(EVER, BERLIN, half_life_days=2).players
    }
    assert found == pytest.approx({"fair": 1 / 3, "mail": 2 / 3})


def test_behind_each_line_stand_its_deals() -> None:
    world = build_world()
    win(lives("rita", "fair", "search"), day(5))
    win(lives("uwe"), day(6))
    late = lives("karl", "search")
    touch("email:karl", day(7), "fair")
    win(late, day(5))
    account = credit_of(EVER, BERLIN)
    for player in account.players:
        behind = deals_behind(world.mara, day(9), EVER, BERLIN, Level.CHANNEL, player.key)
        assert behind.paginator.count == player.present
    assert deals_behind(world.sam, day(9), EVER, BERLIN, Level.CHANNEL, "fair").paginator.count == 0
