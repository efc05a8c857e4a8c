"""The walk matches people before it judges their leads."""

from django.test import TestCase

from handschlag.capture.models import Touch, accept
from handschlag.capture.tests.world import message, website
from handschlag.journey.advance import advance
from handschlag.journey.worker import chores
from handschlag.organisation.tests.world import MONDAY, build_world
from handschlag.people.models import Contact, Lead, enter


class Walking(TestCase):
    def test_the_walk_makes_one_lead_of_one_person(self):
        said = {"firstName": "Anna", "lastName": "Hinterhuber", "company": "Kaya GmbH"}
        accept(
            website(),
            [
                message(traits={**said, "email": "anna.hinterhuber@kaya.example"}),
                message(traits={**said, "email": "anna.hinterhuber@gmx.de"}),
            ],
            MONDAY,
        )
        advance(MONDAY)
        assert Contact.objects.count() == 1
        assert Lead.objects.filter(is_open=True).count() == 1
        assert Touch.objects.count() == 2

    def test_the_worker_matches_what_no_walk_has_brought(self):
        mara = build_world().mara
        for host in ("kaya.example", "gmx.de"):
            said = {
                "given_name": "Anna",
                "family_name": "Hinterhuber",
                "company": "Kaya",
                "email": f"anna.hinterhuber@{host}",
            }
            enter(said, by=mara, at=MONDAY)
        [chore] = [one for one in chores() if one.name == "match"]
        assert chore.work(MONDAY) == 2
        assert Contact.objects.count() == 1
        assert [chore.work(MONDAY), chore.work(MONDAY)] == [1, 0]
