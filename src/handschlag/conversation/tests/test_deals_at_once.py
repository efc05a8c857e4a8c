"""Two close one deal at once, or close and move it: it ends once. Needs a database that lets two write."""

from contextlib import suppress
from datetime import timedelta

from django.test import TransactionTestCase, skipUnlessDBFeature

from handschlag.conversation.models import Deal, DealClosing, DealStage, ensure_starter_deal_words
from handschlag.handover.tests.stories import DAY, HOUR, accepted, build_house
from handschlag.handover.tests.test_at_once import at_once
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.organisation.tests.world import MONDAY

SOON = timedelta(seconds=1)


@skipUnlessDBFeature("has_select_for_update")
class AtOnce(TransactionTestCase):
    def setUp(self):
        ensure_starter_deal_words()
        self.house = build_house()
        handover = accepted(self.house)
        self.sam, self.lena = self.house.world.sam, self.house.world.lena
        self.deal = Deal.open(
            handover.lead, name="MW 5", owner=self.sam, value_minor=1, currency="EUR", at=MONDAY + HOUR
        )

    def test_two_close_a_deal_and_one_is_told_that_it_is_closed(self):
        refused = []

        def close(outcome, by):
            try:
                Deal.objects.get().close(outcome, "Because", by=by, at=MONDAY + DAY)
            except Refused:
                refused.append(by)

        at_once([lambda: close("won", self.sam), lambda: close("lost", self.lena)])
        assert (DealClosing.objects.count(), len(refused)) == (1, 1)
        assert Entry.objects.filter(fact__in=["deal_closed", "lead_closed"]).count() == 2

    def test_who_moves_it_while_another_closes_it_comes_before_or_is_refused(self):
        offer, moved = DealStage.objects.get(key="offer"), []

        def move():
            with suppress(Refused):
                Deal.objects.get().move(offer, by=self.sam, at=MONDAY + DAY)
                moved.append(True)

        at_once([move, lambda: Deal.objects.get().close("won", by=self.lena, at=MONDAY + DAY)])
        assert DealClosing.objects.count() == 1
        assert Entry.objects.filter(fact="deal_moved").count() == len(moved) == self.deal.stage_entries.count() - 1
