"""Rows become people, touches and deals, once; and can be taken back where nobody has acted since."""

from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp

import pytest
from django.test import TestCase, override_settings

from handschlag.capture.core.mapping import parse
from handschlag.capture.models import Import, ImportRow, Touch, Waiting, accept, run, undo
from handschlag.capture.tests.world import message, website
from handschlag.conversation.models import Deal, DealClosing, DealRole
from handschlag.journey.imports import TAKERS, run_next_import
from handschlag.kernel.refusal import Refused
from handschlag.kernel.tables import TableRefused
from handschlag.ledger.models import Entry
from handschlag.organisation.tests.world import MONDAY, build_world
from handschlag.people.models import (
    AttributeValue,
    Company,
    Consent,
    Contact,
    Identifier,
    Lead,
    LeadClosure,
    correct,
    erase,
    identify,
)

LATER = MONDAY + timedelta(days=1)

PEOPLE = """
fields:
  contact.email: {column: Mail, required: true}
  contact.name: {column: Name}
  contact.phone: {column: Phone}
  company.name: {column: Firm}
  company_attribute.industry: {column: Industry}
  attribute.position: {column: Position}
  consent.email: {column: News, values: {ja: "true", nein: "false"}}
"""
ROWS = """Mail;Name;Phone;Firm;Industry;Position;News
anna@bauer.example;Anna Bauer;0821 12345;Bauer AG;machines;buyer;ja
ben@gmx.de;Ben Weiß;;;print;;nein
"""
LEADS = """
external_system: old
time_zone: Europe/Berlin
fields:
  contact.external_id: {column: id, required: true}
  lead.opened_at: {column: first, format: "%d.%m.%Y"}
  touch.kind: {constant: first_contact}
  touch.happened_at: {column: first, format: "%d.%m.%Y"}
  touch.channel: {column: origin}
"""
DEALS = """
external_system: old
fields:
  contact.external_id: {column: id, required: true}
  deal.name: {column: deal}
  deal.value: {column: value, decimal: ","}
  deal.won_at: {column: won}
  deal.lost_at: {column: lost}
  deal.role.sdr: {column: sdr}
"""


