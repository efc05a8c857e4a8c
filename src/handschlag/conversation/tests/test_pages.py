"""The pages of conversations and deals: each works, refuses who may not, and changes nothing where it refuses."""

from uuid import uuid4

from django.test import TestCase
from django.urls import reverse
from django.utils import translation

from handschlag.conversation.forms.deals import DealForm
from handschlag.conversation.models import Conversation, Deal, Topic, ensure_starter_topics
from handschlag.handover.models import Handover
from handschlag.handover.tests.stories import DAY, MINUTE, accepted, add_rep, build_house, handed, prepare_market
from handschlag.kernel.clock import now
from handschlag.market.models import Brand
from handschlag.people.models import Lead


class Pages(TestCase):
    @classmethod
    def setUpTestData(cls):
        moment = now() - DAY
        ensure_starter_topics()
        cls.house = build_house(moment)
        cls.world = cls.house.world
        prepare_market(cls.house)
        cls.olga = add_rep(cls.house, "Olga", prefixes=["1"])
        cls.handover = accepted(cls.house, "Anna", moment)
        cls.rival = Brand.objects.create(name="Nordfräs")
        cls.price = Topic.objects.get(key="price")
        cls.said = Conversation.log(
            cls.handover,
            by=cls.world.sam,
            at=moment + 40 * MINUTE,
            outcome="reached",
            own_words="Das ist <zu> teuer",
            objections=[cls.price],
            competitors=[cls.rival],
        )
        cls.deal = Deal.open(
            cls.handover.lead,
            name="MW 5",
            owner=cls.world.sam,
            value_minor=8_600_050,
            currency="EUR",
            at=moment + 50 * MINUTE,
        )

    def get(self, user, name, *args, query="", **headers):
        self.client.force_login(user)
        return self.client.get(reverse(f"conversation:{name}", args=args) + query, **headers)

    def post(self, user, name, *args, said=None):
        self.client.force_login(user)
        return self.client.post(reverse(f"conversation:{name}", args=args), said or {})

    def test_who_opens_which_page(self):
        pages = [("list",), ("voices",), ("topics",), ("deals",), ("show", self.said.id), ("deal", self.deal.id)]
        for user, statuses in {
            self.world.sam: [200] * 6,
            self.world.lena: [200] * 6,
            self.world.mara: [200] * 6,
            self.olga: [200, 200, 200, 200, 404, 404],
            self.world.otto: [403] * 6,
            self.world.nora: [403] * 6,
        }.items():
            assert [self.get(user, *page).status_code for page in pages] == statuses, user

    def test_nobody_gets_in_without_logging_in_and_unknown_ids_show_nothing(self):
        for name in ("list", "voices", "topics", "deals"):
            assert self.client.get(reverse(f"conversation:{name}")).status_code == 302
        for name in ("show", "deal"):
            assert self.get(self.world.sam, name, uuid4()).status_code == 404

    def test_a_rep_sees_only_own_conversations_and_deals(self):
        self.assertNotContains(self.get(self.olga, "list"), "Anna Weber")
        self.assertNotContains(self.get(self.olga, "deals"), "MW 5")

    def test_who_may_change_what_and_otherwise_nothing_changes(self):
        handover, deal, topic = self.handover.id, self.deal.id, self.price.id
        only_sam = {self.olga: 404, self.world.mara: 403, self.world.otto: 403, self.world.nora: 403}
        for name, number in (("log", handover), ("deal-open", handover), ("deal-close", deal)):
            for user, status in only_sam.items():
                assert self.post(user, name, number, said={"outcome": "reached", "name": "x"}).status_code == status, (
                    name,
                    user,
                )
        for name, args in (("topic-add", ()), ("topic-rename", (topic,)), ("topic-archive", (topic,))):
            for user in (self.world.otto, self.world.nora):
                assert (
                    self.post(user, name, *args, said={"name_de": "x", "name_en": "x", "kind": "need"}).status_code
                    == 403
                )
        assert (Conversation.objects.count(), Deal.objects.count(), Topic.objects.count()) == (1, 1, 12)
        assert Topic.objects.get(id=topic).archived_at is None
        assert Lead.objects.get(id=self.handover.lead_id).is_open

    def test_get_never_changes_anything(self):
        for name, args in (
            ("log", (self.handover.id,)),
            ("deal-open", (self.handover.id,)),
            ("deal-close", (self.deal.id,)),
            ("topic-add", ()),
            ("topic-archive", (self.price.id,)),
        ):
            assert self.get(self.world.sam, name, *args).status_code == 405

    def test_a_conversation_is_logged_from_the_handovers_page(self):
        page = (
            self.client.get(reverse("handover:show", args=[self.handover.id]))
            if self.client.force_login(self.world.sam)
            else None
        )
        page = self.client.get(reverse("handover:show", args=[self.handover.id]))
        self.assertContains(page, "Log a conversation")
        self.assertContains(page, "Das ist &lt;zu&gt; teuer")
        no_time = Topic.objects.get(key="no-time")
        answer = self.post(
            self.world.sam,
            "log",
            self.handover.id,
            said={
                "outcome": "later",
                "means": "phone",
                "objections": [self.price.id],
                "pretexts": [no_time.id],
                "competitors": [self.rival.id],
                "next_step": "Call",
                "next_step_on": "2027-01-15",
            },
        )
        self.assertRedirects(answer, reverse("handover:show", args=[self.handover.id]))
        said = Conversation.objects.latest("happened_at")
        assert {(mention.topic.key, mention.is_pretext) for mention in said.mentions.all()} == {
            ("price", False),
            ("no-time", True),
        }
        assert Handover.objects.get(id=self.handover.id).follow_up.step == "Call"

    def test_a_form_without_outcome_says_so_and_keeps_what_was_written(self):
        answer = self.post(
            self.world.sam,
            "log",
            self.handover.id,
            said={"means": "phone", "note": "Long talk", "objections": [self.price.id]},
        )
        self.assertContains(answer, "Long talk", status_code=422)
        self.assertContains(answer, f'value="{self.price.id}" checked', status_code=422)
        assert Conversation.objects.count() == 1

    def test_the_form_has_a_page_of_its_own(self):
        self.assertContains(self.get(self.world.sam, "new", self.handover.id), "pretext")
        assert self.get(self.olga, "new", self.handover.id).status_code == 404

    def test_marketing_hears_topics_competitors_and_words(self):
        page = self.get(self.world.mara, "voices")
        for words in ("Price", "Nordfräs", "Das ist &lt;zu&gt; teuer"):
            self.assertContains(page, words)
        self.assertNotContains(page, "Sam")

    def test_the_list_is_narrowed_by_what_was_heard_and_what_brought_the_lead(self):
        other = Topic.objects.get(key="precision")
        for query, is_shown in {
            f"?topic={self.price.id}": True,
            f"?topic={other.id}": False,
            f"?competitor={self.rival.id}": True,
            "?outcome=meeting": False,
            "?campaign=spring": True,
            "?words=yes": True,
            "?outcome=nonsense&topic=1": True,
        }.items():
            page = self.get(self.world.mara, "list", query=query)
            assert ("Anna Weber" in page.content.decode()) is is_shown, query

    def test_the_list_by_htmx_is_the_list_alone(self):
        self.assertNotContains(self.get(self.world.mara, "list", headers={"HX-Request": "true"}), "<html")

    def test_deals_are_found_sorted_and_summed(self):
        for query, is_shown in {
            "?q=weber": True,
            "?q=anna gmbh": True,
            "?q=nothing": False,
            "?state=open": True,
            "?state=won": False,
        }.items():
            page = self.get(self.world.mara, "deals", query=query)
            assert ("MW 5" in page.content.decode()) is is_shown, query
        self.assertContains(self.get(self.world.mara, "deals", query="?sort=-value_minor"), "€86,000.50")
        assert self.get(self.world.mara, "deals", query="?sort=owner__password").status_code == 200

    def test_a_deal_is_opened_with_a_value_as_people_write_it(self):
        other = handed(self.house, "Berta", now() - MINUTE)
        other.accept(by=self.world.sam, at=now())
        assert self.get(self.world.sam, "deal-new", other.id).status_code == 200
        assert (
            self.post(self.world.sam, "deal-open", other.id, said={"name": "MW 7", "value": "a lot"}).status_code == 422
        )
        self.post(self.world.sam, "deal-open", other.id, said={"name": "MW 7", "value": "12,500.00"})
        assert Deal.objects.get(name="MW 7").value_minor == 1_250_000

    def test_a_deal_is_closed_with_its_reason(self):
        assert self.post(self.world.sam, "deal-close", self.deal.id, said={"outcome": "lost"}).status_code == 422
        self.post(self.world.sam, "deal-close", self.deal.id, said={"outcome": "lost", "reason": "Price"})
        self.assertContains(self.get(self.world.mara, "deal", self.deal.id), "Price")
        assert not Lead.objects.get(id=self.handover.lead_id).is_open

    def test_topics_are_added_renamed_and_archived_by_both_sides(self):
        self.post(self.world.mara, "topic-add", said={"kind": "product_wish", "name_de": "Roboter", "name_en": "Robot"})
        topic = Topic.objects.get(key="robot")
        self.post(self.world.sam, "topic-rename", topic.id, said={"name_de": "Roboterarm", "name_en": "Robot arm"})
        self.post(self.world.sam, "topic-archive", topic.id)
        topic.refresh_from_db()
        assert (topic.name_de, topic.key, topic.archived_at is None) == ("Roboterarm", "robot", False)

    def test_pages_cost_few_queries(self):
        for name, most in (("list", 18), ("voices", 18), ("deals", 13)):
            with self.subTest(name):
                self.client.force_login(self.world.mara)
                from django.db import connection
                from django.test.utils import CaptureQueriesContext

                with CaptureQueriesContext(connection) as queries:
                    self.client.get(reverse(f"conversation:{name}"))
                assert len(queries) <= most, (name, len(queries))


class Amounts(TestCase):
    """Values are entered as people write them, by the language of the page."""

    def value(self, language: str, text: str):
        with translation.override(language):
            form = DealForm("EUR", {"name": "MW 5", "value": text})
            return form.cleaned_data["value"].minor if form.is_valid() else None

    def test_amounts_in_both_languages(self):
        for language, text, minor in (
            ("de", "12.500,00", 1_250_000),
            ("de", "12.500", 1_250_000),
            ("de", "12500", 1_250_000),
            ("en", "12,500.00", 1_250_000),
            ("en", "12,500", 1_250_000),
            ("en", "12500.5", 1_250_050),
            ("de", "12.500,00 €", 1_250_000),
        ):
            assert self.value(language, text) == minor, (language, text)

    def test_what_is_no_amount_is_told(self):
        for text in ("-5", "abc", "12.5.0", "1e9", "12.345,678", "9" * 40):
            assert self.value("en", text) is None, text
