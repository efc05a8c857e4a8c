"""Question guides: chosen by segment, asked in the order of a conversation, the fitting questions first."""

import yaml
from django.test import TestCase
from django.utils import translation

from handschlag.ledger.models import Entry
from handschlag.market.core.guides import Guide, Question, guide_for, questions_for
from handschlag.market.models import KNOWN_BY, GuideQuestion, QuestionGuide, Segment, ensure_starter_guides
from handschlag.market.models.question_guide import STARTERS
from handschlag.organisation.tests.world import MONDAY, build_world

SPIN = yaml.safe_load(STARTERS.read_text())[0]["questions"]


def spin():
    return [Question(one["key"], one["step"]["en"], frozenset(one.get("suits", ()))) for one in SPIN]


def test_questions_follow_the_order_of_a_conversation_and_suit_what_is_known():
    steps = {one.key: one.step for one in spin()}
    asked = questions_for(spin(), ["webinar_attended", "Lebensmittel"])
    order = list(dict.fromkeys(steps.values()))
    assert [steps[key] for key in asked] == sorted((steps[key] for key in asked), key=order.index)
    assert {"line", "compared"} <= set(asked)
    assert len(asked) == 8


def test_somebody_of_whom_nothing_is_known_is_asked_what_suits_everybody():
    suits = {one.key: one.suits for one in spin()}
    assert not any(suits[key] for key in questions_for(spin(), []))


def test_a_guide_of_the_segment_goes_before_one_for_all():
    general, own = Guide("general", ()), Guide("own", (), frozenset({"metal"}))
    assert guide_for("metal", [general, own]) is own
    assert guide_for("food", [own, general]) is general
    assert guide_for("", [own]) is None


def test_starters_speak_both_languages_and_end_with_a_question_mark():
    for guide in yaml.safe_load(STARTERS.read_text()):
        for one in guide["questions"]:
            assert one["de"].endswith("?"), one
            assert one["en"].endswith("?"), one
            assert one.get("known_by", "need") in KNOWN_BY or one["known_by"].startswith("attribute:"), one
        keys = [one["key"] for one in guide["questions"]]
        assert len(keys) == len(set(keys))


class Guides(TestCase):
    def test_starters_come_once_and_never_back(self):
        assert (ensure_starter_guides(), ensure_starter_guides()) == (3, 0)
        world = build_world()
        for guide in QuestionGuide.objects.all():
            guide.archive(by=world.mara, at=MONDAY)
        assert ensure_starter_guides() == 0
        assert QuestionGuide.known() == []

    def test_known_are_guides_and_questions_in_use_in_their_order(self):
        ensure_starter_guides()
        world = build_world()
        bant = QuestionGuide.objects.get(key="bant")
        bant.segments.add(Segment.objects.create(key="metal", name="Metal"))
        bant.questions.get(key="budget").archive(by=world.mara, at=MONDAY)
        known = {guide.key: guide for guide in QuestionGuide.known()}
        assert list(known) == ["spin", "bant", "meddic"]
        assert known["bant"].segments == {"metal"}
        assert known["bant"].questions[0].key == "budget_owner"

    def test_a_question_is_added_with_a_key_of_its_own_and_the_ledger_knows(self):
        ensure_starter_guides()
        world = build_world()
        said = {"step_de": "Situation", "step_en": "Situation", "de": "Wie viele?", "en": "How many?"}
        for _time in range(2):
            GuideQuestion(**said).add_to(QuestionGuide.objects.get(key="spin"), by=world.sam, at=MONDAY)
        assert len(set(GuideQuestion.objects.filter(en="How many?").values_list("key", flat=True))) == 2
        assert Entry.objects.filter(fact="guide_question_added").count() == 2

    def test_it_speaks_the_readers_language(self):
        ensure_starter_guides()
        question = GuideQuestion.objects.get(key="costs")
        with translation.override("de"):
            assert (str(question), question.step) == (
                "Was kostet Sie das im Monat, an Zeit oder an Ausschuss?",
                "Folge",
            )
        with translation.override("en"):
            assert question.step == "Implication"
