"""The pages visitors see: a form, its thanks, the confirmation of an address."""

import re
from datetime import timedelta
from html import escape
from ipaddress import ip_network
from unittest.mock import patch
from urllib.parse import urlencode

import time_machine
from django.db import OperationalError
from django.test import Client, TestCase, override_settings

from handschlag.capture.models import Form, FormCount, OptIn, PrivacyText, Subject, Submission, Touch
from handschlag.capture.tests.forms_world import JANA, mail_to, proof_for, published, token_in
from handschlag.kernel.clock import now
from handschlag.organisation.tests.world import build_world
from handschlag.post.models import Message

NASTY = '"><script>alert(1)</script>'


def fields(page: str) -> dict[str, str]:
    """What the page's hidden inputs carry."""
    inputs = re.findall(r'<input type="hidden" name="([\w]+)" value="([^"]*)"', page)
    return dict(inputs)


class Visitor(TestCase):
    """A house with two forms, and somebody who fills them in."""

    @classmethod
    def setUpTestData(cls):
        build_world()
        cls.form = published("contact", at=now() - timedelta(hours=1))
        cls.newsletter = published("newsletter", at=now() - timedelta(hours=1))

    def opened(self, address: str = "/f/contact/", **headers: str) -> dict[str, str]:
        answer = self.client.get(address, headers=headers)
        assert answer.status_code == 200
        return fields(answer.content.decode())

    def sent(self, form: Form, address: str = "", said: dict[str, str] | None = None, **headers: str):
        """A person opens the form, takes their time, and sends it."""
        address = address or f"/f/{form.key}/"
        hidden = self.opened(address)
        with time_machine.travel(now() + timedelta(minutes=1), tick=True):
            hidden["proof"] = proof_for(hidden["challenge"], form, now())
            answers = {f"a_{name}": value for name, value in JANA.items()}
            return self.client.post(address, hidden | answers | (said or {}), headers=headers)


