from datetime import timedelta

from django.test import TestCase

from handschlag.capture.models import Touch, Waiting, accept
from handschlag.capture.tests.world import message, website
from handschlag.organisation.tests.world import MONDAY
from handschlag.people.models import (
    AttributeValue,
    ClosedBecause,
    Company,
    Contact,
    Identifier,
    Lead,
    has_basis_for_scoring,
    identify,
)

NOW = MONDAY + timedelta(days=10)
ANNA = {
    "email": "Anna@Bauer.example",
    "firstName": "Anna",
    "lastName": "Bauer",
    "company": {"name": "Bauer AG", "employees": 80, "industry": "machines"},
}


class Identify(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.source = website()

    def walk(self, *messages, at=NOW):
        results = accept(self.source, messages, at)
        assert {result.outcome for result in results} == {"accepted"}
        touches = list(Touch.objects.filter(id__in=[result.touch_id for result in results]))
        leads = identify(touches, at)
        Waiting.objects.filter(touch__in=touches).delete()
        return leads

    def test_an_unknown_browser_makes_nobody(self):
        assert self.walk(message()) == set()
        assert not Contact.objects.exists()

    def test_a_person_who_says_who_they_are_becomes_a_contact_with_a_lead(self):
        [lead_id] = self.walk(message(traits=ANNA))
        lead = Lead.objects.get(id=lead_id)
        assert str(lead.contact) == "Anna Bauer"
        assert lead.contact.email == "anna@bauer.example"
        assert (lead.opened_at, lead.known_at, lead.is_open) == (MONDAY, NOW, True)

    def test_the_anonymous_history_joins_when_the_browser_becomes_known(self):
        early = MONDAY - timedelta(days=3)
        assert self.walk(message(timestamp=early.isoformat(), traits={"industry": "print"})) == set()
        [lead_id] = self.walk(message(traits=ANNA))
        lead = Lead.objects.get(id=lead_id)
        assert lead.opened_at == early
        assert self.walk(message()) == {lead_id}
        assert (
            lead.contact.attributes.filter(name="industry").count()
            + lead.contact.company.attributes.filter(name="industry").count()
            == 2
        )

    def test_an_earlier_touch_that_arrives_late_opens_the_lead_earlier(self):
        [lead_id] = self.walk(message(traits=ANNA))
        early = MONDAY - timedelta(days=3)
        assert self.walk(message(timestamp=early.isoformat())) == {lead_id}
        assert Lead.objects.get(id=lead_id).opened_at == early

    def test_the_company_is_found_by_the_address_and_knows_what_was_said_of_it(self):
        self.walk(message(traits=ANNA))
        self.walk(message(anonymousId=None, traits={"email": "ben@bauer.example"}))
        company = Company.objects.get()
        assert (company.name, company.domain, company.employees, company.industry) == (
            "Bauer AG",
            "bauer.example",
            80,
            "machines",
        )
        assert company.contacts.count() == 2
        assert AttributeValue.objects.get(company=company, name="employees").number == 80

    def test_free_mail_says_nothing_about_a_company(self):
        self.walk(message(traits={"email": "anna@gmx.de", "industry": "machines"}))
        assert not Company.objects.exists()
        assert Contact.objects.get().attributes.get(name="industry").text == "machines"

    def test_every_statement_is_kept_and_the_newest_is_shown(self):
        self.walk(message(traits=ANNA))
        self.walk(message(traits=ANNA, timestamp=(MONDAY + timedelta(days=1)).isoformat()))
        self.walk(message(traits=ANNA | {"lastName": "Huber"}, timestamp=(MONDAY + timedelta(days=2)).isoformat()))
        contact = Contact.objects.get()
        names = contact.attributes.filter(name="family_name").order_by("happened_at").values_list("text", flat=True)
        assert list(names) == ["Bauer", "Bauer", "Huber"]
        assert contact.family_name == "Huber"

    def test_two_colleagues_with_one_phone_and_one_browser_stay_two(self):
        self.walk(message(traits={"email": "anna@bauer.example", "phone": "+49 821 12345"}))
        self.walk(message(traits={"email": "ben@bauer.example", "phone": "0821/12345"}))
        assert Contact.objects.count() == 2
        assert Identifier.objects.get(key="phone:+4982112345").contact.email == "anna@bauer.example"

    def test_a_user_id_and_an_address_said_together_are_one_person(self):
        self.walk(message(anonymousId=None, userId="7"))
        self.walk(message(anonymousId=None, userId="7", traits={"email": "anna@bauer.example"}))
        assert Contact.objects.get().email == "anna@bauer.example"
        assert set(Identifier.objects.values_list("key", flat=True)) == {"user:7", "email:anna@bauer.example"}

    def test_a_touch_after_the_closure_opens_a_new_lead_and_one_before_does_not(self):
        [first] = self.walk(message(traits=ANNA))
        closed_at = MONDAY + timedelta(days=1)
        Lead.objects.get(id=first).close(ClosedBecause.LOST, closed_at, NOW, by=None)
        assert self.walk(message(timestamp=closed_at.isoformat())) == set()
        [second] = self.walk(message(timestamp=(closed_at + timedelta(hours=1)).isoformat()))
        assert second != first
        assert Lead.objects.get(id=second).opened_at == closed_at + timedelta(hours=1)

    def test_consent_is_kept_with_its_proof_and_a_withdrawal_counts(self):
        self.walk(
            message(traits=ANNA, messageId="form-1", properties={"consent": {"scoring": True, "wording": "I agree."}})
        )
        contact = Contact.objects.get()
        assert has_basis_for_scoring(contact.id, NOW)
        consent = contact.consents.get()
        assert (consent.wording, consent.proof, consent.basis) == ("I agree.", "form-1", "consent")
        later = MONDAY + timedelta(days=1)
        self.walk(message(timestamp=later.isoformat(), properties={"consent": {"scoring": False}}))
        assert not has_basis_for_scoring(contact.id, NOW)

    def test_nothing_said_is_no_basis(self):
        self.walk(message(traits=ANNA))
        assert not has_basis_for_scoring(Contact.objects.get().id, NOW)
