"""One person's touches in a thousand orders of arrival: the same contact, the same final history, the same current score.

Past verdicts stay as they were given. ``ORDERS`` in the environment says how many orders are tried (12 in the suite; ``bench/order.py``
tries a thousand).
"""

import os
import random
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.test import TestCase

from handschlag.agreement.starters import starter
from handschlag.capture.models import accept
from handschlag.capture.tests.world import message, website
from handschlag.journey.advance import advance
from handschlag.organisation.tests.world import MONDAY, build_world
from handschlag.people.models import Contact, Lead, PossibleDuplicate
from handschlag.people.tests.test_order import known_of
from handschlag.qualification.models import Verdict
from handschlag.qualification.readings import verdict_table
from handschlag.qualification.tests.leads import agreed

ORDERS = int(os.environ.get("ORDERS", "12"))
NOW = MONDAY + timedelta(days=10)
FORM = {"email": "anna@bauer.example", "lastName": "Bauer", "company": {"name": "Bauer AG", "industry": "machines"}}

STORY: tuple[dict[str, Any], ...] = (
    {"anonymousId": "desk", "event": "page viewed", "properties": {"path": "/preise"}},
    {"anonymousId": "tablet", "event": "webinar attended"},
    {"anonymousId": "tablet", "event": "callback asked", "traits": {"phone": "0821 12345"}},
    {"anonymousId": "desk", "event": "brochure downloaded", "traits": FORM},
    {"anonymousId": "desk", "event": "page viewed", "userId": "7", "properties": {"path": "/preise"}},
    {"anonymousId": "tablet", "event": "page viewed", "userId": "7", "properties": {"consent": {"scoring": True}}},
    {"event": "profile saved", "userId": "7", "traits": {"position": "head of buying", "country": "DE"}},
    {"event": "profile saved", "userId": "7", "traits": FORM | {"lastName": "Huber", "employees": 120}},
    {"event": "fair visited", "traits": {"email": "anna@bauer.example", "phone": "0821 12345"}},
)
"""From a first look in one browser to a visit at the fair, under three identifiers and two names."""


def story() -> list[dict[str, Any]]:
    return [
        message(
            **{"anonymousId": None, **parts},
            timestamp=(MONDAY + timedelta(hours=hour)).isoformat(),
            messageId=str(hour),
        )
        for hour, parts in enumerate(STORY)
    ]


class AnyOrder(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()
        cls.source = website()
        cls.terms = agreed(cls.world, starter("machine_builder"), MONDAY).parsed

    def outcome(self, arriving, at_once):
        """What is known of everybody in the end, and how their open leads would be judged now."""
        with transaction.atomic():
            for start in range(0, len(arriving), at_once):
                accept(self.source, arriving[start : start + at_once], NOW)
                while advance(NOW):
                    pass
            people = [known_of(contact) for contact in Contact.objects.select_related("company")]
            leads = [(lead_id, NOW) for lead_id in Lead.objects.filter(is_open=True).values_list("id", flat=True)]
            scored = verdict_table(leads, self.terms).to_pylist()
            scores = sorted((row["decision"], row["fit"], row["interest"], row["points"]) for row in scored)
            doubts = PossibleDuplicate.objects.count()
            transaction.set_rollback(True)
        return people, scores, doubts

    def test_one_person_in_any_order_is_one_contact_with_one_history_and_one_score(self):
        chance, told = random.Random(5), story()
        people, scores, _doubts = expected = self.outcome(told, 1)
        assert (len(people), len(scores)) == (1, 1)
        assert people[0]["columns"][1] == "Huber"
        assert scores[0][3] > 0
        for _turn in range(ORDERS):
            arriving, at_once = chance.sample(told, len(told)), chance.randint(1, 4)
            with self.subTest(order=[one["messageId"] for one in arriving], at_once=at_once):
                assert self.outcome(arriving, at_once) == expected

    def test_verdicts_already_given_stay_when_two_turn_out_to_be_one(self):
        told = story()
        together = [told[7], told[8]]
        apart = [told[4], told[3]]
        for one in apart:
            accept(self.source, [one], NOW)
            advance(NOW)
        given = set(Verdict.objects.values_list("id", "decision", "points"))
        assert given
        for one in together:
            accept(self.source, [one], NOW)
            advance(NOW + timedelta(hours=1))
        assert given <= set(Verdict.objects.values_list("id", "decision", "points"))
        assert Contact.objects.count() == Lead.objects.filter(is_open=True).count() == 1
