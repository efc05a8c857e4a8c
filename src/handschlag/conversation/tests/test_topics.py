"""The house's words for what customers say."""

import pytest
from django.test import TestCase
from django.utils import translation

from handschlag.conversation.models import Topic, TopicKind, ensure_starter_topics
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.organisation.tests.world import MONDAY, build_world


class Topics(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.mara = build_world().mara

    def test_a_house_begins_with_a_dozen_words_and_gets_them_once(self):
        assert (ensure_starter_topics(), ensure_starter_topics()) == (12, 0)
        assert set(Topic.objects.values_list("kind", flat=True)) == {"need", "objection"}

    def test_what_was_renamed_or_archived_is_not_brought_back(self):
        ensure_starter_topics()
        price = Topic.objects.get(key="price")
        price.rename(name_de="Zu teuer", name_en="Too expensive", by=self.mara, at=MONDAY)
        price.archive(by=self.mara, at=MONDAY)
        ensure_starter_topics()
        assert Topic.objects.get(key="price").name_en == "Too expensive"
        assert Topic.objects.get(key="price").archived_at == MONDAY

    def test_a_topic_speaks_the_readers_language(self):
        topic = Topic.add(TopicKind.NEED, name_de="Lärm", name_en="Noise", by=self.mara, at=MONDAY)
        with translation.override("de"):
            assert str(topic) == "Lärm"
        with translation.override("en"):
            assert str(topic) == "Noise"
        assert Entry.objects.filter(fact="topic_added").count() == 1

    def test_the_same_name_twice_and_a_name_without_letters_are_refused(self):
        Topic.add(TopicKind.NEED, name_de="Lärm", name_en="Noise", by=self.mara, at=MONDAY)
        for name in ("Noise", "noise!", "???"):
            with pytest.raises(Refused):
                Topic.add(TopicKind.NEED, name_de=name, name_en=name, by=self.mara, at=MONDAY)

    def test_archiving_twice_is_refused(self):
        topic = Topic.add(TopicKind.NEED, name_de="Lärm", name_en="Noise", by=self.mara, at=MONDAY)
        topic.archive(by=self.mara, at=MONDAY)
        with pytest.raises(Refused):
            topic.archive(by=self.mara, at=MONDAY)
