"""A conversation is logged in a line of the inbox: the form opens there, what is missing is asked for there, the inbox answers."""

from django.test import TestCase
from django.urls import reverse

from handschlag.conversation.models import Conversation, ensure_starter_topics
from handschlag.handover.models import Handover, State
from handschlag.handover.tests.stories import DAY, HOUR, add_rep, build_house, handed
from handschlag.kernel.clock import now
from handschlag.ledger.models import Entry

BY_HTMX = {"HX-Request": "true"}


class InLine(TestCase):
    @classmethod
    def setUpTestData(cls):
        ensure_starter_topics()
        cls.house = build_house(now() - DAY)
        cls.sam = cls.house.world.sam
        cls.waiting = handed(cls.house, "Anna", now() - HOUR)

    def log(self, user=None, headers=BY_HTMX, **said):
        self.client.force_login(user or self.sam)
        return self.client.post(reverse("conversation:log", args=[self.waiting.id]), said, headers=headers)

    def test_every_line_offers_it(self):
        self.client.force_login(self.sam)
        page = self.client.get(reverse("handover:inbox"))
        self.assertContains(page, reverse("conversation:new", args=[self.waiting.id]))
        self.assertContains(page, 'data-press="l"')

    def test_the_form_alone_comes_by_htmx_and_takes_the_keys(self):
        self.client.force_login(self.sam)
        form = self.client.get(reverse("conversation:new", args=[self.waiting.id]), headers=BY_HTMX)
        self.assertNotContains(form, "<html")
        self.assertContains(form, "autofocus")
        self.assertContains(form, "Accept and log")

    def test_a_lead_that_waits_is_accepted_with_its_first_conversation(self):
        answer = self.log(outcome="reached", accepts="yes")
        self.assertContains(answer, 'id="inbox"')
        self.assertContains(answer, "Logged.")
        assert Handover.objects.get().state is State.ACCEPTED
        assert set(Entry.objects.values_list("fact", flat=True)) >= {"handover_accepted", "conversation_logged"}

    def test_without_being_asked_nothing_is_accepted(self):
        answer = self.log(outcome="reached")
        assert answer.status_code == 302
        assert (Handover.objects.get().state, Conversation.objects.count()) == (State.WAITING, 0)

    def test_what_cannot_be_logged_leaves_the_lead_unaccepted(self):
        self.log(outcome="reached", disqualify="on", accepts="yes")
        assert (Handover.objects.get().state, Conversation.objects.count()) == (State.WAITING, 0)

    def test_what_is_missing_is_asked_for_in_the_same_line(self):
        answer = self.log(note="Long talk", accepts="yes")
        assert answer["HX-Retarget"] == f"#below-{self.waiting.id}"
        self.assertContains(answer, "Long talk")
        self.assertContains(answer, "This field is required.")
        assert self.log(headers={}, note="Long talk").status_code == 422

    def test_the_page_one_was_on_is_answered_with(self):
        here = {**BY_HTMX, "HX-Current-URL": "http://testserver/handovers/?page=7"}
        self.assertContains(self.log(headers=here, outcome="reached", accepts="yes"), 'id="inbox"')

    def test_nobody_else_logs_it(self):
        olga = add_rep(self.house, "Olga", prefixes=["1"])
        for user, status in {olga: 404, self.house.world.mara: 403, self.house.world.nora: 403}.items():
            assert self.log(user, outcome="reached", accepts="yes").status_code == status
        assert Handover.objects.get().state is State.WAITING
