"""The pages of duplicates and merges."""

from datetime import timedelta

from django.db import connection
from django.test import TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handschlag.kernel.ids import new_id
from handschlag.organisation.tests.world import MONDAY, build_world
from handschlag.people.models import Contact, Merge, Portrait, PossibleDuplicate, TwoPeople, enter, match

NASTY = "<script>alert(1)</script>"


@override_settings(AUTOMATIC_MERGING=False)
class DuplicatePages(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()
        same = {"given_name": "Anna", "family_name": "Hinterhuber", "company": f"Kaya {NASTY}"}
        for number, host in enumerate(("kaya.example", "gmx.de")):
            at = MONDAY + timedelta(days=number)
            enter({**same, "email": f"anna.hinterhuber@{host}"}, by=cls.world.mara, at=at)
        match(MONDAY)
        cls.question = PossibleDuplicate.objects.get()

    def address(self, name, of=None):
        return reverse(f"people:{name}", args=[of] if of else [])

    def answers(self):
        return [self.address("same_person", self.question.id), self.address("two_people", self.question.id)]

    def merged(self):
        return self.question.unite(by=self.world.mara, at=MONDAY)

    def visit(self, user, address):
        self.client.force_login(user)
        return self.client.get(address)

    def post(self, user, address, **headers):
        self.client.force_login(user)
        return self.client.post(address, headers=headers)

    def test_marketing_and_operations_decide_and_sales_looks(self):
        for user, may_decide in ((self.world.mara, True), (self.world.otto, True), (self.world.sam, False)):
            page = self.visit(user, self.address("duplicates"))
            assert page.status_code == 200
            assert (self.answers()[0].encode() in page.content) is may_decide

    def test_both_are_shown_side_by_side_and_what_differs_is_marked(self):
        page = self.visit(self.world.mara, self.address("duplicates")).content.decode()
        assert "<mark>anna.hinterhuber@gmx.de</mark>" in page
        assert "<mark>Anna</mark>" not in page
        assert "Family name: the same" in page
        assert NASTY not in page

    def test_the_same_person_becomes_one_contact(self):
        answered = self.post(self.world.otto, self.answers()[0])
        assert answered.status_code == 302
        assert Contact.objects.count() == 1
        assert Merge.objects.get().by == self.world.otto

    def test_two_people_stay_two(self):
        self.post(self.world.mara, self.answers()[1])
        assert TwoPeople.objects.get().by == self.world.mara
        assert Contact.objects.count() == 2
        assert b"Nobody twice" in self.visit(self.world.mara, self.address("duplicates")).content

    def test_htmx_gets_the_answer_in_place_of_the_question(self):
        answered = self.post(self.world.mara, self.answers()[1], hx_request="true").content.decode()
        assert answered.lstrip().startswith("<li")
        assert "<html" not in answered

    def test_sales_may_not_answer_and_nobody_without_a_role_sees_anything(self):
        for address in [*self.answers(), self.address("comparison")]:
            assert self.post(self.world.sam, address).status_code == 403
        for name in ("duplicates", "merges"):
            assert self.visit(self.world.nora, self.address(name)).status_code == 403
        assert PossibleDuplicate.objects.count() == 1

    def test_answers_are_posts(self):
        for address in [*self.answers(), self.address("comparison")]:
            assert self.visit(self.world.mara, address).status_code == 405

    def test_unknown_pairs_and_merges_are_unknown(self):
        for name in ("same_person", "two_people", "undoing"):
            assert self.post(self.world.mara, self.address(name, new_id())).status_code == 404

    def test_a_merge_is_listed_and_taken_back(self):
        done = self.merged()
        page = self.visit(self.world.sam, self.address("merges")).content.decode()
        assert "Somebody said so" in page
        assert self.address("undoing", done.id) not in page
        self.post(self.world.otto, self.address("undoing", done.id))
        assert Contact.objects.count() == 2
        assert "taken back" in self.visit(self.world.mara, self.address("merges")).content.decode()

    def test_a_merge_is_not_taken_back_twice(self):
        done = self.merged()
        for _time in range(2):
            assert self.post(self.world.mara, self.address("undoing", done.id)).status_code == 302
        assert Contact.objects.count() == 2

    def test_all_are_compared_again_and_the_page_says_how_many_are_left(self):
        self.post(self.world.mara, self.address("comparison"))
        assert Portrait.objects.filter(matched_at=None).count() == 2
        page = self.visit(self.world.mara, self.address("duplicates")).content.decode()
        assert "2 contacts are still to be compared." in page

    def test_today_counts_the_pairs(self):
        for user, is_told in ((self.world.mara, True), (self.world.otto, True), (self.world.sam, False)):
            assert (b"pair of contacts may be one person." in self.visit(user, reverse("today")).content) is is_told

    def test_the_number_of_queries_does_not_grow_with_the_pairs(self):
        self.visit(self.world.mara, self.address("duplicates"))
        with CaptureQueriesContext(connection) as one_pair:
            self.visit(self.world.mara, self.address("duplicates"))
        for number in range(3):
            for host in ("kaya.example", "gmx.de"):
                said = {"given_name": f"Xaver{number}", "family_name": "Brunnlechner", "company": "Kaya"}
                enter({**said, "email": f"x{number}@{host}"}, by=self.world.mara, at=MONDAY)
        match(MONDAY)
        assert PossibleDuplicate.objects.count() > 1
        with CaptureQueriesContext(connection) as many:
            self.visit(self.world.mara, self.address("duplicates"))
        assert len(many) == len(one_pair)
