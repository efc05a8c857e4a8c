"""Everybody can use every page: no page of the furnished house has a barrier that axe finds, by day and by night, in either language."""

from __future__ import annotations

import mimetypes
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from conftest import require
from handschlag.kernel.clock import now
from handschlag.organisation.models import User
from tests.furnished import Furnished, furnish
from tests.walking import addresses

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
Answer = tuple[int, str, bytes]
ALIKE = {f"market:shelf {slug}" for slug in ("brands", "claims", "segments", "attributes", "surveys", "variants")}
"""Shelves that show what other shelves show."""

JUDGED = """async (rules) => {
  const only = rules ? {runOnly: {type: "rule", values: rules}} : {};
  const found = await axe.run(document, {resultTypes: ["violations"], preload: false, iframes: false, ...only});
  return found.violations.flatMap(({id, help, nodes}) => nodes.map(({html}) => `${id}: ${help}: ${html.slice(0, 200)}`));
}"""
"""Rules → what breaks them, a line each; without rules all of axe's, its good practices among them."""


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The judge's script, as npm delivers it by the lock file."""
    require("npm", shutil.which("npm") is not None, "apt install nodejs npm")
    folder = tmp_path_factory.mktemp("axe")
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(HERE / name, folder / name)
    done = subprocess.run(["npm", "ci"], cwd=folder, capture_output=True, text=True, check=False)
    require("the npm registry", done.returncode == 0, done.stderr[-500:])
    return (folder / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def furnished(db: None) -> Furnished:
    return furnish(now() - timedelta(days=1))


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A browser without motion: a colour on its way to another is none that anybody reads."""
    context = chromium.new_context(bypass_csp=True, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def test_no_page_has_a_barrier(furnished: Furnished, page: Page, axe: str) -> None:
    answers = {address: (200, "text/html; charset=utf-8", answer) for address, answer in _pages(furnished)}
    barriers = {}
    with _served(answers | {"/axe.js": (200, "text/javascript", axe.encode())}) as origin:
        for address in answers:
            page.goto(f"{origin}{address}")
            page.add_script_tag(url="/axe.js")
            if found := [*page.evaluate(JUDGED), *_by_night(page)]:
                barriers[address] = found
    assert barriers == {}
    assert len(answers) > 80


def test_the_judge_sees_a_barrier(page: Page, axe: str) -> None:
    page.set_content("<html lang=en><title>x</title><main><h1>x</h1><button></button></main></html>")
    page.evaluate(axe)
    assert [found.partition(":")[0] for found in page.evaluate(JUDGED)] == ["button-name"]


def _by_night(page: Page) -> Any:
    page.emulate_media(color_scheme="dark")
    found = page.evaluate(JUDGED, ["color-contrast"])
    page.emulate_media(color_scheme="light")
    return found


def _pages(furnished: Furnished) -> Iterator[tuple[str, bytes]]:
    """Every page by its address, once, as the first sees it who may; two of the readers read German."""
    clients = [
        _client(getattr(furnished.house.world, name), language)
        for name, language in zip(("mara", "sam", "lena", "otto"), ("en", "de", "en", "de"), strict=True)
    ]
    for called, address in addresses(furnished.ids):
        for client in clients if called not in ALIKE else ():
            answer = client.get(address)
            if answer.status_code == 200:
                if answer["Content-Type"].startswith("text/html"):
                    yield address, answer.content
                break


def _client(user: User, language: str) -> Client:
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = language
    return client


@contextmanager
def _served(answers: Mapping[str, Answer]) -> Iterator[str]:
    """These answers and the static files at an address of their own: no worker, no database, and a browser that may keep files."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, kind, body = answers.get(self.path) or _static(self.path)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "max-age=600")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def _static(path: str) -> Answer:
    name = path.partition("?")[0]
    found = finders.find(name.removeprefix("/static/")) if name.startswith("/static/") else None
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return (200, kind, Path(found).read_bytes()) if found else (404, "text/plain", b"")
