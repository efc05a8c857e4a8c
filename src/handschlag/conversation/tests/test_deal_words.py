"""The house's words about deals are kept by who leads sales and by operations."""

import pytest
from django.test import TestCase
from django.utils import translation

from handschlag.conversation.models import DealStage, LossReason, Product, ensure_starter_deal_words
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.organisation.tests.world import MONDAY, build_world


class Words(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = build_world(MONDAY)

    def test_a_house_begins_with_words_once(self):
        assert (ensure_starter_deal_words(), ensure_starter_deal_words()) == (11, 0)

    def test_a_house_with_words_of_its_own_is_left_alone(self):
        DealStage.add(name_de="Muster", name_en="Sample", by=self.world.lena, at=MONDAY)
        ensure_starter_deal_words()
        assert [stage.key for stage in DealStage.objects.all()] == ["sample"]
        assert LossReason.objects.count() == 7

    def test_they_speak_both_languages_and_keep_their_order(self):
        ensure_starter_deal_words()
        with translation.override("de"):
            assert [str(stage) for stage in DealStage.objects.all()] == [
                "Bedarf geklärt",
                "Angebot",
                "Verhandlung",
                "Mündliche Zusage",
            ]
        offer = DealStage.objects.get(key="offer")
        offer.put(1, by=self.world.lena, at=MONDAY)
        assert [stage.key for stage in DealStage.objects.all()][1:3] == ["negotiation", "offer"]
        for _often in range(5):
            DealStage.objects.get(key="offer").put(1, by=self.world.lena, at=MONDAY)
        assert DealStage.objects.last().key == "offer"

    def test_a_word_renamed_is_the_same_word(self):
        word = Product.add(name_de="Fräse", name_en="Mill", by=self.world.otto, at=MONDAY)
        word.change(name_de="Fräsmaschine", name_en="Milling machine", by=self.world.otto, at=MONDAY)
        assert (Product.objects.get().key, Product.objects.get().name_en) == ("mill", "Milling machine")
        assert Entry.objects.filter(fact__in=["product_added", "product_changed"]).count() == 2

    def test_there_is_one_of_a_name(self):
        Product.add(name_de="Fräse", name_en="Mill", by=self.world.lena, at=MONDAY)
        with pytest.raises(Refused):
            Product.add(name_de="Mühle", name_en="Mill", by=self.world.lena, at=MONDAY)
        with pytest.raises(Refused):
            Product.add(name_de="!", name_en="?", by=self.world.lena, at=MONDAY)

    def test_nobody_else_changes_them(self):
        word = Product.add(name_de="Fräse", name_en="Mill", by=self.world.lena, at=MONDAY)
        for other in (self.world.sam, self.world.mara, self.world.nora):
            for act in (
                lambda by: Product.add(name_de="x", name_en="x", by=by, at=MONDAY),
                lambda by: word.change(name_de="x", name_en="x", by=by, at=MONDAY),
                lambda by: word.put(1, by=by, at=MONDAY),
                lambda by: word.put_away(by=by, at=MONDAY),
                lambda by: word.put_back(by=by, at=MONDAY),
            ):
                with pytest.raises(Refused):
                    act(other)
        assert Product.objects.get().name_de == "Fräse"
