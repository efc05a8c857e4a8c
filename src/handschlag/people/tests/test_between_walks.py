"""Somebody is erased, suppressed or objects in the very moment in which their touch is walked: nothing slips between the two."""

import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import TransactionTestCase, override_settings

from handschlag.capture.models import Source, Suppression, Touch, accept
from handschlag.capture.tests.world import message
from handschlag.organisation.tests.world import MONDAY, build_world
from handschlag.people.models import (
    AttributeValue,
    Consent,
    Contact,
    Erasure,
    Identifier,
    MarketingObjection,
    Purpose,
    SuppressedContact,
    enter,
    erase,
    identify,
    suppress,
)
from handschlag.people.tests.meeting import meet

EMAIL = "anna@gmx.de"
"""Of no firm: a company that goes with its last contact would keep a late touch away by itself."""

LATER = MONDAY + timedelta(days=1)


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one after the other; run on PostgreSQL")
class BetweenWalks(TransactionTestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        settings = override_settings(ERASURES_LOG=Path(folder.name) / "erasures.log")
        settings.enable()
        self.addCleanup(settings.disable)
        self.source, _key = Source.make("Website", by=None, at=MONDAY)

    def touch(self, number, **traits):
        sent = [message(messageId=str(number), anonymousId=f"browser-{number}", traits={"email": EMAIL} | traits)]
        [result] = accept(self.source, sent, MONDAY)
        return Touch.objects.get(id=result.touch_id)

    def known(self):
        identify([self.touch(1)], MONDAY)
        return Contact.objects.get()

    def erase(self):
        erase(Contact.objects.get(erased_at=None), by=None, at=LATER)

    def object(self):
        MarketingObjection.make(f"email:{EMAIL}", list(Purpose.values), proof="", at=LATER)

    def assert_heeded(self):
        assert Suppression.objects.count() == 1
        [anna] = Contact.objects.all()
        assert set(Consent.objects.filter(contact=anna, is_given=False).values_list("purpose", flat=True)) == {*Purpose}

    def assert_nothing_is_left_of(self, contact):
        for model in (AttributeValue, Identifier, Consent):
            assert not model.objects.filter(contact=contact).exists(), model
        contact.refresh_from_db()
        assert (contact.email, contact.erased_at) == ("", LATER)

    def test_what_a_walk_on_its_way_tells_of_the_person_is_erased_as_well(self):
        anna = self.known()
        late = self.touch(2, hobby="chess")
        meet(lambda: identify([late], MONDAY), self.erase)
        self.assert_nothing_is_left_of(anna)
        assert Erasure.objects.count() == Contact.objects.count() == 1

    def test_a_walk_that_begins_while_somebody_is_erased_brings_a_marked_contact_and_touches_the_erased_one_no_more(
        self,
    ):
        anna = self.known()
        late = self.touch(2, hobby="chess")
        meet(self.erase, lambda: identify(list(Touch.objects.filter(id=late.id)), LATER))
        self.assert_nothing_is_left_of(anna)
        assert SuppressedContact.objects.count() == Contact.objects.filter(erased_at=None).count()

    def test_a_new_contact_in_the_moment_its_address_is_suppressed_is_marked(self):
        late = self.touch(1)
        otto = build_world().otto
        meet(lambda: identify([late], MONDAY), lambda: suppress([f"email:{EMAIL}"], by=otto, at=LATER))
        assert SuppressedContact.objects.get().contact == Contact.objects.get()

    def test_an_objection_in_the_moment_a_walk_makes_the_contact_is_theirs(self):
        late = self.touch(1)
        meet(lambda: identify([late], MONDAY), self.object)
        self.assert_heeded()

    def test_a_walk_that_begins_while_somebody_objects_heeds_it(self):
        late = self.touch(1)
        meet(self.object, lambda: identify([late], LATER))
        self.assert_heeded()

    def test_a_colleague_who_enters_the_address_meanwhile_enters_somebody_marked(self):
        mara = build_world().mara
        anna = self.known()
        meet(self.erase, lambda: enter({"email": EMAIL}, by=mara, at=LATER))
        self.assert_nothing_is_left_of(anna)
        assert SuppressedContact.objects.get().contact == Contact.objects.get(erased_at=None)
