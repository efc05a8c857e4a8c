from datetime import timedelta

from django.test import TestCase
from django.urls import reverse

from handschlag.capture.models import Touch, accept
from handschlag.capture.tests.world import message, website
from handschlag.kernel.ids import new_id
from handschlag.market.models import Segment
from handschlag.organisation.tests.world import MONDAY, build_world
from handschlag.people.models import ClosedBecause, Contact, Lead, enter, identify

NASTY = "<script>alert(1)</script>"


class Pages(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()
        said = {
            "email": "anna@bauer.example",
            "firstName": "Anna",
            "lastName": "Müller",
            "company": {"name": "Bauer AG", "employees": 80, "industry": "machines"},
        }
        consent = {"consent": {"scoring": True, "wording": "I agree."}, "channel": "search"}
        accept(website(), [message(traits=said, properties=consent), message("Fair visit")], MONDAY)
        identify(list(Touch.objects.all()), MONDAY)
        cls.anna = Contact.objects.get()
        cls.lead = Lead.objects.get()

    def addresses(self, contact=None, company=None):
        contact, company = contact or self.anna.id, company or self.anna.company_id
        return {
            "contacts": reverse("people:contacts"),
            "contact_add": reverse("people:contact_add"),
            "contact": reverse("people:contact", args=[contact]),
            "contact_correct": reverse("people:contact_correct", args=[contact]),
            "companies": reverse("people:companies"),
            "company": reverse("people:company", args=[company]),
        }

    def get(self, address, user=None, **query):
        self.client.force_login(user or self.world.mara)
        return self.client.get(address, query)

    def test_every_page_works_for_marketing_and_sales(self):
        for user in (self.world.mara, self.world.sam):
            for name, address in self.addresses().items():
                assert self.get(address, user).status_code == 200, name

    def test_data_protection_reads_and_does_not_write(self):
        self.world.nora.give_role("data_protection", by=None, at=MONDAY)
        for name, address in self.addresses().items():
            expected = 403 if name in ("contact_add", "contact_correct") else 200
            assert self.get(address, self.world.nora).status_code == expected, name

    def test_who_has_no_role_or_only_operations_sees_nothing(self):
        self.world.otto.take_role("data_protection", by=self.world.mara, at=MONDAY)
        for user in (self.world.nora, self.world.otto):
            for address in self.addresses().values():
                assert self.get(address, user).status_code == 403
                assert self.client.post(address, {"email": "x@y.example"}).status_code in (403, 405)
        assert Contact.objects.count() == 1

    def test_strangers_are_sent_to_log_in(self):
        for address in self.addresses().values():
            assert self.client.get(address).status_code == 302

    def test_unknown_ids_are_unknown(self):
        unknown = self.addresses(new_id(), new_id())
        for name in ("contact", "contact_correct", "company"):
            assert self.get(unknown[name]).status_code == 404

    def test_the_contact_page_tells_everything_in_one_timeline(self):
        self.lead.close(ClosedBecause.LOST, MONDAY + timedelta(days=1), MONDAY + timedelta(days=1), by=None)
        page = self.get(self.addresses()["contact"]).content.decode()
        for text in (
            "Anna Müller",
            "Bauer AG",
            "machines",
            "brochure downloaded",
            "fair visit",
            "Became a lead",
            "Lead closed: lost",
            "Allowed: Qualification by points",
            "I agree.",
        ):
            assert text in page, text

    def test_search_finds_how_name_address_or_company_begins(self):
        address = self.addresses()["contacts"]
        for word in ("Anna", "mül", "MUL", "anna@", "bauer", "anna mül"):
            assert "Anna Müller" in self.get(address, q=word).content.decode(), word
        for word in ("nna", "example", "%", "_"):
            assert "Anna Müller" not in self.get(address, q=word).content.decode(), word

    def test_contacts_are_narrowed_by_segment(self):
        Segment.objects.create(key="machines", name="Machines", industries=["machines"], employees_from=50)
        Segment.objects.create(key="print", name="Print", industries=["print"])
        address = self.addresses()["contacts"]
        assert "Anna Müller" in self.get(address, segment="machines").content.decode()
        assert "Anna Müller" not in self.get(address, segment="print").content.decode()

    def test_long_lists_are_turned_without_missing_or_repeating_anybody(self):
        for number in range(120):
            enter(
                {"family_name": f"Meier {number % 7}", "email": f"p{number}@x.example"}, by=self.world.mara, at=MONDAY
            )
        for order in ("name", "newest"):
            seen, after = [], ""
            while True:
                page = self.get(self.addresses()["contacts"], order=order, after=after).context["page"]
                seen += [contact.id for contact in page.rows]
                after = page.next
                if not after:
                    break
            assert len(seen) == len(set(seen)) == 121

    def test_a_nonsensical_place_in_the_list_is_its_beginning(self):
        for after in ("x", str(new_id()), "'; DROP TABLE"):
            assert self.get(self.addresses()["contacts"], after=after).context["page"].is_first

    def test_htmx_gets_the_list_alone(self):
        self.client.force_login(self.world.mara)
        answer = self.client.get(self.addresses()["contacts"], headers={"HX-Request": "true"})
        assert answer.content.decode().strip().startswith('<div class="stack" id="list">')

    def test_a_contact_is_entered_and_corrected(self):
        self.client.force_login(self.world.sam)
        form = {"given_name": "Ben", "family_name": NASTY, "email": "BEN@x.example", "phone": "0821 999"}
        answer = self.client.post(self.addresses()["contact_add"], form)
        ben = Contact.objects.get(email="ben@x.example")
        assert answer["Location"] == reverse("people:contact", args=[ben.id])
        page = self.client.get(answer["Location"]).content.decode()
        assert NASTY not in page
        assert "&lt;script&gt;" in page
        self.client.post(reverse("people:contact_correct", args=[ben.id]), form | {"family_name": "Weiß"})
        assert Contact.objects.get(id=ben.id).family_name == "Weiß"

    def test_what_cannot_be_entered_is_said_at_the_field(self):
        self.client.force_login(self.world.mara)
        answer = self.client.post(
            self.addresses()["contact_add"], {"email": "a@b\r\nBcc: x@y.example", "phone": "call"}
        )
        assert set(answer.context["form"].errors) == {"email", "phone"}
        answer = self.client.post(self.addresses()["contact_add"], {"email": "anna@bauer.example"})
        assert "belongs to another contact" in answer.content.decode()

    def test_the_pages_cost_a_handful_of_queries(self):
        self.client.force_login(self.world.mara)
        for number in range(60):
            enter({"email": f"p{number}@x{number}.example", "company": f"X{number}"}, by=self.world.mara, at=MONDAY)
        for name, most in {"contacts": 9, "companies": 9, "contact": 25, "company": 13}.items():
            with self.assertNumQueries(self.fewer_than(most)):
                self.client.get(self.addresses()[name])

    class fewer_than(int):  # noqa: N801 – reads as a sentence
        def __eq__(self, other):
            return other <= int(self)

        __hash__ = int.__hash__
