"""The order in which touches arrive changes nothing: not who it was, not what is known, not when the lead began."""

import random
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.test import TestCase
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisCase

from handschlag.capture.models import Touch, Waiting, accept
from handschlag.capture.tests.world import message, website
from handschlag.organisation.tests.world import MONDAY
from handschlag.people.models import AttributeValue, Consent, Contact, Employment, Identifier, Lead, identify

NOW = MONDAY + timedelta(days=30)

ADDRESSES = st.sampled_from(["anna@bauer.example", "anna.bauer@gmx.de", "ben@bauer.example"])
TRAITS = st.fixed_dictionaries(
    {},
    optional={
        "email": ADDRESSES,
        "phone": st.sampled_from(["0821 12345", "+49 89 777"]),
        "lastName": st.sampled_from(["Bauer", "Huber"]),
        "position": st.sampled_from(["buyer", "head of buying"]),
        "industry": st.sampled_from(["print", "machines"]),
        "company": st.just({"name": "Bauer AG", "employees": 80}),
    },
)
A_TOUCH = st.fixed_dictionaries(
    {"anonymousId": st.sampled_from([None, "desk", "tablet"])},
    optional={
        "userId": st.sampled_from(["7", "8"]),
        "traits": TRAITS,
        "properties": st.fixed_dictionaries({"consent": st.fixed_dictionaries({"scoring": st.booleans()})}),
    },
)
"""What happens in two browsers, on two phones and under three addresses, sometimes shared by colleagues."""


@st.composite
def a_story(draw):
    touches = [
        {key: value for key, value in parts.items() if value}
        for parts in draw(st.lists(A_TOUCH, min_size=2, max_size=9))
    ]
    return [
        message(
            **{"anonymousId": None, **parts},
            timestamp=(MONDAY + timedelta(hours=hour)).isoformat(),
            messageId=str(hour),
        )
        for hour, parts in enumerate(touches)
        if parts.keys() & {"anonymousId", "userId"} or parts.get("traits", {}).keys() & {"email", "phone"}
    ]


def outcome(source: Any, story: list[dict[str, Any]], at_once: int) -> list[Any]:
    """All that is known of everybody, without the ids and moments of our own, after walking the story in batches."""
    with transaction.atomic():
        for start in range(0, len(story), at_once):
            results = accept(source, story[start : start + at_once], NOW)
            assert {result.outcome for result in results} <= {"accepted"}
            touches = list(Touch.objects.filter(id__in=[result.touch_id for result in results]))
            identify(touches, NOW)
            Waiting.objects.filter(touch__in=touches).delete()
        seen = sorted((known_of(contact) for contact in Contact.objects.select_related("company")), key=str)
        transaction.set_rollback(True)
    return seen


def known_of(contact: Contact) -> dict[str, Any]:
    company = contact.company
    values = AttributeValue.objects.filter(contact=contact).values_list("name", "text", "happened_at")
    firms = AttributeValue.objects.filter(company=company).values_list("name", "text", "happened_at") if company else []
    employed = Employment.objects.filter(contact=contact).values_list("company__name", "happened_at")
    return {
        "columns": (contact.given_name, contact.family_name, contact.email, contact.phone, contact.by_family),
        "company": company and (company.name, company.domain, company.industry, company.employees),
        "keys": sorted(Identifier.objects.filter(contact=contact).values_list("key", "by", "happened_at")),
        "values": sorted(values),
        "company_values": sorted(firms),
        "employed": sorted(employed),
        "consents": sorted(Consent.objects.filter(contact=contact).values_list("purpose", "is_given", "happened_at")),
        "leads": sorted(Lead.objects.filter(contact=contact).values_list("opened_at", "is_open")),
    }


class Order(HypothesisCase):
    @given(a_story(), st.randoms(use_true_random=False), st.integers(1, 4))
    @settings(max_examples=25, deadline=None)
    def test_any_order_leads_to_the_same_people_histories_and_leads(self, story, chance, at_once):
        source = website()
        shuffled = chance.sample(story, len(story))
        assert outcome(source, story, 1) == outcome(source, shuffled, at_once)


class OnePerson(TestCase):
    """One person's way in two browsers, from a first look to a call, told in many orders."""

    STORY = (
        {"anonymousId": "desk"},
        {"anonymousId": "desk", "traits": {"industry": "print"}},
        {"anonymousId": "tablet"},
        {"anonymousId": "tablet", "traits": {"phone": "0821 12345"}},
        {"anonymousId": "desk", "traits": {"email": "anna@bauer.example", "lastName": "Bauer"}},
        {"anonymousId": "desk", "userId": "7"},
        {"userId": "7", "traits": {"email": "anna@bauer.example", "lastName": "Huber", "position": "buyer"}},
        {"anonymousId": "tablet", "userId": "7"},
        {"userId": "7", "traits": {"email": "a.huber@huber.example", "company": "Huber KG", "phone": "0821 12345"}},
        {"traits": {"email": "a.huber@huber.example", "position": "head of buying"}},
    )

    def test_any_order_of_one_persons_touches_are_one_person(self):
        source, chance = website(), random.Random(11)
        story = [
            message(
                **{"anonymousId": None, **parts},
                timestamp=(MONDAY + timedelta(hours=hour)).isoformat(),
                messageId=str(hour),
            )
            for hour, parts in enumerate(self.STORY)
        ]
        [known] = expected = outcome(source, story, 1)
        assert known["columns"][1:3] == ("Huber", "a.huber@huber.example")
        assert known["company"][:2] == ("Huber KG", "huber.example")
        for _turn in range(20):
            assert outcome(source, chance.sample(story, len(story)), chance.randint(1, 4)) == expected


class OneBatch(TestCase):
    def test_keys_said_apart_and_together_in_one_batch_are_one_person(self):
        sent = [
            message(anonymousId=None, traits={"email": "anna@bauer.example"}),
            message(anonymousId=None, userId="7"),
            message(anonymousId=None, userId="7", traits={"email": "anna@bauer.example"}),
        ]
        accept(website(), sent, NOW)
        assert len(identify(list(Touch.objects.all()), NOW)) == 1
