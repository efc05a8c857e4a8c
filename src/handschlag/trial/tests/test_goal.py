"""From a revenue goal to what each side owes."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import TestCase
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from handschlag.agreement.models import Version
from handschlag.agreement.tests.terms import small
from handschlag.conversation.models import Deal, DealClosing, DealOutcome
from handschlag.handover.tests.stories import accepted, build_house, handed
from handschlag.organisation.tests.world import MONDAY
from handschlag.qualification.tests.leads import lead_of
from handschlag.trial.core.goals import Goal, needed
from handschlag.trial.models.lately import lately

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NOW = MONDAY + timedelta(days=60)
SAID = {"revenue": "1000000", "deal_value": "40000", "win": "20", "acceptance": "80", "reps": "3", "weeks": "44"}


@pytest.mark.parametrize(
    ("goal", "expected"),
    [
        (Goal(1_000_000, 40_000, 20, 80, 3, 44), (25, 125, 157, 14, 4)),
        (Goal(1, 1, 100, 100, 1, 1), (1, 1, 1, 1, 1)),
        (Goal(90, 30, 30, 100, 1, 10), (3, 10, 10, 1, 1)),
        (Goal(100_001, 50_000, 50, 50, 2, 40), (3, 6, 12, 1, 1)),
    ],
)
def test_sums_worked_out_by_hand(goal: Goal, expected: tuple[int, ...]) -> None:
    found = needed(goal)
    assert (found.wins, found.accepted, found.handovers, found.a_month, found.a_week) == expected


rates = st.integers(1, 100)


@given(st.integers(1, 10**9), st.integers(1, 10**7), rates, rates, st.integers(1, 99), st.integers(1, 53))
def test_what_is_needed_reaches_the_goal_and_one_lead_fewer_would_not(
    revenue: int, value: int, win: int, acceptance: int, reps: int, weeks: int
) -> None:
    found = needed(Goal(revenue, value, win, acceptance, reps, weeks))
    assert found.wins * value >= revenue > (found.wins - 1) * value
    assert found.accepted * win >= found.wins * 100 > (found.accepted - 1) * win
    assert found.handovers * acceptance >= found.accepted * 100 > (found.handovers - 1) * acceptance
    assert found.a_week * weeks >= found.handovers > (found.a_week - 1) * weeks


class TestPage(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.house = build_house(MONDAY)
        cls.draft = Version.draft(small(), by=cls.house.world.mara, at=MONDAY)

    def setUp(self) -> None:
        self.client.force_login(self.house.world.mara, BACKEND)
        self.url = reverse("trial:goal", args=[self.draft.number])

    def test_figures_come_from_the_last_twelve_months(self) -> None:
        for number, (outcome, value) in enumerate(
            ((DealOutcome.WON, 3_000_000), (DealOutcome.WON, 5_000_000), (DealOutcome.LOST, 1))
        ):
            lead = lead_of(f"{number}@x.example", MONDAY)
            deal = Deal.objects.create(lead=lead, name="MW 5", value_minor=value, happened_at=MONDAY, known_at=MONDAY)
            DealClosing.objects.create(deal=deal, outcome=outcome, happened_at=MONDAY, known_at=MONDAY)
        for name, because in (("Bert", "won"), ("Carl", "disqualified"), ("Dora", "merged"), ("Emil", None)):
            lead = accepted(self.house, name, MONDAY).lead
            if because:
                lead.close(
                    because, happened_at=MONDAY + timedelta(days=1), known_at=MONDAY + timedelta(days=1), by=None
                )
        handed(self.house, "Anna", MONDAY)
        known = lately(NOW)
        assert (known.deal_value, known.valued, known.win, known.ended) == (40_000, 2, 50, 2)
        assert (known.acceptance, known.answered) == (100, 4)
        later = lately(MONDAY + timedelta(days=800))
        assert (later.deal_value, later.win, later.acceptance) == (None, None, None)
        with time_machine.travel(NOW):
            self.assertContains(self.client.get(self.url), "from 2 won deals with a value, in EUR")

    def test_the_sums_are_written_out_and_too_much_is_said(self) -> None:
        page = self.client.get(self.url, SAID | {"capacity": "25"})
        self.assertContains(page, "With 80 % of handovers accepted, 125 accepted leads take 157 handovers.")
        self.assertNotContains(page, "cannot be reached")
        self.assertContains(self.client.get(self.url, SAID | {"capacity": "3"}), "cannot be reached")

    def test_the_goal_is_written_into_the_draft_and_nothing_else_changes(self) -> None:
        assert self.client.post(self.url, SAID | {"capacity": "9"}).status_code == 302
        terms = Version.objects.get(pk=self.draft.pk).parsed
        assert terms.marketing.qualified_leads_per_month == 14
        assert (terms.marketing.acceptance_rate_percent, terms.sales_capacity_per_week) == (80, 9)
        marketing = {"qualified_leads_per_month": 14, "acceptance_rate_percent": 80}
        assert terms == small(marketing=marketing, sales_capacity_per_week=9)

    def test_what_cannot_be_is_said_at_its_field(self) -> None:
        for wrong in ({"win": "0"}, {"deal_value": "-1"}, {"reps": "x"}, {"revenue": ""}, {"weeks": "99"}):
            for ask in (self.client.get, self.client.post):
                assert ask(self.url, SAID | {"capacity": "9"} | wrong).status_code == 422

    def test_only_a_draft_is_filled_and_only_by_both_sides(self) -> None:
        self.draft.propose(by=self.house.world.mara, at=MONDAY)
        before = self.draft.hash
        self.client.post(self.url, SAID | {"capacity": "9"})
        assert Version.objects.get(pk=self.draft.pk).hash == before
        self.client.force_login(self.house.world.otto, BACKEND)
        assert self.client.get(self.url).status_code == 403
