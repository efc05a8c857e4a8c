"""The board, the words and the page of a deal: each works, refuses who may not, and changes nothing where it refuses."""

from datetime import date, timedelta
from uuid import uuid4

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localtime

from handschlag.conversation.models import Deal, DealStage, LossReason, Product, ensure_starter_deal_words
from handschlag.handover.tests.stories import DAY, HOUR, accepted, add_rep, build_house, prepare_market
from handschlag.kernel.clock import now
from handschlag.market.models import Campaign, Channel
from handschlag.organisation.models import Team


class Pages(TestCase):
    @classmethod
    def setUpTestData(cls):
        moment = now() - 2 * DAY
        ensure_starter_deal_words()
        cls.house = build_house(moment)
        cls.world = cls.house.world
        prepare_market(cls.house)
        cls.product = Product.add(name_de="Fräse", name_en="Mill", by=cls.world.lena, at=moment)
        cls.handover = accepted(cls.house, "Anna", moment)
        cls.olga = add_rep(cls.house, "Olga", team=Team.objects.create(name="North", leader=cls.world.lena))
        cls.deal = cls.open(cls.handover, "MW 5", 8_600_000, moment, expected_on=date(2020, 1, 1))
        cls.offer = DealStage.objects.get(key="offer")

    @classmethod
    def open(cls, handover, name, value, at, currency="EUR", **more):
        said = {"name": name, "value_minor": value, "currency": currency, "at": at + HOUR}
        return Deal.open(handover.lead, owner=handover.rep, **said, **more)

    def get(self, user, name, *args, query="", **headers):
        self.client.force_login(user)
        return self.client.get(reverse(f"conversation:{name}", args=args) + query, **headers)

    def post(self, user, name, *args, said=None, query="", **headers):
        self.client.force_login(user)
        return self.client.post(reverse(f"conversation:{name}", args=args) + query, said or {}, **headers)

    def test_who_opens_which_page(self):
        for user, statuses in {
            self.world.sam: [200, 200],
            self.world.mara: [200, 200],
            self.world.lena: [200, 200],
            self.olga: [200, 200],
            self.world.otto: [403, 200],
            self.world.nora: [403, 403],
        }.items():
            assert [self.get(user, page).status_code for page in ("deals-board", "deal-words")] == statuses, user

    def test_the_board_shows_each_deal_in_its_stage_with_sums_by_currency(self):
        other = self.open(accepted(self.house, "Berta", now() - DAY), "MW 7", 1_000_000, now() - DAY, currency="CHF")
        other.move(self.offer, by=other.owner, at=now())
        page = self.get(self.world.mara, "deals-board")
        board = page.context["board"]
        told = {str(column.stage): [str(money) for money in column.sums] for column in board.columns}
        assert told == {
            "Need clarified": ["86000.00 EUR"],
            "Offer": ["10000.00 CHF"],
            "Negotiation": [],
            "Verbal yes": [],
        }
        assert [str(money) for money in board.likely] == ["3000.00 CHF", "8600.00 EUR"]
        assert board.late == 1
        self.assertContains(page, "1 past the expected day")

    def test_a_rep_sees_only_own_deals_on_the_board(self):
        self.assertNotContains(self.get(self.olga, "deals-board"), "MW 5")
        self.assertContains(self.get(self.world.sam, "deals-board"), "MW 5")

    def test_only_who_may_move_a_deal_is_offered_to(self):
        self.assertContains(self.get(self.world.sam, "deals-board"), "Stage of MW 5")
        self.assertNotContains(self.get(self.world.mara, "deals-board"), "Stage of MW 5")

    def test_moving_on_the_board_keeps_the_filters_with_and_without_script(self):
        said = {"stage": self.offer.id, "board": "1"}
        answer = self.post(self.world.sam, "deal-move", self.deal.id, said=said, query="?q=mw")
        assert answer.url == reverse("conversation:deals-board") + "?q=mw"
        assert Deal.objects.get(id=self.deal.id).stage == self.offer
        said["stage"] = DealStage.objects.get(key="negotiation").id
        answer = self.post(
            self.world.sam, "deal-move", self.deal.id, said=said, query="?q=none", headers={"HX-Request": "true"}
        )
        self.assertContains(answer, "Nothing matches these filters")
        self.assertNotContains(answer, "<html")

    def test_more_deals_than_the_board_shows_are_in_the_list(self):
        for number in range(24):
            deal = Deal.objects.create(
                lead=self.handover.lead,
                name=f"Old {number:02}",
                value_minor=100,
                stage=self.offer,
                expected_on=date(2030, 1, 1) + timedelta(days=number),
                happened_at=now(),
                known_at=now(),
            )
        page = self.get(self.world.mara, "deals-board")
        column = next(one for one in page.context["board"].columns if one.stage == self.offer)
        assert (column.count, column.more, column.cards[0].deal.name) == (24, 4, "Old 00")
        assert deal not in [card.deal for card in column.cards]
        self.assertContains(page, "4 more in the list")

    def test_the_board_costs_few_queries_however_many_stages_there_are(self):
        def cost():
            with CaptureQueriesContext(connection) as queries:
                self.client.get(reverse("conversation:deals-board"))
            return len(queries)

        self.client.force_login(self.world.mara)
        before = cost()
        for number in range(9):
            DealStage.add(name_de=f"P{number}", name_en=f"S{number}", by=self.world.lena, at=now())
        assert cost() == before <= 16

    def test_the_list_knows_late_deals_stages_products_and_campaigns(self):
        self.deal.include(self.product, by=self.world.sam, at=now())
        autumn = Campaign.objects.create(
            key="autumn", name="Autumn", channel=Channel.objects.first(), starts_on=localtime(now()).date()
        )
        for query, is_shown in {
            "?state=late": True,
            f"?stage={self.deal.stage_id}": True,
            f"?stage={self.offer.id}": False,
            f"?product={self.product.id}": True,
            "?campaign=spring": True,
            f"?campaign={autumn.key}": False,
            "?sort=-expected_on": True,
            "?sort=stage__place": True,
        }.items():
            for page in ("deals", "deals-board") if "sta" not in query else ("deals",):
                shown = "MW 5" in self.get(self.world.mara, page, query=query).content.decode()
                assert shown is is_shown, (page, query)

    def test_marketing_asks_for_no_rep_and_no_team(self):
        self.open(accepted(self.house, "Berta", now() - DAY, by=self.olga), "MW 7", 1, now() - DAY)
        for page in ("deals", "deals-board"):
            assert "owner" not in self.get(self.world.mara, page).context["form"].fields
        assert {"owner", "team"} <= set(self.get(self.world.lena, "deals").context["form"].fields)

    def test_what_single_reps_won_is_nobodys_sum(self):
        other = self.open(accepted(self.house, "Berta", now() - DAY, by=self.olga), "MW 7", 1, now() - DAY)
        self.deal.close("won", by=self.world.sam, at=now())
        assert (
            not self.get(self.world.lena, "deals", query=f"?owner={self.deal.owner_id}").context["pipeline"].is_summed
        )
        for query in ("", "?state=won", f"?state=open&owner={other.owner_id}"):
            assert self.get(self.world.lena, "deals", query=query).context["pipeline"].is_summed, query
        assert self.get(self.world.sam, "deals", query="?state=won").context["pipeline"].is_summed

    def test_everything_about_a_deal_is_done_on_its_page(self):
        sam, deal = self.world.sam, self.deal.id
        contact = self.handover.lead.contact
        self.post(sam, "deal-move", deal, said={"stage": self.offer.id})
        self.post(sam, "deal-correct", deal, said={"name": "MW 9", "value": "90,000", "expected_on": "2030-01-01"})
        self.post(sam, "deal-include", deal, said={"product": self.product.id, "value": "10,000"})
        self.post(sam, "deal-involve", deal, said={"contact": contact.id, "role": "user"})
        self.post(sam, "deal-involve", deal, said={"email": "ANNA@anna.example", "role": "blocker"})
        page = self.get(self.world.mara, "deal", deal)
        for words in ("Offer", "€90,000", "Mill", "€10,000", "blocker", "put off once", "Spring campaign"):
            self.assertContains(page, words)
        self.post(sam, "deal-release", deal, contact.id)
        self.post(sam, "deal-exclude", deal, self.product.id)
        assert not self.deal.buying_centre.exists()
        assert not self.deal.lines.exists()

    def test_what_was_written_wrongly_comes_back_with_a_sentence(self):
        sam, deal = self.world.sam, self.deal.id
        for name, said, words in (
            ("deal-correct", {"name": "", "value": "a lot"}, "Please write an amount"),
            ("deal-involve", {"email": "nobody@anna.example", "role": "user"}, "Nobody with this address"),
            ("deal-involve", {"role": "user"}, "Please choose somebody"),
            ("deal-include", {"product": uuid4()}, "Mill"),
            ("deal-close", {"outcome": "lost"}, "Please say why"),
        ):
            self.assertContains(self.post(sam, name, deal, said=said), words, status_code=422)

    def test_a_deal_is_closed_with_a_word_of_the_house_and_reopened(self):
        price = LossReason.objects.get(key="price")
        self.post(self.world.sam, "deal-close", self.deal.id, said={"outcome": "lost", "loss_reason": price.id})
        page = self.get(self.world.sam, "deal", self.deal.id)
        self.assertContains(page, "Reopen the deal")
        self.assertNotContains(self.get(self.world.mara, "deal", self.deal.id), "Reopen the deal")
        self.post(self.world.sam, "deal-reopen", self.deal.id)
        assert not hasattr(Deal.objects.get(id=self.deal.id), "closing")

    def test_who_may_not_changes_nothing(self):
        contact = self.handover.lead.contact_id
        for user, status in {self.olga: 404, self.world.mara: 403, self.world.otto: 403, self.world.nora: 403}.items():
            for name, args in (
                ("deal-move", ()),
                ("deal-correct", ()),
                ("deal-reopen", ()),
                ("deal-involve", ()),
                ("deal-release", (contact,)),
                ("deal-include", ()),
                ("deal-exclude", (self.product.id,)),
            ):
                said = {"stage": self.offer.id, "name": "x", "contact": contact, "role": "user"}
                assert self.post(user, name, self.deal.id, *args, said=said).status_code == status, (name, user)
        assert Deal.objects.get(id=self.deal.id).stage.key == "need-clarified"
        assert not self.deal.changes.exists()

    def test_words_are_kept_on_their_page_by_who_may(self):
        named = {"name_de": "Muster", "name_en": "Sample", "chance_percent": "20"}
        for user, status in {self.world.sam: 302, self.world.mara: 403, self.world.nora: 403}.items():
            assert self.post(user, "deal-word-add", "stages", said=named).status_code == status, user
        assert DealStage.objects.count() == 4
        self.post(self.world.lena, "deal-word-add", "stages", said=named)
        sample = DealStage.objects.get(key="sample")
        self.post(self.world.otto, "deal-word-change", "stages", sample.id, said=named | {"name_en": "Trial"})
        self.post(self.world.lena, "deal-word-put", "stages", sample.id, said={"to": "up"})
        self.post(self.world.lena, "deal-word-archive", "stages", sample.id)
        sample.refresh_from_db()
        assert (sample.name_en, sample.chance_percent, sample.archived_at is None) == ("Trial", 20, False)
        self.assertContains(self.get(self.world.lena, "deal-words"), "Offer again")
        self.post(self.world.lena, "deal-word-restore", "stages", sample.id)
        assert DealStage.objects.active().count() == 5
        assert self.post(self.world.lena, "deal-word-add", "stages", said={"name_de": "x"}).status_code == 422
        assert self.post(self.world.lena, "deal-word-add", "nonsense", said=named).status_code == 404

    def test_get_never_changes_anything(self):
        for name in ("deal-move", "deal-correct", "deal-reopen", "deal-involve", "deal-include"):
            assert self.get(self.world.sam, name, self.deal.id).status_code == 405
