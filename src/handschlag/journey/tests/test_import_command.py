"""``handschlag import`` on the command line."""

import io
import json
import sys
from pathlib import Path
from tempfile import mkdtemp

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase

from conftest import real_data
from handschlag.capture.core.mapping import Mapping
from handschlag.capture.core.suggesting import suggest
from handschlag.capture.core.targets import IDENTIFYING
from handschlag.capture.models import Import, run
from handschlag.capture.readings.mappings import find_mapping, shipped
from handschlag.journey.imports import TAKERS
from handschlag.kernel.tables import TableRefused, inspect
from handschlag.organisation.tests.world import MONDAY
from handschlag.people.models import Contact, Identifier

TABLE = "Email,First Name,Last Name,Phone,Company\nanna@bauer.example,Anna,Bauer,,Bauer AG\nnobody,,,,\n"


class TheCommand(TestCase):
    def file(self, text=TABLE, name="people.csv"):
        path = Path(mkdtemp()) / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def call(self, *arguments, **options):
        out, status = io.StringIO(), 0
        try:
            call_command("import", *arguments, stdout=out, **options)
        except SystemExit as leaving:
            status = leaving.code
        return out.getvalue(), status

    def test_rows_set_aside_are_told_with_row_and_column_and_exit_2(self):
        said, status = self.call(self.file(), mapping="contacts")
        assert status == 2
        assert "row 3, column Email: This is no e-mail address." in said
        assert Contact.objects.get().family_name == "Bauer"

    def test_programs_get_json(self):
        said, _status = self.call(self.file(), mapping="contacts", as_json=True)
        report = json.loads(said)
        assert (report["accepted"], report["quarantined"], report["state"]) == (1, 1, "finished")
        assert report["problems"] == [{"row": 3, "column": "Email", "reason": "not_an_email", "outcome": "quarantined"}]

    def test_a_dry_run_writes_nothing(self):
        said, status = self.call(self.file(), mapping="contacts", dry_run=True)
        assert "1 taken over" in said
        assert status == 0
        assert not Contact.objects.exists()
        assert not Import.objects.exists()

    def test_a_refused_file_leaves_the_database_as_it_was(self):
        with pytest.raises(CommandError, match=r"A column the mapping needs is missing\. Row 1\. Column “Email”\."):
            self.call(self.file("a,b\n1,2\n"), mapping="contacts")
        with pytest.raises(CommandError, match=r"The file is empty\."):
            self.call(self.file(""), mapping="contacts")
        with pytest.raises(CommandError, match="There is no file"):
            self.call("/nowhere.csv", mapping="contacts")
        with pytest.raises(CommandError, match="There is no mapping nothing"):
            self.call(self.file(), mapping="nothing")
        assert not Import.objects.exists()

    def test_standard_input_is_read_by_a_dash(self):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TABLE.encode())))
            self.call("-", mapping="contacts")
        assert Contact.objects.count() == 1

    def test_a_mapping_may_be_a_file_of_ones_own(self):
        mapping = self.file("fields:\n  contact.email: {column: Email}\n", "mine.yaml")
        self.call(self.file(), mapping=mapping)
        assert Import.objects.get().mapping_name == "mine"
        broken = self.file("fields:\n  contact.shoe_size: {column: Email}\n", "broken.yaml")
        with pytest.raises(CommandError, match="nothing a column can mean"):
            self.call(self.file(), mapping=broken)

    def test_imports_are_listed_and_taken_back(self):
        self.call(self.file(), mapping="contacts")
        imported = Import.objects.get()
        assert str(imported.id) in self.call(listing=True)[0]
        said, _status = self.call(undo=str(imported.id))
        assert "undone" in said
        assert not Identifier.objects.exists()

    def test_every_shipped_mapping_is_one(self):
        assert {"contacts", "olist_deals", "olist_leads"} <= set(shipped())
        for name in shipped():
            assert isinstance(find_mapping(name)[1], Mapping)


class RealMessyFiles(TestCase):
    def test_each_is_imported_or_refused_and_none_half_loads(self):
        outcomes = {path.name: self.bring_in(path) for path in sorted(real_data("messy_csv").iterdir())}
        assert outcomes["csvtext_BOM_UTF32LE.csv"] == "nul"
        assert outcomes["outlook_de_headings_cp1252.csv"] == "no_rows"
        assert outcomes["insertAccountCsv.csv"] == (100, 0)
        assert outcomes["updateAccountCsvTemplate.csv"] == (100, 0)

    def bring_in(self, path):
        """With what its headings suggest: rows taken over and set aside, or why it was refused."""
        try:
            suggested = suggest(inspect(path).headings)
            if not set(IDENTIFYING) & set(suggested.values()):
                return "nobody_mapped"
            imported = Import.read_in(path, file_name=path.name, by=None, at=MONDAY)
            fields = {target: {"column": heading} for heading, target in suggested.items()}
            imported.map_with(Mapping.model_validate({"fields": fields}), "suggested")
        except TableRefused as refused:
            return refused.problem
        imported.ask(MONDAY)
        run(imported, TAKERS, MONDAY)
        assert imported.rows_accepted + imported.rows_duplicate + imported.rows_quarantined == imported.rows_total
        return imported.rows_accepted + imported.rows_duplicate, imported.rows_quarantined
