"""Companies that are one firm: found, merged, asked about, taken back, with nothing lost and nothing mixed up."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import TestCase, override_settings
from django.test.utils import CaptureQueriesContext

from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.organisation.tests.world import MONDAY, build_world
from handschlag.people.models import (
    AttributeValue,
    Because,
    Company,
    CompanyKey,
    CompanyMerge,
    Contact,
    Employment,
    Portrait,
    PossibleSameCompany,
    TwoCompanies,
    describe,
    enter,
    match,
    match_companies,
    match_companies_again,
    merge_companies,
    redraw_portraits,
    take_back,
)

HOUR = timedelta(hours=1)
LATER, LAST = MONDAY + HOUR, MONDAY + 2 * HOUR


def all_known():
    """Every row that tells of companies, as the database has it."""
    return (
        sorted(Company.objects.values_list("id", "name", "name_key", "domain", "postal_code", "industry")),
        sorted(Contact.objects.values_list("id", "company")),
        sorted(Employment.objects.values_list("id", "company")),
        sorted(AttributeValue.objects.exclude(company=None).values_list("id", "company")),
    )


class Firms(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()

    def enter(self, email, company="", at=MONDAY, **more):
        said = {"email": email, "family_name": email.partition("@")[0], "company": company, **more}
        return enter({name: text for name, text in said.items() if text}, by=self.world.mara, at=at)


class OneFirm(Firms):
    def two(self, **more):
        """One firm by its domain, then one by another; nothing else is the same but the name without its form."""
        self.enter("anna@huber.example", "Huber GmbH", industry="print", **more)
        self.enter("ben@huber-bau.example", "Huber AG", LATER, industry="steel", **more)
        return Company.objects.get(domain="huber.example"), Company.objects.get(domain="huber-bau.example")

    def merged(self, kept, gone, at=LATER):
        return merge_companies(kept, gone, at=at, by=self.world.mara, because=Because.PERSON)

    def test_one_name_in_one_place_is_merged_by_itself(self):
        self.enter("anna@huber.example", "Huber GmbH", postal_code="86150")
        self.enter("ben@gmx.de", "Huber AG", LATER, postal_code="86150")
        assert match_companies(LAST) == 2
        company = Company.objects.get()
        assert (company.domain, company.contacts.count()) == ("huber.example", 2)
        merge = CompanyMerge.objects.get()
        assert (merge.because, merge.by, merge.reasons[0][0]) == ("similar", None, "company")
        assert Entry.objects.get(fact="companies_merged").actor == ""

    @override_settings(AUTOMATIC_MERGING=False)
    def test_nothing_is_merged_by_itself_where_the_house_does_not_want_it(self):
        self.enter("anna@huber.example", "Huber GmbH", postal_code="86150")
        self.enter("ben@gmx.de", "Huber AG", LATER, postal_code="86150")
        match_companies(LAST)
        assert (Company.objects.count(), PossibleSameCompany.objects.count()) == (2, 1)

    def test_two_domains_are_asked_about_also_in_one_place(self):
        self.two(postal_code="86150")
        match_companies(LAST)
        assert (CompanyMerge.objects.count(), PossibleSameCompany.objects.count()) == (0, 1)

    def test_three_of_one_name_become_one_and_never_one_with_two_domains_by_itself(self):
        self.enter("anna@huber.example", "Huber GmbH", postal_code="86150")
        self.enter("ben@gmx.de", "Huber", LATER, postal_code="86150")
        self.enter("carl@huber-bau.example", "Huber AG", LAST, postal_code="86150")
        while match_companies(LAST):
            pass
        assert (Company.objects.count(), PossibleSameCompany.objects.count()) == (2, 1)

    def test_it_is_compared_once_and_again_when_its_name_place_or_domain_changes(self):
        one, _other = self.two()
        assert match_companies(LAST) == 2
        assert match_companies(LAST) == 0
        for said in ({"called": "Huber & Söhne"}, {"postal_code": "86150"}, {"domain": "h.example"}):
            describe(one, said, by=self.world.mara, at=LAST)
            assert match_companies(LAST) == 1
        describe(one, {"industry": "paper"}, by=self.world.mara, at=LAST)
        assert match_companies(LAST) == 0
        assert match_companies_again() == 2

    def test_a_question_that_is_none_any_more_is_dropped_and_keys_follow_the_name(self):
        one, _other = self.two()
        match_companies(LAST)
        describe(one, {"called": "Zwirner"}, by=self.world.mara, at=LAST)
        before = set(CompanyKey.objects.filter(company=one).values_list("hash", flat=True))
        match_companies(LAST)
        assert not PossibleSameCompany.objects.exists()
        assert before.isdisjoint(CompanyKey.objects.filter(company=one).values_list("hash", flat=True))

    def test_the_one_that_stays_has_everything_and_is_found_by_both_domains_and_names(self):
        kept, gone = self.two()
        self.merged(kept, gone)
        company = Company.objects.get()
        assert (company.id, company.name, company.domain, company.industry) == (
            kept.id,
            "Huber GmbH",
            "huber.example",
            "steel",
        )
        for contact in (
            self.enter("dora@huber-bau.example", at=LAST),
            self.enter("emil@huber-bau.example", "Huber AG", LAST),
            self.enter("fred@gmx.de", "Huber AG", LAST),
            self.enter("gina@huber.example", at=LAST),
        ):
            assert contact.company == company
        assert Company.objects.count() == 1

    def test_undoing_gives_both_back_as_they_were(self):
        kept, gone = self.two(postal_code="86150")
        before = all_known()
        done = self.merged(kept, gone)
        assert all_known() != before
        back = done.undo(by=self.world.theo, at=LAST)
        assert all_known() == before
        assert (back.id, back.made_at) == (gone.id, gone.made_at)
        assert CompanyMerge.objects.get().before == {}
        assert Entry.objects.get(fact="company_merge_undone").actor == str(self.world.theo.id)

    def test_a_domain_that_was_passed_on_comes_back(self):
        self.enter("anna@gmx.de", "Huber GmbH")
        self.enter("ben@huber-bau.example", "Huber AG", LATER)
        kept, gone = Company.objects.get(domain=""), Company.objects.get(domain="huber-bau.example")
        before = all_known()
        done = self.merged(kept, gone)
        assert Company.objects.get().domain == "huber-bau.example"
        done.undo(by=self.world.theo, at=LAST)
        assert all_known() == before

    def test_a_firm_nobody_said_a_name_of_keeps_its_name_both_ways(self):
        kept = Company.objects.create(name="Huber", domain="huber.example", name_key="huber", made_at=MONDAY)
        gone = Company.objects.create(name="Hueber", name_key="hueber", made_at=LATER)
        before = all_known()
        done = self.merged(kept, gone)
        assert Company.objects.get().name == "Huber"
        done.undo(by=self.world.theo, at=LAST)
        assert all_known() == before

    def test_what_came_since_goes_with_the_domain(self):
        kept, gone = self.two()
        done = self.merged(kept, gone)
        dora = self.enter("dora@huber-bau.example", "Huber AG", LAST)
        gina = self.enter("gina@huber.example", at=LAST)
        back = done.undo(by=self.world.theo, at=LAST)
        dora.refresh_from_db()
        gina.refresh_from_db()
        assert (dora.company, gina.company) == (back, kept)

    def test_merges_are_undone_in_any_order(self):
        first, second = self.two()
        third = self.enter("carl@huber-alt.example", "Huber KG", LAST).company
        before = all_known()
        one = self.merged(second, third)
        two = self.merged(first, second)
        assert set(Contact.objects.values_list("company", flat=True)) == {first.id}
        one.undo(by=self.world.theo, at=LAST)
        assert Contact.objects.get(family_name="carl").company == third
        two.undo(by=self.world.theo, at=LAST)
        assert all_known() == before

    def test_a_merge_is_undone_once_and_nobody_joins_itself(self):
        kept, gone = self.two()
        done = self.merged(kept, gone)
        with pytest.raises(Refused):
            self.merged(kept, gone)
        done.undo(by=self.world.theo, at=LAST)
        with pytest.raises(Refused):
            CompanyMerge.objects.get(id=done.id).undo(by=self.world.theo, at=LAST)
        with pytest.raises(Refused):
            self.merged(kept, kept)

    def test_nobody_else_gets_a_domain_that_joined(self):
        kept, gone = self.two()
        other = self.enter("zoe@zwirner.example", "Zwirner").company
        self.merged(kept, gone)
        with pytest.raises(Refused):
            describe(other, {"domain": "huber-bau.example"}, by=self.world.mara, at=LAST)
        describe(kept, {"domain": "huber-bau.example"}, by=self.world.mara, at=LAST)
        assert Company.objects.get(id=kept.id).domain == "huber-bau.example"

    def test_two_firms_stay_two_and_nobody_is_asked_again(self):
        one, _other = self.two()
        match_companies(LAST)
        PossibleSameCompany.objects.get().keep_apart(by=self.world.mara, at=LAST)
        describe(one, {"postal_code": "86150"}, by=self.world.mara, at=LAST)
        match_companies_again()
        match_companies(LAST)
        assert not PossibleSameCompany.objects.exists()
        assert Entry.objects.filter(fact="companies_kept_apart").count() == 1

    def test_two_firms_stay_two_when_one_joins_a_third(self):
        one, other = self.two()
        match_companies(LAST)
        PossibleSameCompany.objects.get().keep_apart(by=self.world.mara, at=LAST)
        third = self.enter("carl@gmx.de", "Huber KG", LAST).company
        self.merged(third, other)
        match_companies(LAST)
        assert not PossibleSameCompany.objects.filter(one__in=[one, third], other__in=[one, third]).exists()

    def test_what_was_taken_back_is_not_merged_again_by_itself(self):
        self.enter("anna@huber.example", "Huber GmbH", postal_code="86150")
        self.enter("ben@gmx.de", "Huber AG", LATER, postal_code="86150")
        match_companies(LAST)
        take_back(CompanyMerge.objects.get(), by=self.world.mara, at=LAST)
        match_companies(LAST)
        assert Company.objects.count() == 2
        assert TwoCompanies.objects.get().by == self.world.mara

    def test_a_firm_kept_apart_is_not_joined_when_both_are_named_in_one_breath(self):
        self.enter("anna@huber.example", "Huber GmbH")
        self.enter("ben@gmx.de", "Huber AG", LATER)
        match_companies(LAST)
        PossibleSameCompany.objects.get().keep_apart(by=self.world.mara, at=LAST)
        contact = self.enter("carl@huber.example", "Huber AG", LAST)
        assert contact.company.domain == "huber.example"
        assert Company.objects.count() == 2

    def test_an_answer_is_given_once_and_the_younger_joins_the_elder(self):
        elder, _younger = self.two()
        match_companies(LAST)
        question = PossibleSameCompany.objects.get()
        assert question.unite(by=self.world.mara, at=LAST).kept == elder
        for answer in (question.unite, question.keep_apart):
            with pytest.raises(Refused):
                answer(by=self.world.mara, at=LAST)

    def test_comparing_costs_the_same_number_of_queries_for_any_number(self):
        counts = []
        for numbers in (range(10, 13), range(13, 30)):
            for number in numbers:
                self.enter(f"anna@firma{number}.example", f"Werkstoff {number}")
            with CaptureQueriesContext(connection) as queries:
                assert match_companies(LAST) == len(numbers)
            counts.append(len(queries))
        assert counts[1] <= counts[0]  # many rows are copied into PostgreSQL, which is no query that is counted


class Redrawing(Firms):
    def setUp(self):
        self.company = self.enter("anna@huber.example", "Huber GmbH").company
        for number in range(4):
            self.enter(f"p{number}@huber.example")
        match(MONDAY)

    def drawn(self):
        return [text.count("zwirner") for text in Portrait.objects.order_by("contact").values_list("text", flat=True)]

    def test_contacts_of_a_renamed_firm_are_drawn_anew_a_portion_at_a_time(self):
        assert redraw_portraits(LATER) == 0
        describe(self.company, {"called": "Zwirner AG"}, by=self.world.mara, at=LATER)
        portions = []
        while redraw_portraits(LATER, limit=2):
            portions.append(sum(map(bool, self.drawn())))
        assert portions == [2, 4, 5]
        assert Portrait.objects.filter(matched_at=None).count() == 5

    def test_many_renamed_firms_share_a_portion(self):
        for number in range(3):
            company = self.enter(f"z{number}@firma{number}.example", f"Firma {number}").company
            describe(company, {"called": f"Zwirner {number}"}, by=self.world.mara, at=LATER)
        redraw_portraits(LATER)
        assert sum(map(bool, self.drawn())) == 3
        assert redraw_portraits(LATER) == 0
