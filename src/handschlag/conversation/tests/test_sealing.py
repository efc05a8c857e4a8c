"""What is written about a person lies sealed under the person's own key."""

from django.db import connection
from django.test import TestCase

from handschlag.conversation.models import Conversation
from handschlag.handover.tests.stories import HOUR, accepted, build_house
from handschlag.organisation.tests.world import MONDAY
from handschlag.people.models import Because, DataKey, merge

WORDS = "It takes too long to set up"


class Sealing(TestCase):
    def setUp(self):
        self.house = build_house()
        handover = accepted(self.house, "Anna")
        self.anna = handover.lead.contact
        told = {"outcome": "reached", "note": "Called back", "own_words": WORDS}
        self.said = Conversation.log(handover, by=handover.rep, at=MONDAY + HOUR, **told)

    def stored(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT note, own_words FROM conversation_conversation")
            return cursor.fetchone()

    def test_the_words_are_read_as_they_were_said_and_lie_sealed(self):
        said = Conversation.objects.get()
        assert (said.note, said.own_words) == ("Called back", WORDS)
        assert not any(word in column for column in self.stored() for word in ("Called", "set up"))
        assert list(Conversation.objects.values_list("own_words", flat=True)) == [WORDS]

    def test_nothing_said_stays_nothing_and_is_found_so(self):
        assert Conversation.objects.exclude(own_words="").count() == 1
        Conversation.objects.update(own_words="")
        assert not Conversation.objects.exclude(own_words="").exists()

    def test_both_columns_share_the_key_of_the_person(self):
        assert DataKey.objects.get().contact == self.anna

    def test_without_the_key_nobody_reads_them(self):
        assert DataKey.destroy(self.anna.id) == 1
        assert Conversation.objects.get().own_words == ""

    def test_who_joins_another_takes_the_key_along(self):
        other = accepted(self.house, "Berta").lead.contact
        merge(other, self.anna, at=MONDAY + HOUR, by=self.house.world.mara, because=Because.PERSON)
        assert Conversation.objects.get().own_words == WORDS
        assert DataKey.destroy(other.id) == 1
        assert Conversation.objects.get().own_words == ""
