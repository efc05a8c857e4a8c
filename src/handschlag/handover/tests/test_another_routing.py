"""Another routing, tried on the leads of the last weeks: what it would have done, what it keeps to itself."""

import json
from datetime import timedelta
from uuid import UUID

from django.test import TestCase
from django.urls import reverse

from handschlag.agreement.core.terms import Terms
from handschlag.agreement.models import Version
from handschlag.handover.core.replay import Arrival, Presence, replay
from handschlag.handover.core.routing import Area, Candidate, Dealing, LeadKnown, Place
from handschlag.handover.forms import PreviewForm
from handschlag.handover.models import Handover, PoolEntry, hand_over
from handschlag.handover.readings import cases_of, preview
from handschlag.handover.tests.stories import DAY, HOUR, MINUTE, TERMS, add_rep, build_house, handed, judge, lead
from handschlag.kernel.business_time import Calendar
from handschlag.organisation.models import Absence, Rep, Team
from handschlag.organisation.tests.world import MONDAY

AROUND_THE_CLOCK = Calendar("Europe/Berlin", (((0, 1440),),) * 7)
IN_AUGSBURG = LeadKnown(Place("DE", "86150"))
LATER = MONDAY + 10 * DAY


def arrivals(*moments, **seen):
    return [Arrival(UUID(int=number), at, IN_AUGSBURG, **seen) for number, at in enumerate(moments, 1)]


def rep(number, **more):
    return Candidate(UUID(int=number), (Area(frozenset({"DE"})),), **{"capacity_left": 10, **more})


def played(came, reps, away=(), owners=None, until=LATER):
    presences = {one.rep_id: Presence(away if one.rep_id.int == 1 else (), AROUND_THE_CLOCK) for one in reps}
    return replay(came, Dealing(reps), presences, owners or {}, until)


def test_capacity_begins_anew_each_week_and_who_waited_gets_somebody_then():
    came = arrivals(MONDAY, MONDAY + HOUR, MONDAY + 7 * DAY)
    found = played(came, [rep(1, capacity_left=1)])
    assert [one.given_at for one in found] == [MONDAY, MONDAY + 7 * DAY, None]
    assert found[2].choice.unassigned == "no_capacity"


def test_nobody_away_at_that_moment_gets_a_lead():
    came = arrivals(MONDAY, MONDAY + DAY)
    found = played(came, [rep(1), rep(2)], away=((MONDAY, MONDAY + DAY),))
    assert [one.choice.rep_id.int for one in found] == [2, 1]


def test_who_is_given_a_lead_that_was_kept_looks_after_its_company_from_there_on():
    firm = UUID(int=99)
    came = arrivals(*(MONDAY + number * HOUR for number in range(4)), company=firm)
    assert {one.choice.rep_id.int for one in played(came, [rep(1), rep(2)])} == {1}
    assert {one.choice.rep_id.int for one in played(came, [rep(1), rep(2)], owners={firm: UUID(int=2)})} == {2}
    returned = arrivals(*(MONDAY + number * HOUR for number in range(4)), company=firm, is_kept=False)
    assert {one.choice.rep_id.int for one in played(returned, [rep(1), rep(2)])} == {1, 2}


def test_the_order_in_which_arrivals_are_told_makes_no_difference():
    came = arrivals(MONDAY, MONDAY, MONDAY + HOUR, MONDAY + DAY)
    forwards, backwards = played(came, [rep(1), rep(2)]), played(came[::-1], [rep(1), rep(2)])
    assert [(one.arrival, one.choice) for one in forwards] == [(one.arrival, one.choice) for one in backwards]


