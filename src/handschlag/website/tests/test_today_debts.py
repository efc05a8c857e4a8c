"""The day begins with what one's side owes."""

from django.core.cache import cache
from django.test import TestCase

from handschlag.handover.tests.stories import DAY, accepted, build_house
from handschlag.kernel.clock import now
from handschlag.website.readings import matters


class Today(TestCase):
    def test_reps_owe_results_and_marketing_what_it_promised(self):
        cache.clear()
        house = build_house(now() - 60 * DAY)
        accepted(house, "Anna", now() - 60 * DAY)
        accepted(house, "Berta", now() - 20 * DAY)
        for user, sentence in (
            (house.world.sam, "accepted leads owe a result."),
            (house.world.mara, "leads in sales' hands lack something marketing promised."),
        ):
            told = {matter.sentence: matter.count for matter in matters(user, now())}
            assert told.get(sentence) == 2, told
