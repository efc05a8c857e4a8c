"""Leaving a channel out by lot: the effect and its interval, on data whose truth is known; and the way of an experiment."""

import math
from datetime import date, timedelta
from random import Random

import pytest
from django.test import TestCase
from django.urls import reverse

from handschlag.kernel.clock import now
from handschlag.kernel.refusal import Refused
from handschlag.learning.core.experiments import Unit, draw_by_lot, effect_of
from handschlag.learning.models import Experiment, State
from handschlag.learning.tests.stories import day, meet, open_lead
from handschlag.ledger.models import Entry
from handschlag.market.models import Channel
from handschlag.organisation.tests.world import build_world
from handschlag.people.models import Company, Contact


def weeks(rng, change, number=24, mean=40.0):
    """Weekly counts (normal around the mean, three times as scattered as Poisson) with the channel left out in half of them."""
    without, _others = draw_by_lot([str(week) for week in range(number)], rng.randrange(10**9))
    found = []
    for week in range(number):
        is_without = str(week) in without
        expected = mean * ((1 + change) if is_without else 1)
        found.append(Unit(1, max(0, round(rng.gauss(expected, math.sqrt(3 * expected)))), is_without))
    return found


def regions(rng, change, number=60):
    """Regions of very different sizes that all grow by a third."""
    without, _others = draw_by_lot([str(one) for one in range(number)], rng.randrange(10**9))
    found = []
    for one in range(number):
        size, is_without = math.exp(rng.gauss(3.5, 0.8)), str(one) in without
        growth = 1.33 * ((1 + change) if is_without else 1)
        before, during = (max(0, round(rng.gauss(mean, math.sqrt(mean)))) for mean in (size, size * growth))
        found.append(Unit(before, during, is_without))
    return found


@pytest.mark.parametrize(("drawn", "change"), [(weeks, -0.3), (weeks, 0.0), (regions, -0.25)])
def test_nine_of_ten_intervals_hold_the_truth(drawn, change):
    rng = Random(5)
    effects = [effect_of(drawn(rng, change)) for _experiment in range(120)]
    held = sum(effect.low <= change <= effect.high for effect in effects)
    assert 99 <= held <= 117  # 90 % of 120, within what chance allows (± 3 standard deviations)
    assert sum(effect.change for effect in effects) / 120 == pytest.approx(change, abs=0.03)


def test_what_the_lot_alone_brings_about_is_told_as_such():
    rng = Random(11)
    chances = [effect_of(weeks(rng, 0.0)).chance for _experiment in range(120)]
    assert 3 <= sum(chance <= 0.1 for chance in chances) <= 22


def test_twice_as_many_before_and_after_is_no_change():
    units = [Unit(10, 20, True)] * 5 + [Unit(7, 14, False)] * 5
    effect = effect_of(units)
    assert effect.change == pytest.approx(0)
    assert effect.missing == pytest.approx(0)
    assert effect.chance == 1


def test_what_is_missing_is_what_the_others_would_have_brought():
    effect = effect_of([Unit(10, 8, True)] * 4 + [Unit(10, 12, False)] * 4)
    assert effect.change == pytest.approx(-1 / 3)
    assert effect.missing == pytest.approx(16)


def test_too_few_have_no_interval_and_nothing_has_no_effect():
    few = effect_of([Unit(10, 8, True)] * 3 + [Unit(10, 12, False)] * 3)
    assert (few.low, few.high, few.chance) == (None, None, None)
    assert effect_of([Unit(1, 0, True)] * 4 + [Unit(1, 0, False)] * 4).change is None
    assert effect_of([]).change is None


def firm(name, at, postal_code):
    contact = meet(name, at)
    company = Company.objects.create(name=name, name_key=name, country="DE", postal_code=postal_code, made_at=at)
    Contact.objects.filter(id=contact.id).update(company=company)
    return contact


