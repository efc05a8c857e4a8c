from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import TestCase

from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.organisation.tests.world import MONDAY, build_world
from handschlag.people.models import ClosedBecause, Contact, Ending, Lead, close_leads, open_leads

LATER = MONDAY + timedelta(days=3)


class TheLead(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()
        cls.contact = Contact.objects.create(family_name="Bauer", made_at=MONDAY)

    def test_a_contact_has_one_open_lead(self):
        lead = Lead.open_for(self.contact, MONDAY, MONDAY)
        assert Lead.open_for(self.contact, LATER, LATER) == lead
        with pytest.raises(IntegrityError), transaction.atomic():
            Lead.objects.create(contact=self.contact, opened_at=LATER, known_at=LATER)

    def test_closing_says_why_and_when_and_stands_in_the_ledger(self):
        lead = Lead.open_for(self.contact, MONDAY, MONDAY)
        lead.close(ClosedBecause.DISQUALIFIED, LATER, LATER, by=self.world.sam)
        closure = Lead.objects.get().closure
        assert (closure.because, closure.happened_at) == ("disqualified", LATER)
        entry = Entry.objects.get(fact="lead_closed")
        assert (entry.actor, '"because":"disqualified"' in entry.payload_json) == (str(self.world.sam.id), True)

    def test_a_lead_is_closed_once(self):
        lead = Lead.open_for(self.contact, MONDAY, MONDAY)
        lead.close(ClosedBecause.LOST, LATER, LATER, by=None)
        with pytest.raises(Refused):
            lead.close(ClosedBecause.WON, LATER, LATER, by=None)
        assert Lead.objects.get().closure.because == "lost"
        assert close_leads([Ending(lead.id, ClosedBecause.WON, LATER)], LATER, None) == set()

    def test_recycling_opens_another_pass(self):
        lead = Lead.open_for(self.contact, MONDAY, MONDAY)
        lead.close(ClosedBecause.RECYCLED, LATER, LATER, by=None)
        assert Lead.open_for(self.contact, LATER, LATER) != lead
        assert Entry.objects.filter(fact="lead_opened").count() == 2

    def test_an_earlier_moment_opens_it_earlier_and_one_of_an_ended_pass_opens_nothing(self):
        lead = Lead.open_for(self.contact, MONDAY, MONDAY)
        early = MONDAY - timedelta(days=1)
        assert open_leads({self.contact.id: [LATER, early]}, LATER) == {self.contact.id: lead.id}
        assert Lead.objects.get().opened_at == early
        lead.close(ClosedBecause.LOST, LATER, LATER, by=None)
        assert open_leads({self.contact.id: [MONDAY]}, LATER) == {}
