"""A rep's morning in the inbox: accepted and logged without leaving it, in five keys, in five touches, and without script."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from tests.journeys.conftest import served

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.journeys.conftest import House

pytestmark = pytest.mark.browser

Enter = Callable[..., "Page"]
Photograph = Callable[["Page", str], None]

HAND_OVER = """
import django, sys; django.setup()
from datetime import timedelta
from handschlag.agreement.models import Version
from handschlag.capture.models import Source
from handschlag.handover.models import hand_over
from handschlag.handover.tests import stories
from handschlag.kernel.clock import now
from handschlag.organisation.models import User
from handschlag.organisation.tests.world import World
people = {name: User.objects.get(email=f"{name}@musterwerk.example") for name in ("mara", "sam", "theo", "lena", "nora", "otto")}
world = World(**people, team=None, calendar=None, south=None)
at = now()
version = Version.in_force(at) or stories.agree(world, at - timedelta(hours=1))
house = stories.House(world, version, Source.objects.first() or Source.make("x", by=None, at=at)[0])
house.numbers = iter(range(abs(hash(sys.argv[1])) % 10**9, 10**10))
for number, name in enumerate(sys.argv[1:]):
    then = at - timedelta(minutes=30 - number)
    hand_over([stories.judge(house, stories.lead(house, name, then, phone="+49 821 445566"), then)], then)
"""

LEADS = ("Kira", "Nele", "Otis", "Pia", "Quirin", "Rosa", "Silas")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own: an agreement is in force from the beginning."""
    with served(tmp_path_factory.mktemp("thirty")) as house:
        command = [sys.executable, "-c", HAND_OVER, *LEADS]
        done = subprocess.run(command, env=house.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        yield house


class Counted:
    """Keys and touches of a page, counted as they are made."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, key: str) -> None:
        self.count += 1
        self.page.keyboard.press(key)

    def touch(self, name: str, role: str = "button") -> None:
        self.count += 1
        self.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]


def outcome_of(page: Page, name: str) -> str:
    """What the list of conversations says of somebody."""
    page.goto("/conversations/")
    return page.locator("tr", has_text=f"{name} Weber").first.inner_text()


def test_from_inbox_to_saved_in_five_keys(house: House, enter: Enter, photograph: Photograph) -> None:
    sam = enter("sam")
    sam.goto("/handovers/")
    photograph(sam, "inbox-keys")
    keys = Counted(sam)
    keys.press("j")
    keys.press("l")
    sam.locator("input[type=radio]:focus").first.wait_for()
    photograph(sam, "inbox-form")
    keys.press("2")
    keys.press("Enter")
    sam.get_by_text("Logged. Marketing sees it now.").wait_for()
    assert keys.count <= 5
    assert sam.url.endswith("/handovers/")
    sam.wait_for_function("document.activeElement.closest('li')?.textContent.includes('Kira')")
    assert "reached" in outcome_of(sam, "Kira")
    assert sam.complaints == []  # type: ignore[attr-defined]


def test_accepted_first_and_logged_then_in_five_keys(house: House, enter: Enter) -> None:
    sam = enter("sam", language="de")
    sam.goto("/handovers/")
    sam.get_by_role("link", name="Nele Weber").focus()
    keys = Counted(sam)
    keys.press("a")
    sam.get_by_text("Angenommen: Nele Weber").wait_for()
    sam.wait_for_function("document.activeElement.closest('li')?.textContent.includes('Nele')")
    keys.press("l")
    sam.locator("input[type=radio]:focus").first.wait_for()
    keys.press("1")
    keys.press("Enter")
    sam.get_by_text("Festgehalten").first.wait_for()
    assert keys.count <= 5
    assert "nicht erreicht" in outcome_of(sam, "Nele")


def test_a_note_is_written_and_sent_without_the_mouse(house: House, enter: Enter) -> None:
    sam = enter("sam")
    sam.goto("/handovers/")
    sam.get_by_role("link", name="Otis Weber").focus()
    sam.keyboard.press("l")
    sam.locator("input[type=radio]:focus").first.wait_for()
    sam.keyboard.press("3")
    sam.keyboard.press("Tab")
    sam.keyboard.type("Visit on Friday, 2 colleagues join")
    sam.keyboard.press("Control+Enter")
    sam.get_by_text("Logged. Marketing sees it now.").wait_for()
    assert "meeting agreed" in outcome_of(sam, "Otis")


def test_on_a_phone_in_five_touches(house: House, enter: Enter, photograph: Photograph) -> None:
    sam = enter("sam", language="de", width=390)
    sam.goto("/handovers/")
    line = sam.locator("li.line", has_text="Pia Weber")
    touches = Counted(sam)
    touches.count += 1
    line.get_by_role("link", name="Festhalten").click()
    touches.count += 1
    line.get_by_label("nicht erreicht", exact=True).check()
    photograph(sam, "inbox-phone-de")
    touches.touch("Annehmen und festhalten")
    sam.get_by_text("Festgehalten").first.wait_for()
    assert touches.count <= 5
    assert sam.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert "nicht erreicht" in outcome_of(sam, "Pia")


def test_without_script_on_a_page_of_its_own(house: House, enter: Enter) -> None:
    sam = enter("sam", javascript=False)
    sam.goto("/handovers/")
    sam.locator("li.line", has_text="Quirin Weber").get_by_role("link", name="Log").click()
    sam.get_by_label("later").check()
    sam.get_by_role("button", name="Accept and log").click()
    sam.get_by_text("Logged. Marketing sees it now.").wait_for()
    assert "later" in outcome_of(sam, "Quirin")


def test_returning_by_keys_goes_on_with_the_next(house: House, enter: Enter) -> None:
    sam = enter("sam")
    sam.goto("/handovers/")
    sam.get_by_role("link", name="Rosa Weber").focus()
    sam.keyboard.press("r")
    sam.wait_for_function("document.activeElement.name === 'reason'")
    sam.keyboard.press("ArrowDown")
    sam.locator("li.line", has_text="Rosa Weber").get_by_role("button", name="Return to marketing").click()
    sam.get_by_role("button", name="Return it").click()
    sam.get_by_text("Returned: marketing sees the reason at once.").wait_for()
    assert sam.get_by_role("link", name="Rosa Weber").count() == 0
    assert sam.get_by_role("link", name="Silas Weber").count() == 1
