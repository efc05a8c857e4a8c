"""The order in which touches arrive changes nothing about who it was and when the lead began."""

from datetime import timedelta

from django.test import TestCase
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisCase

from handschlag.capture.models import StoredMessage, Touch, Waiting, accept
from handschlag.capture.tests.world import message, website
from handschlag.organisation.tests.world import MONDAY
from handschlag.people.models import Identifier, Lead, identify

NOW = MONDAY + timedelta(days=30)

A_TOUCH = st.sampled_from(
    [
        {"anonymousId": "desk"},
        {"anonymousId": "phone"},
        {"anonymousId": "desk", "userId": "7"},
        {"anonymousId": None, "userId": "7"},
        {"anonymousId": "phone", "userId": "7", "traits": {"email": "anna@bauer.example"}},
        {"anonymousId": "desk", "userId": "7", "traits": {"phone": "0821 12345"}},
    ]
)
"""What one person does in two browsers, sometimes logged in; every touch that names her carries her user id."""


@st.composite
def a_story_in_two_orders(draw):
    story = [
        message(timestamp=(MONDAY + timedelta(hours=hour)).isoformat(), messageId=str(hour), **parts)
        for hour, parts in enumerate(draw(st.lists(A_TOUCH, min_size=2, max_size=9)))
    ]
    return story, draw(st.permutations(story)), draw(st.integers(1, 4))


class Order(HypothesisCase):
    def outcome(self, source, story, at_once):
        """Partition of the keys, and openings of the leads, after walking the story in batches."""
        for start in range(0, len(story), at_once):
            results = accept(source, story[start : start + at_once], NOW)
            touches = list(Touch.objects.filter(id__in=[result.touch_id for result in results]))
            identify(touches, NOW)
            Waiting.objects.filter(touch__in=touches).delete()
        keys = Identifier.objects.values_list("contact_id", "key")
        groups: dict = {}
        for contact, key in keys:
            groups.setdefault(contact, set()).add(key)
        outcome = sorted(map(sorted, groups.values())), sorted(Lead.objects.values_list("opened_at", flat=True))
        Lead.objects.all().delete()
        Identifier.objects.all().delete()
        Touch.objects.all().delete()
        StoredMessage.objects.all().delete()
        return outcome

    @given(a_story_in_two_orders())
    @settings(max_examples=60, deadline=None)
    def test_any_order_leads_to_the_same_person_and_the_same_opening(self, stories):
        source = website()
        in_order, shuffled, at_once = stories
        assert self.outcome(source, in_order, 1) == self.outcome(source, shuffled, at_once)


class OneBatch(TestCase):
    def test_keys_said_apart_and_together_in_one_batch_are_one_person(self):
        sent = [
            message(anonymousId=None, traits={"email": "anna@bauer.example"}),
            message(anonymousId=None, userId="7"),
            message(anonymousId=None, userId="7", traits={"email": "anna@bauer.example"}),
        ]
        accept(website(), sent, NOW)
        assert len(identify(list(Touch.objects.all()), NOW)) == 1
