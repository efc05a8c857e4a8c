"""Contacts that look alike: compared when they come or change, merged where sure, asked about where doubtful."""

from datetime import timedelta

import pytest
from django.test import TestCase, override_settings

from handschlag.kernel.refusal import Refused
from handschlag.organisation.tests.world import MONDAY, build_world
from handschlag.people.core.matching.base import Base
from handschlag.people.core.matching.judgement import Judgement
from handschlag.people.core.matching.keys import match_keys
from handschlag.people.core.matching.person import from_text, person_of
from handschlag.people.models import (
    Because,
    Contact,
    Identifier,
    MatchKey,
    Merge,
    NameCensus,
    Portrait,
    PossibleDuplicate,
    TwoPeople,
    base_now,
    correct,
    enter,
    look_alikes,
    match,
    merge,
    take_back,
)

LATER = MONDAY + timedelta(hours=1)
ANNA = {
    "given_name": "Anna",
    "family_name": "Hinterhuber",
    "email": "anna.hinterhuber@kaya.example",
    "phone": "+4982112345",
    "company": "Kaya GmbH",
}
SAME_PERSON = {**ANNA, "email": "anna.hinterhuber@gmx.de", "phone": ""}
NAMESAKE = {"given_name": "Anna", "family_name": "Hinterhuber", "email": "ah@sonstwo.example"}
COLLEAGUE = {**ANNA, "given_name": "Paul", "family_name": "Schmidt", "email": "paul.schmidt@kaya.example", "phone": ""}


