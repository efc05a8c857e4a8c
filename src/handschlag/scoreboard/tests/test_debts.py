"""What both sides still owe each other: results by sales; brief, consent and data by marketing."""

from datetime import timedelta
from itertools import pairwise

from django.core.cache import cache
from django.test import TestCase
from django.urls import reverse

from handschlag.conversation.models import Conversation
from handschlag.handover.models import Handover
from handschlag.handover.tests.stories import DAY, HOUR, accepted, add_rep, build_house, handed, prepare_market
from handschlag.kernel.clock import now
from handschlag.people.models import Consent
from handschlag.scoreboard.core.debts import Lack
from handschlag.scoreboard.readings.debts import leads_owed, marketing_owes, results_owed, totals

COMPLETE = {"attributes": ["industry", "employees", "phone"], "percent": 80}


class Debts(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.at = now() - 60 * DAY
        marketing = {"qualified_leads_per_month": 40, "acceptance_rate_percent": 70, "completeness": COMPLETE}
        cls.house = build_house(cls.at, marketing=marketing)
        cls.world = cls.house.world
        prepare_market(cls.house)
        cls.early = accepted(cls.house, "Anna", cls.at)
        cls.olga = add_rep(cls.house, "Olga", prefixes=["1"])
        cls.late = accepted(cls.house, "Berta", cls.at + 40 * DAY)
        cls.waiting = handed(cls.house, "Carla", cls.at + 41 * DAY)

    def setUp(self):
        cache.clear()
        self.now = now()

    def get(self, user, query=""):
        self.client.force_login(user)
        return self.client.get(reverse("scoreboard:debts") + query)

    def listed(self, user):
        return [one.handover for one in results_owed(user, self.now).object_list]


class Results(Debts):
    def test_every_accepted_lead_owes_one_and_the_overdue_come_first(self):
        owed = results_owed(self.world.mara, self.now).object_list
        assert [one.handover for one in owed] == [self.early, self.late]
        assert all(one.due_at <= other.due_at for one, other in pairwise(owed))
        due = self.late.deadlines.get(duty="result").due_at
        assert [one.is_overdue for one in results_owed(self.world.mara, due).object_list] == [True, False]

    def test_a_logged_result_is_owed_no_more_and_letting_go_is_one(self):
        Conversation.log(self.early, by=self.world.sam, at=self.now, outcome="meeting")
        assert self.listed(self.world.mara) == [self.late]
        Conversation.log(self.late, by=self.world.sam, at=self.now, outcome="not_reached")
        self.late.let_go("nurture", "no_need", by=self.world.sam, at=self.now)
        assert self.listed(self.world.mara) == []

    def test_who_sees_which_and_whose_name(self):
        assert self.listed(self.world.sam) == [self.early, self.late]
        assert self.listed(self.world.lena) == [self.early, self.late]
        assert self.listed(self.olga) == []
        assert {one.rep for one in results_owed(self.world.mara, self.now).object_list} == {None}
        assert {one.rep for one in results_owed(self.world.lena, self.now).object_list} == {self.world.sam}

    def test_the_totals_are_the_firms(self):
        due = self.early.deadlines.get(duty="result").due_at
        found = totals(due - timedelta(seconds=1))
        assert (found.results, found.overdue, found.due_today) == (2, 0, 1)
        assert (totals(due).overdue, totals(due + timedelta(seconds=1)).overdue) == (0, 1)


class Marketing(Debts):
    def owed(self):
        cache.clear()
        return {one.handover_id: one for one in marketing_owes(self.now)}

    def test_what_the_agreement_promises_and_nobody_knows(self):
        assert self.owed()[self.early.id].attributes == ("employees", "phone")
        contact = self.early.lead.contact
        contact.attributes.create(name="employees", text="80", happened_at=self.now, known_at=self.now)
        contact.phone = "+49821123"
        contact.save()
        assert self.owed()[self.early.id].attributes == ()

    def test_nobody_may_call_or_write_until_somebody_said_so(self):
        assert self.owed()[self.waiting.id].has_no_consent
        Consent.objects.create(
            contact=self.waiting.lead.contact,
            purpose="email",
            is_given=True,
            basis="consent",
            happened_at=self.now - HOUR,
            known_at=self.now - HOUR,
        )
        assert not self.owed()[self.waiting.id].has_no_consent

    def test_a_brief_that_does_not_say_what_was_promised(self):
        assert self.owed()[self.late.id].brief == ()
        Handover.objects.filter(id=self.late.id).update(brief={"why": [{"label": "Webinar"}], "channels": [{}]})
        assert [str(part) for part in self.owed()[self.late.id].brief] == ["did"]
        assert Lack.BRIEF in self.owed()[self.late.id].lacks

    def test_what_has_ended_owes_nothing(self):
        self.waiting.return_("no_need", by=self.world.sam, at=self.now)
        assert self.waiting.id not in self.owed()

    def test_a_rep_reads_of_own_leads_and_the_totals_are_the_firms(self):
        assert leads_owed(self.olga, self.now).paginator.count == 0
        assert leads_owed(self.world.sam, self.now).paginator.count == 3
        assert totals(self.now).by_lack[Lack.DATA] == 3


class Page(Debts):
    def test_both_sides_see_both_and_the_others_see_totals(self):
        for user in (self.world.mara, self.world.sam, self.world.lena):
            for query in ("", "?side=marketing", "?side=nonsense&page=99"):
                self.assertContains(self.get(user, query), "Anna Weber")
        page = self.get(self.world.otto)
        self.assertContains(page, "results for accepted leads")
        self.assertNotContains(page, "Anna Weber")
        assert self.get(self.world.nora).status_code == 403

    def test_marketing_reads_no_reps_name(self):
        self.assertNotContains(self.get(self.world.mara), "Sam")
        self.assertContains(self.get(self.world.lena), "Sam")

    def test_only_the_rep_is_asked_to_log(self):
        self.assertContains(self.get(self.world.sam), "Log what came of it")
        self.assertNotContains(self.get(self.world.mara), "Log what came of it")

    def test_the_lists_are_files_and_totals_alone_are_none(self):
        for side, words in (("sales", "Anna Weber"), ("marketing", "employees")):
            file = self.get(self.world.mara, f"?side={side}&export=csv")
            told = b"".join(file.streaming_content).decode()
            assert words in told
            assert "Sam" not in told
        assert not self.get(self.world.otto, "?export=csv").streaming

    def test_the_scoreboard_leads_to_it(self):
        self.client.force_login(self.world.mara)
        self.assertContains(self.client.get(reverse("scoreboard:funnel")), "Open debts: 2 results, 3 leads")

    def test_anyone_may_look_and_nobody_may_post(self):
        self.client.force_login(self.world.mara)
        assert self.client.post(reverse("scoreboard:debts")).status_code == 405
