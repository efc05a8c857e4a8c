"""The credit account for programs."""

from unittest.mock import ANY

import pytest
import time_machine
from django.core.cache import cache

from handschlag.agreement.core.terms import CreditModel
from handschlag.learning.tests.stories import agree, day, meet, open_lead, talk, touch, win
from handschlag.organisation.models import ApiToken
from handschlag.organisation.tests.world import build_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    cache.clear()
    return build_world()


@pytest.fixture
def get(client):
    def get(owner, scopes=("read",), **query):
        _token, secret = ApiToken.make("program", owner=owner, scopes=scopes, at=day(0))
        return client.get("/api/v1/learning/credit", query, headers={"Authorization": f"Bearer {secret}"})

    with time_machine.travel(day(10), tick=False):
        yield get


def test_programs_of_both_sides_read_the_same_account(world, get):
    agree(world.theo)
    lead = open_lead(meet("rita", day(0)), day(0))
    touch("anon:rita", day(0), "fair")
    touch("email:rita", day(3), "newsletter")
    talk(lead, world.sam, day(4))
    win(lead, day(5), 500)
    answers = [get(owner).json() for owner in (world.mara, world.sam)]
    assert answers[0] == answers[1]
    found = answers[0]
    assert (found["won"], found["agreed_model"]) == (1, "last_touch")
    by_channel = {
        player["key"]: {model: round(share["won"], 9) for model, share in player["models"].items()}
        for player in found["players"]
    }
    assert by_channel["fair"] == dict.fromkeys(CreditModel, 0.5) | {
        "first_touch": 1,
        "last_touch": 0,
        "time_decay": ANY,
    }
    assert by_channel["newsletter"]["last_touch"] == 1
    assert sum(one["time_decay"] for one in by_channel.values()) == pytest.approx(1)
    assert found["sales"] == {"conversations": 1, "won_without_conversation": 0}


def test_before_any_agreement_no_model_is_agreed(world, get):
    assert get(world.mara).json()["agreed_model"] is None


def test_credit_is_shared_among_what_is_asked_for(world, get):
    lead = open_lead(meet("rita", day(0)), day(0))
    touch("anon:rita", day(0), "fair")
    talk(lead, world.sam, day(4))
    win(lead, day(5), 500)
    found = get(world.mara, by="department").json()
    assert [player["key"] for player in found["players"]] == ["marketing", "sales"]
    assert get(world.mara, by="moon").status_code == 422


def test_days_in_the_wrong_order_are_refused(world, get):
    assert get(world.mara, from_on="2026-03-05", last_on="2026-03-01").status_code == 422


def test_without_the_right_nothing_is_told(world, get, client):
    assert client.get("/api/v1/learning/credit").status_code == 401
    assert get(world.mara, scopes=("capture",)).status_code == 403
    assert get(world.nora).status_code == 403
