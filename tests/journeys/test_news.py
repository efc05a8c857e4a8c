"""The counter beside the inbox in a real browser: it keeps up, says what is new, rests while hidden, gives way to trouble, and stops."""

from __future__ import annotations

import json
import mimetypes
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from handschlag.organisation.tests.world import build_world

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

HALF_A_MINUTE = 34_000
"""Whoever asks every half minute has asked by then."""


@dataclass
class House:
    """Sam's first page, and what a scripted house answers to the question: each once, the last for ever."""

    page: bytes
    answers: list[tuple[int, dict[str, object]]] = field(default_factory=lambda: [(304, {})])
    asked: list[str] = field(default_factory=list)
    origin: str = ""

    def answer(self) -> tuple[int, dict[str, object]]:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def scripted(house: House) -> Iterator[House]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path == "/handovers/news/":
                house.asked.append(self.headers.get("If-None-Match", ""))
                status, told = house.answer()
                head = {"ETag": f'"{told.get("waiting")}"', "Location": "/accounts/login/"} if status != 304 else {}
                self.reply(status, json.dumps(told).encode() if told else b"", head)
            elif path.startswith("/static/") and (found := finders.find(path.removeprefix("/static/"))):
                kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
                self.reply(200, Path(found).read_bytes(), {"Content-Type": kind})
            else:
                self.reply(200, house.page, {"Content-Type": "text/html; charset=utf-8"})

        def reply(self, status: int, body: bytes, head: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in head.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        house.origin = f"http://127.0.0.1:{server.server_port}"
        yield house
    finally:
        server.shutdown()


@pytest.fixture
def house(db: None) -> Iterator[House]:
    client = Client()
    client.force_login(build_world().sam, "allauth.account.auth_backends.AuthenticationBackend")
    with scripted(House(client.get("/").content)) as house:
        yield house


@pytest.fixture
def page(chromium: Browser, house: House) -> Iterator[Page]:
    """A browser whose clock the test turns."""
    context = chromium.new_context()
    page = context.new_page()
    page.clock.install()
    page.goto(house.origin)
    page.wait_for_load_state("networkidle")
    yield page
    context.close()


def half_a_minute(page: Page, house: House, times: int = 1) -> None:
    """Passes, and what was asked meanwhile is answered."""
    for _time in range(times):
        before = len(house.asked)
        page.clock.run_for(HALF_A_MINUTE)
        for _look in range(15):
            if len(house.asked) > before:
                break
            time.sleep(0.01)
        page.wait_for_load_state("networkidle")


def hide(page: Page, hidden: str) -> None:
    page.evaluate(
        f"() => {{ Object.defineProperty(document, 'hidden', {{value: {hidden}, configurable: true}});"
        "document.dispatchEvent(new Event('visibilitychange')); }"
    )


def test_a_new_lead_is_counted_and_said_politely(page: Page, house: House) -> None:
    badge, said = page.locator("[data-news]"), page.get_by_role("status").filter(has=page.locator("a"))
    assert badge.is_hidden()
    house.answers = [(200, {"waiting": 1, "newest": 5, "words": "1 lead waits", "announced": "A new lead."}), (304, {})]
    half_a_minute(page, house)
    said.wait_for()
    assert (badge.inner_text().strip().split("\n")[0], said.locator("a").inner_text()) == ("1", "A new lead.")
    assert said.locator("a").get_attribute("href") == "/handovers/"
    said.get_by_role("button").click()
    assert said.count() == 0
    half_a_minute(page, house)
    assert house.asked[-1] == '"1"'  # from then on it asks about what it has seen


def test_fewer_leads_are_counted_and_not_announced(page: Page, house: House) -> None:
    house.answers = [(200, {"waiting": 0, "newest": 0, "words": "", "announced": "Nothing."}), (304, {})]
    half_a_minute(page, house)
    assert page.locator("[data-news-told] a").count() == 0


def test_a_hidden_page_asks_nothing_and_asks_at_once_when_it_is_seen_again(page: Page, house: House) -> None:
    half_a_minute(page, house)
    hide(page, "true")
    asked = len(house.asked)
    half_a_minute(page, house, times=4)
    assert len(house.asked) == asked
    hide(page, "false")
    page.clock.run_for(100)
    page.wait_for_load_state("networkidle")
    assert len(house.asked) == asked + 1


def test_where_nobody_answers_it_asks_ever_more_seldom_and_comes_back(page: Page, house: House) -> None:
    house.answers = [(500, {})]
    half_a_minute(page, house, times=20)  # eleven minutes
    assert 3 <= len(house.asked) <= 5  # after 30 s, 90 s, 210 s, 450 s
    house.answers = [(304, {})]
    page.clock.run_for(16 * 60_000)
    page.wait_for_load_state("networkidle")
    asked = len(house.asked)
    half_a_minute(page, house, times=3)
    assert len(house.asked) >= asked + 2


@pytest.mark.parametrize("status", [302, 403])
def test_whoever_is_logged_out_is_asked_about_no_more(page: Page, house: House, status: int) -> None:
    house.answers = [(status, {})]
    half_a_minute(page, house, times=5)
    assert len(house.asked) == 1


def test_without_javascript_the_number_stands_there(chromium: Browser, house: House) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(house.origin)
    assert page.get_by_role("link", name="Handovers").count() == 1
    assert house.asked == []
    context.close()