class AnotherRouting(TestCase):
    """Four leads went to Sam, one waited for a rep in France, one was given by hand."""

    @classmethod
    def setUpTestData(cls):
        cls.house = build_house()
        cls.sam, cls.mara = cls.house.world.sam, cls.house.world.mara
        cls.made = [handed(cls.house, f"Person{number}", MONDAY + number * HOUR) for number in range(4)]
        hand_over([judge(cls.house, lead(cls.house, "Claire", MONDAY, country="FR"), MONDAY)], MONDAY)
        cls.now = MONDAY + 2 * DAY
        cls.olga = add_rep(cls.house, "Olga", prefixes=["86"])

    def previewed(self, terms=None, **asked):
        form = PreviewForm(asked, now=self.now)
        assert form.is_valid(), form.errors
        return preview(terms or form.agreed().parsed, self.now, form.rosters())

    def rep_of(self, user):
        return Rep.objects.get(user=user).pk

    def test_a_changed_roster_is_held_against_what_happened(self):
        shown = self.previewed()
        assert (len(shown.cases), shown.given_then, shown.given) == (5, 4, 4)
        assert len(shown.changed) == 4, "the longer prefix is Olga's now"
        assert [why for why, _count in shown.why_waiting] == ["No rep's territory covers the place."]

    def test_the_same_rosters_and_terms_do_the_same_again(self):
        Rep.objects.filter(user=self.olga).delete()
        shown = self.previewed()
        assert shown.changed == []
        assert shown.at_once == shown.at_once_then == 4

    def test_a_rep_otherwise_and_nothing_is_kept(self):
        shown = self.previewed(rep=self.rep_of(self.olga), capacity=1)
        assert len(shown.changed) == 1
        assert Rep.objects.get(user=self.olga).capacity_per_week == 25

    def test_a_territory_otherwise(self):
        territory = Rep.objects.get(user=self.olga).territories.get()
        shown = self.previewed(territory=territory.pk, prefixes="10")
        assert shown.changed == []
        shown = self.previewed(territory=territory.pk, countries="FR", prefixes="-")
        assert (shown.given, len(shown.waiting)) == (5, 0)

    def test_a_draft_of_the_agreement(self):
        rule = {
            "key": "all",
            "label": "All",
            "where": [{"attribute": "country", "values": ["DE"]}],
            "skill": "precision",
        }
        draft = Version.draft(
            Terms.model_validate(TERMS | {"routing": {"rules": [rule]}}), by=self.house.world.theo, at=self.now
        )
        shown = self.previewed(version=draft.number)
        assert shown.why_waiting[0] == (
            "No rep is in the team, or has the skill, that the agreement names for it.",
            4,
        )
        shown = self.previewed(version=draft.number, rep=self.rep_of(self.sam), skills="precision")
        assert shown.given == 4

    def test_leads_count_as_they_were_known_when_they_qualified(self):
        for made in self.made:
            made.lead.contact.company.attributes.update(known_at=MONDAY + DAY)
        shown = self.previewed()
        assert len(shown.waiting) == 5, "of no place known then nobody's territory covers anything"

    def test_who_ran_out_counts_once_and_what_was_given_by_hand_not_at_all(self):
        kai = add_rep(self.house, "Kai", prefixes=["9"])
        self.made[0].reassign(Rep.objects.get(user=kai), by=self.house.world.lena, at=self.now - HOUR)
        assert len(self.previewed().cases) == 5

    def test_an_erased_person_is_left_out_and_counted(self):
        contact = self.made[0].lead.contact
        contact.erased_at = self.now
        contact.save()
        shown = self.previewed()
        assert (len(shown.cases), shown.erased) == (4, 1)

    def test_a_lead_that_waited_came_when_it_began_to_wait(self):
        entry = PoolEntry.objects.get()
        entry.hand_to(Rep.objects.get(user=self.olga), by=self.house.world.lena, at=MONDAY + DAY)
        [case] = [one for one in self.previewed().cases if one.came.lead == entry.lead]
        assert (case.came.at, case.came.given_at) == (MONDAY, MONDAY + DAY)
        assert case.rep_id is None

    def test_absences_are_those_of_each_moment(self):
        Absence.objects.create(user=self.olga, from_at=MONDAY, until_at=MONDAY + HOUR + MINUTE)
        assert len(self.previewed().changed) == 2

    def test_single_colleagues_have_no_figure_but_for_themselves(self):
        shown = self.previewed()
        assert shown.shares == []
        assert shown.own(self.mara) is None
        own = shown.own(self.sam)
        assert (own.then, own.now) == (4, 0)

    def test_teams_of_five_have_one_and_smaller_ones_stand_together(self):
        large = Team.objects.create(name="Large", leader=self.house.world.lena)
        for number in range(5):
            add_rep(self.house, f"Rep{number}", prefixes=["86150"], team=large)
        assert [(one.name, one.then, one.now) for one in self.previewed().shares] == [("Large, South", 4, 4)]
        for number in range(3):
            add_rep(self.house, f"More{number}", prefixes=["1"])
        shares = self.previewed().shares
        assert [(one.name, one.then, one.now) for one in shares] == [("Large", 0, 4), ("South", 4, 0)]

    def test_who_reads_which_leads(self):
        shown = self.previewed()
        lists = {
            user: len(cases_of(shown, "all", user, self.now))
            for user in (self.mara, self.house.world.lena, self.sam, self.olga)
        }
        assert list(lists.values()) == [5, 5, 4, 4]
        assert [len(cases_of(shown, which, self.mara, self.now)) for which in ("changed", "waiting")] == [4, 1]


class Pages(TestCase):
    @classmethod
    def setUpTestData(cls):
        from handschlag.kernel.clock import now

        at = now() - timedelta(hours=1)
        cls.house = build_house(at)
        handed(cls.house, "Anna", at)

    def get(self, user, name="routing", *args, **asked):
        self.client.force_login(user)
        return self.client.get(reverse(f"handover:{name}", args=args), asked)

    def test_who_opens_it(self):
        world = self.house.world
        for user, page, leads in (
            (world.sam, 200, 200),
            (world.mara, 200, 200),
            (world.otto, 200, 403),
            (world.nora, 403, 403),
        ):
            assert self.get(user).status_code == page, user
            assert self.get(user, "routing_leads", "all").status_code == leads, user
        assert self.client.post(reverse("handover:routing")).status_code in (403, 405)

    def test_operations_sees_figures_and_no_lead(self):
        self.assertNotContains(self.get(self.house.world.otto), "/routing/all/")

    def test_what_cannot_be_read_is_told_and_changes_nothing(self):
        before = Handover.objects.count()
        page = self.get(self.house.world.mara, version="99", weight="-3", countries="Nowhere", rep="x")
        self.assertContains(page, "field__errors")
        assert self.get(self.house.world.mara, "routing_leads", "nonsense").status_code == 404
        assert Handover.objects.count() == before

    def test_the_list_is_a_file_too(self):
        answer = self.get(self.house.world.mara, "routing_leads", "all", export="json")
        [row] = json.loads(b"".join(answer.streaming_content))
        assert (row["Contact"], row["Sales rep then"], row["Sales rep otherwise"]) == ("Anna Weber", "Sam", "Sam")

    def test_it_costs_few_queries(self):
        self.client.force_login(self.house.world.mara)
        with self.assertNumQueries(FewerThan(50)):
            self.client.get(reverse("handover:routing"))


class FewerThan(int):
    """Equal to whatever is smaller."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, int) and other < int(self)

    __hash__ = int.__hash__