class FormTest(Visitor):
    def test_a_visitor_sends_the_form_and_is_thanked(self):
        answer = self.sent(self.form)
        assert (answer.status_code, answer["Location"]) == (302, "/f/contact/thanks/?lang=en")
        self.assertContains(self.client.get(answer["Location"]), "We will come back to you")
        assert Touch.objects.get().traits["email"] == JANA["email"]

    def test_no_cookie_is_set_and_no_session_is_opened(self):
        for address in ("/f/contact/", "/f/contact/thanks/", "/c/nothing/", "/p/", "/p/nothing/"):
            answer = self.client.get(address)
            assert not answer.cookies, address
            assert "Cookie" not in answer.get("Vary", ""), address

    def test_nothing_comes_from_elsewhere_and_nothing_is_inline(self):
        page = self.client.get("/f/contact/").content.decode()
        assert not re.findall(r'(?:src|href)="https?://', page)
        assert "unsafe" not in self.client.get("/f/contact/")["Content-Security-Policy"]

    def test_the_page_speaks_the_language_of_the_link_or_the_browser(self):
        self.assertContains(self.client.get("/f/contact/?lang=de"), "Sprechen Sie mit uns")
        self.assertContains(self.client.get("/f/contact/", headers={"Accept-Language": "de"}), '<html lang="de"')
        self.assertContains(self.client.get("/f/contact/?lang=xx"), "Talk to us")

    def test_fields_are_labelled_described_and_completed_by_the_browser(self):
        page = self.client.get("/f/contact/").content.decode()
        for name in re.findall(r'<(?:input|select|textarea)[^>]* name="(a_\w+|c_\w+)"', page):
            assert f'for="{name}"' in page, name
        for hint in ("email", "given-name", "family-name", "organization", "tel", "country", "postal-code"):
            assert f'autocomplete="{hint}"' in page

    def test_boxes_are_never_ticked_beforehand(self):
        page = self.client.get("/f/newsletter/?c_email=on&a_email=x@y.example").content.decode()
        assert "checked" not in page
        assert "x@y.example" not in page

    def test_mistakes_are_summed_up_linked_and_lose_nothing(self):
        answer = self.sent(self.form, said={"a_email": "no address", "a_company": NASTY})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert '<a href="#a_email">' in page
        assert 'aria-invalid="true"' in page
        assert re.search(r'id="a_email"[^>]*aria-describedby="a_email_error"', page) or "a_email_error" in page
        assert f'value="{escape(NASTY).replace("&quot;", "&quot;")}"' in page
        assert NASTY not in page
        assert not Submission.objects.exists()

    def test_a_corrected_form_can_be_sent_without_waiting_again(self):
        hidden = fields(self.sent(self.form, said={"a_email": "no"}).content.decode())
        before = Form.objects.get(key="contact")
        assert hidden["proof"]
        hidden |= {"a_email": JANA["email"]}
        with time_machine.travel(now() + timedelta(minutes=2), tick=True):
            assert self.client.post("/f/contact/", hidden).status_code == 302
        assert before.current

    def test_a_page_that_was_open_while_another_version_came_proves_the_words_it_showed(self):
        hidden = self.opened("/f/newsletter/?lang=de")
        PrivacyText.write(Subject.EMAIL, {"de": "Neu", "en": "New", "url_de": "", "url_en": ""}, by=None, at=now())
        self.newsletter.publish(by=None, at=now())
        hidden["proof"] = proof_for(hidden["challenge"], self.newsletter, now())
        with time_machine.travel(now() + timedelta(minutes=1), tick=True):
            said = hidden | {"a_email": JANA["email"], "c_email": "on"}
            assert self.client.post("/f/newsletter/", said, headers={"Accept-Language": "en"}).status_code == 302
        submission = Submission.objects.get()
        assert (submission.version.number, submission.language) == (1, "de")
        assert [box.text for box in submission.boxes()] == ["email-1"]

    def test_markup_in_every_field_is_only_text_everywhere(self):
        said = {f"a_{name}": NASTY for name in ("given_name", "family_name", "company", "message", "postal_code")}
        origin = urlencode(
            dict.fromkeys(("utm_source", "utm_medium", "utm_campaign", "gclid"), NASTY) | {"theme": NASTY}
        )
        address = f"/f/contact/?{origin}&page=javascript:alert(1)"
        assert NASTY not in self.client.get(address).content.decode()
        self.sent(self.form, address, said)
        touch = Touch.objects.get()
        assert touch.traits["company"] == NASTY
        assert touch.page == ""

    def test_line_ends_begin_no_header_and_no_second_address(self):
        for typed in (
            "jana@albfraes.example\r\nBcc: x@y.example",
            "jana@albfraes.example\nx",
            "a@b.example,c@d.example",
        ):
            answer = self.sent(self.newsletter, said={"a_email": typed, "c_email": "on"})
            assert answer.status_code == 422, typed
        self.sent(self.newsletter, said={"a_given_name": "Jana\r\nBcc: x@y.example", "c_email": "on"})
        assert [message.recipient for message in Message.objects.all()] == [JANA["email"]]
        assert "\n" not in Message.objects.get().subject

    def test_characters_no_database_takes_are_survived(self):
        answer = self.sent(self.form, said={"a_company": "a\x00b", "a_message": "c\x00d"})
        assert answer.status_code in (302, 422)
        assert self.client.post(
            "/f/contact/", b"\xff\xfe=\x00", content_type="application/x-www-form-urlencoded"
        ).status_code in (400, 422)

    def test_where_nothing_can_be_written_nothing_is_lost_and_nobody_is_thanked(self):
        with patch.object(Submission, "take", side_effect=OperationalError("disk full")):
            answer = self.sent(self.form, said={"a_company": "Albfräs"})
        self.assertContains(answer, "send it again in a minute", status_code=503)
        self.assertContains(answer, 'value="Albfräs"', status_code=503)

    def test_what_is_said_about_confirmation_is_true_of_the_form(self):
        self.assertContains(self.client.get("/f/contact/"), "reaches us at once")
        self.assertContains(self.client.get("/f/newsletter/"), "only when you confirm it do your details count")

    def test_a_form_nobody_published_or_somebody_archived_is_not_there(self):
        write = Form.objects.get(key="contact")
        Form.objects.filter(pk=write.pk).update(archived_at=now())
        for address in ("/f/contact/", "/f/contact/thanks/", "/f/nothing/", "/f/nothing/thanks/"):
            assert self.client.get(address).status_code == 404, address
            assert self.client.post(address).status_code in (404, 405), address

    def test_only_the_sites_it_names_may_embed_it(self):
        form = published(
            "download", origins=["https://www.musterwerk.example"], leads_to="https://www.musterwerk.example/danke"
        )
        answer = self.client.get("/f/download/")
        policy = answer["Content-Security-Policy"]
        assert "frame-ancestors 'self' https://www.musterwerk.example;" in policy + ";"
        assert "form-action 'self' https://www.musterwerk.example" in policy
        assert "X-Frame-Options" not in answer
        assert self.sent(form)["Location"] == "https://www.musterwerk.example/danke"
        assert self.sent(form, "/f/download/?embed=1")["Location"].startswith("/f/download/thanks/?lang=en&embed=1")
        assert "frame-ancestors 'self';" in self.client.get("/f/contact/")["Content-Security-Policy"] + ";"

    def test_looks_are_counted_without_looking_at_anybody(self):
        self.client.get("/f/contact/")
        self.client.get("/f/contact/")
        self.client.get("/f/contact/", headers={"User-Agent": "Googlebot/2.1 (+http://www.google.com/bot.html)"})
        assert FormCount.objects.get(form=self.form, what="seen").count == 2

    def test_the_referrer_and_the_link_tell_where_somebody_came_from(self):
        hidden = self.opened(
            "/f/contact/?utm_source=fair&evil=1", Referer="https://www.musterwerk.example/x?mail=a@b.example"
        )
        assert hidden["utm_source"] == "fair"
        assert hidden["referrer"] == "https://www.musterwerk.example/x"
        assert "evil" not in hidden

    def test_a_forged_forwarding_header_does_not_move_the_limit(self):
        statuses = [
            self.sent(self.form, said={"proof": ""}, **{"X-Forwarded-For": f"203.0.{number}.9"}).status_code
            for number in range(6)
        ]
        assert statuses == [302] * 4 + [429] * 2
        assert FormCount.objects.get(form=self.form, what="without_proof").count == 2

    def test_a_trusted_proxy_tells_who_calls(self):
        with override_settings(TRUSTED_PROXIES=[ip_network("127.0.0.0/8")]):
            self.sent(self.newsletter, said={"c_email": "on"}, **{"X-Forwarded-For": "203.0.113.7, 198.51.100.77"})
        assert Submission.objects.get().network == "198.51.100.0/24"


