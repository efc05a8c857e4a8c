"""The scoreboard for programs."""

import pytest
import time_machine
from django.core.cache import cache

from handschlag.learning.tests.stories import agree, day, meet, open_lead, qualify, touch, win
from handschlag.organisation.models import ApiToken
from handschlag.organisation.tests.world import build_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    cache.clear()
    return build_world()


@pytest.fixture
def get(client):
    def get(owner, path, scopes=("read",), **query):
        _token, secret = ApiToken.make("program", owner=owner, scopes=scopes, at=day(0))
        return client.get(f"/api/v1/scoreboard/{path}", query, headers={"Authorization": f"Bearer {secret}"})

    with time_machine.travel(day(10), tick=False):
        yield get


def test_both_sides_programs_read_the_same_funnel(world, get):
    touch("email:rita", day(0), "fair")
    win(open_lead(meet("rita", day(0)), day(0)), day(1), 500)
    answers = [get(owner, "funnel").json() for owner in (world.mara, world.sam)]
    assert answers[0] == answers[1]
    [channel] = answers[0]["channels"]
    assert (channel["channel"], channel["won"], channel["rate"]) == ("fair", 1, 1.0)
    assert channel["values"] == [{"minor": 500, "currency": "EUR"}]
    assert answers[0]["stages"][0] == {"stage": "lead", "count": 1, "share": 1.0}


def test_a_period_and_a_channel_can_be_asked_for(world, get):
    touch("email:rita", day(0), "fair")
    open_lead(meet("rita", day(0)), day(0))
    assert get(world.mara, "funnel", channel="search").json()["channels"] == []
    assert get(world.mara, "funnel", last_on="2026-03-01").json()["stages"][0]["count"] == 0
    assert get(world.mara, "funnel", from_on="2026-03-05", last_on="2026-03-01").status_code == 422
    assert get(world.mara, "funnel", from_on="nonsense").status_code == 422


def test_duties_stand_side_by_side(world, get):
    version = agree(world.theo)
    qualify(open_lead(meet("rita", day(0)), day(0)), version, day(1))
    found = get(world.sam, "duties").json()
    assert [duty["promise"] for duty in found["marketing"]] == ["qualified_leads", "acceptance_rate", "completeness"]
    assert found["marketing"][0]["done"] == 1
    assert [duty["state"] for duty in found["sales"]] == ["nothing_yet"] * 3


@pytest.mark.parametrize("path", ["funnel", "duties"])
def test_without_the_right_nothing_is_told(world, get, client, path):
    assert client.get(f"/api/v1/scoreboard/{path}").status_code == 401
    assert get(world.mara, path, scopes=("capture",)).status_code == 403
    assert get(world.nora, path).status_code == 403
