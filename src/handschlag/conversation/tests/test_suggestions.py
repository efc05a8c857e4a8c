"""Suggestions on the form: below the note, confirmed by a person, counted by topic; and nothing of an erased person in them."""

import json

from django.db import connection
from django.test import TestCase
from django.urls import reverse
from django.utils.http import urlencode

from handschlag.conversation.models import Conversation, SuggestionTally, Topic, TopicMerge, ensure_starter_topics
from handschlag.conversation.readings.suggesting import MEMORY, hit_rates, proposals
from handschlag.handover.tests.stories import DAY, MINUTE, accepted, build_house
from handschlag.kernel.clock import now
from handschlag.market.models import Brand
from handschlag.people.models import Contact
from handschlag.people.models.erasure import erase

CANARY = "Quarzfederbruch"
BY_HTMX = {"HX-Request": "true"}


class Suggestions(TestCase):
    @classmethod
    def setUpTestData(cls):
        ensure_starter_topics()
        cls.at = now() - DAY
        cls.house = build_house(cls.at)
        cls.sam, cls.mara = cls.house.world.sam, cls.house.world.mara
        cls.price = Topic.objects.get(key="price")
        cls.handover = accepted(cls.house, "Anna", cls.at)

    def setUp(self):
        MEMORY.forget()

    def log(self, note, *topics, handover=None, number=0, **more):
        at = self.at + (31 + number) * MINUTE
        return Conversation.log(
            handover or self.handover, by=self.sam, at=at, outcome="reached", note=note, objections=topics, **more
        )

    def teach(self, handover=None, word=CANARY, times=6):
        for number in range(times):
            self.log(f"Wieder {word} bei ihm", self.price, handover=handover, number=2 * number)
            self.log("Termin im Werk", handover=handover, number=2 * number + 1)

    def things(self, text):
        return [str(one.thing) for one in proposals(text)]

    def ask(self, headers=BY_HTMX, user=None, **said):
        self.client.force_login(user or self.sam)
        address = reverse("conversation:suggest", args=[self.handover.id])
        body = urlencode({"outcome": "reached", "means": "phone", **said}, doseq=True)
        return self.client.post(address, body, content_type="application/x-www-form-urlencoded", headers=headers)

    def test_by_names_on_the_first_day(self):
        Brand.objects.create(name="Nordfräs")
        assert set(self.things("Preis zu hoch, vergleicht mit Nordfräs")) == {"Price", "Nordfräs"}

    def test_what_people_confirmed_is_suggested_from_then_on(self):
        assert self.things(f"Hat {CANARY}") == []
        self.teach()
        assert self.things(f"Hat {CANARY}") == ["Price"]

    def test_an_erased_persons_words_teach_no_more_and_lie_nowhere(self):
        berta = accepted(self.house, "Berta", self.at)
        self.teach(berta)
        assert self.things(f"Hat {CANARY}") == ["Price"]
        erase(Contact.objects.get(id=berta.lead.contact_id), by=self.house.world.otto, at=now())
        assert self.things(f"Hat {CANARY}") == []
        assert not any("quarz" in one for one in MEMORY.current().place)
        assert CANARY.lower() not in everything_stored().lower()

    def test_learned_words_are_never_stored(self):
        self.teach()
        self.things(f"Hat {CANARY}")
        assert CANARY.lower() not in everything_stored().lower()

    def test_a_merged_topic_suggests_the_one_that_stands_for_it(self):
        self.teach()
        other = Topic.objects.get(key="existing-supplier")
        merge = TopicMerge.make(self.price, other, by=self.mara, at=now())
        assert self.things(f"Hat {CANARY}") == ["Existing supplier"]
        merge.undo(by=self.mara, at=now())
        assert self.things(f"Hat {CANARY}") == ["Price"]

    def test_the_form_shows_them_with_the_words_that_say_so(self):
        page = self.ask(note="Der Preis ist ihm zu hoch")
        self.assertContains(page, 'name="objections"')
        self.assertContains(page, "Preis")
        self.assertNotContains(page, "<html")
        assert Conversation.objects.count() == 0

    def test_answers_given_so_far_stay_while_the_note_goes_on(self):
        page = self.ask(note="Anderes jetzt", suggested=[self.price.id], objections=[self.price.id]).content.decode()
        assert page.count(str(self.price.id)) == 3
        assert " checked" in page
        refused = self.ask(note="Anderes jetzt", suggested=[self.price.id], refused=[self.price.id]).content.decode()
        assert refused.count(" checked") == 1

    def test_what_was_ticked_by_hand_is_not_suggested_again(self):
        assert str(self.price.id) not in self.ask(note="Preis zu hoch", objections=[self.price.id]).content.decode()

    def test_without_script_the_whole_form_comes_again(self):
        page = self.ask(headers={}, note="Preis zu hoch")
        self.assertContains(page, "<html")
        self.assertContains(page, "Preis zu hoch")
        self.assertContains(page, "Suggested from your note")

    def test_nonsense_in_what_the_page_sends_along_stops_nobody(self):
        assert self.ask(note="Preis", suggested=["nonsense"], refused=["x"]).status_code == 200
        self.client.force_login(self.sam)
        told = {"outcome": "reached", "means": "phone", "suggested": ["nonsense"], "refused": ["x"]}
        assert self.client.post(reverse("conversation:log", args=[self.handover.id]), told).status_code == 302
        assert Conversation.objects.count() == 1

    def test_only_whoever_is_in_charge_asks(self):
        for user, status in {self.mara: 403, self.house.world.otto: 403, self.house.world.nora: 403}.items():
            assert self.ask(user=user, note="Preis").status_code == status

    def test_taken_refused_and_left_alone_are_counted_by_topic(self):
        delivery, supplier = (Topic.objects.get(key=key) for key in ("delivery-time", "existing-supplier"))
        self.log("x", self.price, suggested=[self.price, delivery, supplier], refused=[delivery, self.price])
        tallies = {row.topic.key: (row.made, row.taken, row.refused) for row in SuggestionTally.objects.all()}
        assert tallies == {"price": (1, 1, 0), "delivery-time": (1, 0, 1), "existing-supplier": (1, 0, 0)}
        lately, before = hit_rates(now())
        assert (lately.made, lately.taken, lately.refused, lately.ignored) == (3, 1, 1, 1)
        assert before.rate is None

    def test_a_tally_names_no_person(self):
        assert {field.name for field in SuggestionTally._meta.fields} == {
            "id",
            "topic",
            "on",
            "made",
            "taken",
            "refused",
        }

    def test_the_page_of_topics_shows_the_hit_rate(self):
        self.log("x", self.price, suggested=[self.price])
        self.client.force_login(self.mara)
        page = self.client.get(reverse("conversation:topics"))
        self.assertContains(page, "100")
        self.assertContains(page, "suggested 1 times, taken 1")

    def test_logging_by_the_form_counts(self):
        self.client.force_login(self.sam)
        told = {"outcome": "reached", "means": "phone", "suggested": [self.price.id], "objections": [self.price.id]}
        self.client.post(reverse("conversation:log", args=[self.handover.id]), told)
        assert SuggestionTally.objects.get().taken == 1


def everything_stored():
    """Every text in every table, as the database holds it."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [json.dumps(row, default=str) for row in cursor.fetchall()]
    return "\n".join(found)
