from datetime import timedelta

from django.test import TestCase

from handschlag.agreement.tests.terms import small
from handschlag.organisation.tests.world import MONDAY, World, build_world
from handschlag.people.models import ClosedBecause, Consent, Identifier, Lead, Purpose
from handschlag.qualification.models import Standing, Verdict, due_for_another_look, qualify
from handschlag.qualification.tests.leads import agreed, attribute, lead_of, touch

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EMMA = "emma@bauer.example"


class TestQualify(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()
        cls.version = agreed(cls.world, small(), MONDAY)

    def emma(self) -> Lead:
        """Fits well (40 points) and has been to a webinar (25): 65 of 60."""
        lead = lead_of(EMMA, MONDAY)
        attribute(lead, "country", "de", MONDAY)
        attribute(lead, "employees", 120, MONDAY)
        self.webinar = touch(EMMA, "webinar_attended", MONDAY)
        return lead

    def decision(self, lead: Lead) -> str:
        return Standing.objects.get(lead=lead).verdict.decision

    def test_a_verdict_names_every_reason_with_its_evidence(self) -> None:
        lead = self.emma()
        [verdict] = qualify([lead.id], MONDAY)
        stored = Verdict.objects.get()
        assert stored == verdict
        assert (stored.decision, stored.fit, stored.interest, stored.points, stored.threshold) == (
            "qualified",
            40,
            25,
            65,
            60,
        )
        assert stored.version == self.version
        assert stored.reasons == [
            {"criterion": "country", "kind": "fit", "points": 20.0, "evidence": ["de"]},
            {"criterion": "size", "kind": "fit", "points": 20.0, "evidence": ["120"]},
            {"criterion": "webinar", "kind": "interest", "points": 25.0, "evidence": [str(self.webinar.id)]},
        ]

    def test_a_verdict_is_stored_only_where_something_changed(self) -> None:
        lead = self.emma()
        assert len(qualify([lead.id], MONDAY)) == 1
        assert qualify([lead.id, lead.id], MONDAY + HOUR) == []
        touch(EMMA, "newsletter_subscribed", MONDAY + HOUR)
        assert qualify([lead.id], MONDAY + 2 * HOUR) == []
        touch(EMMA, "webinar_attended", MONDAY + HOUR)
        [verdict] = qualify([lead.id], MONDAY + 2 * HOUR)
        assert verdict.points == 90

    def test_another_version_with_the_same_result_stores_no_verdict_but_is_remembered(self) -> None:
        lead = self.emma()
        qualify([lead.id], MONDAY)
        second = agreed(self.world, small(sales_capacity_per_week=7), MONDAY + DAY)
        assert due_for_another_look(MONDAY + DAY, 10) == [lead.id]
        assert qualify([lead.id], MONDAY + DAY) == []
        assert Standing.objects.get().version == second
        assert due_for_another_look(MONDAY + DAY, 10) == []

    def test_an_anonymous_history_counts_from_when_it_was_linked(self) -> None:
        lead = lead_of(EMMA, MONDAY)
        demo = touch(EMMA, "demo_requested", MONDAY)
        type(demo).objects.filter(pk=demo.pk).update(who="anon:1")
        qualify([lead.id], MONDAY)
        assert self.decision(lead) == "not_yet"
        Identifier.objects.create(key="anon:1", contact=lead.contact, happened_at=MONDAY, known_at=MONDAY + HOUR)
        qualify([lead.id], MONDAY + 30 * timedelta(minutes=1))
        assert self.decision(lead) == "not_yet"
        qualify([lead.id], MONDAY + HOUR)
        assert self.decision(lead) == "qualified"

    def test_touches_of_a_former_pass_do_not_count(self) -> None:
        first = self.emma()
        first.close(ClosedBecause.LOST, MONDAY + DAY, MONDAY + DAY, None)
        second = Lead.objects.create(contact=first.contact, opened_at=MONDAY + 2 * DAY, known_at=MONDAY + 2 * DAY)
        qualify([second.id], MONDAY + 2 * DAY)
        verdict = Standing.objects.get(lead=second).verdict
        assert (verdict.fit, verdict.interest) == (40, 0)

    def test_machines_give_no_points(self) -> None:
        lead = lead_of(EMMA, MONDAY)
        touch(EMMA, "demo_requested", MONDAY, flags=["scanner"])
        touch(EMMA, "webinar_attended", MONDAY, flags=["clock"])
        [verdict] = qualify([lead.id], MONDAY)
        assert (verdict.decision, verdict.points) == ("not_yet", 25)

    def test_who_withdrew_from_scoring_is_never_handed_over(self) -> None:
        lead = self.emma()
        Consent.objects.create(
            contact=lead.contact,
            purpose=Purpose.SCORING,
            is_given=False,
            basis="consent",
            happened_at=MONDAY,
            known_at=MONDAY,
        )
        Consent.objects.create(
            contact=lead.contact,
            purpose=Purpose.EMAIL,
            is_given=True,
            basis="consent",
            happened_at=MONDAY,
            known_at=MONDAY,
        )
        [verdict] = qualify([lead.id], MONDAY)
        assert verdict.decision == "never"
        assert verdict.reasons[-1] == {"criterion": "no_basis", "kind": "no_basis", "points": 0.0, "evidence": []}

    def test_time_alone_changes_a_standing_and_is_found_due(self) -> None:
        lead = self.emma()
        qualify([lead.id], MONDAY)
        end = MONDAY + 90 * DAY
        assert Standing.objects.get().look_again_at == end
        assert due_for_another_look(end - timedelta(microseconds=1), 10) == []
        assert due_for_another_look(end, 10) == [lead.id]
        [verdict] = qualify([lead.id], end)
        assert (verdict.decision, verdict.points) == ("not_yet", 40)
        assert due_for_another_look(end + 500 * DAY, 10) == []

    def test_closed_leads_keep_their_verdict_and_are_left_alone(self) -> None:
        lead = self.emma()
        qualify([lead.id], MONDAY)
        lead.close(ClosedBecause.WON, MONDAY + DAY, MONDAY + DAY, None)
        assert due_for_another_look(MONDAY + 90 * DAY, 10) == [lead.id]
        assert qualify([lead.id], MONDAY + 90 * DAY) == []
        assert due_for_another_look(MONDAY + 90 * DAY, 10) == []
        assert self.decision(lead) == "qualified"

    def test_unknown_leads_are_passed_over(self) -> None:
        assert qualify([self.world.mara.id], MONDAY) == []
        assert qualify([], MONDAY) == []

    def test_any_number_of_leads_takes_the_same_few_queries(self) -> None:
        leads = [lead_of(f"{number}@x.example", MONDAY) for number in range(41)]
        for lead in leads:
            touch(lead.contact.email, "demo_requested", MONDAY)
        for batch in (leads[:1], leads[1:]):
            with self.assertNumQueries(15):
                assert len(qualify([lead.id for lead in batch], MONDAY)) == len(batch)


class TestBeforeTheFirstAgreement(TestCase):
    def test_leads_wait_and_are_judged_as_soon_as_there_is_an_agreement(self) -> None:
        world = build_world()
        lead = lead_of(EMMA, MONDAY)
        touch(EMMA, "demo_requested", MONDAY)
        assert qualify([lead.id], MONDAY) == []
        assert due_for_another_look(MONDAY + DAY, 10) == []
        agreed(world, small(), MONDAY + DAY)
        assert due_for_another_look(MONDAY + DAY, 10) == [lead.id]
        [verdict] = qualify([lead.id], MONDAY + DAY)
        assert verdict.decision == "qualified"
