"""Topics are merged and renamed, and what was said can be read as it was said; a merge can be undone."""

import pytest
from django.test import TestCase
from django.urls import reverse

from handschlag.conversation.models import Conversation, Mention, Topic, TopicKind, TopicMerge, ensure_starter_topics
from handschlag.conversation.readings import as_said, conversations, voices
from handschlag.handover.tests.stories import DAY, HOUR, accepted, build_house
from handschlag.kernel.clock import now
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry


class Merging(TestCase):
    """Sam heard "Price" once, "Costs" once and both at once; Mara finds that they are the same."""

    @classmethod
    def setUpTestData(cls):
        cls.at = now() - DAY
        ensure_starter_topics()
        cls.house = build_house(cls.at)
        cls.mara, cls.sam = cls.house.world.mara, cls.house.world.sam
        cls.price = Topic.objects.get(key="price")
        cls.costs = Topic.add(TopicKind.OBJECTION, name_de="Kosten", name_en="Costs", by=cls.mara, at=cls.at)
        cls.handover = accepted(cls.house, "Anna", cls.at)
        cls.said = [
            Conversation.log(
                cls.handover,
                by=cls.sam,
                at=cls.at + hours * HOUR,
                outcome="reached",
                objections=topics,
                pretexts=hollow,
            )
            for hours, topics, hollow in ((1, [cls.price], []), (2, [cls.costs], []), (3, [cls.price], [cls.costs]))
        ]

    def merge(self, topic=None, into=None):
        return TopicMerge.make(topic or self.costs, into or self.price, by=self.mara, at=now())

    def heard(self):
        return {row.name: (row.count, row.pretexts) for row in voices(now()).objections}

    def test_figures_count_both_and_each_conversation_once(self):
        assert self.heard() == {"Costs": (2, 1), "Price": (2, 0)}
        self.merge()
        assert self.heard() == {"Price": (3, 1)}

    def test_mentions_stay_as_they_were_made(self):
        before = list(Mention.objects.order_by("id").values_list("conversation", "topic", "is_pretext"))
        self.merge()
        assert list(Mention.objects.order_by("id").values_list("conversation", "topic", "is_pretext")) == before
        assert as_said(self.said[1]) == [("Costs", "Price")]
        assert as_said(self.said[0]) == []

    def test_the_merged_one_is_offered_no_more_and_leads_to_the_other(self):
        self.merge()
        assert self.costs not in Topic.objects.offered()
        found = conversations(self.mara, now(), {"topic": self.price})
        assert len(found.object_list) == 3

    def test_undone_everything_is_as_before(self):
        before = self.heard()
        merge = self.merge()
        merge.undo(by=self.mara, at=now())
        assert self.heard() == before
        assert self.costs in Topic.objects.offered()
        with pytest.raises(Refused):
            merge.undo(by=self.mara, at=now())

    def test_a_chain_of_merges_ends_at_the_last_and_opens_link_by_link(self):
        expensive = Topic.add(TopicKind.OBJECTION, name_de="Teuer", name_en="Expensive", by=self.mara, at=now())
        first = self.merge(self.costs, expensive)
        second = self.merge(expensive, self.price)
        assert self.meanings() == {"costs": "price", "expensive": "price", "price": "price"}
        first.undo(by=self.mara, at=now())
        assert self.meanings() == {"costs": "costs", "expensive": "price", "price": "price"}
        second.undo(by=self.mara, at=now())
        assert self.meanings() == {"costs": "costs", "expensive": "expensive", "price": "price"}

    def test_undoing_the_later_merge_keeps_the_earlier(self):
        expensive = Topic.add(TopicKind.OBJECTION, name_de="Teuer", name_en="Expensive", by=self.mara, at=now())
        self.merge(self.costs, expensive)
        self.merge(expensive, self.price).undo(by=self.mara, at=now())
        assert self.meanings() == {"costs": "expensive", "expensive": "expensive", "price": "price"}

    def meanings(self):
        topics = Topic.objects.filter(key__in=["costs", "expensive", "price"]).select_related("merged_into")
        return {topic.key: topic.meaning.key for topic in topics}

    def test_what_cannot_be_merged(self):
        need, gone = Topic.objects.get(key="automation"), Topic.objects.get(key="no-time")
        gone.archive(by=self.mara, at=now())
        for topic, into in ((self.price, self.price), (self.price, need), (self.price, gone)):
            with pytest.raises(Refused):
                self.merge(topic, into)
        self.merge(self.costs, self.price)
        for topic, into in ((self.costs, gone), (self.price, self.costs)):
            with pytest.raises(Refused):
                self.merge(topic, into)
        assert TopicMerge.objects.count() == 1

    def test_a_renamed_topic_is_read_as_it_was_called_then(self):
        self.price.rename(name_de="Preis-Leistung", name_en="Value for money", by=self.mara, at=self.at + 2 * HOUR)
        assert as_said(self.said[0]) == [("Price", "Value for money")]
        assert ("Price", "Value for money") not in as_said(self.said[2])

    def test_the_same_name_again_is_no_history(self):
        self.price.rename(name_de=self.price.name_de, name_en=self.price.name_en, by=self.mara, at=now())
        assert not self.price.former_names.exists()
        assert not Entry.objects.filter(fact="topic_renamed").exists()

    def test_both_sides_merge_and_part_on_the_page_and_nobody_else(self):
        address = reverse("conversation:topic-merge", args=[self.costs.id])
        for user, status in {self.house.world.otto: 403, self.house.world.nora: 403}.items():
            self.client.force_login(user)
            assert self.client.post(address, {"into": self.price.id}).status_code == status
        self.client.force_login(self.sam)
        assert self.client.get(address).status_code == 405
        self.client.post(address, {"into": self.price.id})
        merge = TopicMerge.objects.get()
        page = self.client.get(reverse("conversation:topics"))
        self.assertContains(page, reverse("conversation:topic-part", args=[merge.id]))
        shown = self.client.get(reverse("conversation:show", args=[self.said[1].id]))
        self.assertContains(shown, "today: Price")
        self.client.post(reverse("conversation:topic-part", args=[merge.id]))
        assert self.meanings()["costs"] == "costs"

    def test_a_topic_of_another_kind_is_not_taken(self):
        self.client.force_login(self.sam)
        need = Topic.objects.get(key="automation")
        for into in (need.id, "nonsense", ""):
            self.client.post(reverse("conversation:topic-merge", args=[self.costs.id]), {"into": into})
        assert not TopicMerge.objects.exists()
