"""What marketing owes to know of a lead is compared with what was known at the handover, and stays so."""

from django.test import TestCase
from django.utils import translation

from handschlag.handover.models import Handover, PoolEntry, sweep
from handschlag.handover.readings import shown
from handschlag.handover.tests.stories import DAY, HOUR, TERMS, add_rep, build_house, handed, touch
from handschlag.organisation.models import Rep
from handschlag.organisation.tests.world import MONDAY
from handschlag.people.models import erase

OWED = TERMS["marketing"] | {"completeness": {"attributes": ["industry", "employees", "phone", "company"]}}


class Owed(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.house = build_house(marketing=OWED)
        cls.handover = handed(cls.house)

    def test_an_attribute_or_the_contact_tells_it(self):
        """Anna's industry and company are known; neither the size of the company nor a number to call."""
        assert self.handover.missing == ["employees", "phone"]
        assert handed(self.house, "Bert", employees="40", phone="+49 821 123456").missing == []

    def test_what_is_learnt_later_does_not_make_it_complete(self):
        touch(self.house, self.handover.lead.contact.email, "webinar_attended", MONDAY + HOUR, employees="40")
        assert Handover.objects.get().missing == ["employees", "phone"]

    def test_the_page_says_it_in_words(self):
        with translation.override("en"):
            told = shown(self.handover, self.house.world.sam, MONDAY).missing
        assert "phone" in told
        assert " and " in told

    def test_the_next_rep_gets_the_lead_as_it_was_handed_over(self):
        olga = Rep.objects.get(user=add_rep(self.house, "Olga", prefixes=["1"]))
        assert self.handover.reassign(olga, by=self.house.world.lena, at=MONDAY + HOUR).missing == [
            "employees",
            "phone",
        ]

    def test_out_of_the_pool_it_is_asked_again(self):
        sweep(self.handover.deadlines.get(duty="accept").due_at + HOUR)
        touch(self.house, self.handover.lead.contact.email, "webinar_attended", MONDAY + 2 * DAY, employees="40")
        rep = Rep.objects.get(user=add_rep(self.house, "Olga", prefixes=["1"]))
        again = PoolEntry.objects.get(left_at=None).hand_to(rep, by=self.house.world.lena, at=MONDAY + 3 * DAY)
        assert again.missing == ["phone"]

    def test_erased_it_stays_countable(self):
        erase(self.handover.lead.contact, by=self.house.world.otto, at=MONDAY + DAY)
        assert Handover.objects.get().missing == ["employees", "phone"]


class NotOwed(TestCase):
    def test_where_nothing_is_agreed_nothing_is_missing(self):
        assert handed(build_house()).missing is None
