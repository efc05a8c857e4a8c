"""The funnel read from the records of every room."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from handschlag.kernel.money import Money
from handschlag.learning.core.period import Period
from handschlag.learning.tests.stories import agree, day, hand_over, meet, open_lead, qualify, talk, touch, win
from handschlag.organisation.tests.world import build_world
from handschlag.scoreboard.core.funnel import Stage
from handschlag.scoreboard.readings.board import named_channels
from handschlag.scoreboard.readings.funnel import funnel_of

BERLIN = ZoneInfo("Europe/Berlin")
EVER = Period()

pytestmark = pytest.mark.django_db


def a_lead(name, channel="fair", at=0):
    touch(f"email:{name}", day(at), channel)
    return open_lead(meet(name, day(at)), day(at))


def test_a_lead_is_counted_at_every_stage_it_came_to():
    world = build_world()
    version = agree(world.theo)
    whole_way, returned, not_yet, _fresh = (a_lead(name) for name in ("rita", "karl", "uwe", "eva"))
    hand_over(whole_way, version, world.sam, day(1), accepted=day(1.1))
    talk(whole_way, world.sam, day(2))
    win(whole_way, day(9), 250_000)
    hand_over(returned, version, world.sam, day(1), returned=day(1.1))
    qualify(not_yet, version, day(1), "not_yet")
    counts = funnel_of(EVER, BERLIN).counts
    assert counts == {
        Stage.LEAD: 4,
        Stage.QUALIFIED: 2,
        Stage.HANDED_OVER: 2,
        Stage.ACCEPTED: 1,
        Stage.CONVERSATION: 1,
        Stage.DEAL: 1,
        Stage.WON: 1,
    }


def test_a_channel_is_that_of_the_first_touch_and_rates_come_with_their_interval():
    for number in range(10):
        lead = a_lead(f"lead {number}", "fair" if number < 4 else "")
        touch(f"email:lead {number}", day(1), "newsletter")
        if number == 0:
            win(lead, day(5), 100_000)
            win(lead, day(6), 7, "CHF")
    unknown, fair = funnel_of(EVER, BERLIN).channels
    assert (unknown.channel, unknown.leads, unknown.won) == ("", 6, 0)
    assert (fair.channel, fair.leads, fair.won, fair.rate) == ("fair", 4, 1, 0.25)
    assert fair.interval == pytest.approx((0.0456, 0.6994), abs=5e-5)
    assert fair.values == [Money(7, "CHF"), Money(100_000, "EUR")]


def test_the_cohort_is_who_opened_within_the_houses_days():
    evening = day(0).replace(hour=23, minute=30)  # 0:30 on the next day in Berlin
    open_lead(meet("rita", evening), evening)
    second, third = date(2026, 3, 2), date(2026, 3, 3)
    assert funnel_of(Period(second, third), BERLIN).counts[Stage.LEAD] == 0
    assert funnel_of(Period(third, None), BERLIN).counts[Stage.LEAD] == 1


def test_a_win_outside_the_cohort_does_not_count():
    win(a_lead("rita", at=-100), day(0))
    a_lead("karl")
    counts = funnel_of(Period(date(2026, 3, 1), None), BERLIN).counts
    assert (counts[Stage.LEAD], counts[Stage.WON]) == (1, 0)


def test_one_channel_alone_is_part_of_the_whole():
    a_lead("rita")
    a_lead("karl", "search")
    funnel = funnel_of(EVER, BERLIN)
    assert funnel.only("search").counts[Stage.LEAD] == 1
    assert funnel.only("nobody's").channels == []
    assert funnel.only("nobody's").share(Stage.WON) is None


def test_channels_are_sorted_by_known_columns_only():
    a_lead("rita", "b")
    for name in ("karl", "uwe"):
        win(a_lead(name, "a"), day(3))
    funnel = funnel_of(EVER, BERLIN)
    assert [named.name for named in named_channels(funnel, "channel")] == ["a", "b"]
    assert [named.name for named in named_channels(funnel, "leads")] == ["b", "a"]
    assert [named.name for named in named_channels(funnel, "-rate")] == ["a", "b"]
    for column in ("id", "--leads", "channel__id", ""):
        with pytest.raises(LookupError):
            named_channels(funnel, column)
