"""A sole trader's firm bears the trader's name: erased, they are named nowhere in what is kept of firms."""

import json
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.test import TestCase, override_settings
from django.urls import reverse

from handschlag.kernel.refusal import Refused
from handschlag.organisation.tests.world import MONDAY, build_world
from handschlag.people.core.names import is_named_after
from handschlag.people.models import (
    AttributeValue,
    Because,
    Company,
    CompanyMerge,
    RetentionPeriod,
    enter,
    erase,
    let_go,
    merge_companies,
    take_back,
)

LATER = MONDAY + timedelta(days=1)
ANNA = {"given_name": "Anna", "family_name": "Müller"}


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("Anna Müller", True),
        ("ANNA MULLER e.K.", True),
        ("Müller, Anna – Maschinenbau", True),
        ("anna-mueller.de", True),
        ("muelleranna.example", True),
        ("Müller GmbH", False),
        ("Hanna Müller GmbH", False),
        ("Annaberg Müllerei", False),
        ("", False),
    ],
)
def test_a_firm_is_named_after_somebody_by_the_full_name_only(text, is_so):
    assert is_named_after(text, "Anna", "Müller") is is_so


def test_who_has_no_full_name_gives_it_to_no_firm():
    assert not is_named_after("Müller GmbH", "", "Müller")


class Namesakes(TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        settings = override_settings(ERASURES_LOG=Path(folder.name) / "erasures.log")
        settings.enable()
        self.addCleanup(settings.disable)
        self.world = build_world()

    def enter(self, email, company, **more):
        return enter({"email": email, "company": company, **more}, by=self.world.mara, at=MONDAY)

    def anna(self, company="Anna Müller", email="info@anna-mueller.example"):
        return self.enter(email, company, **ANNA)

    def join(self, kept, gone):
        firms = (Company.objects.get(id=one.company_id) for one in (kept, gone))
        return merge_companies(*firms, at=MONDAY, by=self.world.mara, because=Because.PERSON)

    def erase(self, contact):
        contact.refresh_from_db()
        return erase(contact, by=self.world.otto, at=LATER)

    def kept_of_firms(self):
        rows = [list(model.objects.values()) for model in (Company, CompanyMerge, AttributeValue)]
        return json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False).lower()

    def assert_nobody_is_named(self):
        kept = self.kept_of_firms()
        for spelling in ("anna", "müller", "muller", "mueller"):
            assert spelling not in kept, kept

    def test_a_firm_of_her_own_that_joined_another_is_forgotten_and_cannot_be_taken_back(self):
        ben, anna = self.enter("ben@kaya.example", "Kaya"), self.anna()
        done = self.join(ben, anna)
        assert self.erase(anna).counts["people.CompanyMerge"] == 1
        self.assert_nobody_is_named()
        assert Company.objects.get().name == "Kaya"
        with pytest.raises(Refused):
            take_back(CompanyMerge.objects.get(id=done.id), by=self.world.mara, at=LATER)
        self.client.force_login(self.world.mara)
        page = self.client.get(reverse("people:company_merges")).content.decode()
        assert "joined by – (–)" in page
        assert reverse("people:company_undoing", args=[done.id]) not in page

    def test_a_firm_of_hers_that_others_joined_is_called_otherwise_and_the_others_can_leave_it(self):
        anna, ben = self.anna(email="anna.m@gmx.de"), self.enter("ben@kaya.example", "Kaya")
        done = self.join(anna, ben)
        self.erase(anna)
        self.assert_nobody_is_named()
        take_back(CompanyMerge.objects.get(id=done.id), by=self.world.mara, at=LATER)
        ben.refresh_from_db()
        assert (ben.company.name, ben.company.domain) == ("Kaya", "kaya.example")

    def test_a_firm_nobody_else_has_named_is_called_by_the_end_of_its_id(self):
        anna = self.anna()
        anna.refresh_from_db()
        ben = self.enter("carl@gmx.de", "")
        type(ben).objects.filter(id=ben.id).update(company=anna.company)
        self.erase(anna)
        self.assert_nobody_is_named()
        assert Company.objects.get(id=anna.company_id).name == f"#{str(anna.company_id)[-6:]}"

    def test_a_domain_from_which_others_write_stays_and_brings_the_firm_back(self):
        ben, anna = self.enter("ben@kaya.example", "Kaya"), self.anna()
        self.enter("carl@anna-mueller.example", "")
        done = self.join(ben, anna)
        self.erase(anna)
        done.refresh_from_db()
        assert (done.gone_name, done.gone_key, done.gone_domain) == ("", "", "anna-mueller.example")
        back = take_back(done, by=self.world.mara, at=LATER)
        assert (back.name, back.domain) == ("anna-mueller.example", "anna-mueller.example")

    def test_a_merge_that_was_taken_back_forgets_as_well(self):
        ben, anna = self.enter("ben@kaya.example", "Kaya"), self.anna()
        take_back(self.join(ben, anna), by=self.world.mara, at=MONDAY)
        self.erase(anna)
        self.assert_nobody_is_named()

    def test_what_others_call_the_firm_stays(self):
        anna = self.anna()
        self.enter("ben@anna-mueller.example", "Müller & Söhne")
        AttributeValue.objects.filter(text="Müller & Söhne").update(told_by=None)
        self.erase(anna)
        assert Company.objects.get().name == "Müller & Söhne"

    def test_firms_of_another_name_keep_everything(self):
        ben, anna = self.enter("ben@kaya.example", "Kaya"), self.anna("Spindel AG", "anna@spindel.example")
        done = self.join(ben, anna)
        self.enter("carl@spindel.example", "")
        self.erase(anna)
        done.refresh_from_db()
        assert (done.gone_name, done.gone_domain) == ("Spindel AG", "spindel.example")

    def test_when_the_period_is_over_it_is_the_same(self):
        ben, anna = self.enter("ben@kaya.example", "Kaya"), self.anna()
        self.join(ben, anna)
        RetentionPeriod.decide("idle_contacts", 365, by=self.world.otto, at=MONDAY)
        assert let_go(MONDAY + timedelta(days=400)) == 2
        self.assert_nobody_is_named()
