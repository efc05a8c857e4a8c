"""A draft tried on history: what it says, against what was lived and against judging each moment by itself."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from random import Random

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import TestCase
from django.urls import reverse

from handschlag.agreement.models import Version
from handschlag.agreement.tests.terms import SMALL, small
from handschlag.conversation.models import Deal, DealClosing, DealOutcome
from handschlag.organisation.tests.world import MONDAY, World, build_world
from handschlag.people.models import ClosedBecause
from handschlag.qualification.models import Standing, qualify
from handschlag.qualification.readings import verdict_table
from handschlag.qualification.tests.leads import agreed, attribute, lead_of, touch
from handschlag.trial.readings import preview

DAY = timedelta(days=1)
NOW = MONDAY + 60 * DAY
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def weaker() -> dict[str, object]:
    """Less is asked for, but nobody goes at once."""
    return SMALL | {"thresholds": {"points": 25}, "hand_raisers": []}


class Trial(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()
        cls.first = agreed(cls.world, small(), MONDAY)
        cls.draft = Version.draft(weaker(), by=cls.world.mara, at=MONDAY)
        cls.only_new = lead_of("new@x.example", MONDAY)
        touch("new@x.example", "webinar_attended", NOW - 20 * DAY)
        cls.only_before = lead_of("hand@x.example", MONDAY)
        touch("hand@x.example", "demo_requested", NOW - 10 * DAY)
        cls.both = lead_of("both@x.example", MONDAY)
        attribute(cls.both, "country", "DE", MONDAY)
        touch("both@x.example", "webinar_attended", NOW - 9 * DAY)
        touch("both@x.example", "demo_requested", NOW - 2 * DAY)
        cls.long_since = lead_of("early@x.example", MONDAY)
        touch("early@x.example", "webinar_attended", MONDAY)
        cls.silent = lead_of("silent@x.example", MONDAY)


class TestPreview(Trial):
    def test_it_says_who_is_new_who_is_gone_and_who_stays(self) -> None:
        result = preview(self.draft, self.first, 30, NOW)
        assert [lead.id for lead in result.new.leads] == [self.only_new.id]
        assert [lead.id for lead in result.gone.leads] == [self.only_before.id]
        assert [lead.id for lead in result.both.leads] == [self.both.id]
        assert (result.preview.earlier(), result.preview.later()) == (1, 0)
        assert result.preview.draft[str(self.both.id)] == NOW - 9 * DAY

    def test_who_was_qualified_as_the_period_began_is_left_out(self) -> None:
        assert str(self.long_since.id) not in preview(self.draft, self.first, 30, NOW).preview.draft
        assert str(self.long_since.id) in preview(self.draft, self.first, 61, NOW).preview.draft

    def test_what_became_known_late_counts_from_then(self) -> None:
        late = lead_of("late@x.example", MONDAY)
        touch("late@x.example", "webinar_attended", NOW - 20 * DAY, known_at=NOW - 3 * DAY)
        assert preview(self.draft, self.first, 30, NOW).preview.draft[str(late.id)] == NOW - 3 * DAY

    def test_a_closed_lead_is_not_judged_after_its_end(self) -> None:
        self.only_new.close(ClosedBecause.LOST, NOW - 25 * DAY, NOW - 25 * DAY, None)
        assert preview(self.draft, self.first, 30, NOW).new.count == 0

    def test_weeks_are_counted_against_capacity(self) -> None:
        result = preview(self.draft, self.first, 30, NOW)
        assert sum(row.week.draft for row in result.weeks) == 2
        assert sum(row.week.other for row in result.weeks) == 2
        assert all(row.week.monday.weekday() == 0 for row in result.weeks)
        assert len(result.weeks) == 5

    def test_known_wins_are_counted_in_the_list_they_are_in(self) -> None:
        deal = Deal.objects.create(lead=self.only_before, name="MW 5", happened_at=NOW, known_at=NOW)
        DealClosing.objects.create(deal=deal, outcome=DealOutcome.WON, happened_at=NOW, known_at=NOW)
        result = preview(self.draft, self.first, 30, NOW)
        assert (result.new.wins, result.gone.wins, result.both.wins) == (0, 1, 0)

    def test_the_same_version_twice_changes_nothing(self) -> None:
        result = preview(self.first, self.first, 60, NOW)
        assert (result.new.count, result.gone.count) == (0, 0)


class TestLiveEqualsHistory(TestCase):
    def test_every_live_verdict_is_the_one_of_the_table_later_on(self) -> None:
        """A random history lived touch by touch, then judged again in one go with what was known at each moment."""
        world, rng = build_world(), Random(5)
        version = agreed(world, small(), MONDAY)
        leads = {f"{number}@x.example": lead_of(f"{number}@x.example", MONDAY) for number in range(6)}
        lived: dict[tuple[str, int], tuple[str, float]] = {}
        moments: list[tuple[object, object]] = []
        for step in range(1, 60):
            now = MONDAY + step * timedelta(hours=37)
            email = rng.choice(list(leads))
            kind = rng.choice(("webinar_attended", "page_viewed", "page_viewed", "demo_requested"))
            touch(email, kind, now - rng.choice((0, 0, 40)) * timedelta(hours=1), known_at=now, page="/preise")
            if rng.random() < 0.3:
                attribute(leads[email], "employees", rng.randrange(1, 60), now)
                attribute(leads[email], "country", rng.choice(("DE", "FR")), now)
            qualify([leads[email].id], now)
            verdict = Standing.objects.get(lead=leads[email]).verdict
            assert verdict is not None
            moments.append((leads[email].id, now))
            lived[str(leads[email].id), len(moments) - 1] = (verdict.decision, verdict.points)
        rows = {(row["lead_id"], row["as_of"]): row for row in verdict_table(moments, version.parsed).to_pylist()}  # type: ignore[arg-type]
        for (lead_id, number), (decision, points) in lived.items():
            at = moments[number][1]
            as_of = round(at.timestamp() * 1_000_000)  # type: ignore[attr-defined]
            row = rows[lead_id, as_of]
            assert (row["decision"], row["points"] / 100) == (decision, points)


class TestPage(Trial):
    def setUp(self) -> None:
        self.address = reverse("trial:preview")
        self.client.force_login(self.world.mara, BACKEND)

    def ask(self, **changes: object) -> dict[str, object]:
        return {"draft": str(self.draft.id), "other": str(self.first.id), "days": 30} | changes

    def test_the_page_asks_and_answers_on_submit(self) -> None:
        page = self.client.get(self.address)
        assert page.context["result"] is None
        assert page.context["form"]["draft"].initial == self.draft
        assert page.context["form"]["other"].initial == self.first

    def test_the_answer_lists_the_leads(self) -> None:
        with time_machine.travel(NOW):
            page = self.client.post(self.address, self.ask())
        self.assertContains(page, "hand@x.example")

    def test_a_question_that_is_none_is_shown_again(self) -> None:
        for changes in ({"days": 7}, {"draft": "nonsense"}, {"other": ""}):
            assert self.client.post(self.address, self.ask(**changes)).status_code == 422

    def test_htmx_gets_the_answer_alone(self) -> None:
        page = self.client.post(self.address, self.ask(), headers={"HX-Request": "true"})
        assert b"<html" not in page.content
        assert b'id="result"' in page.content

    def test_sales_may_try_too_and_others_may_not(self) -> None:
        self.client.force_login(self.world.sam, BACKEND)
        assert self.client.get(self.address).status_code == 200
        for user in (self.world.nora, self.world.otto):
            self.client.force_login(user, BACKEND)
            assert self.client.get(self.address).status_code == 403
            assert self.client.post(self.address, self.ask()).status_code == 403
        self.client.logout()
        assert self.client.get(self.address).status_code == 302

    def test_before_any_version_there_is_nothing_to_try(self) -> None:
        Version.objects.filter(pk=self.draft.pk).delete()
        self.first.signatures.all().delete()
        Standing.objects.all().delete()
        Version.objects.all().delete()
        self.assertContains(self.client.get(self.address), "Nothing to try yet")

    def test_the_command_says_the_same(self) -> None:
        out = StringIO()
        call_command("backtest", "2", "--days", "30", "--at", NOW.isoformat(), "--json", stdout=out)
        told = json.loads(out.getvalue())
        assert (told["against"], told["new"], told["gone"]["leads"], told["earlier"]) == (
            1,
            {"leads": 1, "wins": 0},
            1,
            1,
        )
        call_command("backtest", "2", "--against", "1", stdout=out)
        with pytest.raises(CommandError):
            call_command("backtest", "9", stdout=out)
