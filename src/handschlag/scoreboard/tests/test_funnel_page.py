"""The scoreboard's page: both sides see the same, Nora nothing."""

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from handschlag.handover.models import Duty
from handschlag.learning.tests.stories import agree, day, hand_over, meet, open_lead, owe, talk, touch, win
from handschlag.organisation.tests.world import build_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    cache.clear()
    return build_world()


@pytest.fixture
def page(client):
    def get(user, **query):
        client.force_login(user)
        return client.get(reverse("scoreboard:funnel"), query)

    with time_machine.travel(day(10), tick=False):
        yield get


@pytest.fixture
def story(world):
    """One lead that went the whole way, one that is overdue, one won before it was met."""
    version = agree(world.theo)
    for name in ("rita", "karl", "uwe"):
        touch(f"email:{name}", day(0), "fair")
    rita, karl, uwe = (open_lead(meet(name, day(0)), day(0)) for name in ("rita", "karl", "uwe"))
    owe(hand_over(rita, version, world.sam, day(1), accepted=day(1.1)), Duty.ACCEPT, day(1.2), done_at=day(1.1))
    talk(rita, world.sam, day(2))
    win(rita, day(5), 1_250_000)
    owe(hand_over(karl, version, world.sam, day(1)), Duty.ACCEPT, day(1.2))
    return win(uwe, day(-1), None)


def test_both_sides_see_the_same_page(world, story, page):
    bodies = {page(user).content.decode().split("<h1>")[1].split("</main>")[0] for user in (world.mara, world.sam)}
    assert len(bodies) == 1
    [body] = bodies
    assert "3 leads → 2 won (66.7%)" in body
    assert "€12,500" in body
    assert "1 is overdue now" in body
    assert "Won before the first contact" in body
    assert reverse("conversation:deal", args=[story.id]) in body


def test_operations_see_the_figures_and_no_door_to_conversations(world, story, page):
    body = page(world.otto).content.decode()
    assert "3 leads → 2 won (66.7%)" in body
    assert reverse("scoreboard:echoes") not in body


def test_nobody_is_judged_by_name(world, story, page):
    assert "Sam" not in page(world.mara).content.decode().split("<h1>")[1].split("</main>")[0]


def test_an_empty_house_says_how_leads_come(world, page):
    body = page(world.mara).content.decode()
    assert "No leads in this period" in body
    assert reverse("capture:overview") in body


def test_the_period_is_the_one_asked_for(world, story, page):
    answer = page(world.sam, period="custom", from_on="2026-02-01", last_on="2026-03-01")
    assert "No leads in this period" in answer.content.decode()


@pytest.mark.parametrize("sort", ["channel", "-channel", "leads", "-won", "rate"])
def test_the_channels_can_be_sorted(world, story, page, sort):
    assert page(world.mara, sort=sort).status_code == 200


@pytest.mark.parametrize("sort", ["", "id", "leads; drop table", "channel__id"])
def test_an_unknown_column_is_refused(world, page, sort):
    assert page(world.mara, sort=sort).status_code == 400


def test_a_channel_full_of_html_is_text(world, page):
    touch("email:rita", day(0), "<script>alert(1)</script>")
    open_lead(meet("rita", day(0)), day(0))
    assert "<script>alert" not in page(world.mara).content.decode()


def test_a_channel_without_a_name_is_told_apart_from_one_called_unknown(world, page):
    for name, channel in (("rita", ""), ("karl", "unknown")):
        touch(f"email:{name}", day(0), channel)
        open_lead(meet(name, day(0)), day(0))
    body = page(world.mara).content.decode()
    assert "no channel known" in body
    assert ">unknown<" in body


def test_the_page_costs_the_same_number_of_queries_however_many_leads(
    world, story, page, django_assert_max_num_queries
):
    page(world.mara)
    for number in range(20):
        open_lead(meet(f"more {number}", day(0)), day(0))
    cache.clear()
    with django_assert_max_num_queries(60):
        page(world.mara)


def test_what_is_kept_needs_no_measuring(world, story, page, client, django_assert_max_num_queries):
    page(world.mara)
    with django_assert_max_num_queries(17):
        client.get(reverse("scoreboard:funnel"))


def test_nora_sees_nothing(world, page):
    assert page(world.nora).status_code == 403


def test_strangers_are_sent_to_log_in(world, client):
    assert client.get(reverse("scoreboard:funnel")).status_code == 302


def test_nothing_can_be_posted(world, client):
    client.force_login(world.mara)
    assert client.post(reverse("scoreboard:funnel")).status_code == 405


def test_the_page_speaks_german(world, story, page, client):
    client.cookies["django_language"] = "de"
    body = page(world.mara).content.decode()
    assert "Marketing schuldet" in body
    assert "Vor dem Erstkontakt gewonnen" in body
