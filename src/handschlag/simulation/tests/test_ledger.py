"""The whole house plays, and nobody's name or address comes into the ledger."""

from datetime import timedelta

from django.test import TestCase

from handschlag.ledger.models import Entry, verify
from handschlag.organisation.models import User
from handschlag.organisation.tests.world import MONDAY
from handschlag.people.models import Contact, Identifier
from handschlag.simulation.play import play

SHORTEST = 4


class TheLedgerOfTheDemo(TestCase):
    def test_no_name_address_or_number_of_anybody_stands_in_it(self):
        play(MONDAY + timedelta(days=200), seed=1, count=40, tell=lambda done, of: None)
        columns = Entry.objects.values_list("payload_json", "subject_id", "actor")
        ledger = " ".join(" ".join(row) for row in columns).lower()
        words = {key.partition(":")[2] for key in Identifier.objects.values_list("key", flat=True)}
        words |= {word for row in Contact.objects.values_list("family_name", "email", "phone") for word in row}
        words |= {word for row in User.objects.values_list("name", "email") for word in row}
        sought = {word.lower() for word in words if len(word) >= SHORTEST}
        assert len(sought) > 100
        assert {word for word in sought if word in ledger} == set()
        assert verify().ok
