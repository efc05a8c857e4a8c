"""A form's way in a browser: built by marketing, embedded in a page of another origin, filled in by keyboard, confirmed by mail."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.journeys.conftest import House

pytestmark = pytest.mark.browser

Enter = Callable[..., "Page"]
Photograph = Callable[["Page", str], None]

PAGE = """<!doctype html><html lang="de"><title>Musterwerk</title><body><h1>Newsletter</h1>
<script src="{house}/f/newsletter.js" data-title="Newsletter bestellen"></script></body></html>"""


TRACKED_ELSEWHERE = """<!doctype html><html><title>Preise</title><body><script src="{house}/t.js" data-key="{key}"></script></body></html>"""

WIRE = """
import django, sys; django.setup()
from handschlag.capture.models import Source
from handschlag.kernel.clock import now
source, key = Source.make("elsewhere", by=None, at=now())
Source.objects.filter(id=source.id).update(origins=[sys.argv[1]], is_browser=True, consent_is_wired=True)
print(key)
"""

WHO_CAME = """
import django; django.setup()
from handschlag.capture.models import Touch
print([touch.who for touch in Touch.objects.filter(source__name="elsewhere")])
"""


@pytest.fixture
def site(house: House) -> Iterator[str]:
    """A page of another origin that embeds the form."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            key = self.path.partition("key=")[2]
            page = TRACKED_ELSEWHERE if key else PAGE
            self.wfile.write(page.format(house=house.url, key=key).encode())

        def log_message(self, *_args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()


def test_a_form_from_the_builder_to_the_consent_at_the_contact(
    house: House, site: str, chromium: Browser, enter: Enter, photograph: Photograph
) -> None:
    mara = enter("mara", language="de")
    write_texts(mara, photograph)
    build(mara, site, photograph)
    visitor = fill_in(chromium, site, photograph)
    confirm(visitor, house, photograph)
    see_consent(mara, photograph)
    withdraw(visitor, house, photograph)
    assert mara.complaints == []  # type: ignore[attr-defined]


def write_texts(mara: Page, photograph: Photograph) -> None:
    for subject in ("scoring", "email", "phone", "notice"):
        mara.goto(f"/capture/forms/texts/{subject}/")
        mara.get_by_role("button", name="Als neue Fassung speichern").click()
        mara.wait_for_url("**/texts/")
    photograph(mara, "form-texts-de")


def build(mara: Page, site: str, photograph: Photograph) -> None:
    """A newsletter form gets one more field, moved up by htmx, a site that may embed it, and is published."""
    mara.goto("/capture/forms/")
    mara.get_by_label("Name", exact=True).fill("Newsletter")
    mara.get_by_label("Schlüssel").fill("newsletter")
    mara.get_by_label("Beginnt als").select_option("newsletter")
    mara.get_by_role("button", name="Einrichten").click()
    mara.get_by_label("Feld hinzufügen").select_option("company")
    mara.get_by_role("button", name="Hinzufügen").click()
    mara.get_by_role("button", name="Firma nach oben schieben").click()
    mara.locator(".building__field").nth(2).get_by_text("Firma").first.wait_for()
    mara.get_by_role("link", name="Texte und Regeln").first.click()
    mara.get_by_label("Seiten, die es einbetten dürfen").fill(site)
    photograph(mara, "form-settings-de")
    mara.get_by_role("button", name="Speichern").click()
    mara.get_by_role("button", name="Veröffentlichen").click()
    mara.get_by_text("Besucher sehen jetzt Fassung 1").wait_for()
    photograph(mara, "form-builder-de")


def fill_in(chromium: Browser, site: str, photograph: Photograph) -> Page:
    """Somebody on another site tabs through the frame and sends it with Enter: mistakes first, then right."""
    context = chromium.new_context(locale="de", viewport={"width": 420, "height": 900})
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{site}/aktuell?utm_source=fair&utm_campaign=autumn&mail=secret")
    form = page.frame_locator("iframe")
    form.get_by_role("textbox", name="E-Mail").focus()
    page.keyboard.type("jana@")
    page.keyboard.press("Enter")
    form.get_by_role("alert").wait_for()
    photograph(page, "form-mistakes-de")
    form.get_by_role("link", name="E-Mail-Adresse").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("jana@albfraes.example")
    for text in ("Jana", "Albfräs GmbH", "Keller"):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.wait_for_timeout(2_100)  # nobody types that fast; with its proof of work the machine need not wait longer
    assert form.locator("html").evaluate("root => root.scrollHeight - innerHeight") <= 1
    page.keyboard.press("Enter")
    form.get_by_text("Noch ein Schritt").wait_for()
    photograph(page, "form-thanks-de")
    assert context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    return page


def mail_of(house: House, needle: str) -> str:
    """The newest mail file that holds this, once the worker has sent it."""
    folder = Path(house.environment["HANDSCHLAG_VAR"]) / "mail"
    for _attempt in range(60):
        files = sorted(folder.glob("*"), key=lambda file: file.stat().st_mtime, reverse=True) if folder.exists() else []
        for file in files:
            mails = file.read_bytes().split(b"-" * 79)
            for raw in mails:
                body = message_from_bytes(raw.strip(), policy=policy.default).get_content() if raw.strip() else ""
                if needle in body:
                    return str(body)
        time.sleep(0.25)
    raise AssertionError(f"no mail with {needle} came")


def confirm(visitor: Page, house: House, photograph: Photograph) -> None:
    mail = mail_of(house, "/c/")
    visitor.goto(re.search(r"http\S+/c/\S+", mail)[0])  # type: ignore[index]
    photograph(visitor, "form-confirm-de")
    visitor.get_by_role("button", name="Ja, bestätigen").press("Enter")
    visitor.get_by_text("Ihre Adresse wurde").wait_for()
    photograph(visitor, "form-confirmed-de")


def see_consent(mara: Page, photograph: Photograph) -> None:
    mara.goto("/people/")
    for _attempt in range(40):
        if mara.get_by_role("link", name="Jana Keller").count():
            break
        mara.wait_for_timeout(250)
        mara.reload()
    mara.get_by_role("link", name="Jana Keller").first.click()
    card = mara.locator("section", has=mara.locator("#consents"))
    assert card.get_by_text("erlaubt", exact=True).count() == 1
    card.get_by_text("email-1").wait_for()
    photograph(mara, "contact-consent-de")


def withdraw(visitor: Page, house: House, photograph: Photograph) -> None:
    mail = mail_of(house, "/p/")
    visitor.goto(re.search(r"http\S+/p/\S+", mail)[0])  # type: ignore[index]
    photograph(visitor, "preferences-de")
    visitor.get_by_role("button", name="Widerrufen").click()
    visitor.get_by_text("Widerrufen am").wait_for()


def test_a_form_without_javascript_asks_for_patience_and_is_taken(
    house: House, chromium: Browser, enter: Enter
) -> None:
    """The same form as a plain page; a program's haste is turned away, and nothing typed is lost."""
    page = chromium.new_context(locale="en", base_url=house.url, java_script_enabled=False).new_page()
    page.goto("/f/newsletter/")
    page.get_by_label("E-mail", exact=True).fill("paul@nordwerk.example")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Subscribe").click()
    page.get_by_text("That was very quick").wait_for()
    assert page.get_by_label("E-mail", exact=True).input_value() == "paul@nordwerk.example"
    page.wait_for_timeout(6_500)
    page.get_by_role("button", name="Subscribe").click()
    page.get_by_text("One step is left").wait_for()


TRACKED = """<!doctype html><title>Preise</title><body><a href="/demo-two?x=1">on</a>
<script src="/t.js" data-key="{key}" {more}></script></body>"""


def visited(
    chromium: Browser, house: House, more: str, act: str = "", path: str = "/demo-one?utm_source=fair&mail=a@b.example"
) -> tuple[Page, list[Any]]:
    """A page with the script, and what it sent."""
    page = chromium.new_context(base_url=house.url).new_page()
    sent: list[Any] = []
    page.route(
        "**/demo-*",
        lambda route: route.fulfill(body=TRACKED.format(key=house.write_key, more=more), content_type="text/html"),
    )
    page.on(
        "request", lambda one: sent.append(json.loads(one.post_data or "{}")) if one.url.endswith("/v1/batch") else None
    )
    page.goto(path)
    if act:
        page.evaluate(act)
    page.wait_for_timeout(800)
    return page, [message for body in sent for message in body["batch"]]


def test_without_consent_a_page_view_names_nobody_and_nothing_is_stored(house: House, chromium: Browser) -> None:
    page, sent = visited(chromium, house, "", "handschlag.track('Brochure', {material: 'b'})")
    assert [one["type"] for one in sent] == ["page", "track"]
    assert not any("anonymousId" in one for one in sent)
    assert sent[0]["context"]["campaign"] == {"source": "fair"}
    assert "a@b" not in json.dumps(sent)
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.context.cookies() == []


def test_with_consent_a_device_id_joins_and_withdrawal_deletes_it(house: House, chromium: Browser) -> None:
    page, sent = visited(chromium, house, "", "handschlag.consent(true); handschlag.track('Brochure')")
    assert sent[-1]["anonymousId"]
    assert json.loads(page.evaluate("localStorage.handschlag"))["id"] == sent[-1]["anonymousId"]
    page.evaluate("handschlag.consent(false)")
    assert page.evaluate("localStorage.length") == 0


def test_where_consent_is_required_nothing_is_sent_before_it(house: House, chromium: Browser) -> None:
    assert visited(chromium, house, "data-consent-required")[1] == []
    assert visited(chromium, house, "data-consent-required", "handschlag.consent(false)")[1] == []
    assert len(visited(chromium, house, "data-consent-required", "handschlag.consent(true)")[1]) == 1


def test_own_links_carry_the_first_origin_only_where_that_is_wanted(house: House, chromium: Browser) -> None:
    for more, carried in (("data-link-params", True), ("", False)):
        page, _sent = visited(chromium, house, more)
        page.get_by_role("link", name="on").click()
        page.wait_for_url("**/demo-two**")
        assert ("first_utm_source=fair" in page.url) is carried


def test_a_page_of_another_origin_is_followed_only_with_consent(house: House, site: str, chromium: Browser) -> None:
    """The door takes it as text from an allowed page; without consent it names nobody, with consent the device."""
    key = asked(house, WIRE, site)
    time.sleep(2.5)  # the door remembers its senders for two seconds
    page = chromium.new_context().new_page()
    page.goto(f"{site}/preise?key={key}")
    page.wait_for_timeout(800)
    page.goto(f"{site}/kontakt?key={key}")
    page.evaluate("handschlag.consent(true)")
    for _attempt in range(40):
        if "anon:" in asked(house, WHO_CAME):
            break
        page.wait_for_timeout(250)
    assert asked(house, WHO_CAME).count("anon:") == 1


def asked(house: House, script: str, *words: str) -> str:
    """What a script inside the house prints."""
    done = subprocess.run(
        [sys.executable, "-c", script, *words], env=house.environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip().splitlines()[-1]
