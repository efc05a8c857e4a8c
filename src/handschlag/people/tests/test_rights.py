"""Requests by right, disclosures, notices, retention and suppression: what data protection does, and nobody else."""

import io
import json
import tempfile
from datetime import date, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings
from django.urls import reverse

from handschlag.capture.models import Import, ImportedRecord, ImportRow, PrivacyText, Suppression, Touch, accept
from handschlag.capture.tests.forms_world import published, submit, write_texts
from handschlag.capture.tests.world import message, website
from handschlag.kernel.refusal import Refused
from handschlag.organisation.models import ScoringBasis
from handschlag.organisation.tests.world import MONDAY, build_world
from handschlag.people.core.periods import months_later
from handschlag.people.models import (
    Contact,
    Disclosure,
    Erasure,
    MarketingObjection,
    Notice,
    Restriction,
    RetentionPeriod,
    RightsRequest,
    SuppressedContact,
    enter,
    has_basis_for_scoring,
    identify,
    let_go,
    lift_suppression,
    suppress,
)
from handschlag.people.readings.disclosing import make_waiting
from handschlag.people.readings.privacy import retention
from handschlag.post.models import Message

DAY = timedelta(days=1)
NASTY = "<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 3, 2), 3, date(2026, 6, 2)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_last(day, months, expected):
    assert months_later(day, months) == expected


