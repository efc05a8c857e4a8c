from datetime import timedelta

import pytest
from django.test import TestCase

from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.organisation.tests.world import MONDAY, build_world
from handschlag.people.models import Contact, Identifier, Lead, correct, enter

LATER = MONDAY + timedelta(days=1)
ANNA = {
    "given_name": "Anna",
    "family_name": "Bauer",
    "email": "anna@bauer.example",
    "phone": "",
    "company": "Bauer AG",
    "position": "buyer",
}


class Entering(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()

    def anna(self):
        return enter(ANNA, by=self.world.mara, at=MONDAY)

    def test_a_contact_is_entered_with_its_company_and_history(self):
        anna = self.anna()
        assert (str(anna), anna.company.name, anna.company.domain) == ("Anna Bauer", "Bauer AG", "bauer.example")
        assert anna.attributes.get(name="position").told_by == self.world.mara.id
        assert Identifier.objects.get().key == "email:anna@bauer.example"
        assert Entry.objects.get(fact="contact_made").actor == str(self.world.mara.id)

    def test_entering_opens_no_lead(self):
        self.anna()
        assert not Lead.objects.exists()

    def test_whoever_is_known_already_is_not_entered_twice(self):
        self.anna()
        with pytest.raises(Refused):
            self.anna()
        with pytest.raises(Refused):
            enter({"family_name": "Nobody"}, by=self.world.mara, at=MONDAY)
        assert Contact.objects.count() == 1

    def test_a_correction_joins_the_history_and_the_ledger_learns_only_what_was_touched(self):
        anna = self.anna()
        changed = correct(
            anna,
            ANNA | {"family_name": "Huber", "phone": "+4982112345", "company": "Huber KG"},
            by=self.world.sam,
            at=LATER,
        )
        anna.refresh_from_db()
        assert sorted(changed) == ["company", "family_name", "phone"]
        assert (anna.family_name, anna.phone, anna.company.name, anna.by_family) == (
            "Huber",
            "+4982112345",
            "Huber KG",
            "huber anna",
        )
        assert list(anna.attributes.filter(name="family_name").order_by("id").values_list("text", flat=True)) == [
            "Bauer",
            "Huber",
        ]
        entry = Entry.objects.get(fact="contact_corrected")
        assert "Huber" not in entry.payload_json
        assert "company, family_name, phone" in entry.payload_json

    def test_a_correction_that_changes_nothing_leaves_no_trace(self):
        assert correct(self.anna(), ANNA, by=self.world.mara, at=LATER) == []
        assert not Entry.objects.filter(fact="contact_corrected").exists()

    def test_nobody_takes_over_the_address_of_somebody_else(self):
        self.anna()
        ben = enter({"email": "ben@bauer.example"}, by=self.world.mara, at=MONDAY)
        with pytest.raises(Refused):
            correct(ben, {"email": "anna@bauer.example"}, by=self.world.mara, at=LATER)
        assert Contact.objects.get(id=ben.id).email == "ben@bauer.example"
