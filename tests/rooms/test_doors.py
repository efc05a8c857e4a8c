"""Every address of the house: who is let in is decided before anything else."""

import pytest
from django.test import Client
from django.urls import reverse

from handschlag.organisation.tests.world import World, build_world
from tests.walking import doors

PUBLIC = {"account_login", "organisation:setup", "set_language", "appearance", "ask_preferences", "tracker"}
"""Doors that open for everybody: to log in, to set up an empty house, to choose language and look, to see what one allows."""


DOORS = dict(doors())


def without_parameters() -> list[str]:
    return sorted(name for name, pattern in DOORS.items() if not pattern.pattern.converters and name not in PUBLIC)


@pytest.mark.django_db
@pytest.mark.parametrize("name", without_parameters())
def test_strangers_are_sent_to_log_in(name: str) -> None:
    response = Client().get(reverse(name))
    assert response.status_code in {302, 403, 404, 405}, name


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in without_parameters() if name != "today"])
def test_nora_without_a_role_sees_nothing(name: str) -> None:
    world: World = build_world()
    client = Client()
    client.force_login(world.nora, "allauth.account.auth_backends.AuthenticationBackend")
    response = client.get(reverse(name))
    assert response.status_code in {403, 404, 405}, f"{name}: {response.status_code}"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["mara", "sam", "theo", "lena", "otto"])
def test_every_room_somebody_is_offered_opens(name: str) -> None:
    client = Client()
    client.force_login(getattr(build_world(), name), "allauth.account.auth_backends.AuthenticationBackend")
    offered = [room["url"] for group in client.get("/").context["navigation"] for room in group["rooms"]]
    assert len(offered) >= 4
    assert [url for url in offered if client.get(url, follow=True).status_code != 200] == []
