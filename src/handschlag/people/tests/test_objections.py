"""Somebody nobody knows says no: nobody is made known by it, and whoever comes with the address later is left alone."""

import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import TestCase, override_settings

from handschlag.capture.core.mapping import parse
from handschlag.capture.models import (
    Import,
    PreferenceKey,
    SuppressedBecause,
    Suppression,
    Touch,
    accept,
    run,
    undo,
)
from handschlag.capture.tests.forms_world import published, submit, token_in
from handschlag.capture.tests.world import message, website
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.organisation.tests.world import MONDAY, build_world
from handschlag.people import imports
from handschlag.people.models import (
    Consent,
    Contact,
    ErasedBecause,
    MarketingObjection,
    Purpose,
    enter,
    erase,
    identify,
    lift_suppression,
    reapply,
    suppress,
    with_basis,
)
from handschlag.post.models import Message

DAY = timedelta(days=1)
LATER = MONDAY + DAY
ADDRESS = "stranger@elsewhere.example"
WHO = f"email:{ADDRESS}"
ALL = list(Purpose.values)
PEOPLE = """
fields:
  contact.email: {column: Mail, required: true}
  consent.email: {column: News, values: {ja: "true"}}
  consent.scoring: {column: News, values: {ja: "true"}}
  consent.happened_at: {column: Since}
"""


