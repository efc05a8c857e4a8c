"""The whole base compared with itself."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import TestCase

from handschlag.organisation.tests.world import MONDAY, build_world
from handschlag.people.models import Contact, MatchKey, Merge, Portrait, PossibleDuplicate, enter, match, match_all
from handschlag.people.models.whole import by_splink

SAID = {"given_name": "Anna", "family_name": "Hinterhuber", "company": "Kaya"}


class WholeBase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()
        for place, said in enumerate(
            (
                {**SAID, "email": "a@kaya.example"},
                {**SAID, "email": "a@gmx.de"},
                {"given_name": "Paul", "family_name": "Brunnlechner", "email": "p@eins.example"},
                {"given_name": "Paul", "family_name": "Brunnlechner", "email": "pb@zwei.example"},
                {"given_name": "Mia", "family_name": "Kaya", "email": "m@drei.example"},
            )
        ):
            enter(said, by=cls.world.mara, at=MONDAY.replace(minute=place))

    def test_it_finds_what_live_matching_finds(self):
        done = match_all(MONDAY)
        assert (done.compared, len(done.joined), done.asked) == (5, 1, 1)
        assert Merge.objects.get().because == "similar"

    def test_again_it_changes_nothing(self):
        match_all(MONDAY)
        question = PossibleDuplicate.objects.get()
        done = match_all(MONDAY)
        assert (done.compared, len(done.joined), done.asked) == (4, 0, 1)
        assert PossibleDuplicate.objects.get().id == question.id

    def test_a_question_that_is_none_any_more_is_dropped(self):
        match(MONDAY)
        one, other = Contact.objects.order_by("made_at")[:2]
        low, high = sorted((one.id, other.id))
        PossibleDuplicate.objects.get_or_create(one_id=low, other_id=high, defaults={"score": 1, "found_at": MONDAY})
        match_all(MONDAY)
        assert PossibleDuplicate.objects.count() == 1

    def test_contacts_older_than_portraits_are_drawn(self):
        MatchKey.objects.all().delete()
        Portrait.objects.all().delete()
        assert match_all(MONDAY).compared == 5
        assert Contact.objects.count() == 4

    def test_two_people_stay_two(self):
        match_all(MONDAY)
        PossibleDuplicate.objects.get().keep_apart(by=self.world.mara, at=MONDAY)
        assert match_all(MONDAY).asked == 0

    def test_an_empty_house_has_nothing_to_compare(self):
        Contact.objects.all().delete()
        assert match_all(MONDAY).compared == 0

    def test_the_command_says_what_it_did(self):
        out = StringIO()
        call_command("match", "--json", stdout=out)
        assert json.loads(out.getvalue()) == {"compared": 5, "merged": 1, "asked": 1}
        call_command("match", stdout=out)
        assert "4 contacts compared: 0 merged, 1 pairs wait for an answer." in out.getvalue()


@pytest.mark.filterwarnings("ignore")
class BySplink(TestCase):
    def test_splink_learns_the_weights_of_a_base_for_itself(self):
        world = build_world()
        for number in range(60):
            twice = number < 12
            said = {
                "given_name": f"Name{chr(97 + number % 26)}",
                "family_name": f"Huber{chr(97 + number // 2 % 26)}o{number}",
                "company": f"Firma {number}",
            }
            enter({**said, "email": f"box{number}@firma{number}.example"}, by=world.mara, at=MONDAY)
            if twice:
                enter({**said, "email": f"box{number}@gmx.de"}, by=world.mara, at=MONDAY)
        done = match_all(MONDAY, by_splink("duckdb"))
        assert len(done.joined) + done.asked >= 10
