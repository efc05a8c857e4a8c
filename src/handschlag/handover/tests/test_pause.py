"""Clocks stand still for a reason that is agreed, and go on with exactly the time that was left."""

import pytest
from django.test import TestCase
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisCase

from handschlag.handover.models import Pause, sweep
from handschlag.handover.models.clocks import calendars_of
from handschlag.handover.tests.stories import DAY, HOUR, MINUTE, TERMS, accepted, add_rep, build_house, handed
from handschlag.kernel.business_time import working_time_between
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.organisation.models import Rep
from handschlag.organisation.tests.world import MONDAY
from handschlag.people.models import erase

PAUSES = [
    {"key": "holidays", "de": "Betriebsferien", "en": "Company holidays", "at_most_days": 14},
    {"key": "fair", "de": "Messe", "en": "Trade fair", "at_most_days": 3},
]
SALES = TERMS["sales"] | {"pauses": PAUSES, "attempts": {"at_least": 3, "within": {"days": 10}, "on_days": 2}}


def due(handover):
    return dict(handover.deadlines.filter(closed_at=None).values_list("duty", "due_at"))


class Paused(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.house = build_house(sales=SALES)
        cls.sam = cls.house.world.sam
        cls.handover = accepted(cls.house)
        cls.before = due(cls.handover)

    def pause(self, reason="holidays", at=MONDAY + HOUR, **more):
        return self.handover.pause(reason, "All are away.\0", **{"by": self.sam, "at": at} | more)

    def worked(self, start, end):
        rep = Rep.objects.select_related("calendar", "user").get(user=self.sam)
        return working_time_between(start, end, calendars_of([rep], MONDAY)[rep.user_id])

    def test_as_long_as_agreed_and_then_with_the_time_that_was_left(self):
        begun, over = MONDAY + HOUR, MONDAY + HOUR + 14 * DAY
        assert self.pause().until_at == over
        after = due(self.handover)
        for duty in ("first_contact", "result"):
            assert self.worked(over, after[duty]) == self.worked(begun, self.before[duty])
        assert after["attempts"] == self.before["attempts"] + 14 * DAY

    def test_nothing_fires_or_warns_meanwhile_and_then_it_does(self):
        self.pause()
        sweep(MONDAY + 14 * DAY)
        assert not Entry.objects.filter(fact="deadline_missed").exists()
        sweep(due(self.handover)["first_contact"] + MINUTE)
        assert Entry.objects.filter(fact="deadline_missed").count() == 1

    def test_until_the_end_of_a_day(self):
        pause = self.pause(until=(MONDAY + 2 * DAY).date())
        assert pause.until_at == MONDAY.replace(day=4, hour=23)  # midnight in Berlin

    def test_ended_before_its_time_only_what_passed_has_passed(self):
        self.pause()
        self.handover.resume(by=self.sam, at=MONDAY + HOUR)
        assert due(self.handover) == self.before
        assert Pause.objects.get().ended_at == MONDAY + HOUR

    def test_refused(self):
        olga = add_rep(self.house, "Olga")
        for said in (
            {"reason": "i_like_to"},
            {"by": olga},
            {"by": self.house.world.mara},
            {"until": (MONDAY - DAY).date()},
            {"until": (MONDAY + 15 * DAY).date()},
        ):
            with pytest.raises(Refused):
                self.pause(**said)
        waiting = handed(self.house, "Bert")
        with pytest.raises(Refused):
            waiting.pause("holidays", by=waiting.rep, at=MONDAY + HOUR)
        with pytest.raises(Refused):
            self.handover.resume(by=self.sam, at=MONDAY + HOUR)
        assert due(self.handover) == self.before

    def test_each_reason_once_and_one_pause_at_a_time(self):
        self.pause("fair")
        for reason in ("fair", "holidays"):
            with pytest.raises(Refused):
                self.pause(reason, MONDAY + 2 * HOUR)
        with pytest.raises(Refused):
            self.pause("fair", MONDAY + 4 * DAY)
        self.pause("holidays", MONDAY + 4 * DAY)

    def test_what_is_past_due_is_not_saved(self):
        late = self.before["first_contact"] + HOUR
        self.pause(at=late)
        sweep(late)
        assert self.handover.deadlines.get(duty="first_contact").closed_as == "missed"
        assert self.handover.deadlines.get(duty="result").closed_as == ""

    def test_changing_hands_ends_it_and_gives_no_second_one(self):
        olga = Rep.objects.get(user=add_rep(self.house, "Olga", prefixes=["1"]))
        self.pause()
        successor = self.handover.reassign(olga, by=self.house.world.lena, at=MONDAY + HOUR)
        assert due(successor)["first_contact"] == self.before["first_contact"]
        successor.accept(by=olga.user, at=MONDAY + HOUR)
        with pytest.raises(Refused):
            successor.pause("holidays", by=olga.user, at=MONDAY + 2 * HOUR)
        successor.pause("fair", by=olga.user, at=MONDAY + 2 * HOUR)

    def test_the_ledger_knows_why_and_not_in_which_words(self):
        self.pause()
        entry = Entry.objects.get(fact="handover_paused")
        assert ("holidays" in entry.payload_json, "away" in entry.payload_json) == (True, False)
        erase(self.handover.lead.contact, by=self.house.world.otto, at=MONDAY + DAY)
        assert Pause.objects.get().sentence == ""


class OnSeveralDays(TestCase):
    """Three attempts on two different days."""

    @classmethod
    def setUpTestData(cls):
        cls.handover = accepted(build_house(sales=SALES))

    def tried(self, at):
        self.handover.contacted(at=at, reached=False, is_result=False, by=self.handover.rep)
        return self.handover.deadlines.get(duty="attempts")

    def test_three_in_one_hour_are_not_enough(self):
        for minutes in (1, 2, 3, 4):
            attempts = self.tried(MONDAY + HOUR + minutes * MINUTE)
        assert (attempts.attempts, attempts.done_at) == (4, None)
        assert self.tried(MONDAY + DAY).closed_as == "met"

    def test_a_day_is_one_where_the_rep_works(self):
        """Half past eleven and half past twelve at night in Berlin, both on one day in Greenwich."""
        night = MONDAY.replace(hour=22, minute=30)
        self.tried(night)
        self.tried(night + HOUR)
        assert self.tried(night + HOUR).closed_as == "met"


class WhateverHappens(HypothesisCase):
    @settings(max_examples=25, deadline=None)
    @given(st.integers(31, 3000), st.integers(0, 25_000))
    def test_no_pause_gives_or_takes_working_time(self, begin, length):
        """Paused at some minute, ended at some other or by itself: as much working time is left as there was."""
        handover = accepted(build_house(sales=SALES))
        rep = Rep.objects.select_related("calendar", "user").get(user=handover.rep)
        calendar = calendars_of([rep], MONDAY)[rep.user_id]
        before = due(handover)
        begins = MONDAY + begin * MINUTE
        handover.pause("holidays", by=handover.rep, at=begins)
        ends = min(begins + length * MINUTE, begins + 14 * DAY)
        if ends < begins + 14 * DAY:
            handover.resume(by=handover.rep, at=ends)
        after = due(handover)
        for duty in ("first_contact", "result"):
            if before[duty] >= begins:
                assert working_time_between(ends, after[duty], calendar) == working_time_between(
                    begins, before[duty], calendar
                )
            else:
                assert after[duty] == before[duty]
