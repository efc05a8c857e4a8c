"""Building a form in the browser: fields, rules, publication, and who may."""

from datetime import timedelta

from django.test import TestCase
from django.urls import reverse

from handschlag.capture.models import Form, FormVersion, PrivacyText, Submission, Touch
from handschlag.capture.tests.forms_world import published, submit, write_texts
from handschlag.kernel.clock import now
from handschlag.kernel.ids import new_id
from handschlag.ledger.models import Entry
from handschlag.organisation.tests.world import build_world

NASTY = '"><script>alert(1)</script>'


class Building(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()
        write_texts()

    def setUp(self):
        self.client.force_login(self.world.mara)

    def made(self, starter: str = "contact", key: str = "contact") -> Form:
        self.client.post(reverse("capture:forms"), {"name": "Contact", "key": key, "starter": starter})
        return Form.objects.get(key=key)

    def to(self, form: Form, name: str, *more: object, **said: str):
        return self.client.post(reverse(f"capture:{name}", args=[form.id, *more]), said)

    def keys(self, form: Form) -> list[str]:
        form.refresh_from_db()
        return [field.key for field in form.spec.fields]


class BuildTest(Building):
    def test_a_form_is_set_up_published_and_seen(self):
        form = self.made()
        assert self.client.get("/f/contact/").status_code == 404
        self.assertContains(self.client.get(reverse("capture:form", args=[form.id])), "The draft is complete")
        self.to(form, "publish")
        self.assertContains(self.client.get("/f/contact/"), "Talk to us")
        page = self.client.get(reverse("capture:form", args=[form.id]))
        self.assertContains(page, "&lt;script src=&quot;http://127.0.0.1:8000/f/contact.js&quot;")
        self.assertContains(self.client.get(reverse("capture:forms")), "version 1")

    def test_every_start_can_be_published_or_says_what_it_lacks(self):
        for starter in ("contact", "newsletter", "download"):
            self.to(self.made(starter, starter), "publish")
            assert Form.objects.get(key=starter).current
        empty = self.made("empty", "empty")
        self.assertContains(self.client.get(reverse("capture:form", args=[empty.id])), "The form has no title")
        self.to(empty, "publish")
        assert not Form.objects.get(key="empty").current

    def test_a_key_is_taken_once(self):
        self.made()
        answer = self.client.post(reverse("capture:forms"), {"name": "x", "key": "Contact", "starter": "empty"})
        assert answer.context["form"].errors["key"]

    def test_fields_are_added_moved_changed_and_removed_without_script(self):
        form = self.made("empty")
        self.to(form, "field_add", kind="company")
        self.to(form, "field_add", kind="company")
        assert self.keys(form) == ["email", "company"]
        self.to(form, "field_move", "company", way="up")
        self.to(form, "field_move", "company", way="up")
        assert self.keys(form) == ["company", "email"]
        self.to(form, "field", "company", label_de="Ihre Firma", required="on")
        form.refresh_from_db()
        assert (form.spec.fields[0].label.de, form.spec.fields[0].required) == ("Ihre Firma", True)
        self.to(form, "field_remove", "company")
        self.to(form, "field_remove", "company")
        assert self.keys(form) == ["email"]

    def test_an_own_choice_says_its_attribute_and_options(self):
        form = self.made("empty")
        answer = self.to(form, "field_add", kind="choice")
        assert answer["Location"] == reverse("capture:field_new", args=[form.id, "choice"])
        answer = self.client.post(
            answer["Location"],
            {"fills": "machine_park", "label_de": "Maschinen", "options": "few | wenige | few\nmany"},
        )
        assert answer.status_code == 302
        form.refresh_from_db()
        options = form.spec.fields[1].options
        assert [(one.value, one.label.de) for one in options] == [("few", "wenige"), ("many", "many")]

    def test_nonsense_in_a_field_is_answered_with_a_sentence(self):
        form = self.made("empty")
        address = reverse("capture:field_new", args=[form.id, "choice"])
        for said, sentence in (
            ({"fills": "email", "options": "a"}, "kind of field of its own"),
            ({"fills": "UPPER case", "options": "a"}, "small letters"),
            ({"fills": "park", "options": ""}, "needs options"),
            ({"fills": "park", "options": "a\na"}, "the same"),
            ({"fills": "park", "label_de": "a\u202eb", "options": "a"}, "invisible"),
        ):
            self.assertContains(self.client.post(address, said), sentence)
        assert self.keys(form) == ["email"]
        assert self.client.get(reverse("capture:field_new", args=[form.id, "email"])).status_code == 404
        assert self.client.get(reverse("capture:field", args=[form.id, "nothing"])).status_code == 404

    def test_htmx_gets_the_part_that_changed(self):
        form = self.made("empty")
        answer = self.client.post(
            reverse("capture:field_add", args=[form.id]), {"kind": "phone"}, headers={"HX-Request": "true"}
        )
        self.assertContains(answer, 'id="building"')
        self.assertNotContains(answer, "<html")

    def test_texts_and_rules_are_kept_or_answered_with_a_sentence(self):
        form = self.made()
        address = reverse("capture:form_settings", args=[form.id])
        page = self.client.get(address)
        said = {name: value for name, value in page.context["form"].initial.items() if value not in (None, "")}
        self.assertContains(self.client.post(address, said | {"origins": "www.example.com"}), "Sites are written as")
        self.assertContains(
            self.client.post(address, said | {"leads_to": "javascript:alert(1)"}), "An address is written as"
        )
        answer = self.client.post(
            address,
            said
            | {
                "origins": "https://www.example.com/\n",
                "leads_to": "https://www.example.com/danke",
                "consent_phone": "asked",
                "title_de": "Neu",
                "name": "Neuer Name",
            },
        )
        assert answer.status_code == 302
        form.refresh_from_db()
        assert (form.name, form.spec.title.de, form.spec.origins) == ("Neuer Name", "Neu", ("https://www.example.com",))
        assert [one.purpose for one in form.spec.consents] == ["email", "phone"]
        assert form.spec.answering == ("scoring", "phone")

    def test_a_form_leads_only_to_sites_it_names(self):
        form = self.made()
        form.change(lambda spec: spec.model_copy(update={"leads_to": "https://evil.example/"}))
        self.assertContains(self.client.get(reverse("capture:form", args=[form.id])), "leads on to evil.example")
        self.to(form, "publish")
        assert not FormVersion.objects.exists()

    def test_a_published_version_stays_while_the_draft_changes_and_changes_can_be_thrown_away(self):
        form = self.made()
        self.to(form, "publish")
        self.to(form, "field_remove", "company")
        self.assertContains(self.client.get("/f/contact/"), "organization")
        self.to(form, "publish")
        self.assertNotContains(self.client.get("/f/contact/"), "organization")
        self.to(form, "go_back", 1)
        assert "company" in self.keys(form)
        assert FormVersion.objects.count() == 2
        self.to(form, "publish")
        assert FormVersion.objects.get(number=3).spec == FormVersion.objects.get(number=1).spec

    def test_publishing_twice_is_refused_and_a_new_wording_is_a_reason_to_publish(self):
        form = self.made()
        self.to(form, "publish")
        self.to(form, "publish")
        assert FormVersion.objects.count() == 1
        address = reverse("capture:privacy_text", args=["email"])
        latest = PrivacyText.objects.get(subject="email")
        self.assertContains(self.client.post(address, {"de": latest.de, "en": latest.en}), "the one in use already")
        self.client.post(address, {"de": "Neu", "en": "New"})
        self.to(form, "publish")
        assert {text.name for text in FormVersion.objects.get(number=2).texts.all()} == {"email-2", "notice-1"}

    def test_the_preview_shows_the_draft_and_sends_nothing(self):
        form = self.made()
        page = self.client.get(reverse("capture:form_preview", args=[form.id]) + "?lang=de")
        self.assertContains(page, "Sprechen Sie mit uns")
        self.assertContains(page, "disabled")
        assert page.content.count(b'name="challenge" value=""') == 1

    def test_archived_it_is_gone_for_visitors_and_back_when_restored(self):
        form = self.made()
        self.to(form, "publish")
        self.to(form, "form_archive")
        assert self.client.get("/f/contact/").status_code == 404
        self.assertNotContains(self.client.get(reverse("capture:forms")), "version 1")
        self.to(form, "form_restore")
        assert self.client.get("/f/contact/").status_code == 200
        facts = list(Entry.objects.filter(fact__startswith="form_").order_by("pk").values_list("fact", flat=True))
        assert facts == ["form_made", "form_published", "form_archived", "form_restored"]

    def test_doubtful_submissions_are_decided_by_a_person(self):
        form = published("newsletter", at=now() - timedelta(hours=2))
        for company in ("one", NASTY):
            submit(form, now(), answers={"email": "a@b.example", "given_name": company}, is_baited=True)
        page = self.client.get(reverse("capture:held", args=[form.id]))
        assert NASTY not in page.content.decode()
        first, second = Submission.objects.all()
        self.client.post(reverse("capture:release", args=[first.id]))
        self.client.post(reverse("capture:discard_submission", args=[second.id]))
        assert not Submission.objects.held().exists()
        assert Submission.objects.count() == 1
        assert not Touch.objects.exists()
        self.assertContains(self.client.get(reverse("capture:held", args=[form.id])), "Nothing in doubt")

    def test_markup_in_every_text_of_a_form_is_only_text(self):
        form = self.made()
        words = {"en": NASTY, "de": NASTY}
        plain = form.spec.model_dump(mode="json")
        plain |= dict.fromkeys(("title", "intro", "submit", "thanks"), words)
        for field in plain["fields"]:
            field |= {"label": words, "help": words}
            field["options"] = [{"value": NASTY, "label": words}] if field["options"] else []
        Form.objects.filter(pk=form.pk).update(draft=plain, name=NASTY)
        PrivacyText.objects.update(en=NASTY, de=NASTY)
        self.to(form, "publish")
        pages = ["/f/contact/", "/f/contact/thanks/", reverse("capture:forms"), reverse("capture:privacy_texts")]
        pages += [
            reverse(f"capture:{name}", args=[form.id]) for name in ("form", "form_settings", "form_preview", "held")
        ]
        for address in [*pages, reverse("capture:field", args=[form.id, "self_reported"])]:
            page = self.client.get(address)
            assert page.status_code == 200, address
            assert NASTY not in page.content.decode(), address


class DoorTest(Building):
    """Marketing builds; nobody else changes or sees anything."""

    def addresses(self, form: Form, submission_id: object) -> list[tuple[str, str]]:
        of_form = ["form", "form_settings", "form_preview", "held"]
        acts = ["field_add", "publish", "form_archive", "form_restore"]
        looks = [reverse(f"capture:{name}", args=[form.id]) for name in of_form]
        looks += [reverse("capture:forms"), reverse("capture:field", args=[form.id, "email"])]
        posts = [reverse(f"capture:{name}", args=[form.id]) for name in acts]
        posts += [reverse(f"capture:{name}", args=[form.id, "email"]) for name in ("field_remove", "field_move")]
        posts += [reverse("capture:go_back", args=[form.id, 1])]
        posts += [reverse(f"capture:{name}", args=[submission_id]) for name in ("release", "discard_submission")]
        return [("get", one) for one in looks] + [("post", one) for one in posts]

    def test_others_are_refused_before_anything_is_written(self):
        form = published("newsletter")
        held = submit(form, now() + timedelta(minutes=2), is_baited=True)
        entries, draft = Entry.objects.count(), form.draft
        for user in (self.world.sam, self.world.otto, self.world.nora):
            self.client.force_login(user)
            for _method, address in self.addresses(form, held.id):
                assert self.client.get(address).status_code in (403, 405), address
                assert self.client.post(address, {"kind": "phone"}).status_code in (403, 405), address
        form.refresh_from_db()
        assert (Entry.objects.count(), form.draft, Submission.objects.held().count()) == (entries, draft, 1)

    def test_nothing_changes_by_looking_and_unknown_ids_are_unknown(self):
        form = published("newsletter")
        for method, address in self.addresses(form, new_id()):
            if method == "post":
                assert self.client.get(address).status_code == 405, address
        nobody = Form(id=new_id())
        for method, address in self.addresses(nobody, new_id()):
            if address != reverse("capture:forms"):
                assert getattr(self.client, method)(address).status_code == 404, address

    def test_strangers_are_sent_to_log_in(self):
        self.client.logout()
        form = published("newsletter")
        for method, address in self.addresses(form, new_id()):
            assert getattr(self.client, method)(address).status_code == 302, address

    def test_wordings_are_for_marketing_and_data_protection(self):
        for user, status in ((self.world.otto, 200), (self.world.mara, 200), (self.world.sam, 403)):
            self.client.force_login(user)
            for address in (reverse("capture:privacy_texts"), reverse("capture:privacy_text", args=["notice"])):
                assert self.client.get(address).status_code == status, address
        assert self.client.get(reverse("capture:privacy_text", args=["nothing"])).status_code in (403, 404)
