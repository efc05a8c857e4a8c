"""How much one turn of the walk takes: the oldest touches of so many people, however many touches each of them has."""

from datetime import timedelta
from unittest.mock import patch

from django.test import TestCase

from handschlag.capture.models import Touch, Waiting, accept
from handschlag.capture.tests.world import message, website
from handschlag.journey.advance import advance
from handschlag.organisation.tests.world import MONDAY

LATER = MONDAY + timedelta(minutes=1)


def said_by(who: str) -> dict[str, object]:
    return message(userId=who, traits={"email": f"{who}@kaya.example"})


@patch("handschlag.capture.models.claiming.PEOPLE", 2)
class OneTurn(TestCase):
    def come_in(self, *people: str) -> None:
        source = website()
        for second, who in enumerate(people):
            accept(source, [said_by(who)], MONDAY + timedelta(seconds=second))

    def test_takes_all_touches_of_few_people(self):
        self.come_in("anna", "bela", "anna", "bela", "anna")
        assert advance(LATER) == 5
        assert not Waiting.objects.exists()

    def test_ends_before_it_names_too_many(self):
        self.come_in("anna", "bela", "anna", "carla", "anna")
        assert advance(LATER) == 3
        waiting = Waiting.objects.order_by("known_at").values_list("touch__who", flat=True)
        assert [who.split(":")[-1].split("@")[0] for who in waiting] == ["carla", "anna"]
        assert [advance(LATER), advance(LATER)] == [2, 0]

    def test_never_takes_more_touches_than_asked_for(self):
        self.come_in("anna", "anna", "anna")
        assert advance(LATER, limit=2) == 2
        assert Touch.objects.exclude(waiting=None).count() == 1
