"""Two contacts become one, and two again, with nothing lost and nothing mixed up."""

from datetime import timedelta

import pytest
from django.test import TestCase

from handschlag.capture.models import Touch, Waiting, accept
from handschlag.capture.tests.world import message, website
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.organisation.tests.world import MONDAY, build_world
from handschlag.people.models import Because, ClosedBecause, Contact, Identifier, Lead, Merge, identify, merge
from handschlag.people.tests.test_order import known_of

DAY = timedelta(days=1)
NOW = MONDAY + 10 * DAY
LATER = NOW + DAY


class Merging(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()
        cls.source = website()
        cls.walk(cls, {"email": "anna@bauer.example", "lastName": "Bauer", "company": "Bauer AG"}, MONDAY, "a")
        cls.walk(cls, {"email": "a.bauer@gmx.de", "lastName": "Baur", "phone": "0821 12345"}, MONDAY + DAY, "b")
        cls.anna = Contact.objects.get(email="anna@bauer.example")
        cls.double = Contact.objects.get(email="a.bauer@gmx.de")

    def walk(self, traits, at, browser, known_at=NOW, **more):
        sent = message(anonymousId=browser, timestamp=at.isoformat(), traits=traits, **more)
        results = accept(self.source, [sent], known_at)
        touches = list(Touch.objects.filter(id__in=[result.touch_id for result in results]))
        identify(touches, known_at)
        Waiting.objects.filter(touch__in=touches).delete()

    def merged(self):
        return merge(self.anna, self.double, at=LATER, by=self.world.mara, because=Because.PERSON)

    def test_one_contact_is_left_with_everything_and_one_lead_from_the_first_touch(self):
        self.merged()
        anna = Contact.objects.get()
        assert (anna.id, anna.family_name, anna.email) == (self.anna.id, "Baur", "a.bauer@gmx.de")
        assert (anna.phone, anna.company.name) == ("+4982112345", "Bauer AG")
        assert set(Identifier.objects.values_list("contact", flat=True)) == {anna.id}
        lead = Lead.objects.get()
        assert (lead.opened_at, lead.is_open, lead.stirred_at) == (MONDAY, True, LATER)
        assert Entry.objects.get(fact="contacts_merged").actor == str(self.world.mara.id)

    def test_undoing_gives_both_back_as_they_were(self):
        before = [known_of(self.anna), known_of(self.double)]
        leads = dict(Lead.objects.values_list("id", "contact_id"))
        back = self.merged().undo(by=self.world.theo, at=LATER)
        assert back.id == self.double.id
        assert [known_of(Contact.objects.get(id=one.id)) for one in (self.anna, self.double)] == before
        assert dict(Lead.objects.values_list("id", "contact_id")) == leads
        assert set(Identifier.objects.values_list("known_at", flat=True)) == {NOW}
        assert Merge.objects.get().before == {}

    def test_undoing_sorts_out_what_came_since(self):
        merge_ = self.merged()
        self.walk({"email": "a.bauer@gmx.de", "city": "Augsburg"}, NOW, "new browser", LATER)
        self.walk({"email": "anna@bauer.example", "city": "Ulm"}, NOW, "a", LATER)
        merge_.undo(by=self.world.theo, at=LATER)
        assert self.double.attributes.get(name="city").text == "Augsburg"
        assert self.anna.attributes.get(name="city").text == "Ulm"
        assert Identifier.objects.get(key="anon:new browser").contact == self.double

    def test_a_merge_is_undone_once(self):
        merge_ = self.merged()
        merge_.undo(by=self.world.theo, at=LATER)
        with pytest.raises(Refused):
            Merge.objects.get(id=merge_.id).undo(by=self.world.theo, at=LATER)
        with pytest.raises(Refused):
            merge(self.anna, self.anna, at=LATER, by=None, because=Because.PERSON)

    def test_ended_passes_stay_apart(self):
        Lead.objects.get(contact=self.double).close(ClosedBecause.LOST, MONDAY + 2 * DAY, NOW, by=None)
        self.merged()
        assert sorted(Lead.objects.values_list("is_open", flat=True)) == [False, True]

    def test_keys_named_together_later_make_one_of_two(self):
        sent = {"email": "anna@bauer.example"}
        self.walk({"email": "a.bauer@gmx.de"}, NOW, "c", userId="7")
        self.walk(sent, NOW, "c", userId="7")
        assert Contact.objects.get().id == min(self.anna.id, self.double.id)
        assert Merge.objects.get().because == "same_key"
        assert Lead.objects.filter(is_open=True).count() == 1
