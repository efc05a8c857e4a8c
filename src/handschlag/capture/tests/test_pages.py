import json
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse

from handschlag.capture.models import Import, ImportRow, Quarantined, SavedMapping, Source, Touch, WriteKey, accept
from handschlag.capture.models.source import digest_of
from handschlag.capture.tests.world import message
from handschlag.kernel.clock import now
from handschlag.kernel.ids import new_id
from handschlag.ledger.models import Entry
from handschlag.market.models import Channel
from handschlag.organisation.tests.world import MONDAY, build_world

NASTY = "<script>alert(1)</script>"
TABLE = "Vorname;Nachname;E-Mail-Adresse;Firma;Farbe\nAnna;Müller;anna@bauer.example;Bauer AG;=1+1\nBen;Weiß;no address;;blau\n"


class Pages(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()
        cls.source, cls.key = Source.make("Website", by=None, at=MONDAY)
        sent = [
            message(properties={"channel": "search", "campaign": NASTY}),
            message("Fair visit", properties={"channel": "fair"}),
        ]
        accept(cls.source, [*sent, message(type=NASTY)], MONDAY)
        cls.bad = Quarantined.objects.get()

    def of_marketing(self, imported, bad, source):
        """(method, address) of every page that sales may not open."""
        yield from (("get", reverse(f"capture:{name}")) for name in ("touches", "quarantine", "imports"))
        yield "get", reverse("capture:quarantined", args=[bad])
        yield "post", reverse("capture:discard", args=[bad])
        yield from (
            ("get", reverse(f"capture:{name}", args=[imported])) for name in ("import", "mapping", "preview", "errors")
        )
        yield from (
            ("post", reverse(f"capture:{name}", args=[imported])) for name in ("choose", "run", "forget", "undo")
        )
        yield "get", reverse("capture:sources")
        yield "get", reverse("capture:source", args=[source])
        yield from (
            ("post", reverse(f"capture:{name}", args=[source])) for name in ("rotate", "revoke", "origins", "consent")
        )
        yield "post", reverse("capture:void", args=[source, WriteKey.objects.get().id])

    def upload(self, text=TABLE, name="fair.csv", user=None):
        self.client.force_login(user or self.world.mara)
        content = text if isinstance(text, bytes) else text.encode("cp1252")
        return self.client.post(reverse("capture:imports"), {"file": SimpleUploadedFile(name, content)})

    def uploaded(self):
        self.upload()
        return Import.objects.get()

    def mapped(self, **more):
        imported = self.uploaded()
        fields = {
            "column_0": "contact.given_name",
            "column_1": "contact.family_name",
            "column_2": "contact.email",
            "column_3": "company.name",
            "column_4": "attribute",
        }
        settings = {"time_zone": "Europe/Berlin", "dates": "", "decimal": ","}
        self.client.post(reverse("capture:mapping", args=[imported.id]), fields | settings | more)
        imported.refresh_from_db()
        return imported

    def test_marketing_opens_every_page(self):
        imported = self.mapped()
        for method, address in self.of_marketing(imported.id, self.bad.id, self.source.id):
            if method == "get":
                assert self.client.get(address).status_code in (200, 302), address
        assert self.client.get(reverse("capture:overview")).status_code == 200

    def test_everybody_with_a_role_sees_the_figures_and_no_personal_data(self):
        accept(self.source, [message()], now())
        for user in (self.world.sam, self.world.otto, self.world.mara):
            self.client.force_login(user)
            page = self.client.get(reverse("capture:overview")).content.decode()
            assert "browser-1" not in page
            assert "Website" in page

    def test_sales_is_refused_before_anything_is_written(self):
        imported = self.mapped()
        entries = Entry.objects.count()
        for user in (self.world.sam, self.world.nora):
            self.client.force_login(user)
            for _method, address in self.of_marketing(imported.id, self.bad.id, self.source.id):
                assert self.client.get(address).status_code in (403, 405), address
                assert self.client.post(address, {"name": "x", "text": "{}"}).status_code in (403, 405), address
        assert Entry.objects.count() == entries
        assert Import.objects.filter(asked_at=None).count() == 1

    def test_strangers_are_sent_to_log_in(self):
        for method, address in self.of_marketing(new_id(), self.bad.id, self.source.id):
            assert getattr(self.client, method)(address).status_code == 302, address

    def test_nothing_changes_by_looking_and_unknown_ids_are_unknown(self):
        self.client.force_login(self.world.mara)
        for method, address in self.of_marketing(new_id(), new_id(), new_id()):
            if method == "post":
                assert self.client.get(address).status_code == 405, address
                assert self.client.post(address).status_code == 404, address
        for name in ("import", "mapping", "preview", "errors"):
            assert self.client.get(reverse(f"capture:{name}", args=[new_id()])).status_code == 404

    def test_the_overview_counts_everything_and_names_what_nobody_described(self):
        self.client.force_login(self.world.mara)
        Channel.objects.create(key="fair", name="Fair")
        page = self.client.get(reverse("capture:overview"))
        assert [(group.of, group.keys) for group in page.context["undescribed"]] == [
            ("channel", ["search"]),
            ("campaign", [NASTY]),
        ]
        assert NASTY not in page.content.decode()
        assert page.context["backlog"].count == 2

    def test_touches_are_narrowed_by_kind_and_channel(self):
        self.client.force_login(self.world.mara)
        address = reverse("capture:touches")
        assert len(self.client.get(address).context["page"].rows) == 2
        assert [touch.kind for touch in self.client.get(address, {"kind": "fair_visit"}).context["page"].rows] == [
            "fair_visit"
        ]
        assert [touch.channel for touch in self.client.get(address, {"channel": "search"}).context["page"].rows] == [
            "search"
        ]
        assert NASTY not in self.client.get(address).content.decode()

    def test_a_message_is_shown_harmlessly_corrected_and_played_in(self):
        self.client.force_login(self.world.mara)
        address = reverse("capture:quarantined", args=[self.bad.id])
        assert NASTY not in self.client.get(address).content.decode()
        assert self.client.post(address, {"text": "{}"}).context["form"].errors
        self.client.post(address, {"text": json.dumps(json.loads(self.bad.raw) | {"type": "track"})})
        assert Touch.objects.count() == 3
        assert self.client.get(address).status_code == 404

    def test_a_new_source_shows_its_key_once(self):
        self.client.force_login(self.world.otto)
        address = reverse("capture:sources")
        page = self.client.post(address, {"name": "App"})
        key = page.context["key"]
        assert key in page.content.decode()
        assert WriteKey.objects.get(digest=digest_of(key)).source.name == "App"
        assert key not in self.client.get(address).content.decode()
        assert self.client.post(address, {"name": "App"}).context["form"].errors

    def test_a_source_gets_a_new_key_and_the_old_one_ends_when_it_was_told_to(self):
        self.client.force_login(self.world.mara)
        page = self.client.post(reverse("capture:rotate", args=[self.source.id]), {"old": "7"})
        assert page.context["key"] in page.content.decode()
        assert [bool(key.valid_until) for key in page.context["source"].keys] == [False, True]
        page = self.client.post(reverse("capture:rotate", args=[self.source.id]), {"old": "stay"})
        assert len(page.context["source"].keys) == 3
        self.client.post(reverse("capture:void", args=[self.source.id, page.context["source"].keys[0].id]))
        page = self.client.get(reverse("capture:source", args=[self.source.id]))
        assert len(page.context["source"].keys) == 2

    def test_the_pages_a_source_may_send_from_are_written_as_people_write_them(self):
        self.client.force_login(self.world.otto)
        address = reverse("capture:origins", args=[self.source.id])
        assert self.client.post(address, {"origins": "ftp://x"}).context["pages"].errors
        self.client.post(
            address,
            {"is_browser": "on", "origins": "https://WWW.Example.com/prices\nexample.org http://localhost:8080"},
        )
        self.source.refresh_from_db()
        assert self.source.origins == ["http://localhost:8080", "https://example.org", "https://www.example.com"]
        assert self.source.is_browser

    def test_somebody_declares_that_the_website_asks_and_the_ledger_keeps_who(self):
        self.client.force_login(self.world.otto)
        address = reverse("capture:consent", args=[self.source.id])
        for said, fact in (("yes", "source_consent_wired"), ("no", "source_consent_unwired")):
            self.client.post(address, {"is_wired": said})
            self.source.refresh_from_db()
            assert self.source.consent_is_wired == (said == "yes")
            assert Entry.objects.filter(fact=fact, actor=self.world.otto.id).exists()
            assert self.client.get(reverse("capture:source", args=[self.source.id])).status_code == 200

    def test_touches_of_machines_are_marked_and_found_by_their_mark(self):
        accept(self.source, [message(context={"userAgent": "Googlebot/2.1"}, messageId="robot")], MONDAY)
        self.client.force_login(self.world.mara)
        page = self.client.get(reverse("capture:touches"), {"flag": "bot"})
        assert [touch.message_id for touch, _marks in page.context["rows"]] == ["robot"]
        assert "known crawler" in page.content.decode()

    def test_a_table_is_read_in_with_its_encoding_and_suggestions(self):
        imported = self.uploaded()
        assert (imported.encoding, imported.delimiter, imported.rows_total) == ("cp1252", ";", 2)
        form = self.client.get(reverse("capture:mapping", args=[imported.id])).context["form"]
        suggested = [form.get_initial_for_field(form.fields[f"column_{place}"], "") for place in range(5)]
        assert suggested == ["contact.given_name", "contact.family_name", "contact.email", "company.name", ""]

    def test_the_preview_marks_what_will_be_set_aside(self):
        imported = self.mapped()
        page = self.client.get(reverse("capture:preview", args=[imported.id]))
        assert [(row.number, bool(row.problem)) for row in page.context["rows"]] == [(2, False), (3, True)]
        assert "This is no e-mail address." in page.content.decode()

    def test_a_mapping_is_kept_under_its_name_and_offered_next_time(self):
        imported = self.mapped(save_as="fair")
        assert SavedMapping.objects.get().name == imported.mapping_name == "fair"
        self.upload(name="second.csv")
        second = Import.objects.get(file_name="second.csv")
        choose = self.client.get(reverse("capture:mapping", args=[second.id])).context["choose"]
        assert choose.fields["mapping"].choices[0][0] == "fair"
        self.client.post(reverse("capture:choose", args=[second.id]), {"mapping": "fair"})
        second.refresh_from_db()
        assert second.spec == imported.spec

    def test_a_mapping_without_anybody_is_refused_in_words(self):
        imported = self.uploaded()
        settings = {"time_zone": "Europe/Berlin", "dates": "", "decimal": ","}
        answer = self.client.post(
            reverse("capture:mapping", args=[imported.id]), {"column_0": "contact.given_name"} | settings
        )
        assert "whose row it is" in answer.content.decode()
        twice = {"column_0": "contact.email", "column_2": "contact.email"} | settings
        assert (
            "column_2" in self.client.post(reverse("capture:mapping", args=[imported.id]), twice).context["form"].errors
        )

    def test_what_cannot_be_imported_is_said_at_the_file_and_nothing_is_kept(self):
        for content, words in {
            b"": "empty",
            b"a,b\n": "no rows",
            b"a,a\n1,2\n": "same heading",
            b"%PDF-1.7": "neither a text file",
        }.items():
            page = self.upload(content).content.decode()
            assert words in page, content
        assert not Import.objects.exists()

    def test_a_name_with_a_way_out_stays_a_name(self):
        self.upload(name="../../etc/passwd")
        assert Import.objects.get().file_name == "passwd"

    def test_running_waits_for_the_worker_and_shows_progress(self):
        imported = self.mapped()
        answer = self.client.post(reverse("capture:run", args=[imported.id]))
        page = self.client.get(answer["Location"])
        assert page.context["report"].state == "running"
        assert 'hx-trigger="every 1s"' in page.content.decode()
        again = self.client.get(answer["Location"], headers={"HX-Request": "true"}).content.decode()
        assert again.strip().startswith('<div class="stack" id="report"')

    def test_rows_set_aside_are_downloaded_with_cells_disarmed(self):
        imported = self.mapped()
        raw = {"Vorname": "=cmd()", "Nachname": "-1", "E-Mail-Adresse": "x", "Farbe": "@y"}
        ImportRow.objects.create(
            imported=imported, number=3, outcome="quarantined", column="E-Mail-Adresse", reason="not_an_email", raw=raw
        )
        answer = self.client.get(reverse("capture:errors", args=[imported.id]))
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        assert text.splitlines()[1] == "3,E-Mail-Adresse,This is no e-mail address.,'=cmd(),'-1,x,,'@y"
        assert answer["Content-Disposition"].startswith("attachment")

    def test_a_file_nobody_wants_is_thrown_away(self):
        imported = self.uploaded()
        self.client.post(reverse("capture:forget", args=[imported.id]))
        assert not Import.objects.exists()

    def test_the_pages_cost_a_handful_of_queries(self):
        accept(self.source, [message(properties={"channel": f"c{n}"}) for n in range(60)], MONDAY + timedelta(days=1))
        self.client.force_login(self.world.mara)
        for name, most in {"overview": 17, "touches": 9, "quarantine": 7, "imports": 9, "sources": 7}.items():
            with self.settings(DEBUG=False), self.assertNumQueries(AtMost(most)):
                self.client.get(reverse(f"capture:{name}"))


class AtMost(int):
    """So many, or fewer."""

    def __eq__(self, other):
        return other <= int(self)

    __hash__ = int.__hash__