class Case(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()

    def read_in(self, text, mapping, at=MONDAY, by=None):
        path = Path(mkdtemp()) / "table.csv"
        path.write_text(text, encoding="utf-8")
        imported = Import.read_in(path, file_name="table.csv", by=by, at=at)
        imported.map_with(parse(mapping), "test")
        return imported

    def bring_in(self, text, mapping, at=MONDAY):
        imported = self.read_in(text, mapping, at)
        imported.ask(at)
        run(imported, TAKERS, at)
        return imported

    def take_back(self, imported, at=LATER):
        imported.ask_undo(by=self.world.mara, at=at)
        undo(imported, TAKERS, at)
        return imported

    def figures(self, imported):
        return imported.rows_accepted, imported.rows_duplicate, imported.rows_quarantined


class People(Case):
    def test_rows_become_contacts_with_company_attributes_and_consent(self):
        imported = self.bring_in(ROWS, PEOPLE)
        anna = Contact.objects.get(email="anna@bauer.example")
        assert (anna.given_name, anna.family_name, anna.phone, str(anna.company)) == (
            "Anna",
            "Bauer",
            "+4982112345",
            "Bauer AG",
        )
        assert anna.company.industry == "machines"
        assert anna.attributes.get(name="position").text == "buyer"
        assert {consent.is_given for consent in Consent.objects.all()} == {True, False}
        assert self.figures(imported) == (2, 0, 0)
        assert imported.finished_at == MONDAY
        assert not Path(imported.file_path).exists()

    def test_a_plain_list_of_people_opens_no_lead(self):
        self.bring_in(ROWS, PEOPLE)
        assert not Lead.objects.exists()

    def test_a_row_finds_who_is_known_by_the_address(self):
        self.bring_in("Mail;Name;Phone;Firm;Industry;Position;News\nANNA@bauer.example;;;;;;\n", PEOPLE)
        self.bring_in(ROWS, PEOPLE)
        assert Contact.objects.filter(email="anna@bauer.example").count() == 1
        assert Contact.objects.get(email="anna@bauer.example").family_name == "Bauer"

    def test_the_same_file_again_writes_nothing(self):
        self.bring_in(ROWS, PEOPLE)
        before = (
            Contact.objects.count(),
            AttributeValue.objects.count(),
            Consent.objects.count(),
            Identifier.objects.count(),
        )
        again = self.bring_in(ROWS, PEOPLE)
        assert self.figures(again) == (0, 2, 0)
        assert before == (
            Contact.objects.count(),
            AttributeValue.objects.count(),
            Consent.objects.count(),
            Identifier.objects.count(),
        )

    def test_a_row_with_a_problem_is_set_aside_with_column_and_reason(self):
        text = ROWS + "no address;X;;;;;\ncarl@gmx.de;Carl;call me;;;;\ndora@gmx.de;Dora;;;;;vielleicht\nshort;row\n"
        imported = self.bring_in(text, PEOPLE)
        assert self.figures(imported) == (2, 0, 4)
        said = ImportRow.objects.filter(outcome="quarantined").values_list("number", "column", "reason")
        assert list(said) == [
            (4, "Mail", "not_an_email"),
            (5, "Phone", "not_a_phone"),
            (6, "News", "not_yes_or_no"),
            (7, "", "wrong_number_of_cells"),
        ]
        assert ImportRow.objects.get(number=5).raw["Phone"] == "call me"
        assert not ImportRow.objects.filter(outcome="accepted").exclude(raw={}).exists()

    def test_a_missing_column_leaves_the_database_as_it_was(self):
        with pytest.raises(TableRefused) as refused:
            self.read_in("Mail;Name\na@b.example;A\n", PEOPLE)
        assert (refused.value.problem, refused.value.column) == ("missing_column", "Phone")
        assert not Contact.objects.exists()

    def test_every_contact_and_the_import_stand_in_the_ledger(self):
        self.bring_in(ROWS, PEOPLE)
        assert Entry.objects.filter(fact="contact_imported").count() == 2
        assert '"accepted":2' in Entry.objects.get(fact="import_run").payload_json

    def test_undo_leaves_nothing_of_it(self):
        imported = self.take_back(self.bring_in(ROWS, PEOPLE))
        for model in (Contact, Company, Identifier, AttributeValue, Consent, Lead):
            assert not model.objects.exists(), model
        assert imported.undone_at == LATER
        assert '"undone":2' in Entry.objects.get(fact="import_undone").payload_json

    def test_after_undo_the_same_file_may_come_again(self):
        self.take_back(self.bring_in(ROWS, PEOPLE))
        assert self.figures(self.bring_in(ROWS, PEOPLE, LATER)) == (2, 0, 0)

    def test_undo_leaves_what_somebody_else_said(self):
        accept(website(), [message(traits={"email": "anna@bauer.example", "firstName": "Änne"})], MONDAY)
        identify(list(Touch.objects.all()), MONDAY)
        self.take_back(self.bring_in(ROWS, PEOPLE))
        anna = Contact.objects.get()
        assert (anna.given_name, anna.family_name, anna.phone) == ("Änne", "", "")
        assert set(anna.attributes.values_list("name", flat=True)) == {"given_name", "domain", "email"}
        assert Lead.objects.filter(contact=anna, is_open=True).exists()

    def test_undo_keeps_a_contact_whom_a_later_touch_found(self):
        imported = self.bring_in(ROWS, PEOPLE)
        accept(website(), [message(traits={"email": "anna@bauer.example"}, timestamp=None)], LATER)
        [lead] = identify(list(Touch.objects.all()), LATER)
        self.take_back(imported)
        assert Lead.objects.get(id=lead).contact.email == "anna@bauer.example"
        assert not Contact.objects.filter(email="ben@gmx.de").exists()

    def test_a_row_whose_contact_was_corrected_since_stays_with_the_reason(self):
        imported = self.bring_in(ROWS, PEOPLE)
        correct(Contact.objects.get(email="ben@gmx.de"), {"family_name": "Schwarz"}, by=self.world.mara, at=LATER)
        self.take_back(imported)
        assert Contact.objects.get().family_name == "Schwarz"
        assert ImportRow.objects.get(number=3).undo_refused_because == "corrected_since"
        assert '"kept":1' in Entry.objects.get(fact="import_undone").payload_json

    def test_a_row_whose_person_was_erased_since_stays_for_the_figures(self):
        imported = self.bring_in(ROWS, PEOPLE)
        with override_settings(ERASURES_LOG=Path(mkdtemp()) / "erasures.log"):
            erase(Contact.objects.get(email="ben@gmx.de"), by=self.world.otto, at=LATER)
        self.take_back(imported, LATER + timedelta(hours=1))
        assert Contact.objects.get().erased_at == LATER
        row = ImportRow.objects.get(number=3)
        assert (row.raw, row.undo_refused_because) == ({}, "erased_since")

    def test_an_import_runs_once_and_is_undone_once(self):
        imported = self.bring_in(ROWS, PEOPLE)
        with pytest.raises(Refused):
            imported.ask(MONDAY)
        self.take_back(imported)
        with pytest.raises(Refused):
            imported.ask_undo(by=self.world.mara, at=LATER)


class LeadsAndDeals(Case):
    def setUp(self):
        self.leads = self.bring_in("id,first,origin\n1,05.01.2026,search\n2,08.01.2026,\n3,01.02.2026,fair\n", LEADS)

    def deals(self, *rows):
        return self.bring_in("id,deal,value,won,lost,sdr\n" + "".join(f"{row}\n" for row in rows), DEALS)

    def test_leads_open_when_the_person_first_showed_up_and_their_touches_wait(self):
        leads = Lead.objects.order_by("opened_at").values_list("opened_at", "known_at", "is_open")
        assert leads[0][0].isoformat() == "2026-01-04T23:00:00+00:00"
        assert all(known == MONDAY and is_open for _opened, known, is_open in leads)
        assert Waiting.objects.count() == Touch.objects.filter(kind="first_contact").count() == 3
        assert Touch.objects.filter(channel="").count() == 1

    def test_walking_imported_touches_opens_no_second_lead(self):
        identify(list(Touch.objects.all()), LATER)
        assert Lead.objects.count() == 3

    def test_a_won_deal_closes_its_lead(self):
        self.deals('1,Press,"1.234,50",2026-02-01 10:00,,S7')
        deal = Deal.objects.get()
        assert (deal.name, deal.value_minor, deal.lead.is_open) == ("Press", 123_450, False)
        assert DealClosing.objects.get().outcome == LeadClosure.objects.get().because == "won"
        assert DealRole.objects.get().outside_key == "S7"
        assert Entry.objects.filter(fact="deal_closed").count() == Entry.objects.filter(fact="lead_closed").count() == 1

    def test_a_lost_deal_and_one_still_open(self):
        self.deals("1,A,,,2026-02-01,", "2,B,,,,")
        assert list(Lead.objects.order_by("opened_at").values_list("is_open", flat=True)) == [False, True, True]
        assert Deal.objects.get(name="B").happened_at == Deal.objects.get(name="B").lead.opened_at

    def test_a_deal_won_before_its_first_contact_is_taken_with_a_remark(self):
        imported = self.deals("3,Early,,2026-01-15,,")
        assert self.figures(imported) == (1, 0, 0)
        row = ImportRow.objects.get(imported=imported)
        assert (row.outcome, row.column, row.reason) == ("accepted", "won", "won_before_first_contact")
        assert Lead.objects.get(contact__identifiers__key="external:old/3").opened_at.month == 1
        identify(list(Touch.objects.all()), LATER)
        assert Lead.objects.count() == 3

    def test_a_deal_of_somebody_unknown_makes_the_lead(self):
        self.deals("9,New,,2026-02-01,,")
        assert Deal.objects.get().lead.opened_at.isoformat() == "2026-01-31T23:00:00+00:00"

    def test_what_the_deals_room_refuses_leaves_nothing_with_the_rooms_before(self):
        imported = self.deals("8,Both,,2026-02-01,2026-02-02,", "1,A,,,,", '1,A,"5,00",,,')
        assert self.figures(imported) == (1, 0, 2)
        assert not Identifier.objects.filter(key="external:old/8").exists()
        reasons = ImportRow.objects.filter(imported=imported, outcome="quarantined").values_list("reason", flat=True)
        assert set(reasons) == {"won_and_lost", "deal_known"}

    def test_a_deal_in_the_future_is_set_aside(self):
        imported = self.deals("1,A,,2030-01-01,,")
        assert ImportRow.objects.get(imported=imported).reason == "in_the_future"

    def test_undoing_the_deals_opens_the_leads_again(self):
        self.take_back(self.deals("1,A,,2026-02-01,,"))
        assert not Deal.objects.exists()
        assert Lead.objects.filter(is_open=True).count() == 3
        assert not LeadClosure.objects.exists()

    def test_undoing_leads_with_deals_of_another_import_keeps_those(self):
        self.deals("1,A,,2026-02-01,,")
        self.take_back(self.leads)
        assert list(Lead.objects.values_list("contact__identifiers__key", flat=True)) == ["external:old/1"]
        assert ImportRow.objects.get(imported=self.leads, number=2).undo_refused_because == "closed_since"
        assert Touch.objects.count() == 1


class Worker(Case):
    def test_the_worker_runs_what_was_asked_for_and_takes_back_what_shall_go(self):
        imported = self.read_in(ROWS, PEOPLE)
        assert run_next_import(MONDAY) == 0
        imported.ask(MONDAY)
        assert run_next_import(MONDAY) == 1
        imported.refresh_from_db()
        assert self.figures(imported) == (2, 0, 0)
        imported.ask_undo(by=self.world.mara, at=LATER)
        assert run_next_import(LATER) == 1
        assert run_next_import(LATER) == 0
        assert not Contact.objects.exists()

    def test_an_import_that_was_stopped_goes_on_where_it_stood(self):
        text = "Mail;Name;Phone;Firm;Industry;Position;News\n" + "".join(
            f"p{n}@x{n}.example;;;;;;\n" for n in range(2_500)
        )
        imported = self.read_in(text, PEOPLE)
        imported.ask(MONDAY)
        run(imported, TAKERS, MONDAY, lambda: False)
        assert (imported.rows_done, imported.finished_at) == (1_000, None)
        run(Import.objects.get(), TAKERS, LATER)
        assert Import.objects.get().finished_at == LATER
        assert Contact.objects.count() == 2_500

    def test_two_processes_do_not_run_one_chunk_twice(self):
        imported = self.read_in(ROWS, PEOPLE)
        imported.ask(MONDAY)
        other = Import.objects.get()
        run(imported, TAKERS, MONDAY, lambda: True)
        other.file_path = str(Path(mkdtemp()) / "table.csv")
        Path(other.file_path).write_text(ROWS, encoding="utf-8")
        with pytest.raises(Refused):
            run(other, TAKERS, MONDAY)
        assert Contact.objects.count() == 2

    def test_a_file_that_vanished_ends_the_import_with_a_plain_reason(self):
        imported = self.read_in(ROWS, PEOPLE)
        imported.ask(MONDAY)
        imported.drop_file()
        run_next_import(MONDAY)
        imported.refresh_from_db()
        assert imported.failed_because
        assert imported.finished_at == MONDAY
