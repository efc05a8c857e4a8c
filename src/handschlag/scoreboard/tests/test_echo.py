"""What came back for a campaign and a material: words, counts, reasons and revenue, and nothing about a rep."""

from django.test import TestCase
from django.urls import reverse

from handschlag.conversation.models import (
    Conversation,
    Deal,
    LossReason,
    Topic,
    ensure_starter_deal_words,
    ensure_starter_topics,
)
from handschlag.handover.models import Dispute
from handschlag.handover.tests.stories import DAY, HOUR, MINUTE, accepted, add_rep, build_house, handed, prepare_market
from handschlag.kernel.clock import now
from handschlag.market.models import Brand, Campaign, Channel, Material


class Echoes(TestCase):
    @classmethod
    def setUpTestData(cls):
        at = now() - 3 * DAY
        ensure_starter_topics()
        ensure_starter_deal_words()
        cls.house = build_house(at)
        cls.world = cls.house.world
        prepare_market(cls.house)
        cls.spring = Campaign.objects.get(key="spring")
        cls.autumn = Campaign.objects.create(
            key="autumn", name="Autumn campaign", channel=Channel.objects.get(), starts_on=at.date()
        )
        cls.landing = Material.objects.get(key="landing")
        cls.anna, cls.berta = accepted(cls.house, "Anna", at), accepted(cls.house, "Berta", at)
        handed(cls.house, "Carla", at).return_("no_need", by=cls.world.sam, at=at + HOUR)
        Conversation.log(
            cls.anna,
            by=cls.world.sam,
            at=at + HOUR,
            outcome="meeting",
            own_words="Setting up takes us <hours>",
            needs=[Topic.objects.get(key="setup-times")],
            objections=[Topic.objects.get(key="price")],
            competitors=[Brand.objects.create(name="Nordfräs")],
        )
        won = cls.open(cls.anna, 8_600_000, at)
        won.close("won", by=cls.world.sam, at=at + DAY)
        cls.open(cls.berta, 100, at).close(
            "lost", loss_reason=LossReason.objects.get(key="price"), by=cls.world.sam, at=at + DAY
        )
        cls.olga = add_rep(cls.house, "Olga", prefixes=["1"])

    @classmethod
    def open(cls, handover, value, at):
        said = {"name": "MW", "value_minor": value, "currency": "EUR", "at": at + 2 * HOUR}
        return Deal.open(handover.lead, owner=handover.rep, **said)

    def get(self, user, name, *args, query=""):
        self.client.force_login(user)
        return self.client.get(reverse(f"scoreboard:{name}", args=args) + query)

    def test_a_campaign_and_a_material_hear_the_same_of_their_leads(self):
        for name, noun in (("campaign", self.spring), ("material", self.landing)):
            page = self.get(self.world.mara, name, noun.id)
            for words in ("Setting up takes us &lt;hours&gt;", "Shorter set-up times", "Price", "Nordfräs", "€86,000"):
                self.assertContains(page, words)
            found = page.context["echo"]
            assert (found.outcomes.leads, found.outcomes.accepted, found.outcomes.returned) == (3, 2, 1)
            assert (found.outcomes.won, found.outcomes.lost, found.outcomes.deals_open) == (1, 1, 0)
            assert (found.returns, found.losses) == ([("No need", 1)], [("Price", 1)])
            self.assertNotContains(page, ">Sam<")

    def test_another_campaign_and_another_time_hear_nothing(self):
        self.assertContains(self.get(self.world.mara, "campaign", self.autumn.id), "Nothing came back yet")
        page = self.get(self.world.mara, "campaign", self.spring.id, query="?period=custom&last_on=2020-01-01")
        self.assertContains(page, "Nothing came back yet")
        assert self.get(self.world.mara, "campaign", self.spring.id, query="?period=nonsense").status_code == 200

    def test_the_words_are_for_who_may_read_the_conversation_and_the_counts_for_both_sides(self):
        page = self.get(self.olga, "campaign", self.spring.id)
        self.assertNotContains(page, "Setting up takes")
        self.assertContains(page, "Shorter set-up times")
        assert self.get(self.world.sam, "campaign", self.spring.id).context["echo"].voices.words

    def test_an_end_is_seen_at_once_and_so_is_its_mistake(self):
        deal = Deal.objects.get(value_minor=8_600_000)
        deal.reopen(by=self.world.sam, at=now())
        assert self.get(self.world.mara, "campaign", self.spring.id).context["echo"].outcomes.won == 0
        Deal.objects.get(id=deal.id).close("won", by=self.world.sam, at=now())
        assert self.get(self.world.mara, "material", self.landing.id).context["echo"].outcomes.won == 1

    def test_a_return_that_was_wrong_is_no_reason(self):
        back = handed(self.house, "Dora", now() - DAY)
        back.return_("bad_data", by=self.world.sam, at=now() - HOUR)
        dispute = Dispute.begin(back, "It was right.", by=self.world.mara, at=now() - HOUR)
        dispute.rule(is_upheld=True, sentence="Yes", by=self.world.lena, at=now() - MINUTE)
        found = self.get(self.world.mara, "campaign", self.spring.id).context["echo"]
        assert found.returns == [("No need", 1)]

    def test_the_overview_leads_to_both(self):
        page = self.get(self.world.mara, "echoes")
        [campaign] = page.context["campaigns"]
        assert (campaign.name, campaign.leads, campaign.accepted, campaign.returned) == ("Spring campaign", 3, 2, 1)
        assert (campaign.spoken, campaign.won) == (1, 1)
        assert [row.name for row in page.context["materials"]] == ["Landing page set-up"]

    def test_the_market_leads_there(self):
        self.client.force_login(self.world.sam)
        shelf = self.client.get(reverse("market:shelf", args=["campaigns"]))
        self.assertContains(shelf, reverse("scoreboard:campaign", args=[self.spring.id]))
        page = self.client.get(reverse("market:material", args=[self.landing.id]))
        self.assertContains(page, reverse("scoreboard:material", args=[self.landing.id]))
        self.client.force_login(self.world.otto)
        self.assertNotContains(self.client.get(reverse("market:shelf", args=["campaigns"])), "What came of it")

    def test_who_may_not_sees_nothing(self):
        for user in (self.world.otto, self.world.nora):
            for name, args in (("echoes", ()), ("campaign", (self.spring.id,)), ("material", (self.landing.id,))):
                assert self.get(user, name, *args).status_code == 403
        assert self.get(self.world.mara, "campaign", self.landing.id).status_code == 404
