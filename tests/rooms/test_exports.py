"""Every list can be taken away as a file, by those who may read it, and the ledger knows."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

from django.core.cache import cache
from django.test import TestCase
from django.utils import translation

from handschlag.kernel.clock import now
from handschlag.ledger.models import Entry
from handschlag.market.models import Channel
from handschlag.organisation.tests.world import MONDAY
from handschlag.people.models import Contact
from tests.furnished import furnish
from tests.walking import addresses

LISTS = {
    "agreement:versions": ("agreement-versions", "sam"),
    "capture:forms": ("forms", "mara"),
    "capture:imports": ("imports", "mara"),
    "capture:quarantine": ("quarantine", "mara"),
    "capture:sources": ("sources", "otto"),
    "capture:touches": ("touches", "mara"),
    "conversation:deal-words": ("deal-words", "lena"),
    "conversation:deals": ("deals", "sam"),
    "conversation:guides": ("question-guides", "sam"),
    "conversation:list": ("conversations", "sam"),
    "conversation:topics": ("topics", "sam"),
    "handover:all": ("handovers", "mara"),
    "handover:disputes": ("disputes", "mara"),
    "handover:pool": ("pool", "sam"),
    "handover:recycled": ("recycled", "sam"),
    "handover:routing_leads": ("routing", "mara"),
    "learning:credit": ("credit", "sam"),
    "learning:experiments": ("experiments", "sam"),
    "ledger:entries": ("ledger", "sam"),
    "market:cost_imports": ("cost-imports", "mara"),
    "market:costs": ("costs", "mara"),
    **{
        f"market:shelf {slug}": (slug, "sam")
        for slug in (
            *("segments", "attributes", "positions", "channels", "campaigns", "materials"),
            *("variants", "signals", "surveys", "claims", "brands"),
        )
    },
    "organisation:overview": ("colleagues", "otto"),
    "people:attribute_kinds": ("attributes", "mara"),
    "people:companies": ("companies", "sam"),
    "people:company_duplicates": ("company-duplicates", "mara"),
    "people:company_merges": ("company-merges", "sam"),
    "people:contacts": ("contacts", "mara"),
    "people:duplicates": ("duplicates", "mara"),
    "people:merges": ("merges", "sam"),
    "people:notices": ("notices", "otto"),
    "people:privacy": ("requests", "otto"),
    "post:overview": ("post-waiting", "otto"),
    "post:webhook": ("webhook-sendings", "otto"),
    "scoreboard:debts": ("results-owed", "mara"),
    "trial:backtests": ("backtests", "mara"),
    "trial:customers": ("customers-missed", "mara"),
    "trial:leads": ("backtest-new", "mara"),
}
"""Pages that list rows: the name of the file, and who may take it."""

ONE_THING = "one thing with all that belongs to it; the list it stands in is a file"
FIGURES = "figures, not rows; what they count can be taken away where it is listed"
NO_LISTS = {
    "agreement:current": ONE_THING,
    "agreement:version": ONE_THING,
    "agreement:keys": "the few keys there were; each proof carries them all",
    "capture:form": ONE_THING,
    "capture:import": "one import; its rows that were set aside are a file of their own",
    "capture:mapping": "the columns of one table that is being imported",
    "capture:preview": "the first rows of one table that is being imported",
    "capture:overview": FIGURES,
    "conversation:mails": "mails that wait for a person, sealed until somebody settles them",
    "conversation:voices": FIGURES,
    "handover:inbox": "one's own part of all handovers, which are a file",
    "handover:team": "open work by name is for whoever must act today; figures about single colleagues are nobody's to keep",
    "handover:routing": FIGURES,
    "learning:deals": "the deals behind one figure; all deals are a file",
    "market:cost_import": "what one table says, before it is entered",
    "market:material": ONE_THING,
    "market:position": ONE_THING,
    "market:signal": ONE_THING,
    "market:state_anew": "a form with one row for each attribute",
    "market:survey": ONE_THING,
    "people:company": "one company; its contacts are found among all contacts by its name",
    "post:webhooks": "the few receivers there are; what each was sent is a file",
    "qualification:verdict": ONE_THING,
    "scoreboard:campaign": FIGURES,
    "scoreboard:echoes": FIGURES,
    "scoreboard:funnel": FIGURES,
    "trial:backtest": FIGURES,
    "style": "samples of every component",
    "today": "what awaits one colleague; each line leads to where it is listed",
}
"""Pages that show rows and are no lists to take away, and why."""


MARKS = ("<tbody", 'class="pagination"', "data-keyboard-list")
MARKED = ("<tbody", "includes/pagination.html", "capture/_turn.html", "data-keyboard-list")
OURS = Path(__file__).parents[2] / "src" / "handschlag"


class Exports(TestCase):
    @classmethod
    def setUpTestData(cls):
        cache.clear()  # figures of the house another test built would be shown, had it been slow to count them
        furnished = furnish(now() - timedelta(days=1))
        cls.world = furnished.house.world
        cls.addresses = dict(addresses(furnished.ids))
        Channel(key="fair", name="=Fair").keep(by=cls.world.mara, at=MONDAY)

    def get(self, name, reader, **asked):
        self.client.force_login(getattr(self.world, reader))
        return self.client.get(self.addresses[name], asked)

    def rows(self, name, reader, **asked):
        return json.loads(self.body(self.get(name, reader, export="json", **asked)))

    def body(self, answer):
        return b"".join(answer.streaming_content)

    def opened(self, name):
        """The page as the first colleague sees it who may; nothing for what is no page."""
        for reader in ("mara", "sam", "lena", "otto"):
            answer = self.get(name, reader)
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                return answer
        return None

    def test_every_list_offers_its_file_in_three_formats_and_the_ledger_knows(self):
        for name, (called, reader) in LISTS.items():
            assert b"export=csv" in self.get(name, reader).content, name
            for form in ("csv", "xlsx", "json"):
                with self.subTest(name=name, form=form):
                    answer = self.get(name, reader, export=form)
                    assert answer.status_code == 200
                    assert f'filename="{called}-' in answer["Content-Disposition"]
                    assert self.body(answer)
                    entry = Entry.objects.filter(fact="list_exported").latest("seq")
                    assert json.loads(entry.payload_json) == {"as": form, "list": called}

    def test_every_page_that_shows_rows_is_a_list_with_a_file_or_says_why_not(self):
        pages = {name: page for name in self.addresses if (page := self.opened(name))}
        showing = {name for name, page in pages.items() if any(mark in page.content.decode() for mark in MARKS)}
        assert sorted(showing - LISTS.keys() - NO_LISTS.keys()) == []
        assert sorted(NO_LISTS.keys() - showing) == []
        assert sorted(name for name in NO_LISTS if b"export=csv" in pages[name].content) == []
        seen = {template.name for page in pages.values() for template in page.templates}
        assert set(templates_with_rows()) <= seen, "no page of the furnished house shows them"

    def test_the_file_holds_what_the_filters_left(self):
        Contact.objects.create(family_name="Zuse", by_family="zuse", by_given="zuse", made_at=MONDAY)
        rows = self.rows("people:contacts", "mara", q="weber")
        assert {row["Family name"] for row in rows} == {"Weber"}
        assert "anna@anna.example" in {row["E-mail"] for row in rows}

    def test_colleagues_stand_with_their_roles_and_their_place_in_sales(self):
        [sam] = self.rows("organisation:overview", "otto", q="sam@")
        assert (sam["Name"], sam["Roles"], sam["Team"], sam["Territories"]) == ("Sam", "Sales", "South", "South")
        assert sam["May log in"] is True

    def test_the_outbox_tells_what_became_of_messages_and_not_what_they_say(self):
        [failed] = self.rows("post:overview", "otto", state="failed")
        assert (failed["To"], failed["Attempts"], failed["Last error"]) == (
            "failed@a.example",
            1,
            "ConnectionError: no route",
        )
        assert "Text" not in failed.values()
        assert {row["To"] for row in self.rows("post:overview", "otto", state="sent")} > {"sent@a.example"}

    def test_versions_stand_with_their_state_and_who_signed(self):
        latest, first = self.rows("agreement:versions", "sam")
        assert (latest["Version"], latest["State"]) == (2, "in force")
        assert (first["For marketing"], first["For sales"]) == ("Theo", "Lena")

    def test_no_name_of_a_person_leaves_with_pairs_merges_and_requests(self):
        for name in ("people:duplicates", "people:merges", "people:privacy"):
            text = json.dumps(self.rows(name, "otto"))
            assert len(text) > 100
            assert not {one for one in ("Hinterhuber", "Brunnlechner", "Anna", "Eva", "@") if one in text}, name

    def test_a_cell_that_a_spreadsheet_would_run_is_disarmed(self):
        text = self.body(self.get("market:shelf channels", "mara", export="csv")).decode("utf-8-sig")
        assert "'=Fair" in {row[1] for row in csv.reader(io.StringIO(text))}

    def test_german_spreadsheets_get_semicolons(self):
        self.client.cookies["django_language"] = "de"
        text = self.body(self.get("people:contacts", "mara", export="csv")).decode("utf-8-sig")
        assert text.splitlines()[0].startswith("Kennung;Vorname;Nachname")

    def test_the_rows_are_in_the_language_they_were_asked_for_in_whoever_reads_them_out(self):
        self.client.cookies["django_language"] = "de"
        answer = self.get("conversation:list", "sam", export="csv")
        translation.activate("en")
        assert "erreicht" in self.body(answer).decode()
        assert translation.get_language() == "en"

    def test_whoever_may_not_read_the_list_gets_no_file(self):
        before = Entry.objects.count()
        for name in LISTS:
            assert self.get(name, "nora", export="csv").status_code == 403
        assert Entry.objects.count() == before

    def test_a_format_there_is_not_is_refused(self):
        assert self.get("people:contacts", "mara", export="exe").status_code == 400


def templates_with_rows():
    """Our own templates that show rows or turn pages, by the names they are asked for."""
    for path in OURS.rglob("templates/**/*.html"):
        name = str(path.relative_to(next(folder for folder in path.parents if folder.name == "templates")))
        if not name.startswith(("allauth/", "website/style/")) and any(mark in path.read_text() for mark in MARKED):
            yield name
