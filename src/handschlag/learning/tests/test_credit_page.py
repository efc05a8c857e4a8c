"""The credit page: both sides see the same, Nora nothing."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation

from handschlag.learning.tests.stories import agree, day, meet, open_lead, touch, win
from handschlag.organisation.tests.world import build_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    cache.clear()
    return build_world()


@pytest.fixture
def page(client, time_machine_at_monday):
    def get(user, **query):
        client.force_login(user)
        return client.get(reverse("learning:credit"), query)

    return get


@pytest.fixture
def time_machine_at_monday():
    import time_machine

    with time_machine.travel(day(10), tick=False):
        yield


def a_won_deal(value_minor=1_250_000):
    lead = open_lead(meet("rita", day(0)), day(0))
    touch("anon:rita", day(0), "fair")
    touch("email:rita", day(3), "newsletter")
    win(lead, day(5), value_minor)


def test_both_sides_see_the_same_account(world, page):
    a_won_deal()
    agree(world.theo)
    bodies = {
        page(user, period="all").content.decode().split("<h1>")[1].split("</main>")[0]
        for user in (world.mara, world.sam, world.otto)
    }
    assert len(bodies) == 1
    [body] = bodies
    assert "newsletter" in body
    assert "€12,500" in body
    assert "Last touch is the agreed currency" in body
    assert "Credit is not cause" in body


def test_the_agreed_model_is_marked(world, page):
    a_won_deal()
    agree(world.theo, credit="first_touch")
    assert "First touch is the agreed currency" in page(world.mara).content.decode()


def test_a_house_without_wins_is_told_what_appears_here(world, page):
    assert "No deal won in this period" in page(world.sam).content.decode()


def test_a_period_that_cannot_be_read_is_told_and_shows_90_days(world, page):
    answer = page(world.sam, period="custom", from_on="2026-03-05", last_on="2026-03-01")
    assert answer.status_code == 200
    assert "The last day lies before the first." in answer.content.decode()


def test_the_days_asked_for_are_the_days_shown(world, page):
    a_won_deal()
    before = page(world.sam, period="custom", from_on="2026-03-01", last_on="2026-03-06").content.decode()
    within = page(world.sam, period="custom", from_on="2026-03-07", last_on="2026-03-07").content.decode()
    assert "No deal won" in before
    assert "newsletter" in within


def test_html_in_a_channel_is_text(world, page):
    lead = open_lead(meet("rita", day(0)), day(0))
    touch("email:rita", day(0), "<script>alert(1)</script>")
    win(lead, day(5))
    assert "<script>alert" not in page(world.sam).content.decode()


def test_nora_sees_nothing(world, page):
    assert page(world.nora).status_code == 403


def test_strangers_are_sent_to_log_in(world, client):
    assert client.get(reverse("learning:credit")).status_code == 302


def test_nothing_can_be_posted(world, client):
    client.force_login(world.mara)
    assert client.post(reverse("learning:credit")).status_code == 405


def test_the_page_speaks_german(world, page, client):
    a_won_deal()
    client.cookies["django_language"] = "de"
    with translation.override("de"):
        assert "Beitragskonto" in page(world.mara).content.decode()
