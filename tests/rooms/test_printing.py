"""The brief is one sheet of paper."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from handschlag.handover.models import hand_over
from handschlag.handover.tests.stories import HOUR, MINUTE, TERMS, build_house, judge, lead, prepare_market, touch
from handschlag.kernel.clock import now
from handschlag.people.models import Lead
from tests.accessibility.test_pages import _client, _served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

STEPS = [{"channel": "phone", "after_days": days, "material": "brochure"} for days in range(4)]
OWED = TERMS["marketing"] | {"completeness": {"attributes": ["employees", "phone", "language"]}}


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_full_brief_is_one_sheet_of_paper(chromium: Browser, language: str) -> None:
    """As much as a brief shows at most: eight touches, a procedure, what is missing, all questions, three deadlines."""
    at = now() - timedelta(hours=2)
    house = build_house(at, procedures=[{"key": "all", "label": "Everybody", "steps": STEPS}], marketing=OWED)
    prepare_market(house)
    anna: Lead = lead(house, "Anna", at)
    for number in range(12):
        touch(house, anna.contact.email, "demo_requested", at + number * MINUTE)
    [handover] = hand_over([judge(house, anna, at + HOUR, asked=True)], at + HOUR)
    handover.accept(by=handover.rep, at=at + HOUR)
    address = reverse("handover:show", args=[handover.id])
    content = _client(handover.rep, language).get(address).content
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()
    with _served({address: (200, "text/html; charset=utf-8", content)}) as origin:
        page.goto(origin + address)
        paper = page.pdf(format="A4")
    context.close()
    assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) == 1
