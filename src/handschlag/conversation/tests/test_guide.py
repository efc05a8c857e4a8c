"""The question guide at a lead: what is known already, and what is not yet; answers are told with the conversation, and erased with the person."""

from django.db import connection
from django.test import TestCase
from django.urls import reverse

from handschlag.conversation.forms import ConversationForm
from handschlag.conversation.models import Answer, Conversation, Topic, ensure_starter_topics
from handschlag.conversation.readings import offered_for
from handschlag.conversation.readings.guide import sheet_for
from handschlag.handover.models import Handover
from handschlag.handover.tests.stories import DAY, HOUR, accepted, build_house, prepare_market
from handschlag.kernel.clock import now
from handschlag.ledger.models import Entry
from handschlag.market.models import Brand, GuideQuestion, QuestionGuide, Segment
from handschlag.people.models import Contact
from handschlag.people.models.erasure import erase


class Guide(TestCase):
    """Anna works in metal; her brief names SPIN, and to ask about machines first."""

    @classmethod
    def setUpTestData(cls):
        ensure_starter_topics()
        cls.at = now() - DAY
        cls.house = build_house(cls.at)
        prepare_market(cls.house)
        cls.sam, cls.mara = cls.house.world.sam, cls.house.world.mara
        cls.handover = accepted(cls.house, "Anna", cls.at)
        cls.costs = GuideQuestion.objects.get(key="costs")

    def log(self, hours=1, **heard):
        return Conversation.log(self.handover, by=self.sam, at=self.at + hours * HOUR, outcome="reached", **heard)

    def known(self):
        sheet = sheet_for(Handover.objects.get(id=self.handover.id), now())
        return {one.question.key: one.known for one in sheet.asked if one.known}

    def test_nothing_is_known_at_first_and_what_does_not_suit_is_not_asked(self):
        sheet = sheet_for(self.handover, now())
        assert (str(sheet.guide), sheet.known) == ("SPIN: from the need", 0)
        keys = [one.question.key for one in sheet.asked]
        assert "machines" in keys
        assert "line" not in keys
        assert [step for step, _asked in sheet.steps] == ["Situation", "Problem", "Implication", "Need-payoff"]

    def test_an_answer_is_known_and_the_latest_counts(self):
        self.log(answers={self.costs: "Two days a month"})
        self.log(2, answers={self.costs: " Three days "})
        assert self.known() == {"costs": "Three days"}

    def test_what_was_heard_answers_too(self):
        need = Topic.objects.get(key="setup-times")
        self.log(needs=[need], competitors=[Brand.objects.create(name="Nordfräs")], next_step="Visit")
        assert self.known() == {"slows": "Shorter set-up times", "next": "Visit"} | self.of_competitor()

    def of_competitor(self):
        asked = {one.question.key for one in sheet_for(self.handover, now()).asked}
        return {"compared": "Nordfräs"} if "compared" in asked else {}

    def test_an_attribute_answers(self):
        GuideQuestion.objects.filter(key="today").update(known_by="attribute:industry")
        assert self.known() == {"today": "metalworking"}

    def test_a_guide_of_the_segment_goes_before(self):
        QuestionGuide.objects.get(key="bant").segments.add(Segment.objects.get())
        other = accepted(self.house, "Berta", self.at)
        assert other.brief["guide"] == "bant"
        assert sheet_for(other, now()).guide.key == "bant"

    def test_a_brief_from_before_guides_finds_one(self):
        Handover.objects.filter(id=self.handover.id).update(brief={"questions": ["machines"]})
        assert sheet_for(Handover.objects.get(id=self.handover.id), now()).guide.key == "spin"

    def test_an_archived_guide_gives_way_and_without_any_there_is_no_sheet(self):
        QuestionGuide.objects.get(key="spin").archive(by=self.mara, at=now())
        assert sheet_for(self.handover, now()).guide.key == "bant"
        for guide in QuestionGuide.objects.active():
            guide.archive(by=self.mara, at=now())
        assert sheet_for(self.handover, now()) is None

    def test_the_form_asks_what_is_not_known_yet_the_fitting_first(self):
        first = offered_for(self.handover, now())["questions"][0]
        assert first.key in self.handover.brief["questions"]
        self.log(answers={self.costs: "Two days"})
        assert self.costs not in offered_for(self.handover, now())["questions"]

    def test_an_answer_is_told_by_the_form(self):
        form = ConversationForm({"outcome": "reached", f"answer_{self.costs.id}": "A lot"}, questions=[self.costs])
        assert form.is_valid(), form.errors
        self.log(**{name: form.told()[name] for name in ("answers",)})
        assert Answer.objects.get().text == "A lot"

    def test_answers_lie_sealed_and_go_with_the_person(self):
        self.log(answers={self.costs: "Zweikommafünf Schichten"})
        with connection.cursor() as cursor:
            cursor.execute("SELECT text FROM conversation_answer")
            assert "Schichten" not in cursor.fetchone()[0]
        erase(Contact.objects.get(id=self.handover.lead.contact_id), by=self.house.world.otto, at=now())
        assert not Answer.objects.exists()

    def test_the_handover_shows_the_guide_with_what_is_known(self):
        self.log(answers={self.costs: "Two <days>"})
        self.client.force_login(self.sam)
        page = self.client.get(reverse("handover:show", args=[self.handover.id]))
        self.assertContains(page, "1 of")
        self.assertContains(page, "Two &lt;days&gt;")
        self.assertContains(page, "Which machines do you run")

    def test_both_sides_keep_guides_and_nobody_else(self):
        spin = QuestionGuide.objects.get(key="spin")
        new = {
            "step_de": "S",
            "step_en": "S",
            "de": "Wie viele?",
            "en": "How many?",
            "position": 5,
            "suits": "Metal, , food",
        }
        address = reverse("conversation:question-new", args=[spin.id])
        for user, status in {self.house.world.otto: 403, self.house.world.nora: 403}.items():
            self.client.force_login(user)
            assert self.client.post(address, new).status_code == status
            assert self.client.get(reverse("conversation:guides")).status_code == status
        self.client.force_login(self.sam)
        self.client.post(address, new)
        added = GuideQuestion.objects.get(en="How many?")
        assert added.suits == ["metal", "food"]
        self.assertContains(self.client.get(reverse("conversation:guides")), "How many?")
        edit = reverse("conversation:question-edit", args=[spin.id, added.id])
        self.client.post(edit, new | {"en": "How many exactly?"})
        assert GuideQuestion.objects.get(id=added.id).key == added.key
        self.client.post(reverse("conversation:question-archive", args=[spin.id, added.id]))
        self.assertNotContains(self.client.get(reverse("conversation:guides")), "How many exactly?")
        facts = {"guide_question_added", "guide_question_changed", "guide_question_archived"}
        assert facts <= set(Entry.objects.values_list("fact", flat=True))

    def test_a_guide_of_our_own_for_a_segment(self):
        self.client.force_login(self.mara)
        said = {"name_de": "Eigene", "name_en": "Our own", "segments": [Segment.objects.get().id], "position": 1}
        self.client.post(reverse("conversation:guide-new"), said)
        own = QuestionGuide.objects.get(key="our-own")
        assert own.segments.count() == 1
        assert self.client.post(reverse("conversation:guide-new"), said).status_code == 422
        assert self.client.post(reverse("conversation:guide-new"), said | {"name_en": "???"}).status_code == 422
        self.client.post(reverse("conversation:guide-archive", args=[own.id]))
        assert own not in QuestionGuide.objects.active()
        self.client.post(reverse("conversation:guide-archive", args=[own.id]))
        assert own in QuestionGuide.objects.active()
        assert self.client.get(reverse("conversation:guide-archive", args=[own.id])).status_code == 405

    def test_a_question_of_another_guide_is_not_found(self):
        self.client.force_login(self.sam)
        other = QuestionGuide.objects.get(key="bant")
        address = reverse("conversation:question-edit", args=[other.id, self.costs.id])
        assert self.client.get(address).status_code == 404
