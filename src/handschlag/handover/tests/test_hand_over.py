"""Qualified leads become handovers, or wait in the pool with the reason."""

from django.test import TestCase

from handschlag.agreement.models import Suspension
from handschlag.handover.models import Handover, PoolEntry, hand_over, route_pool
from handschlag.handover.tests.stories import (
    DAY,
    HOUR,
    add_rep,
    agree,
    build_house,
    handed,
    judge,
    lead,
    prepare_market,
    touch,
)
from handschlag.ledger.models import Entry
from handschlag.organisation.models import Absence, Rep, Side
from handschlag.organisation.tests.world import MONDAY
from handschlag.post.models import Message


class HandOver(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.house = build_house()
        cls.sam = cls.house.world.sam

    def test_a_qualified_lead_goes_to_the_rep_of_its_territory_with_two_clocks_and_an_entry(self):
        handover = handed(self.house)
        assert handover.rep == self.sam
        assert handover.chosen_because["tie"] == "postal_code"
        assert handover.chosen_because["prefix"] == "8"
        assert list(handover.deadlines.values_list("duty", flat=True)) == ["accept", "first_contact"]
        assert Entry.objects.filter(fact="handover_made", subject_id=str(handover.id)).count() == 1

    def test_the_mail_at_once_has_a_link_and_says_nothing_about_the_person(self):
        [handover] = hand_over([judge(self.house, lead(self.house), asked=True)], MONDAY)
        message = Message.objects.get(key=f"handover/{handover.id}")
        assert message.recipient == self.sam.email
        assert f"/handovers/{handover.id}/" in message.body
        assert not any(word in message.subject + message.body for word in ("Anna", "Weber", "GmbH", "anna@", "86150"))

    def test_deadlines_run_in_the_working_hours_of_the_rep(self):
        handover = handed(self.house, at=MONDAY)  # Monday 10:00 in Augsburg; 9–12 and 13–17 are worked
        accept, first_contact = handover.deadlines.all()
        assert accept.due_at == MONDAY + DAY + HOUR  # 6 hours on Monday, 2 on Tuesday: 11:00
        assert first_contact.due_at == MONDAY + 2 * DAY + 2 * HOUR  # 6 + 7 + 3 hours: Wednesday, 12:00
        assert accept.reckoned_with["time_zone"] == "Europe/Berlin"

    def test_a_holiday_in_bavaria_moves_the_deadline(self):
        wednesday = MONDAY.replace(month=6, day=3)  # 11:00 in Augsburg on the day before Corpus Christi
        accept = handed(self.house, at=wednesday).deadlines.get(duty="accept")
        assert accept.due_at == wednesday.replace(day=5, hour=10)  # 5 hours on Wednesday, 3 on Friday: 12:00

    def test_the_same_lead_is_handed_over_once(self):
        handover = handed(self.house)
        again = judge(self.house, handover.lead, MONDAY + HOUR)
        assert hand_over([again], MONDAY + HOUR) == []
        assert Handover.objects.count() == 1

    def test_only_qualified_verdicts_are_handed_over(self):
        verdict = judge(self.house, lead(self.house))
        verdict.decision = "not_yet"
        assert hand_over([verdict], MONDAY) == []

    def test_of_several_verdicts_the_newest_counts(self):
        of = lead(self.house)
        old = judge(self.house, of)
        new = judge(self.house, of, MONDAY + HOUR)
        new.decision = "never"
        assert hand_over([new, old], MONDAY + HOUR) == []

    def test_without_an_agreement_in_force_nothing_is_handed_over(self):
        verdict = judge(self.house, lead(self.house, at=MONDAY))
        assert hand_over([verdict], MONDAY - 30 * DAY) == []

    def test_the_version_in_force_at_the_handover_judges_the_lead(self):
        verdict = judge(self.house, lead(self.house))
        newer = agree(self.house.world, MONDAY + HOUR)
        [handover] = hand_over([verdict], MONDAY + 2 * HOUR)
        assert handover.version == newer

    def test_who_raised_a_hand_goes_first_where_there_is_one_place_left(self):
        Rep.objects.update(capacity_per_week=1)
        patient = judge(self.house, lead(self.house, "Paul"), points=200)
        eager = judge(self.house, lead(self.house, "Emma"), asked=True)
        [handover] = hand_over([patient, eager], MONDAY)
        assert handover.lead == eager.lead
        assert PoolEntry.objects.get().reason == "no_capacity"

    def test_a_lead_outside_all_territories_waits_in_the_pool_once(self):
        verdict = judge(self.house, lead(self.house, country="FR", postal_code="75001"))
        assert hand_over([verdict], MONDAY) == []
        assert hand_over([verdict], MONDAY + HOUR) == []
        entry = PoolEntry.objects.get()
        assert (entry.reason, entry.since_at) == ("no_territory", MONDAY)
        assert Entry.objects.filter(fact="lead_pooled").count() == 1

    def test_the_pool_is_tried_again_when_somebody_is_back(self):
        Absence.objects.create(user=self.sam, from_at=MONDAY - DAY, until_at=MONDAY + DAY)
        hand_over([judge(self.house, lead(self.house))], MONDAY)
        assert PoolEntry.objects.get().reason == "all_away"
        assert route_pool(MONDAY + HOUR) == []
        [handover] = route_pool(MONDAY + DAY)
        assert handover.rep == self.sam
        assert PoolEntry.objects.get().left_at == MONDAY + DAY

    def test_a_new_week_brings_new_capacity(self):
        Rep.objects.update(capacity_per_week=1)
        handed(self.house, "Anna")
        hand_over([judge(self.house, lead(self.house, "Bert"))], MONDAY)
        sunday_night = MONDAY.replace(day=8, hour=22, minute=59)
        assert route_pool(sunday_night) == []
        assert len(route_pool(sunday_night.replace(hour=23))) == 1  # Monday, midnight in Augsburg

    def test_a_lead_closed_meanwhile_leaves_the_pool(self):
        verdict = judge(self.house, lead(self.house, country="FR"))
        hand_over([verdict], MONDAY)
        verdict.lead.close("disqualified", MONDAY, MONDAY, by=self.sam)
        route_pool(MONDAY + HOUR)
        assert PoolEntry.objects.get().left_at == MONDAY + HOUR

    def test_a_suspension_is_obeyed_by_work_that_began_a_moment_before_it(self):
        words = {"reason": "Fire", "last_day": MONDAY.date()}
        verdict, lena = judge(self.house, lead(self.house)), self.house.world.lena
        Suspension.declare(self.house.version, Side.SALES, by=lena, at=MONDAY + HOUR, **words)
        assert hand_over([verdict], MONDAY) == []
        assert PoolEntry.objects.get().reason == "suspended"

    def test_a_company_stays_with_the_rep_who_looks_after_it(self):
        other = add_rep(self.house, "Olga", prefixes=["86150"])
        first = handed(self.house, "Anna")
        assert first.rep == other
        Rep.objects.get(user=other).territories.clear()
        first.accept(by=other, at=MONDAY + HOUR)
        second = handed(self.house, "Berta", MONDAY + 2 * HOUR, company="Anna GmbH")
        assert (second.rep, second.chosen_because["tie"]) == (other, "owner")

    def test_work_is_shared_by_weight_and_told(self):
        other = add_rep(self.house, "Olga", weight=50, prefixes=["8"])
        got = [handed(self.house, f"Person{number}").rep for number in range(6)]
        assert (got.count(self.sam), got.count(other)) == (4, 2)

    def test_a_batch_costs_a_fixed_number_of_queries(self):
        few = [judge(self.house, lead(self.house, f"A{number}")) for number in range(2)]
        many = [judge(self.house, lead(self.house, f"B{number}")) for number in range(20)]
        with self.assertNumQueries(51):
            hand_over(few, MONDAY)
        with self.assertNumQueries(51):
            hand_over(many, MONDAY + HOUR)


class Returned(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.house = build_house()
        cls.handover = handed(cls.house)
        cls.handover.return_("no_need", by=cls.house.world.sam, at=MONDAY + HOUR)
        cls.email = cls.handover.lead.contact.email

    def test_what_was_known_does_not_bring_a_returned_lead_back(self):
        old_touches = judge(self.house, self.handover.lead, MONDAY + 2 * HOUR)
        assert hand_over([old_touches], MONDAY + 2 * HOUR) == []

    def test_a_new_touch_that_counts_brings_it_back(self):
        seen = touch(self.house, self.email, "webinar_attended", MONDAY + 2 * HOUR)
        verdict = judge(self.house, self.handover.lead, MONDAY + 2 * HOUR, touches=[seen])
        [handover] = hand_over([verdict], MONDAY + 2 * HOUR)
        assert handover.lead == self.handover.lead

    def test_a_verdict_from_before_the_return_does_not(self):
        seen = touch(self.house, self.email, "webinar_attended", MONDAY + 2 * HOUR)
        verdict = judge(self.house, self.handover.lead, MONDAY + HOUR, touches=[seen])
        assert hand_over([verdict], MONDAY + 2 * HOUR) == []


class Brief(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.house = build_house()
        prepare_market(cls.house)
        cls.handover = handed(cls.house)

    def test_the_brief_says_why_what_brought_them_and_what_to_ask(self):
        brief = self.handover.brief
        assert brief["segment"]["key"] == "metal"
        assert [reason["label"] for reason in brief["why"]] == ["Our countries", "Webinar"]
        assert brief["first"]["claims"] == ["Half the set-up time"]
        assert brief["needs"] == ["Half the set-up time"]
        assert brief["materials"] == [
            {"key": "brochure", "name": "Brochure MW 5", "url": "https://www.musterwerk.example/mw5"}
        ]
        assert "machines" in brief["questions"]
        assert {channel["purpose"]: channel["permission"] for channel in brief["channels"]} == {
            "phone": "to_be_judged",
            "email": "forbidden",
        }

    def test_the_brief_holds_no_name_and_no_address(self):
        assert not any(word in str(self.handover.brief) for word in ("Anna", "Weber", "anna@", "86150"))

    def test_the_segment_is_kept_for_the_list(self):
        assert self.handover.segment.key == "metal"
