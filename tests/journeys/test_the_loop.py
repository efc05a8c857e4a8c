"""One lead's way through the house, walked in a browser by the people who work there, on a real server with its worker."""

from __future__ import annotations

import base64
import json
import urllib.request
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from handschlag.kernel.clock import now
from handschlag.organisation.tests.world import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.journeys.conftest import House

pytestmark = pytest.mark.browser

Enter = Callable[..., "Page"]
Photograph = Callable[["Page", str], None]


def test_the_loop_from_first_touch_to_deal_won(house: House, enter: Enter, photograph: Photograph) -> None:
    theo, lena = enter("theo", language="de"), enter("lena")
    agree(theo, lena, photograph)
    visit(house)
    sam = enter("sam")
    take_over(sam, photograph)
    talk_and_sell(sam, photograph)
    see_results(enter("mara", language="de"), house, photograph)
    for page in (theo, lena, sam):
        assert page.complaints == []  # type: ignore[attr-defined]


def agree(theo: Page, lena: Page, photograph: Photograph) -> None:
    """The head of marketing drafts from the template, proposes and signs in German; the head of sales signs in English."""
    theo.goto("/agreement/versions/new/")
    theo.get_by_role("button", name="Aus dieser Vorlage entwerfen").first.click()
    theo.goto("/agreement/versions/1/")
    photograph(theo, "draft-de")
    theo.get_by_role("button", name="Vorlegen").click()
    sign(theo, "Zeichnen")
    lena.goto("/")
    lena.get_by_role("link", name="waits for your signature").click()
    sign(lena, "Sign")
    lena.goto("/agreement/")
    photograph(lena, "agreement-en")
    lena.get_by_text("Theo").first.wait_for()


def sign(page: Page, button: str) -> None:
    page.locator("input[type=password]").first.fill(PASSWORD)
    page.get_by_role("button", name=button, exact=True).first.click()
    page.wait_for_load_state()


def visit(house: House) -> None:
    """Somebody looks around without a name, then asks for a demo: the website's tracker sends what happened."""
    path = {"context": {"campaign": {"medium": "trade-fair"}, "page": {"path": "/preise"}}}
    who = {
        "email": "jana.keller@albfraes.example",
        "given_name": "Jana",
        "family_name": "Keller",
        "company": "Albfräs GmbH",
    }
    known: dict[str, Any] = {
        "traits": {**who, "country": "DE", "postal_code": "86150", "industry": "metalworking", "employees": 80}
    }
    send(
        house,
        {"type": "page", "messageId": "1", "anonymousId": "browser-7", **path},
        {
            "type": "track",
            "event": "demo_requested",
            "messageId": "2",
            "anonymousId": "browser-7",
            "context": {**path["context"], **known},
        },
    )


def send(house: House, *messages: dict[str, Any]) -> None:
    body = json.dumps({"batch": [{"timestamp": now().isoformat(), **message} for message in messages]}).encode()
    key = base64.b64encode(f"{house.write_key}:".encode()).decode()
    request = urllib.request.Request(
        f"{house.url}/v1/batch", body, {"Authorization": f"Basic {key}", "Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status == 200


def take_over(sam: Page, photograph: Photograph) -> None:
    """The rep finds the lead in the inbox within seconds, reads the brief, and accepts."""
    sam.goto("/handovers/")
    for _attempt in range(40):
        if sam.get_by_role("link", name="Jana Keller").count():
            break
        sam.wait_for_timeout(250)
        sam.reload()
    photograph(sam, "inbox-en")
    sam.get_by_role("link", name="Jana Keller").first.click()
    sam.get_by_text("Albfräs").first.wait_for()
    photograph(sam, "brief-en")
    sam.get_by_role("button", name="Accept").first.click()
    sam.wait_for_load_state()


def talk_and_sell(sam: Page, photograph: Photograph) -> None:
    """A conversation is logged with what was heard; a deal is opened and won."""
    sam.goto("/handovers/")
    sam.get_by_role("link", name="Jana Keller").first.click()
    sam.get_by_label("reached", exact=True).first.check()
    sam.locator("textarea[name=own_words]").fill("Wir rüsten öfter um, als dass wir fräsen.")
    sam.get_by_label("Price", exact=True).first.check()
    sam.get_by_role("button", name="Log conversation").click()
    sam.wait_for_load_state()
    photograph(sam, "conversation-en")
    sam.goto("/handovers/")
    sam.get_by_role("link", name="Jana Keller").first.click()
    sam.get_by_role("link", name="deal").last.click()
    sam.locator("input[name=name]").fill("Albfräs: MW 5")
    sam.locator("input[name=value]").fill("86,000.00")
    sam.get_by_role("main").get_by_role("button", name="Open").first.click()
    sam.wait_for_url("**/conversations/deals/*/")
    sam.get_by_label("won", exact=True).check()
    sam.get_by_role("main").get_by_role("button", name="Close").first.click()
    sam.wait_for_load_state()
    photograph(sam, "deal-en")


def see_results(mara: Page, house: House, photograph: Photograph) -> None:
    """Marketing reads the customer's words and sees the deal in the funnel, in German; programs see the same."""
    mara.goto("/conversations/")
    mara.get_by_text("Wir rüsten öfter um").first.wait_for()
    photograph(mara, "conversations-de")
    mara.goto("/people/")
    mara.get_by_role("link", name="Jana Keller").first.click()
    photograph(mara, "contact-de")
    mara.goto("/scoreboard/")
    photograph(mara, "scoreboard-de")
    mara.goto("/learning/")
    photograph(mara, "learning-de")
    assert mara.complaints == []  # type: ignore[attr-defined]
    stages = {stage["stage"]: stage["count"] for stage in json.loads(house.command("funnel", "--json"))["stages"]}
    assert stages["lead"] == stages["won"] == stages["accepted"] == 1
    assert "ok" in house.command("ledger", "verify", "--json").lower()