class ConfirmationTest(Visitor):
    """Programs look at links; only a pressed button confirms."""

    def link(self) -> str:
        self.sent(self.newsletter, said={"c_email": "on"})
        return f"/c/{token_in(mail_to(JANA['email']).body)}/"

    def test_looking_changes_nothing_however_often(self):
        link = self.link()
        for _time in range(30):
            self.assertContains(self.client.get(link), "Yes, confirm")
        self.client.head(link)
        assert OptIn.objects.get().confirmed_at is None
        assert not Touch.objects.exists()

    def test_the_button_confirms_once_and_the_page_stays_true(self):
        link = self.link()
        assert self.client.post(link).status_code == 302
        assert self.client.post(link).status_code == 302
        self.assertContains(self.client.get(link), "was confirmed on")
        assert Touch.objects.count() == 2

    def test_unknown_mangled_and_expired_look_alike(self):
        link = self.link()
        OptIn.objects.update(expires_at=now())
        pages = {self.client.get(address).content for address in (link, "/c/unknown/", "/c/%00%ff/", link[:-3] + "/")}
        assert len(pages) == 1
        assert self.client.post(link).status_code == 404
        assert not Touch.objects.exists()

    def test_the_address_of_the_page_stays_a_secret(self):
        answer = self.client.get(self.link())
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]
        assert not re.findall(r'(?:src|href)="https?://', answer.content.decode())

    def test_no_session_is_needed_and_none_is_forged(self):
        assert Client(enforce_csrf_checks=True).post(self.link()).status_code == 302
