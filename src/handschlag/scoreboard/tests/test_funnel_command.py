"""``handschlag funnel`` for people and for programs."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from handschlag.learning.tests.stories import day, meet, open_lead, touch, win

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _story():
    for name, channel in (("rita", "fair"), ("karl", "fair"), ("uwe", "search"), ("eva", "")):
        touch(f"email:{name}", day(0), channel)
        lead = open_lead(meet(name, day(0)), day(0))
        if name == "rita":
            win(lead, day(-1), 100_000)


def printed(*words):
    out = StringIO()
    call_command("funnel", *words, stdout=out)
    return out.getvalue()


def test_programs_get_stages_channels_and_problems():
    found = json.loads(printed("--json"))
    assert found["stages"][0] == {"stage": "lead", "count": 4, "share": 1.0}
    assert found["stages"][-1] == {"stage": "won", "count": 1, "share": 0.25}
    fair, unknown, search = found["channels"]
    assert (fair["channel"], fair["leads"], fair["won"], fair["rate"]) == ("fair", 2, 1, 0.5)
    assert fair["values"] == [{"minor": 100_000, "currency": "EUR"}]
    assert (unknown["channel"], search["channel"]) == ("", "search")
    [problem] = found["problems"]
    assert (problem["problem"], problem["count"]) == ("won_before_first_contact", 1)
    assert set(problem["examples"][0]) == {"lead_id", "contact_id", "deal_id", "opened_at", "won_at"}


def test_one_channel_and_one_period_can_be_asked_for():
    only_search = json.loads(printed("--json", "--channel", "search"))
    assert only_search["stages"][0]["count"] == 1
    assert [channel["channel"] for channel in only_search["channels"]] == ["search"]
    later = json.loads(printed("--json", "--from", "2026-03-03"))
    assert later["stages"][0] == {"stage": "lead", "count": 0, "share": None}
    assert later["problems"] == []


def test_people_get_a_table():
    table = printed()
    for words in ("Funnel", "Leads", "25.0%", "fair", "no channel known", "Won before the first contact"):
        assert words in table


def test_days_in_the_wrong_order_are_told():
    with pytest.raises(CommandError, match="last day"):
        call_command("funnel", "--from", "2026-03-03", "--to", "2026-03-01")


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(CommandError, match="zone"):
        call_command("funnel", "--at", "2026-03-03T10:00")
