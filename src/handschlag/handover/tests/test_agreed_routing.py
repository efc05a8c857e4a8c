"""What both sides agreed on about routing is done: owners, rules on attributes, territories; and told afterwards."""

from typing import Any

from django.test import TestCase

from handschlag.handover.core.because import others_of
from handschlag.handover.core.routing import Obstacle
from handschlag.handover.models import Handover, Lineup, PoolEntry, hand_over, route_pool
from handschlag.handover.readings import chosen_because, why_waiting
from handschlag.handover.readings.because import why_this_rep
from handschlag.handover.tests.stories import DAY, HOUR, MINUTE, add_rep, agree, build_house, handed, judge, lead, touch
from handschlag.organisation.models import Absence, Rep, Team
from handschlag.organisation.tests.world import MONDAY

LARGE = {
    "key": "large",
    "label": "Large accounts",
    "where": [{"attribute": "employees", "comparison": "between", "at_least": 500}],
    "team": "Key accounts",
}


class AgreedRouting(TestCase):
    """Sam and Olga look after Bavaria, Kai is in the team for key accounts and looks after all of Germany."""

    @classmethod
    def setUpTestData(cls):
        cls.house = build_house()
        cls.sam = cls.house.world.sam
        cls.keys = Team.objects.create(name="Key accounts", leader=cls.house.world.lena)
        cls.kai = add_rep(cls.house, "Kai", prefixes=[""], team=cls.keys)
        Rep.objects.get(user=cls.kai).territories.update(postal_prefixes=[])

    def route(self, name="Anna", at=MONDAY, asked=False, **known: Any):
        return hand_over([judge(self.house, lead(self.house, name, at, **known), at, asked=asked)], at)

    def agree(self, **routing: Any):
        self.house.version = agree(self.house.world, MONDAY - HOUR, routing=routing)

    def test_a_rule_sends_leads_of_which_it_holds_to_its_team(self):
        self.agree(rules=[LARGE])
        [handover] = self.route(employees=800)
        assert (handover.rep, handover.chosen_because["rule"]) == (self.kai, "large")
        [handover] = self.route("Bert", employees=20)
        assert (handover.rep, "rule" in handover.chosen_because) == (self.sam, False)

    def test_the_first_rule_that_applies_counts(self):
        everybody = {
            "key": "all",
            "label": "All",
            "where": [{"attribute": "country", "comparison": "present"}],
            "team": "South",
        }
        self.agree(rules=[everybody, LARGE])
        [handover] = self.route(employees=800)
        assert (handover.rep, handover.chosen_because["rule"]) == (self.sam, "all")

    def test_all_conditions_of_a_rule_must_hold(self):
        metal = {"attribute": "industry", "values": ["Metalworking"]}
        self.agree(rules=[LARGE | {"where": [*LARGE["where"], metal]}])
        [handover] = self.route(employees=800, industry="food")
        assert handover.rep == self.sam
        [handover] = self.route("Bert", employees=800, industry="metalworking")
        assert handover.rep == self.kai

    def test_a_rule_may_ask_for_a_skill_however_it_is_capitalised(self):
        self.agree(rules=[{key: LARGE[key] for key in ("key", "label", "where")} | {"skill": "Large Accounts"}])
        Rep.objects.filter(user=self.kai).update(skills=["large accounts"])
        [handover] = self.route(employees=800)
        assert handover.rep == self.kai

    def test_a_rule_nobody_can_fill_is_told_in_the_pool_with_its_name(self):
        self.agree(rules=[LARGE | {"team": "No such team"}])
        assert self.route(employees=800) == []
        entry = PoolEntry.objects.get()
        assert (entry.reason, entry.because["rule"]) == ("nobody_meant", "large")
        assert "Large accounts" in why_waiting(entry)[0]

    def test_who_waits_by_a_rule_goes_to_its_team_once_somebody_is_there(self):
        self.agree(rules=[LARGE])
        away = Absence.objects.create(user=self.kai, from_at=MONDAY - DAY, until_at=MONDAY + DAY)
        assert self.route(employees=800) == []
        assert PoolEntry.objects.get().reason == "all_away"
        assert "1 was away." in why_waiting(PoolEntry.objects.get())
        [handover] = route_pool(away.until_at)
        assert handover.rep == self.kai

    def test_conditions_are_held_against_what_was_known_at_that_moment(self):
        self.agree(rules=[LARGE])
        early = lead(self.house, "Anna", MONDAY, employees=20)
        verdict = judge(self.house, early, MONDAY)
        touch(self.house, early.contact.email, "page_viewed", MONDAY + 2 * HOUR, employees=800)
        [handover] = hand_over([verdict], MONDAY + HOUR)
        assert handover.rep == self.sam

    def test_owners_make_no_difference_where_that_is_agreed(self):
        first = handed(self.house, "Anna", postal_code="10115")
        assert first.rep == self.kai
        first.accept(by=self.kai, at=MONDAY + MINUTE)
        [second] = self.route("Berta", MONDAY + HOUR, company="Anna GmbH", postal_code="86150")
        assert (second.rep, second.chosen_because["tie"]) == (self.kai, "owner")
        self.agree(owner_first=False)
        [third] = self.route("Clara", MONDAY + HOUR, company="Anna GmbH", postal_code="86150")
        assert third.rep == self.sam

    def test_an_owner_goes_before_a_rule(self):
        first = handed(self.house, "Anna")
        first.accept(by=self.sam, at=MONDAY + MINUTE)
        self.agree(rules=[LARGE])
        [second] = self.route("Berta", MONDAY + HOUR, company="Anna GmbH", employees=800)
        assert second.rep == self.sam

    def test_territories_make_no_difference_where_that_is_agreed(self):
        self.agree(by_territory=False)
        reps = {self.route(f"Person{number}", country="JP")[0].rep for number in range(2)}
        assert reps == {self.sam, self.kai}

    def test_an_industry_of_a_territory_goes_before_the_place(self):
        Rep.objects.get(user=self.kai).territories.update(industries=["Metalworking"])
        [handover] = self.route()
        assert (handover.rep, handover.chosen_because["industry"]) == (self.kai, True)
        [handover] = self.route("Bert", industry="food")
        assert handover.rep == self.sam

    def test_a_company_named_by_a_territory_goes_there_by_domain_or_name(self):
        Rep.objects.get(user=self.kai).territories.update(countries=[], accounts=["anna.example", "Bert GmbH"])
        for name in ("Anna", "Bert"):
            [handover] = self.route(name)
            assert (handover.rep, handover.chosen_because["tie"]) == (self.kai, "account"), name
        [handover] = self.route("Clara")
        assert handover.rep == self.sam

    def test_the_language_decides_among_equal_territories(self):
        olga = add_rep(self.house, "Olga", prefixes=["7", "8", "9"], languages=["fr"])
        Rep.objects.filter(user=self.sam).update(languages=["de"])
        [handover] = self.route(language="fr-FR")
        assert (handover.rep, handover.chosen_because["language"]) == (olga, "fr")
        [handover] = self.route("Bert", language="de")
        assert handover.rep == self.sam

    def test_who_raised_a_hand_after_hours_goes_to_somebody_still_at_work(self):
        olga = add_rep(self.house, "Olga", prefixes=["7", "8", "9"])
        evening = MONDAY + 10 * HOUR
        late = type(self.house.world.calendar).objects.create(name="Late", week=[[[720, 1320]]] * 7)
        Rep.objects.filter(user=olga).update(calendar=late)
        for number in range(3):
            [handover] = self.route(f"Person{number}", evening, asked=True)
            assert handover.rep == olga
        [handover] = self.route("Otto", evening)
        assert handover.rep == self.sam, "nobody waits for an answer tonight"

    def test_each_other_rep_is_told_why_not(self):
        olga = add_rep(self.house, "Olga", prefixes=["7", "8", "9"])
        nils = add_rep(self.house, "Nils", prefixes=["1"])
        Absence.objects.create(user=olga, from_at=MONDAY - DAY, until_at=MONDAY + DAY)
        [handover] = self.route()
        others = others_of(handover.chosen_because, handover.lineup.rep_ids, handover.rep_id)
        assert others == {
            olga.id: Obstacle.AWAY,
            nils.id: Obstacle.ELSEWHERE,
            self.kai.id: Obstacle.WEAKER_TIE,
        }
        assert Lineup.objects.count() == 1
        self.route("Bert")
        assert Lineup.objects.count() == 1, "the same reps stand in one lineup"

    def test_names_of_others_are_read_by_their_leader_alone_and_ones_week_by_oneself(self):
        olga = add_rep(self.house, "Olga", prefixes=["7", "8", "9"])
        Absence.objects.create(user=olga, from_at=MONDAY - DAY, until_at=MONDAY + DAY)
        [handover] = self.route()
        for_lena, for_mara, for_sam = (
            why_this_rep(handover, user) for user in (self.house.world.lena, self.house.world.mara, self.sam)
        )
        assert next((one.sentence, one.names) for one in for_lena.others) == ("1 was away.", ["Olga"])
        assert all(one.names == [] for one in (*for_mara.others, *for_sam.others))
        assert "It is your lead number 1 of that week." in for_sam.sentences
        assert not any("number" in sentence for sentence in (*for_mara.sentences, *for_lena.sentences))
        assert "received_before" not in chosen_because(handover)
        assert chosen_because(handover)["others"] == {"away": 1, "weaker_tie": 1}

    def test_a_batch_says_of_each_lead_how_many_the_rep_had_before_it(self):
        verdicts = [judge(self.house, lead(self.house, f"Person{number}")) for number in range(3)]
        made = hand_over(verdicts, MONDAY)
        assert sorted(one.chosen_because["received_before"] for one in made) == [0, 1, 2]

    def test_the_order_of_verdicts_in_a_batch_makes_no_difference(self):
        add_rep(self.house, "Olga", prefixes=["7", "8", "9"], weight=70)
        verdicts = [
            judge(self.house, lead(self.house, f"Person{number}"), points=45 + number % 3) for number in range(7)
        ]
        outcomes = []
        for order in (verdicts, verdicts[::-1], verdicts[3:] + verdicts[:3]):
            made = hand_over(order, MONDAY)
            outcomes.append(sorted((str(one.lead_id), str(one.rep_id), str(one.chosen_because)) for one in made))
            Handover.objects.all().delete()
        assert outcomes[0] == outcomes[1] == outcomes[2]
        assert len(outcomes[0]) == 7
