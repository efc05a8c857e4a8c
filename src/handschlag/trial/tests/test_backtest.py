"""A draft tried on history: asked for, run, shown, taken along as evidence."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import TestCase
from django.urls import reverse

from handschlag.agreement.models import Version
from handschlag.agreement.tests.terms import SMALL, small
from handschlag.conversation.models import Deal, DealClosing, DealOutcome
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.organisation.tests.world import MONDAY, World, build_world
from handschlag.people.models import ClosedBecause, Lead
from handschlag.qualification.models import Standing
from handschlag.qualification.tests.leads import agreed, attribute, lead_of, touch
from handschlag.trial.models import Backtest, run_next_backtest

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
        touch("new@x.example", "webinar_attended", NOW - 20 * DAY, channel="fair")
        cls.only_before = lead_of("hand@x.example", MONDAY)
        touch("hand@x.example", "demo_requested", NOW - 10 * DAY)
        cls.both = lead_of("both@x.example", MONDAY)
        attribute(cls.both, "country", "DE", MONDAY)
        touch("both@x.example", "webinar_attended", NOW - 9 * DAY)
        touch("both@x.example", "demo_requested", NOW - 2 * DAY)
        cls.long_since = lead_of("early@x.example", MONDAY)
        touch("early@x.example", "webinar_attended", MONDAY)
        cls.silent = lead_of("silent@x.example", MONDAY)

    def tried(self, days: int = 30, draft: Version | None = None, other: Version | None = None) -> Backtest:
        asked = Backtest.ask(
            draft or self.draft, other or self.first, NOW - days * DAY, NOW, by=self.world.mara, at=NOW
        )
        assert run_next_backtest(NOW) == 1
        asked.refresh_from_db()
        assert asked.problem == ""
        return asked


def leads(backtest: Backtest, key: str) -> list[Lead]:
    return [row.lead for row in backtest.leads.filter(list=key)]


def draft_at(backtest: Backtest, lead: Lead) -> datetime | None:
    row = backtest.leads.filter(lead=lead).first()
    return row and row.draft_at


class TestRun(Trial):
    def test_it_says_who_is_new_who_is_gone_and_who_comes_earlier(self) -> None:
        found = self.tried()
        assert [leads(found, key) for key in ("new", "gone", "earlier", "later", "same")] == [
            [self.only_new],
            [self.only_before],
            [self.both],
            [],
            [],
        ]
        assert draft_at(found, self.both) == NOW - 9 * DAY
        came = {"draft": 2, "other": 2, "new": 1, "gone": 1, "earlier": 1, "later": 0, "same": 0}
        assert found.result is not None
        assert found.result["handovers"] == came

    def test_who_was_qualified_as_the_period_began_is_left_out(self) -> None:
        assert draft_at(self.tried(30), self.long_since) is None
        assert draft_at(self.tried(61), self.long_since) == MONDAY

    def test_what_became_known_late_counts_from_then(self) -> None:
        late = lead_of("late@x.example", MONDAY)
        touch("late@x.example", "webinar_attended", NOW - 20 * DAY, known_at=NOW - 3 * DAY)
        assert draft_at(self.tried(), late) == NOW - 3 * DAY

    def test_a_closed_lead_is_not_judged_after_its_end(self) -> None:
        self.only_new.close(ClosedBecause.LOST, NOW - 25 * DAY, NOW - 25 * DAY, None)
        assert leads(self.tried(), "new") == []

    def test_weeks_are_counted_against_capacity(self) -> None:
        result = self.tried().result
        assert result is not None
        assert [sum(week[side] for week in result["weeks"]) for side in ("draft", "other")] == [2, 2]
        assert all(datetime.fromisoformat(week["monday"]).weekday() == 0 for week in result["weeks"])
        assert (len(result["weeks"]), result["capacity"], result["weeks_over_capacity"]) == (5, 25, 0)

    def test_known_wins_are_counted_in_the_list_they_are_in(self) -> None:
        deal = Deal.objects.create(lead=self.only_before, name="MW 5", happened_at=NOW, known_at=NOW)
        DealClosing.objects.create(deal=deal, outcome=DealOutcome.WON, happened_at=NOW, known_at=NOW)
        found = self.tried()
        assert found.result is not None
        wins = found.result["wins"]
        assert (wins["kept"], wins["lost"], wins["gained"], wins["unknown"], wins["estimated"]) == (0, 1, 0, 1, None)
        assert [row.lead for row in found.leads.filter(is_won=True)] == [self.only_before]

    def test_it_says_what_each_criterion_does(self) -> None:
        result = self.tried().result
        assert result is not None
        assert result["criteria"][0] == {"criterion": "webinar", "fewer": 2, "more": 0, "later": 0, "wins": 0}
        assert {row["criterion"] for row in result["criteria"]} == {"webinar", "country"}

    def test_the_curve_goes_through_the_draft_itself(self) -> None:
        result = self.tried().result
        assert result is not None
        at = {row["points"]: row["handovers"] for row in result["curve"]}
        assert (at[0], at[2], at[20], at[22]) == (2, 1, 1, 0)  # 25 points are asked for; they have 25 and 45

    def test_segments_and_channels_are_told_apart(self) -> None:
        result = self.tried().result
        assert result is not None
        assert result["channels"] == [{"name": "", "draft": 1, "other": 2}, {"name": "fair", "draft": 1, "other": 0}]

    def test_figures_name_nobody(self) -> None:
        assert "x.example" not in json.dumps(self.tried().result)

    def test_a_failure_says_so_and_is_not_tried_again(self) -> None:
        asked = Backtest.ask(self.draft, self.first, NOW - DAY, NOW, by=self.world.mara, at=NOW)
        Version.objects.filter(pk=self.draft.pk).update(terms={"grammar": 99})
        assert (run_next_backtest(NOW), run_next_backtest(NOW)) == (1, 0)
        asked.refresh_from_db()
        assert asked.problem
        assert asked.result is None

    def test_one_that_was_broken_off_is_made_anew(self) -> None:
        asked = Backtest.ask(self.draft, self.first, NOW - 30 * DAY, NOW, by=self.world.mara, at=NOW)
        asked.advance()
        run_next_backtest(NOW)
        asked.refresh_from_db()
        assert (asked.percent, asked.leads.count()) == (100, 3)

    def test_what_cannot_be_tried_is_refused(self) -> None:
        for other, from_at, until_at in (
            (self.draft, NOW - DAY, NOW),
            (self.first, NOW, NOW - DAY),
            (self.first, NOW - DAY, NOW + DAY),
            (self.first, NOW - 1200 * DAY, NOW),
        ):
            with pytest.raises(Refused):
                Backtest.ask(self.draft, other, from_at, until_at, by=self.world.mara, at=NOW)

    def test_the_ledger_keeps_that_it_was_made(self) -> None:
        self.tried()
        assert Entry.objects.filter(fact="backtest_made").count() == 1


class TestEvidence(Trial):
    def test_the_result_is_signed_with_the_terms(self) -> None:
        found = self.tried()
        self.client.force_login(self.world.mara, BACKEND)
        page = self.client.get(reverse("trial:backtest", args=[found.id]))
        self.assertContains(page, "Freeze this result")
        self.client.post(reverse("trial:evidence", args=[found.id]))
        self.draft.refresh_from_db()
        assert self.draft.evidence.document == found.result
        self.assertContains(self.client.get(reverse("trial:backtest", args=[found.id])), "belongs to the draft")

    def test_other_terms_need_another_backtest(self) -> None:
        found = self.tried()
        self.draft.revise(SMALL | {"thresholds": {"points": 26}}, by=self.world.mara, at=NOW)
        with pytest.raises(Refused):
            Backtest.objects.get(id=found.id).attach(self.world.mara, NOW)
        self.client.force_login(self.world.mara, BACKEND)
        page = self.client.get(reverse("trial:backtest", args=[found.id]))
        self.assertContains(page, "has been changed since")


class TestPages(Trial):
    def setUp(self) -> None:
        self.address = reverse("trial:backtests")
        self.client.force_login(self.world.mara, BACKEND)

    def ask(self, **changes: object) -> dict[str, object]:
        days = {"from_day": (NOW - 30 * DAY).date().isoformat(), "until_day": NOW.date().isoformat()}
        return {"draft": str(self.draft.id), "other": str(self.first.id)} | days | changes

    def test_the_page_asks_waits_and_shows(self) -> None:
        with time_machine.travel(NOW, tick=False):
            page = self.client.get(self.address)
            assert page.context["form"]["draft"].initial == self.draft
            assert page.context["form"]["other"].initial == self.first
            waiting = self.client.post(self.address, self.ask(), follow=True)
            self.assertContains(waiting, 'hx-trigger="every 1s"')
            run_next_backtest(NOW)
            address = waiting.redirect_chain[-1][0]
            report = self.client.get(address, headers={"HX-Request": "true"})
        assert b"<html" not in report.content
        self.assertNotContains(report, "hx-trigger")
        self.assertContains(report, "trial-curve__handovers")
        self.assertContains(self.client.get(self.address), "Version 2")

    def test_lists_name_the_leads_and_leave_as_files(self) -> None:
        address = reverse("trial:leads", args=[self.tried().id, "gone"])
        self.assertContains(self.client.get(address), "hand@x.example")
        file = self.client.get(address, {"export": "csv"})
        assert b"hand@x.example" in b"".join(file.streaming_content)  # type: ignore[attr-defined]
        assert self.client.get(address.replace("gone", "nonsense")).status_code == 404

    def test_a_question_that_is_none_is_shown_again(self) -> None:
        for changes in ({"from_day": "yesterday"}, {"draft": "nonsense"}, {"other": ""}):
            assert self.client.post(self.address, self.ask(**changes)).status_code == 422

    def test_sales_may_try_too_and_others_may_not(self) -> None:
        found = self.tried()
        addresses = [
            self.address,
            reverse("trial:backtest", args=[found.id]),
            reverse("trial:leads", args=[found.id, "new"]),
        ]
        self.client.force_login(self.world.sam, BACKEND)
        assert [self.client.get(address).status_code for address in addresses] == [200, 200, 200]
        for user in (self.world.nora, self.world.otto):
            self.client.force_login(user, BACKEND)
            assert [self.client.get(address).status_code for address in addresses] == [403, 403, 403]
            assert self.client.post(self.address, self.ask()).status_code == 403
        self.client.logout()
        assert self.client.get(self.address).status_code == 302

    def test_before_any_version_there_is_nothing_to_try(self) -> None:
        Version.objects.filter(pk=self.draft.pk).delete()
        self.assertContains(self.client.get(self.address), "There is only one version")
        self.first.signatures.all().delete()
        Standing.objects.all().delete()
        Version.objects.all().delete()
        self.assertContains(self.client.get(self.address), "Nothing to try yet")


class TestCommand(Trial):
    def test_the_command_says_the_same(self) -> None:
        out = StringIO()
        days = ["--from", (NOW - 30 * DAY).date().isoformat(), "--to", (NOW - DAY).date().isoformat()]
        with time_machine.travel(NOW, tick=False):
            call_command("backtest", "2", *days, "--json", stdout=out)
            told = json.loads(out.getvalue())
            assert (told["against"]["number"], told["handovers"]["new"], told["handovers"]["gone"]) == (1, 1, 1)
            call_command("backtest", "2", "--against", "1", stdout=out)
            assert "known wins" in out.getvalue()
            with pytest.raises(CommandError):
                call_command("backtest", "9", stdout=out)
            with pytest.raises(CommandError, match="two different"):
                call_command("backtest", "1", "--against", "1", stdout=out)
