"""Every list can be taken away as a file, by those who may read it, and the ledger knows."""

import csv
import io
import json

import pytest
from django.test import TestCase

from handschlag.capture.models import Source, accept
from handschlag.handover.tests.stories import build_house, handed
from handschlag.ledger.models import Entry
from handschlag.market.models import Channel
from handschlag.organisation.tests.world import MONDAY
from handschlag.people.models import Contact

LISTS = {
    "/people/": ("contacts", "mara"),
    "/people/companies/": ("companies", "sam"),
    "/capture/touches/": ("touches", "mara"),
    "/capture/quarantine/": ("quarantine", "mara"),
    "/market/channels/": ("channels", "mara"),
    "/market/campaigns/": ("campaigns", "mara"),
    "/market/materials/": ("materials", "mara"),
    "/market/signals/": ("signals", "sam"),
    "/market/positions/": ("positions", "mara"),
    "/market/surveys/": ("surveys", "mara"),
    "/handovers/all/": ("handovers", "mara"),
    "/handovers/pool/": ("pool", "sam"),
    "/conversations/": ("conversations", "sam"),
    "/conversations/deals/": ("deals", "sam"),
}


class Exports(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.house = build_house()
        handed(cls.house, "Anna")
        accept(Source.make("other", by=None, at=MONDAY)[0], ["no message"], MONDAY)
        Channel(key="fair", name="=Fair").keep(by=cls.house.world.mara, at=MONDAY)

    def get(self, address, name="mara", **asked):
        self.client.force_login(getattr(self.house.world, name))
        return self.client.get(address, asked)

    def body(self, answer):
        return b"".join(answer.streaming_content)

    def test_every_list_is_a_file_in_three_formats_and_stands_in_the_ledger(self):
        for address, (name, reader) in LISTS.items():
            for form in ("csv", "xlsx", "json"):
                with self.subTest(address=address, form=form):
                    answer = self.get(address, reader, export=form)
                    assert answer.status_code == 200
                    assert f'filename="{name}-' in answer["Content-Disposition"]
                    assert self.body(answer)
                    entry = Entry.objects.filter(fact="list_exported").latest("seq")
                    assert json.loads(entry.payload_json) == {"as": form, "list": name}

    def test_the_file_holds_what_the_filters_left(self):
        Contact.objects.create(family_name="Zuse", by_family="zuse", by_given="zuse", made_at=MONDAY)
        rows = json.loads(self.body(self.get("/people/", export="json", q="weber")))
        assert [row["Family name"] for row in rows] == ["Weber"]
        assert rows[0]["E-mail"] == "anna@anna.example"

    def test_a_cell_that_a_spreadsheet_would_run_is_disarmed(self):
        text = self.body(self.get("/market/channels/", export="csv")).decode("utf-8-sig")
        assert "'=Fair" in {row[1] for row in csv.reader(io.StringIO(text))}

    def test_german_spreadsheets_get_semicolons(self):
        self.client.cookies["django_language"] = "de"
        text = self.body(self.get("/people/", export="csv")).decode("utf-8-sig")
        assert text.splitlines()[0].startswith("Kennung;Vorname;Nachname")

    def test_whoever_may_not_read_the_list_gets_no_file(self):
        before = Entry.objects.count()
        for address in LISTS:
            assert self.get(address, "nora", export="csv").status_code == 403
        assert Entry.objects.count() == before

    def test_a_format_there_is_not_is_refused(self):
        assert self.get("/people/", export="exe").status_code == 400


def test_each_list_page_offers_its_file():
    from pathlib import Path

    root = Path(__file__).parents[2] / "src" / "handschlag"
    offering = [path for path in root.rglob("*.html") if "includes/export.html" in path.read_text()]
    if len(offering) < 9:
        pytest.fail(f"only {len(offering)} lists offer a file")
