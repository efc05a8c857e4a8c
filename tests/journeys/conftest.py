"""A real server on a database of its own, and a real browser that walks it as different people."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

BUILD = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from datetime import timedelta
from handschlag.capture.models import Source
from handschlag.conversation.models import ensure_starter_topics
from handschlag.kernel.clock import now
from handschlag.organisation.models import WorkingCalendar
from handschlag.organisation.tests.world import build_world
world = build_world(now() - timedelta(days=1))
WorkingCalendar.objects.update(week=[[[0, 1440]]] * 7, subdivision="")
ensure_starter_topics()
print(Source.make("www.musterwerk.example", by=world.mara, at=now())[1])
"""


@dataclass
class House:
    """A served house: where it answers, and the write key of its website."""

    url: str
    write_key: str
    environment: dict[str, str]

    def command(self, *words: str) -> str:
        """What ``handschlag WORDS`` prints in this house."""
        done = subprocess.run(
            [sys.executable, "-m", "handschlag", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The little world behind a real server with its worker, until the tests end."""
    with served(tmp_path_factory.mktemp("house")) as house:
        yield house


@contextmanager
def served(folder: Path) -> Iterator[House]:
    """The little world in a folder, behind a server on a port of its own."""
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {
        "HANDSCHLAG_VAR": str(folder),
        "HANDSCHLAG_WORKER": "yes",
        "HANDSCHLAG_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "handschlag.website.settings",
    }
    built = subprocess.run([sys.executable, "-c", BUILD], env=environment, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    server = subprocess.Popen([sys.executable, "-m", "handschlag", "serve", "--port", str(port)], env=environment)
    try:
        _wait_for(f"http://127.0.0.1:{port}/api/v1/health", server)
        yield House(f"http://127.0.0.1:{port}", built.stdout.split()[-1], environment)
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture
def enter(chromium: Browser, house: House) -> Iterator[Callable[..., Page]]:
    """``enter("mara", language="de")`` opens a browser of their own for somebody of the little world and logs them in."""
    contexts = []

    def open_page(
        name: str, *, language: str = "en", width: int = 1280, dark: bool = False, javascript: bool = True
    ) -> Page:
        context = chromium.new_context(
            base_url=house.url,
            locale=language,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.complaints = complaints  # type: ignore[attr-defined]
        _log_in(page, name)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def photograph() -> Callable[[Page, str], None]:
    """Keeps a picture of the whole page in the folder HANDSCHLAG_SCREENSHOTS, where that is set."""
    folder = os.environ.get("HANDSCHLAG_SCREENSHOTS")

    def take(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=f"{folder}/{name}.png", full_page=True)

    return take


def _log_in(page: Page, name: str) -> None:
    from handschlag.organisation.tests.world import PASSWORD

    page.goto("/accounts/login/")
    page.fill("input[name=login]", f"{name}@musterwerk.example")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _attempt in range(120):
        assert server.poll() is None, "the server ended before it answered"
        try:
            urllib.request.urlopen(url, timeout=2)
            return
        except OSError:
            time.sleep(0.25)
    raise AssertionError(f"{url} did not answer within 30 seconds")