class Objections(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()
        cls.source = website()

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        settings = override_settings(ERASURES_LOG=Path(folder.name) / "erasures.log", MEDIA_ROOT=folder.name)
        settings.enable()
        self.addCleanup(settings.disable)
        self.folder = Path(folder.name)

    def object(self, purposes=ALL, at=MONDAY):
        MarketingObjection.make(WHO, purposes, proof="page", at=at)

    def come(self, at=LATER, **properties):
        sent = [message(traits={"email": ADDRESS}, properties=properties, timestamp=at.isoformat())]
        [result] = accept(self.source, sent, at)
        identify(list(Touch.objects.filter(id=result.touch_id)), at)
        return Contact.objects.get(erased_at=None)

    def read_in(self, since="", at=LATER):
        path = self.folder / "table.csv"
        path.write_text(f"Mail;News;Since\n{ADDRESS};ja;{since}\n", encoding="utf-8")
        table = Import.read_in(path, file_name="table.csv", by=self.world.mara, at=at)
        table.map_with(parse(PEOPLE), "test")
        run(table, [imports], at)
        return table

    def allowed(self, at=LATER + DAY):
        return {one for one in ALL if with_basis([Contact.objects.get(erased_at=None).id], one, at)}

    def test_nobody_is_made_known_and_a_digest_is_kept(self):
        self.object()
        assert not Contact.objects.exists()
        [kept] = Suppression.objects.all()
        assert (kept.because, set(kept.objections())) == (SuppressedBecause.OBJECTED, set(ALL))
        assert "stranger" not in str(kept.__dict__)

    def test_the_ledger_knows_that_somebody_objected_and_not_who(self):
        self.object(["email"])
        entry = Entry.objects.get(fact="objection_remembered")
        assert entry.payload_json == '{"purposes":"email"}'
        assert "stranger" not in str(entry.__dict__)

    def test_whoever_comes_with_the_address_is_neither_scored_nor_written_to(self):
        anna = self.come(at=MONDAY - DAY)
        assert self.allowed() == {"scoring"}
        Contact.objects.filter(id=anna.id).delete()
        self.object()
        self.come()
        assert self.allowed() == set()
        assert MarketingObjection.objects.get().made_at == MONDAY

    def test_a_touch_that_claims_an_interest_does_not_open_it(self):
        self.object()
        self.come(consent={"scoring": {"given": True, "basis": "legitimate_interest"}})
        assert self.allowed() == set()

    def test_a_table_does_not_open_it_however_often_it_is_read_in(self):
        self.object()
        undo(self.read_in(), [imports], LATER)
        assert not Contact.objects.exists()
        self.read_in(at=LATER + timedelta(hours=1))
        assert self.allowed() == set()

    def test_a_table_that_says_when_they_consented_counts_from_then(self):
        self.object()
        self.read_in(since=(MONDAY - DAY).isoformat())
        assert self.allowed() == set()
        self.read_in(since=(MONDAY + timedelta(hours=1)).isoformat(), at=LATER + timedelta(hours=1))
        assert self.allowed() == {"email", "scoring"}

    def test_an_undated_table_does_not_talk_back_into_life_whom_we_know(self):
        self.come(at=MONDAY)
        self.object(at=MONDAY + timedelta(hours=1))
        self.read_in()
        assert self.allowed() == set()

    def test_their_own_consent_opens_what_it_names(self):
        self.object()
        self.come(consent={"email": True})
        assert self.allowed() == {"email"}

    def test_a_colleague_who_enters_the_address_makes_nobody_reachable(self):
        self.object()
        enter({"email": ADDRESS}, by=self.world.mara, at=LATER)
        assert self.allowed() == set()

    def test_one_purpose_leaves_the_others_alone(self):
        self.object(["email"])
        self.come()
        assert self.allowed() == {"scoring"}

    def test_saying_no_again_for_another_purpose_adds_to_it(self):
        self.object(["email"])
        self.object(["phone"], at=MONDAY + timedelta(hours=1))
        assert Suppression.of([WHO])[WHO].objections() == {"email": MONDAY, "phone": MONDAY + timedelta(hours=1)}

    def test_coming_again_and_again_says_it_once(self):
        self.object()
        self.come()
        self.come(at=MONDAY - DAY)
        assert Consent.objects.filter(is_given=False).count() == len(ALL)
        assert MarketingObjection.objects.count() == 1

    def test_who_consented_anew_is_not_closed_again_by_what_they_said_before(self):
        self.object()
        self.come(consent={"email": True})
        self.come(at=LATER + timedelta(hours=1))
        assert self.allowed() == {"email"}

    def test_what_is_suppressed_altogether_stays_so_and_takes_in_what_was_objected_to(self):
        self.object(["email"])
        assert not Suppression.among([WHO])
        assert suppress([WHO], by=self.world.otto, at=LATER) == 1
        assert Suppression.among([WHO]) == {WHO: LATER}
        self.object(["phone"], at=LATER + DAY)
        assert Suppression.among([WHO]) == {WHO: LATER}
        self.come(at=LATER + DAY, consent={"email": True})
        assert self.allowed(LATER + 2 * DAY) == set()

    def test_erasing_suppresses_altogether_who_had_objected_to_something(self):
        self.come(at=MONDAY)
        self.object(["email"])
        erase(Contact.objects.get(), by=self.world.otto, at=LATER)
        assert Suppression.objects.get().because == SuppressedBecause.ERASED
        self.come(at=LATER + DAY, consent={"scoring": True})
        assert self.allowed(LATER + 2 * DAY) == set()

    def test_a_restored_backup_suppresses_altogether_who_had_objected_to_something(self):
        self.come(at=MONDAY)
        erase(Contact.objects.get(), by=None, at=LATER, reason=ErasedBecause.REQUEST)
        Suppression.objects.all().delete()
        self.object(["email"])
        reapply(LATER + DAY)
        assert Suppression.among([WHO]) == {WHO: LATER}

    def test_what_data_protection_enters_is_remembered_of_every_key(self):
        sent = [message(traits={"email": ADDRESS, "phone": "+49821123450"})]
        accept(self.source, sent, MONDAY)
        identify(list(Touch.objects.all()), MONDAY)
        MarketingObjection.enter(Contact.objects.get(), by=self.world.otto, at=MONDAY)
        assert Suppression.of([WHO, "phone:+49821123450"]).keys() == {WHO, "phone:+49821123450"}

    def test_it_is_let_go_by_hand_and_counted_on_its_own(self):
        self.object()
        self.client.force_login(self.world.otto)
        page = self.client.get("/people/privacy/suppression/").content.decode()
        assert "0 addresses or numbers are suppressed" in page
        assert "1 address or number is remembered with an objection" in page
        lift_suppression(WHO, by=self.world.otto, at=LATER)
        self.come()
        assert self.allowed() == {"scoring"}
        with pytest.raises(Refused):
            lift_suppression(WHO, by=self.world.otto, at=LATER)

    def test_the_page_says_that_we_keep_to_it(self):
        PreferenceKey.send(ADDRESS, "en", "", MONDAY)
        link = f"/p/{token_in(Message.objects.get().body, 'p')}/"
        PreferenceKey.objects.update(expires_at=None)
        self.client.post(link, {"purpose": "email"})
        page = self.client.get(link)
        self.assertContains(page, "Withdrawn on", count=1)
        self.assertContains(page, "You have not allowed it", count=2)

    def test_who_objected_may_still_ask_to_be_written_to(self):
        self.object()
        submit(published("newsletter"), LATER, answers={"email": ADDRESS}, ticked=["email"])
        assert Message.objects.get().recipient == ADDRESS
