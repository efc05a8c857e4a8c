"""The real libraries, unchanged but for the address: for Python, for Node, and in a browser whose page lies elsewhere."""

from __future__ import annotations

import functools
import http.server
import json
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from conftest import require
from tests.intake.conftest import database_of_its_own
from tests.served import House, served_house

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HERE = Path(__file__).parent

TOUCHES = """
import json
from handschlag.capture.models import Touch
print(json.dumps([[t.kind, t.identifiers, t.traits, t.page, t.material, t.flags] for t in Touch.objects.filter(who__contains={who!r}).order_by("happened_at", "message_id")]))
"""

ALLOW = """
from handschlag.capture.models import Source
from handschlag.kernel.clock import now
from handschlag.organisation.models import User
source, otto = Source.objects.get(name="www.musterwerk.example"), User.objects.get(email="otto@musterwerk.example")
source.allow(origins=[{origin!r}], is_browser=True, by=otto, at=now())
source.wire_consent(is_wired=True, by=otto, at=now())
"""


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with served_house(database_of_its_own()) as house:
        house.start()
        yield house


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The libraries as npm delivers them, by the lock file."""
    require("npm", shutil.which("npm") is not None, "apt install nodejs npm")
    folder = tmp_path_factory.mktemp("sdks")
    for name in ("package.json", "package-lock.json", ".npmrc", "send.js", "page.html"):
        shutil.copy(HERE / name, folder / name)
    done = subprocess.run(["npm", "ci"], cwd=folder, capture_output=True, text=True, check=False)
    require("the npm registry", done.returncode == 0, done.stderr[-500:])
    return folder


def arrived(house: House, who: str, amount: int) -> dict[str, Any]:
    """What the touches of somebody became, by kind, when so many are there."""
    deadline = time.monotonic() + 60
    while True:
        found = json.loads(house.run(TOUCHES.format(who=who)))
        if len(found) >= amount or time.monotonic() > deadline:
            assert len(found) == amount, found
            return {kind: more for kind, *more in found}
        time.sleep(0.5)


def test_the_library_for_python(house: House) -> None:
    from segment.analytics.client import Client

    problems: list[Any] = []
    client = Client(
        house.key,
        host=f"http://127.0.0.1:{house.port}",
        gzip=True,
        on_error=lambda problem, _items: problems.append(problem),
    )
    client.identify("python-7", {"email": "paul@python.example"})
    client.track("python-7", "Brochure Downloaded", {"material": "brochure-2026"})
    client.page("python-7", "Docs", "Products", {"path": "/products"})
    client.screen("python-7", "App", "Start")
    client.group("python-7", "g1", {"name": "Python AG"})
    client.alias("python-before", "python-7")
    client.flush()
    client.join()
    assert problems == []
    found = arrived(house, "python", 6)
    assert found["brochure_downloaded"][3] == "brochure-2026"
    assert found["identified"][1]["email"] == "paul@python.example"
    assert found["grouped"][1]["company"] == "Python AG"
    assert {"user:python-before", "user:python-7"} <= set(found["aliased"][0])
    assert not any(flags for *_more, flags in found.values())


def test_the_library_for_node(house: House, libraries: Path) -> None:
    address = f"http://127.0.0.1:{house.port}"
    done = subprocess.run(
        ["node", "send.js", house.key, address], cwd=libraries, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    found = arrived(house, "n", 6 + 6)
    assert found["screen_viewed"][2] == "Start"
    assert found["grouped"][1] == {"company": "Node AG", "industry": "machines", "company_id": "g1"}


@pytest.mark.browser
def test_the_library_for_browsers_on_a_page_that_lies_elsewhere(
    house: House, libraries: Path, chromium: Browser
) -> None:
    site = libraries / "node_modules/@segment/analytics-next/dist/umd"
    shutil.copy(libraries / "page.html", site / "page.html")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    origin = f"http://localhost:{server.server_port}"
    (site / "settings.js").write_text(f"const WRITE_KEY = {house.key!r}, HOUSE = 'http://127.0.0.1:{house.port}'")
    house.run(ALLOW.format(origin=origin))
    time.sleep(2.1)  # so long the door remembers what it knew
    threading.Thread(target=server.serve_forever, daemon=True).start()
    complaints: list[str] = []
    page = chromium.new_page()
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    answers: list[int] = []
    page.on("response", lambda got: answers.append(got.status) if got.request.method == "POST" else None)
    page.goto(f"{origin}/page.html")
    page.wait_for_function("document.title == 'ready'", timeout=30_000)
    for _tenth in range(200):
        if len(answers) >= 4:
            break
        page.wait_for_timeout(100)
    assert answers == [200] * 4
    sent = {"type": "track", "event": "Left", "userId": "beacon-7", "messageId": "beacon", "writeKey": house.key}
    url = f"http://127.0.0.1:{house.port}/v1/t"
    assert page.evaluate("([url, text]) => navigator.sendBeacon(url, text)", [url, json.dumps(sent)])
    page.close()
    arrived(house, "beacon", 1)
    server.shutdown()
    assert [text for text in complaints if "favicon" not in text and "404" not in text] == []
    found = json.loads(house.run(TOUCHES.format(who="")))
    mine = [
        (kind, identifiers)
        for kind, identifiers, *_more in found
        if any(key.startswith("anon:") and "node" not in key and "python" not in key for key in identifiers)
    ]
    kinds = {kind for kind, _identifiers in mine}
    assert {"page_viewed", "brochure_downloaded", "identified", "grouped"} <= kinds
    browsers = {key for _kind, identifiers in mine for key in identifiers if key.startswith("anon:")}
    assert len(browsers) == 1
