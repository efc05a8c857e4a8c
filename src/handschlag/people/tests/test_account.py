"""A company as an account: its buying group, what it shares, and what was known of it on a day."""

from datetime import timedelta

import pytest
from django.test import TestCase
from django.urls import reverse

from handschlag.capture.models import Touch, Waiting, accept
from handschlag.capture.tests.world import message, website
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.organisation.tests.world import MONDAY, build_world
from handschlag.people.core.attributes import AttributeType, is_written, written
from handschlag.people.models import AttributeKind, Company, Contact, describe, identify
from handschlag.people.readings import attributes
from handschlag.people.readings.account import account_of

DAY = timedelta(days=1)
NOW = MONDAY + 10 * DAY


def walk(source, at, known_at=NOW, **parts):
    sent = message(**{"anonymousId": None, "timestamp": at.isoformat(), **parts})
    results = accept(source, [sent], known_at)
    touches = list(Touch.objects.filter(id__in=[result.touch_id for result in results]))
    identify(touches, known_at)
    Waiting.objects.filter(touch__in=touches).delete()


class Accounts(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()
        source = cls.source = website()
        anna = {"email": "anna@bauer.example", "lastName": "Bauer", "position": "buyer", "company": "Bauer AG"}
        walk(source, MONDAY, messageId="1", traits=anna | {"industry": "print"})
        walk(source, MONDAY + DAY, messageId="2", traits={"email": "ben@bauer.example", "lastName": "Wolf"})
        for number in range(3):
            brochure = {"material": "brochure"}
            traits = {"email": "ben@bauer.example"}
            walk(source, MONDAY + 2 * DAY, messageId=f"b{number}", traits=traits, properties=brochure)
        walk(
            source,
            MONDAY + 3 * DAY,
            messageId="3",
            traits={"email": "anna@bauer.example"},
            properties={"material": "brochure"},
        )
        walk(source, MONDAY + 3 * DAY, messageId="4", traits={"email": "carl@other.example"})
        cls.company = Company.objects.get(domain="bauer.example")

    def test_the_buying_group_shows_who_is_interested_the_most_active_first(self):
        account = account_of(self.company, NOW)
        assert [(str(one.contact), one.role, one.touches) for one in account.members] == [
            ("Wolf", "", 4),
            ("Bauer", "buyer", 2),
        ]
        assert (account.active, account.touches, sum(account.weeks)) == (2, 6, 6)
        assert account.members[0].last_at == MONDAY + 2 * DAY
        assert account.members[0].lead.is_open

    def test_what_several_share_comes_first(self):
        first = account_of(self.company, NOW).subjects[0]
        assert (first.name, first.touches, first.people) == ("brochure", 4, 2)

    def test_interest_ends_after_ninety_days(self):
        account = account_of(self.company, NOW + 90 * DAY)
        assert (account.active, account.entries) == (0, [])

    def test_the_page_tells_it_in_both_languages(self):
        self.client.force_login(self.world.mara)
        for language, words in (("en", "Buying group"), ("de", "Einkaufsgremium")):
            self.client.cookies["django_language"] = language
            answer = self.client.get(reverse("people:company", args=[self.company.id]) + "?as_of=2026-03-31")
            self.assertContains(answer, words)
            self.assertContains(answer, "brochure")

    def test_a_past_day_shows_what_was_known_then(self):
        describe(self.company, {"industry": "packaging"}, by=self.world.mara, at=NOW + DAY)
        assert attributes.by_name(attributes.of_company(self.company, NOW))["industry"] == "print"
        now = attributes.of_company(self.company, NOW + DAY)
        assert attributes.by_name(now)["industry"] == "packaging"
        [industry] = [one for one in attributes.with_history(now) if one.name == "industry"]
        assert industry.before == [("print", MONDAY)]
        assert attributes.of_company(self.company, MONDAY) == []

    def test_a_contact_who_changed_firms_shows_the_firm_of_the_day(self):
        anna = Contact.objects.get(email="anna@bauer.example")
        walk(self.source, NOW, NOW, messageId="5", userId="7", traits={"email": "anna@bauer.example"})
        moved = {"email": "anna@neu.example", "company": "Neu GmbH", "industry": "paper"}
        walk(self.source, NOW + DAY, NOW + DAY, messageId="6", userId="7", traits=moved)
        assert attributes.by_name(attributes.of_contact(anna, NOW))["industry"] == "print"
        assert attributes.by_name(attributes.of_contact(anna, NOW + DAY))["industry"] == "paper"


class Describing(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()
        cls.source = website()
        walk(cls.source, MONDAY, traits={"email": "anna@bauer.example", "company": "Bauer AG"})
        cls.company = Company.objects.get()

    def test_the_name_a_colleague_gives_stays_whatever_touches_say(self):
        describe(self.company, {"called": "Bauer Maschinenbau AG"}, by=self.world.sam, at=NOW)
        walk(self.source, MONDAY - DAY, messageId="x", traits={"email": "ben@bauer.example", "company": "Bauer"})
        company = Company.objects.get()
        assert (company.name, company.name_key) == ("Bauer Maschinenbau AG", "bauer maschinenbau ag")
        entry = Entry.objects.get(fact="company_described")
        assert "Maschinenbau" not in entry.payload_json

    def test_a_domain_belongs_to_one_company(self):
        walk(self.source, MONDAY, messageId="y", traits={"email": "carl@other.example"})
        with pytest.raises(Refused):
            describe(self.company, {"domain": "other.example"}, by=self.world.sam, at=NOW)

    def test_the_form_reads_numbers_and_the_houses_own_attributes(self):
        AttributeKind(
            key="machines", of="company", label_en="Machines", label_de="Maschinen", type="number", unit="pcs"
        ).keep(by=self.world.mara, at=MONDAY)
        self.client.force_login(self.world.sam)
        address = reverse("people:company_correct", args=[self.company.id])
        sent = {"called": "Bauer AG", "domain": "bauer.example", "employees": "80", "machines": "1.200"}
        assert self.client.post(address, sent).status_code == 302
        company = Company.objects.get()
        assert company.employees == 80
        assert company.attributes.get(name="machines").number == 1200
        self.assertContains(self.client.post(address, sent | {"machines": "many"}), "This does not fit")
        assert company.attributes.filter(name="machines").count() == 1


class Kinds(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()

    def test_marketing_keeps_attributes_and_others_read_them(self):
        sent = {"key": "machines", "of": "company", "label_de": "Maschinen", "label_en": "Machines", "type": "number"}
        self.client.force_login(self.world.mara)
        assert self.client.post(reverse("people:attribute_kind_add"), sent).status_code == 302
        kind = AttributeKind.objects.get()
        assert Entry.objects.filter(fact="attribute_kind_added", subject_id=str(kind.id)).exists()
        self.client.post(reverse("people:attribute_kind_archive", args=[kind.id]))
        assert AttributeKind.objects.get().archived_at
        self.client.force_login(self.world.sam)
        assert self.client.post(reverse("people:attribute_kind_add"), sent).status_code == 403
        self.assertContains(self.client.get(reverse("people:attribute_kinds") + "?show=archived"), "Machines")

    def test_a_list_needs_choices_and_a_key_is_given_once(self):
        self.client.force_login(self.world.mara)
        sent = {"key": "Ma chines", "of": "company", "label_de": "M", "label_en": "M", "type": "choice"}
        answer = self.client.post(reverse("people:attribute_kind_add"), sent)
        assert set(answer.context["form"].errors) == {"key", "choices"}


@pytest.mark.parametrize(
    ("type_", "text", "as_written"),
    [
        (AttributeType.NUMBER, "1.200", "1200"),
        (AttributeType.NUMBER, "1,200", "1200"),
        (AttributeType.NUMBER, "1.234.567,5", "1234567.5"),
        (AttributeType.NUMBER, "12,5", "12.5"),
        (AttributeType.NUMBER, "80", "80"),
        (AttributeType.DAY, "24.12.2026", "2026-12-24"),
        (AttributeType.YES_NO, "Ja", "true"),
        (AttributeType.TEXT, " Bauer ", "Bauer"),
        (AttributeType.NUMBER, "", ""),
    ],
)
def test_values_are_written_alike(type_, text, as_written):
    assert written(text, type_) == as_written


def test_what_fits_no_type_is_said():
    assert not is_written("many", AttributeType.NUMBER)
    assert not is_written("31.02.2026", AttributeType.DAY)
    assert not is_written("perhaps", AttributeType.YES_NO)
    assert written("RED", AttributeType.CHOICE, ["red", "blue"]) == "red"
    assert not is_written("green", AttributeType.CHOICE, ["red", "blue"])
