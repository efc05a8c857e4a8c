"""The pages of duplicate and merged companies."""

from datetime import timedelta

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handschlag.kernel.ids import new_id
from handschlag.organisation.tests.world import MONDAY, build_world
from handschlag.people.models import (
    Company,
    CompanyMerge,
    PossibleSameCompany,
    TwoCompanies,
    enter,
    match_companies,
)

NASTY = "<script>alert(1)</script>"


class CompanyPages(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()
        cls.pair(cls, "kaya", f"Kaya {NASTY}")
        match_companies(MONDAY)
        cls.question = PossibleSameCompany.objects.get()

    def pair(self, host, name):
        for number, end in enumerate(("de", "com")):
            said = {
                "email": f"anna@{host}{number}.{end}",
                "company": f"{name} {'AG' * number}",
                "industry": f"i{number}",
            }
            enter(said, by=self.world.mara, at=MONDAY + timedelta(days=number))

    def address(self, name, of=None):
        return reverse(f"people:{name}", args=[of] if of else [])

    def answers(self):
        return [self.address("same_company", self.question.id), self.address("two_companies", self.question.id)]

    def visit(self, user, address):
        self.client.force_login(user)
        return self.client.get(address)

    def post(self, user, address, **headers):
        self.client.force_login(user)
        return self.client.post(address, headers=headers)

    def test_marketing_and_operations_decide_and_sales_looks(self):
        for user, may_decide in ((self.world.mara, True), (self.world.otto, True), (self.world.sam, False)):
            page = self.visit(user, self.address("company_duplicates"))
            assert page.status_code == 200
            assert (self.answers()[0].encode() in page.content) is may_decide

    def test_both_are_shown_side_by_side_and_what_differs_is_marked(self):
        page = self.visit(self.world.mara, self.address("company_duplicates")).content.decode()
        assert "<mark>kaya1.com</mark>" in page
        assert "<mark>i0</mark>" in page
        assert "Company: the same" in page
        assert "likely one person" not in page
        assert NASTY not in page

    def test_the_page_speaks_german(self):
        self.client.force_login(self.world.mara)
        page = self.client.get(self.address("company_duplicates"), headers={"accept-language": "de"})
        assert "Dieselbe Firma" in page.content.decode()

    def test_one_firm_becomes_one_company_that_is_listed_and_taken_back(self):
        assert self.post(self.world.otto, self.answers()[0]).status_code == 302
        done = CompanyMerge.objects.get()
        assert (Company.objects.count(), done.by) == (1, self.world.otto)
        page = self.visit(self.world.sam, self.address("company_merges")).content.decode()
        assert "Somebody said so" in page
        assert "kaya1.com" in page
        assert self.address("company_undoing", done.id) not in page
        for _time in range(2):
            assert self.post(self.world.mara, self.address("company_undoing", done.id)).status_code == 302
        assert Company.objects.count() == 2
        assert "taken back" in self.visit(self.world.mara, self.address("company_merges")).content.decode()

    def test_the_page_of_the_company_that_joined_leads_to_the_one_that_stayed(self):
        self.post(self.world.mara, self.answers()[0])
        done = CompanyMerge.objects.get()
        answered = self.visit(self.world.mara, self.address("company", done.gone_id))
        assert (answered.status_code, answered["Location"]) == (302, self.address("company", done.kept_id))
        assert self.visit(self.world.mara, self.address("company", new_id())).status_code == 404

    def test_two_firms_stay_two(self):
        self.post(self.world.mara, self.answers()[1])
        assert TwoCompanies.objects.get().by == self.world.mara
        assert b"No company twice" in self.visit(self.world.mara, self.address("company_duplicates")).content

    def test_htmx_gets_the_answer_in_place_of_the_question(self):
        answered = self.post(self.world.mara, self.answers()[1], hx_request="true").content.decode()
        assert answered.lstrip().startswith("<li")
        assert "<html" not in answered

    def test_sales_may_not_answer_and_nobody_without_a_role_sees_anything(self):
        for address in [*self.answers(), self.address("company_comparison")]:
            assert self.post(self.world.sam, address).status_code == 403
        for name in ("company_duplicates", "company_merges"):
            assert self.visit(self.world.nora, self.address(name)).status_code == 403
        assert PossibleSameCompany.objects.count() == 1

    def test_answers_are_posts_and_the_unknown_is_unknown(self):
        for address in [*self.answers(), self.address("company_comparison")]:
            assert self.visit(self.world.mara, address).status_code == 405
        for name in ("same_company", "two_companies", "company_undoing"):
            assert self.post(self.world.mara, self.address(name, new_id())).status_code == 404

    def test_all_are_compared_again_and_the_page_says_how_many_are_left(self):
        self.post(self.world.mara, self.address("company_comparison"))
        page = self.visit(self.world.mara, self.address("company_duplicates")).content.decode()
        assert "2 companies are still to be compared." in page

    def test_today_counts_the_pairs(self):
        for user, is_told in ((self.world.mara, True), (self.world.otto, True), (self.world.sam, False)):
            assert (b"pair of companies may be one firm." in self.visit(user, reverse("today")).content) is is_told

    def test_the_number_of_queries_does_not_grow_with_the_pairs(self):
        self.visit(self.world.mara, self.address("company_duplicates"))
        with CaptureQueriesContext(connection) as one_pair:
            self.visit(self.world.mara, self.address("company_duplicates"))
        self.pair("brunn", "Brunnlechner")
        self.pair("zwirn", "Zwirner")
        match_companies(MONDAY)
        assert PossibleSameCompany.objects.count() == 3
        with CaptureQueriesContext(connection) as many:
            self.visit(self.world.mara, self.address("company_duplicates"))
        assert len(many) == len(one_pair)