class Matching(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()

    def enter(self, details, at=MONDAY):
        return enter({name: text for name, text in details.items() if text}, by=self.world.mara, at=at)

    def pair(self, one, other):
        """Two contacts, the elder first, compared."""
        first, second = self.enter(one), self.enter(other, LATER)
        return first, second, match(LATER)

    def test_a_contact_is_drawn_and_stands_under_its_keys(self):
        anna = self.enter(ANNA)
        portrait = Portrait.objects.get(contact=anna)
        person = from_text(portrait.text)
        assert person[:2] == ("anna", "hinterhuber")
        assert person.phones == ("+4982112345",)
        assert set(MatchKey.objects.filter(portrait=portrait).values_list("hash", flat=True)) == match_keys(person)

    def test_keys_follow_a_correction(self):
        anna = self.enter(ANNA)
        match(MONDAY)
        correct(anna, {"family_name": "Kaya"}, by=self.world.mara, at=LATER)
        portrait = Portrait.objects.get(contact=anna)
        assert portrait.matched_at is None
        assert set(portrait.keys.values_list("hash", flat=True)) == match_keys(from_text(portrait.text))

    def test_what_is_not_compared_changes_nothing(self):
        anna = self.enter(ANNA)
        match(MONDAY)
        correct(anna, {"position": "buyer"}, by=self.world.mara, at=LATER)
        assert Portrait.objects.get(contact=anna).matched_at == MONDAY

    def test_keys_go_with_the_contact(self):
        self.enter(ANNA).delete()
        assert not Portrait.objects.exists()
        assert not MatchKey.objects.exists()

    def test_one_person_twice_is_merged_by_itself(self):
        first, second, matched = self.pair(ANNA, SAME_PERSON)
        assert matched.joined == {second.id: first.id}
        done = Merge.objects.get()
        assert (done.because, done.by) == ("similar", None)
        assert done.score > 8
        assert done.reasons[0][0] in ("given", "family", "company")
        assert Identifier.objects.filter(contact=first).count() == 3

    def test_a_namesake_is_asked_about_once(self):
        first, second, matched = self.pair(ANNA, NAMESAKE)
        question = PossibleDuplicate.objects.get()
        assert {question.one_id, question.other_id} == {first.id, second.id}
        assert matched.asked == 1
        Portrait.objects.update(matched_at=None)
        match(LATER)
        assert PossibleDuplicate.objects.get().id == question.id

    def test_a_colleague_is_nobody_else(self):
        _first, _second, matched = self.pair(ANNA, COLLEAGUE)
        assert (matched.joined, matched.asked) == ({}, 0)

    @override_settings(AUTOMATIC_MERGING=False)
    def test_where_nothing_is_merged_by_itself_sure_pairs_are_asked_about(self):
        self.pair(ANNA, SAME_PERSON)
        assert not Merge.objects.exists()
        assert PossibleDuplicate.objects.count() == 1

    def test_somebody_says_they_are_one(self):
        first, second, _matched = self.pair(ANNA, NAMESAKE)
        done = PossibleDuplicate.objects.get().unite(by=self.world.mara, at=LATER)
        assert (done.kept_id, done.gone_id, done.because, done.by) == (first.id, second.id, "person", self.world.mara)
        assert not PossibleDuplicate.objects.exists()

    def test_somebody_says_they_are_two_and_is_never_asked_again(self):
        self.pair(ANNA, NAMESAKE)
        PossibleDuplicate.objects.get().keep_apart(by=self.world.mara, at=LATER)
        Portrait.objects.update(matched_at=None)
        match(LATER)
        assert not PossibleDuplicate.objects.exists()
        assert TwoPeople.objects.count() == 1

    def test_an_answer_that_comes_too_late_is_refused(self):
        self.pair(ANNA, NAMESAKE)
        question = PossibleDuplicate.objects.get()
        question.keep_apart(by=self.world.mara, at=LATER)
        for answer in (question.unite, question.keep_apart):
            with pytest.raises(Refused):
                answer(by=self.world.sam, at=LATER)
        assert not Merge.objects.exists()

    def test_two_people_are_not_merged_however_alike_they_become(self):
        _first, second, _matched = self.pair(ANNA, NAMESAKE)
        PossibleDuplicate.objects.get().keep_apart(by=self.world.mara, at=LATER)
        correct(second, {"company": "Kaya GmbH"}, by=self.world.mara, at=LATER)
        assert match(LATER).joined == {}
        assert Contact.objects.count() == 2

    def test_a_merge_taken_back_is_not_done_again(self):
        first, second, _matched = self.pair(ANNA, SAME_PERSON)
        back = take_back(Merge.objects.get(), by=self.world.mara, at=LATER)
        assert back.id == second.id
        Portrait.objects.update(matched_at=None)
        assert match(LATER).joined == {}
        assert set(Contact.objects.values_list("id", flat=True)) == {first.id, second.id}
        assert not PossibleDuplicate.objects.exists()

    def test_two_people_stay_two_when_one_of_them_joins_a_third(self):
        _first, second, _matched = self.pair(ANNA, NAMESAKE)
        PossibleDuplicate.objects.get().keep_apart(by=self.world.mara, at=LATER)
        third = self.enter(
            {**NAMESAKE, "email": "ah@sonstwo2.example", "phone": "+49821999"}, MONDAY - timedelta(days=1)
        )
        merge(third, second, at=LATER, by=self.world.mara, because=Because.PERSON)
        assert match(LATER).joined == {}
        assert not PossibleDuplicate.objects.exists()

    def test_a_question_that_is_none_any_more_is_dropped(self):
        _first, second, _matched = self.pair(ANNA, NAMESAKE)
        correct(second, {"given_name": "Paul", "family_name": "Schmidt"}, by=self.world.mara, at=LATER)
        match(LATER)
        assert not PossibleDuplicate.objects.exists()

    def test_three_records_of_one_person_become_one(self):
        for number, box in enumerate(("a", "b", "c")):
            self.enter(
                {**SAME_PERSON, "email": f"anna.hinterhuber@{box}mail.example", "phone": ""},
                MONDAY + timedelta(minutes=number),
            )
        for _turn in range(3):
            match(LATER)
        assert Contact.objects.count() == 1
        assert Identifier.objects.count() == 3

    def test_candidates_come_with_reasons_and_the_likeliest_first(self):
        anna = self.enter(ANNA)
        self.enter(NAMESAKE)
        [found] = look_alikes(
            [person_of({"given_name": "Ana", "family_name": "Hinterhuber", "company": "Kaya"}, [], ["+4982112345"])],
            base_now(MONDAY),
        )
        assert found[0].contact_id == anna.id
        assert found[0].judgement is Judgement.SURE
        assert found[0].grounds[0].field == "phone"

    def test_crowded_keys_are_passed_over(self):
        for number in range(30):
            self.enter({"given_name": "Anna", "family_name": "Müller", "email": f"box{number}x@host{number}.example"})
        [found] = look_alikes(
            [person_of({"given_name": "Anna", "family_name": "Mueller"})], base_now(MONDAY), Judgement.DIFFERENT
        )
        assert found == []

    def test_a_census_is_taken_when_the_base_has_doubled(self):
        for number in range(3):
            self.enter({"given_name": "Anna", "family_name": "Müller", "email": f"a{number}@host{number}.example"})
        assert base_now(MONDAY).size == 1_000
        assert NameCensus.take(MONDAY).given == {"anna": 1.0}
        assert base_now(MONDAY).family == {"muller": 1.0}

    def test_any_number_is_matched_in_two_queries(self):
        people = [person_of({"given_name": "Anna", "family_name": f"Name{number}"}) for number in range(50)]
        self.enter(ANNA)
        with self.assertNumQueries(2):
            look_alikes([*people, person_of(ANNA, [ANNA["email"]])], Base())
