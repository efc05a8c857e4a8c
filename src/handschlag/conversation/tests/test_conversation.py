"""A conversation is logged once: what it keeps, which duties it ends, who may."""

from datetime import date

import pytest
from django.test import TestCase

from handschlag.conversation.models import Conversation, Outcome, Topic, ensure_starter_topics
from handschlag.handover.models import Handover, State
from handschlag.handover.tests.stories import DAY, HOUR, accepted, add_rep, build_house, handed
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.market.models import Brand
from handschlag.organisation.tests.world import MONDAY


class Logging(TestCase):
    @classmethod
    def setUpTestData(cls):
        ensure_starter_topics()
        cls.house = build_house()
        cls.sam, cls.lena = cls.house.world.sam, cls.house.world.lena
        cls.handover = accepted(cls.house)

    def log(self, outcome=Outcome.REACHED, **more):
        return Conversation.log(self.handover, by=self.sam, at=MONDAY + HOUR, outcome=outcome, **more)

    def owed(self):
        return set(self.handover.deadlines.all().owed().values_list("duty", flat=True))

    def test_only_the_outcome_is_mandatory(self):
        said = self.log("not_reached")
        assert (said.lead, said.handover, said.by, said.happened_at, said.known_at) == (
            self.handover.lead,
            self.handover,
            self.sam,
            MONDAY + HOUR,
            MONDAY + HOUR,
        )
        assert Entry.objects.filter(fact="conversation_logged", subject_id=str(said.id)).count() == 1

    def test_any_attempt_is_the_first_contact(self):
        self.log("not_reached")
        assert self.owed() == {"result"}
        assert self.handover.deadlines.get(duty="first_contact").closed_as == "met"

    def test_what_counts_as_a_result(self):
        for outcome in ("meeting", "later", "no_interest", "wrong_person"):
            assert Conversation(outcome=outcome).is_result
        assert not Conversation(outcome="not_reached", note="nobody there").is_result
        assert not Conversation(outcome="reached").is_result
        assert Conversation(outcome="reached", note="wants an offer").is_result

    def test_a_result_ends_both_duties(self):
        self.log("meeting")
        assert self.owed() == set()

    def test_needs_objections_pretexts_and_competitors_are_heard_once_each(self):
        topics = {topic.key: topic for topic in Topic.objects.all()}
        rival = Brand.objects.create(name="Nordfräs")
        said = self.log(
            needs=[topics["precision"], topics["precision"]],
            objections=[topics["price"], topics["no-time"]],
            pretexts=[topics["no-time"]],
            competitors=[rival, rival],
        )
        heard = {(mention.topic.key, mention.is_pretext) for mention in said.mentions.all()}
        assert heard == {("precision", False), ("price", False), ("no-time", True)}
        assert [named.brand for named in said.competitors.all()] == [rival]

    def test_a_pretext_alone_is_heard_as_an_objection(self):
        said = self.log(pretexts=[Topic.objects.get(key="no-time")])
        assert said.mentions.get().is_pretext

    def test_the_next_step_waits_in_the_inbox_until_the_next_conversation(self):
        self.log("later", next_step="Call again", next_step_on=date(2026, 4, 1))
        handover = Handover.objects.get()
        assert (handover.follow_up.on, handover.follow_up.step) == (date(2026, 4, 1), "Call again")
        self.log("later", next_step="Send offer", next_step_on=date(2026, 4, 8))
        assert Handover.objects.get().follow_up.step == "Send offer"
        self.log("reached")
        assert not hasattr(Handover.objects.get(), "follow_up")

    def test_no_interest_closes_the_lead_only_where_it_is_asked_for(self):
        self.log("no_interest")
        assert Handover.objects.get().state is State.ACCEPTED
        self.log("no_interest", disqualify=True)
        handover = Handover.objects.get()
        assert (handover.state, handover.lead.is_open, handover.lead.closure.because) == (
            State.ENDED,
            False,
            "disqualified",
        )

    def test_a_reached_person_is_not_disqualified_in_passing(self):
        with pytest.raises(Refused):
            self.log("reached", disqualify=True)
        assert not Conversation.objects.exists()

    def test_the_leader_may_and_nobody_else(self):
        Conversation.log(self.handover, by=self.lena, at=MONDAY + HOUR, outcome="reached")
        for other in (add_rep(self.house, "Olga"), self.house.world.mara, self.house.world.otto):
            with pytest.raises(Refused):
                Conversation.log(self.handover, by=other, at=MONDAY + HOUR, outcome="reached")
        assert Conversation.objects.count() == 1

    def test_it_needs_an_accepted_and_open_handover(self):
        waiting = handed(self.house, "Bert", MONDAY + DAY)
        with pytest.raises(Refused):
            Conversation.log(waiting, by=self.sam, at=MONDAY + DAY, outcome="reached")
        waiting.return_("no_need", by=self.sam, at=MONDAY + DAY)
        with pytest.raises(Refused):
            Conversation.log(waiting, by=self.sam, at=MONDAY + DAY, outcome="reached")

    def test_the_ledger_never_keeps_what_was_said(self):
        self.log("reached", note="Frau Weber is ill", own_words="zu teuer")
        entry = Entry.objects.get(fact="conversation_logged")
        assert "Weber" not in entry.payload_json
        assert "teuer" not in entry.payload_json

    def test_nul_characters_are_left_out(self):
        assert self.log("reached", note="a\0b").note == "ab"

    def test_it_costs_few_queries(self):
        topic = Topic.objects.get(key="price")
        with self.assertNumQueries(15):  # two of them are the transaction itself, two the key of the person
            self.log("reached", note="wants an offer", objections=[topic], competitors=[])

    def test_who_reads_it(self):
        said = self.log()
        for user in (self.sam, self.lena, self.house.world.mara, self.house.world.theo):
            assert said in Conversation.objects.visible_to(user, MONDAY)
        for user in (add_rep(self.house, "Olga"), self.house.world.otto, self.house.world.nora):
            assert not Conversation.objects.visible_to(user, MONDAY).exists()
