"""Erasing a person: what goes, what stays, and what a restored backup brings back."""

import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import TestCase, override_settings

from handschlag.capture.core.parcels import Parcel
from handschlag.capture.models import Bundle, Suppression, Touch, accept, unpack
from handschlag.capture.tests.world import message, website
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry, verify
from handschlag.organisation.tests.world import MONDAY, build_world
from handschlag.people.models import (
    ConsentUse,
    Contact,
    Erasure,
    Identifier,
    KeptProof,
    Lead,
    MarketingObjection,
    Purpose,
    Scrub,
    SuppressedContact,
    erase,
    has_basis_for_scoring,
    identify,
    reapply,
    scrub_when_due,
)
from handschlag.post.models import Webhook, tell_all
from handschlag.post.models.posting import Answer

ANNA = {"email": "anna@bauer.example", "phone": "+49821123450", "firstName": "Anna", "lastName": "Müller"}
LATER = MONDAY + timedelta(days=1)


class Erasing(TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.log = Path(folder.name) / "erasures.log"
        settings = override_settings(ERASURES_LOG=self.log, EMAIL_FILE_PATH=folder.name)
        settings.enable()
        self.addCleanup(settings.disable)
        self.world = build_world()
        self.source = website()
        consent = {"consent": {"scoring": True, "phone": True, "wording": "I agree."}}
        self.come(message(traits=ANNA, properties=consent))
        self.anna = Contact.objects.get()

    def come(self, *messages, at=MONDAY):
        before = set(Touch.objects.values_list("id", flat=True))
        accept(self.source, list(messages), at)
        identify(list(Touch.objects.exclude(id__in=before)), at)

    def erase(self, at=LATER):
        return erase(self.anna, by=self.world.otto, at=at)

    def test_nothing_is_left_but_an_empty_contact_under_its_lead(self):
        self.erase()
        self.anna.refresh_from_db()
        assert (self.anna.given_name, self.anna.email, self.anna.phone, self.anna.by_family) == ("", "", "", "")
        assert not Identifier.objects.exists()
        assert Lead.objects.get().closure.because == "erased"
        [touch] = Touch.objects.all()
        assert (touch.who, touch.traits, touch.identifiers, touch.properties) == ("anon:erased", {}, [], {})
        assert touch.happened_at.hour == touch.happened_at.minute == 0

    def test_twice_is_refused(self):
        self.erase()
        with pytest.raises(Refused):
            self.erase()

    def test_the_ledger_says_that_and_why_and_not_who(self):
        self.erase()
        entry = Entry.objects.get(fact="person_erased")
        assert (entry.subject_id, entry.payload_json) == (str(self.anna.id), '{"reason":"request"}')
        assert verify().ok

    def test_who_comes_again_is_recognised_and_left_alone(self):
        self.erase()
        self.come(message(traits=ANNA, properties={"consent": {"scoring": True}}), at=LATER + timedelta(hours=1))
        again = Contact.objects.get(erased_at=None)
        assert SuppressedContact.objects.get().contact == again
        assert not has_basis_for_scoring(again.id, LATER + timedelta(days=1))

    def test_a_phone_number_alone_is_recognised_too(self):
        self.erase()
        self.come(message(anonymousId=None, traits={"phone": ANNA["phone"]}), at=LATER)
        assert SuppressedContact.objects.filter(contact__erased_at=None).exists()

    def test_the_list_of_suppressed_addresses_holds_no_address(self):
        self.erase()
        assert Suppression.objects.count() == 2
        assert not any("anna" in one.digest or "@" in one.digest for one in Suppression.objects.all())
        assert "anna" not in self.log.read_text()

    def test_what_nobody_has_read_yet_goes_as_well(self):
        late = b'{"type":"track","event":"Late","messageId":"late","context":{"traits":{"email":"anna@bauer.example"}}}'
        Bundle.put([Parcel(self.source.id, MONDAY, [late])])
        self.erase()
        assert unpack(LATER) == 0
        assert set(Touch.objects.values_list("who", flat=True)) == {"anon:erased"}

    def test_others_keep_everything(self):
        self.come(message(anonymousId="other", traits={"email": "ben@weber.example", "firstName": "Ben"}))
        self.erase()
        ben = Contact.objects.get(erased_at=None)
        assert (ben.given_name, ben.email) == ("Ben", "ben@weber.example")
        assert Touch.objects.get(who="email:ben@weber.example").traits

    def test_a_used_consent_to_calls_is_proved_for_five_years_and_then_forgotten(self):
        ConsentUse.note(self.anna.id, Purpose.PHONE, LATER)
        self.erase(LATER + timedelta(hours=1))
        proof = KeptProof.objects.get()
        assert not any(word in bytes(proof.sealed) for word in (b"Anna", b"82112345", b"agree"))
        assert (proof.opened()["wording"], proof.opened()["phone"]) == ("I agree.", ANNA["phone"])
        assert KeptProof.forget(LATER + timedelta(days=5 * 365)) == 0
        assert KeptProof.forget(LATER + timedelta(days=5 * 366)) == 1

    def test_recipients_are_told_by_the_id_they_know(self):
        webhook = Webhook.make("CRM", "https://crm.example", ["handover_accepted"], by=self.world.otto.id, at=MONDAY)
        self.erase()
        sent = []
        tell_all(LATER, lambda _address, _headers, body: sent.append(body.decode()) or Answer(204))
        [told] = [body for body in sent if '"person_erased"' in body]
        assert str(self.anna.id) in told
        assert "anna@" not in told
        assert webhook.sendings.filter(fact="person_erased", delivered_at__gte=LATER).exists()

    def test_a_restored_backup_is_brought_in_line(self):
        self.erase()
        Suppression.objects.all().delete()
        restored = Contact.objects.create(email=ANNA["email"], by_family="", by_given="", made_at=MONDAY)
        Identifier.objects.create(key="email:anna@bauer.example", contact=restored, happened_at=MONDAY, known_at=MONDAY)
        assert reapply(LATER + timedelta(days=1)) == 1
        restored.refresh_from_db()
        assert (restored.email, restored.erased_at is None) == ("", False)
        assert Suppression.among(["email:anna@bauer.example"])
        assert reapply(LATER + timedelta(days=2)) == 0

    def test_who_became_known_anew_since_is_not_erased_by_a_restored_backup(self):
        self.erase()
        self.come(message(traits=ANNA), at=LATER + timedelta(hours=1))
        assert reapply(LATER + timedelta(days=1)) == 0
        assert Contact.objects.filter(erased_at=None).count() == 1

    def test_nothing_is_scrubbed_where_nobody_was_erased(self):
        assert scrub_when_due(MONDAY.replace(hour=3)) == 0
        assert not Scrub.objects.exists()

    def test_an_objection_before_changes_nothing_about_it(self):
        MarketingObjection.enter(self.anna, by=self.world.otto, at=MONDAY)
        assert self.erase().counts["people.MarketingObjection"] == 1
        assert Erasure.objects.get().by == self.world.otto