class TestWay(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()
        cls.channel = Channel.objects.create(key="paid-search", name="Paid search")

    def plan(self, **changed):
        said = {
            "name": "Without advertisements",
            "channel": self.channel,
            "design": "weeks",
            "metric": "leads",
            "expected_percent": 20,
            "from_on": date(2026, 3, 9),
            "last_on": date(2026, 5, 3),
            "wait_days": 3,
            "by": self.world.mara,
        }
        return Experiment.plan(**said | changed, at=day(0))

    def test_the_lot_decides_and_is_written_down_before(self):
        made = self.plan()
        assert len(made.without) == len(made.going_on) == 4
        assert sorted(made.without + made.going_on)[0] == "2026-03-09"
        assert Entry.objects.filter(fact="experiment_planned").count() == 1

    def test_it_is_planned_runs_waits_and_is_read_once(self):
        made = self.plan()
        for number in range(8):
            for lead in range(4 if (date(2026, 3, 9) + timedelta(weeks=number)).isoformat() in made.without else 6):
                open_lead(meet(f"n{number}-{lead}", day(0)), day(7 + 7 * number + lead))
        states = [made.state(day(number)) for number in (0, 7, 63, 66)]
        assert states == [State.PLANNED, State.RUNNING, State.WAITING, State.RIPE]
        with pytest.raises(Refused):
            made.read(by=self.world.mara, at=day(65))
        reading = made.read(by=self.world.sam, at=day(66))
        assert reading.change == pytest.approx(-1 / 3)
        assert reading.high < 0
        made = Experiment.objects.get()
        assert made.state(day(66)) is State.READ
        with pytest.raises(Refused):
            made.read(by=self.world.mara, at=day(67))
        with pytest.raises(Refused):
            made.break_off("Too late", by=self.world.mara, at=day(67))

    def test_regions_are_compared_with_what_they_brought_before(self):
        for region in range(10):
            for number in range(3):
                open_lead(firm(f"r{region}-{number}", day(0), f"{10 + region}123"), day(-5 - number))
        made = self.plan(design="regions", from_on=date(2026, 3, 4), last_on=date(2026, 3, 20), wait_days=0)
        assert set(made.without) < {f"DE-{10 + region}" for region in range(10)}
        for region in range(10):
            for number in range(1 if f"DE-{10 + region}" in made.without else 4):
                open_lead(firm(f"s{region}-{number}", day(0), f"{10 + region}999"), day(4 + number))
        units = made.units()
        assert sum(unit.before for unit in units) == 30
        assert made.read(by=self.world.mara, at=day(40)).change == pytest.approx(-0.75)

    def test_it_is_refused_late_short_endless_and_without_regions(self):
        today = date(2026, 3, 2)
        for changed in (
            {"from_on": today},
            {"last_on": date(2026, 3, 30)},
            {"last_on": date(2028, 3, 30)},
            {"design": "regions"},
            {"by": self.world.nora},
        ):
            with pytest.raises(Refused):
                self.plan(**changed)
        assert not Experiment.objects.exists()

    def test_it_is_broken_off_with_a_reason(self):
        made = self.plan()
        with pytest.raises(Refused):
            made.break_off(" ", by=self.world.mara, at=day(8))
        made.break_off("The fair was cancelled.", by=self.world.sam, at=day(8))
        assert made.state(day(99)) is State.STOPPED

    def page(self, door, user, *args, **posted):
        self.client.force_login(getattr(self.world, user))
        address = reverse(f"learning:{door}", args=args)
        return self.client.post(address, posted) if posted else self.client.get(address)

    def test_an_empty_list_invites_who_may_plan(self):
        assert "Plan an experiment" in self.page("experiments", "mara").content.decode()
        assert reverse("learning:plan") not in self.page("experiments", "otto").content.decode()

    def test_one_is_planned_on_the_page_and_refused_with_a_sentence(self):
        from_on = (now().date() + timedelta(days=10)).isoformat()
        said = {"name": "Weeks", "channel": self.channel.id, "design": "weeks", "metric": "deals", "from_on": from_on}
        said |= {"last_on": from_on, "expected_percent": 10, "wait_days": 0}
        answer = self.page("plan", "mara", **said)
        assert answer.status_code == 422
        self.assertContains(answer, "At least eight whole weeks", status_code=422)
        said["last_on"] = (now().date() + timedelta(days=90)).isoformat()
        answer = self.page("plan", "mara", **said)
        made = Experiment.objects.get()
        self.assertRedirects(answer, reverse("learning:experiment", args=[made.id]))
        self.assertContains(self.page("experiment", "sam", made.id), "week of")
        assert self.page("reading", "mara", made.id, sure="yes").status_code in {302, 409, 422}
        assert not hasattr(Experiment.objects.get(), "reading")
        self.page("stop", "sam", made.id, reason="No budget")
        self.assertContains(self.page("experiment", "otto", made.id), "No budget")

    def test_who_has_no_part_in_it_sees_nothing(self):
        assert self.page("experiments", "nora").status_code == 403
        assert self.page("plan", "otto").status_code == 403