class Rights(TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        settings = override_settings(
            ERASURES_LOG=Path(folder.name) / "erasures.log", EMAIL_FILE_PATH=folder.name, MEDIA_ROOT=folder.name
        )
        settings.enable()
        self.addCleanup(settings.disable)
        self.world = build_world()
        self.otto = self.world.otto
        said = {"email": "anna@bauer.example", "firstName": "Anna", "lastName": "Müller", "hobby": NASTY}
        self.source = website()
        accept(self.source, [message(traits=said, properties={"consent": {"email": True}})], MONDAY)
        identify(list(Touch.objects.all()), MONDAY)
        self.anna = Contact.objects.get()

    def asked(self, right="access", identity="passport"):
        return RightsRequest.enter(
            self.anna,
            right,
            way="email",
            received_on=MONDAY.date(),
            identity=identity,
            note="",
            by=self.otto,
            at=MONDAY,
        )

    def fulfilled(self, right):
        self.asked(right).fulfil(by=self.otto, at=MONDAY + DAY)

    def test_it_is_due_in_a_month_and_extended_once_to_three(self):
        request = self.asked()
        assert request.due_on == date(2026, 4, 2)
        request.extend("many records", by=self.otto, at=MONDAY)
        assert request.due_on == date(2026, 6, 2)
        with pytest.raises(Refused):
            request.extend("again", by=self.otto, at=MONDAY)

    def test_nothing_is_done_before_somebody_made_sure_who_asks(self):
        request = self.asked("erasure", identity="")
        with pytest.raises(Refused):
            request.fulfil(by=self.otto, at=MONDAY)
        assert not Erasure.objects.exists()
        request.identify("called back", by=self.otto, at=MONDAY)
        request.fulfil(by=self.otto, at=MONDAY)
        assert Erasure.objects.get().contact_id == self.anna.id
        request.refresh_from_db()
        assert request.identity == ""

    def test_each_right_does_what_it_says(self):
        for right, happened in (
            ("objection", MarketingObjection),
            ("restriction", Restriction),
            ("access", Disclosure),
        ):
            self.fulfilled(right)
            assert happened.objects.filter(contact=self.anna).count() == 1, right
        assert not has_basis_for_scoring(self.anna.id, MONDAY + 2 * DAY)

    def test_what_was_answered_is_not_answered_again(self):
        request = self.asked("rectification")
        request.decline("not our data", by=self.otto, at=MONDAY)
        with pytest.raises(Refused):
            request.fulfil(by=self.otto, at=MONDAY)

    def test_a_copy_holds_everything_escapes_everything_and_goes_after_a_week(self):
        self.fulfilled("access")
        assert make_waiting(MONDAY + DAY) == 1
        assert make_waiting(MONDAY + DAY) == 0
        copy = Disclosure.objects.get()
        archive = ZipFile(io.BytesIO(copy.file.read_bytes()))
        tables = json.loads(archive.read("data.json"))["tables"]
        assert {
            "people.Contact",
            "capture.Touch",
            "people.Consent",
            "people.Lead",
            "people.RightsRequest",
        } <= tables.keys()
        assert tables["people.Contact"][0]["family_name"] == "Müller"
        for page, words in (
            ("auskunft.html", "Was wir über Sie wissen"),
            ("disclosure.html", "What we know about you"),
        ):
            text = archive.read(page).decode()
            assert words in text
            assert NASTY not in text
        assert Disclosure.drop_overdue(MONDAY + 7 * DAY) == 0
        assert Disclosure.drop_overdue(MONDAY + 8 * DAY) == 1
        assert not copy.file.exists()

    def test_the_copy_goes_with_the_person(self):
        self.fulfilled("access")
        make_waiting(MONDAY + DAY)
        self.fulfilled("erasure")
        assert not Disclosure.objects.get().file.exists()

    def test_a_suppressed_address_is_marked_wherever_it_comes_from_and_let_go_by_hand(self):
        assert suppress(["email:anna@bauer.example", "email:ben@weber.example"], by=self.otto, at=MONDAY) == 2
        ben = enter({"email": "ben@weber.example"}, by=self.world.mara, at=MONDAY)
        assert set(SuppressedContact.objects.values_list("contact_id", flat=True)) == {self.anna.id, ben.id}
        lift_suppression("email:ben@weber.example", by=self.otto, at=MONDAY)
        assert not SuppressedContact.objects.filter(contact=ben).exists()
        with pytest.raises(Refused):
            lift_suppression("email:ben@weber.example", by=self.otto, at=MONDAY)

    def test_a_suppressed_address_gets_no_mail_from_a_form(self):
        suppress(["email:jana@albfraes.example"], by=self.otto, at=MONDAY)
        form = published("newsletter")
        submit(form, MONDAY, ticked=["email"])
        assert not Message.objects.exists()
        lift_suppression("email:jana@albfraes.example", by=self.otto, at=MONDAY)
        submit(form, MONDAY, ticked=["email"])
        assert Message.objects.get().recipient == "jana@albfraes.example"

    def test_nothing_goes_before_a_period_was_decided_and_then_what_is_over(self):
        accept(self.source, [message(anonymousId="nobody")], MONDAY)
        later = MONDAY + 400 * DAY
        assert {one.category.key: one.count for one in retention(later)}["nobodys_touches"] == 1
        assert let_go(later) == 0
        RetentionPeriod.decide("nobodys_touches", 396, by=self.otto, at=later)
        assert let_go(later) == 1
        assert set(Touch.objects.values_list("who", flat=True)) == {"email:anna@bauer.example"}

    def test_people_with_whom_nothing_happens_any_more_are_erased_when_it_was_decided(self):
        RetentionPeriod.decide("idle_contacts", 365, by=self.otto, at=MONDAY)
        assert let_go(MONDAY + 364 * DAY) == 0
        assert let_go(MONDAY + 367 * DAY) == 1
        assert Erasure.objects.get().reason == "period"

    def test_only_whoever_came_by_a_table_and_was_not_told_is_owed_a_notice(self):
        assert not Notice.owed().exists()
        table = Import.objects.create(file_name="x.csv", file_digest="", encoding="", delimiter="", started_at=MONDAY)
        row = ImportRow.objects.create(imported=table, number=1, fingerprint="1", outcome="accepted")
        ImportedRecord.objects.create(row=row, room="people", kind="contact", record_id=self.anna.id)
        self.client.force_login(self.otto)
        page = self.client.get(reverse("people:notices")).content.decode()
        assert "Anna Müller" in page
        self.client.post(reverse("people:notices"))
        assert not Notice.owed().exists()
        assert Notice.objects.get().by == self.otto

    def test_a_notice_goes_by_mail_with_the_wording_and_a_way_to_object(self):
        with pytest.raises(Refused):
            Notice.send([self.anna], by=self.otto, at=MONDAY)
        write_texts()
        suppressed = enter({"email": "ben@weber.example"}, by=self.world.mara, at=MONDAY)
        suppress(["email:ben@weber.example"], by=self.otto, at=MONDAY)
        assert Notice.send([self.anna, suppressed], by=self.otto, at=MONDAY) == 1
        mail = Message.objects.get()
        assert mail.recipient == "anna@bauer.example"
        assert "/p/" in mail.body
        assert PrivacyText.objects.get(subject="notice").en in mail.body

    def addresses(self):
        request = self.asked()
        return [
            reverse("people:privacy"),
            reverse("people:request_add", args=[self.anna.id]),
            reverse("people:rights_request", args=[request.id]),
            reverse("people:basis"),
            reverse("people:suppression"),
            reverse("people:notices"),
            reverse("people:retention"),
        ]

    def test_data_protection_sees_every_page_in_both_languages_and_nobody_else_any(self):
        for address in self.addresses():
            for user in (self.world.mara, self.world.sam, self.world.nora):
                self.client.force_login(user)
                assert self.client.get(address).status_code == 403, address
            self.client.force_login(self.otto)
            for language in ("de", "en"):
                assert self.client.get(address, headers={"accept-language": language}).status_code == 200, address

    def test_a_file_is_downloaded_by_data_protection_alone(self):
        self.fulfilled("access")
        make_waiting(MONDAY + DAY)
        address = reverse("people:disclosure_file", args=[Disclosure.objects.get().id])
        for user, status in ((self.world.mara, 403), (self.otto, 200)):
            self.client.force_login(user)
            assert self.client.get(address).status_code == status

    def test_from_the_contact_to_the_erasure_by_buttons(self):
        self.client.force_login(self.otto)
        page = self.client.get(reverse("people:contact", args=[self.anna.id]))
        assert reverse("people:request_add", args=[self.anna.id]) in page.content.decode()
        entered = {"right": "erasure", "way": "letter", "received_on": "2026-03-02", "identity": "", "note": ""}
        answer = self.client.post(reverse("people:request_add", args=[self.anna.id]), entered, follow=True)
        [(address, _status)] = answer.redirect_chain
        for step, sentence in (("identity", "passport"), ("fulfilment", "")):
            assert self.client.post(f"{address}{step}/", {"sentence": sentence}, follow=True).status_code == 200
        self.anna.refresh_from_db()
        assert self.anna.erased_at
        assert self.client.get(reverse("people:contact", args=[self.anna.id])).status_code == 200
        assert self.client.post(f"{address}theft/").status_code == 404

    def test_a_list_is_uploaded_and_other_cells_are_passed_over(self):
        self.client.force_login(self.otto)
        file = SimpleUploadedFile("list.csv", "E-Mail;Telefon\nAnna@Bauer.example;0821 123450\n".encode("utf-8-sig"))
        self.client.post(reverse("people:suppression"), {"typed": "", "file": file})
        assert Suppression.objects.count() == 2
        answer = self.client.post(reverse("people:suppression"), {"typed": "nobody"})
        assert "neither an address" in answer.content.decode()

    def test_an_interest_is_declared_with_its_balance_only(self):
        self.client.force_login(self.otto)
        before = ScoringBasis.objects.count()
        for balancing, declared in (("", 0), ("Weighed again.", 1)):
            form = {"basis": "legitimate_interest", "balancing": balancing}
            self.client.post(reverse("people:basis"), form)
            assert ScoringBasis.objects.count() == before + declared

    def test_a_period_is_decided_and_given_up(self):
        self.client.force_login(self.otto)
        address = reverse("people:retention_decide", args=["quarantine"])
        for form, decided in (({"quarantine-days": "0"}, 0), ({"quarantine-days": "30"}, 1), ({"off": "1"}, 0)):
            self.client.post(address, form)
            assert RetentionPeriod.objects.count() == decided
        assert self.client.post(reverse("people:retention_decide", args=["gold"])).status_code == 404
