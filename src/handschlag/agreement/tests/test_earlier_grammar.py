"""What was signed in grammars 1 to 3 stays as it is, and is shown, compared and applied in today's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import TestCase
from hypothesis import given, settings
from pydantic import ValidationError

from handschlag.agreement.core.comparison import differences
from handschlag.agreement.core.sentences import contract
from handschlag.agreement.core.terms import GRAMMAR, terms_of
from handschlag.agreement.core.yaml_form import read, write
from handschlag.agreement.models import State, Version
from handschlag.agreement.tests.terms import FULL, SMALL, full, small
from handschlag.agreement.tests.terms import terms as drawn
from handschlag.kernel.canonical import sha256_hex
from handschlag.kernel.refusal import Refused
from handschlag.organisation.models import Side
from handschlag.organisation.tests.world import MONDAY, PASSWORD, World, build_world

FIRST: dict[str, Any] = {
    "grammar": 1,
    "title": "A small agreement",
    "fit": [
        {
            "key": "country",
            "label": "Our countries",
            "attribute": "country",
            "comparison": "in",
            "values": ["DE", "AT"],
            "at_least": None,
            "below": None,
            "points": 20,
        },
        {
            "key": "size",
            "label": "Large enough",
            "attribute": "employees",
            "comparison": "between",
            "values": [],
            "at_least": 20.0,
            "below": None,
            "points": 20,
        },
    ],
    "interest": [
        {
            "key": key,
            "label": label,
            "touch": {
                "kind": kind,
                "channel": None,
                "campaign": None,
                "material": None,
                "page_starts_with": page,
            },
            "points": points,
            "window_days": 90,
            "at_most": at_most,
            "half_life_days": None,
        }
        for key, label, kind, page, points, at_most in (
            ("webinar", "Webinar", "webinar_attended", None, 25, 2),
            ("prices", "Prices", "page_viewed", "/preise", 10, 1),
        )
    ],
    "hand_raisers": [
        {
            "key": "demo",
            "label": "Demo",
            "touch": {
                "kind": "demo_requested",
                "channel": None,
                "campaign": None,
                "material": None,
                "page_starts_with": None,
            },
            "window_days": 30,
        }
    ],
    "exclusions": [{"key": "student", "label": "Students", "attribute": "position", "values": ["student"]}],
    "thresholds": {"points": 60, "fit": 20, "interest": 10},
    "return_reasons": [{"key": "no_need", "de": "Kein Bedarf", "en": "No need"}],
    "after_return": "nurture",
    "sales": {"accept_within_hours": 8, "first_contact_within_hours": 16, "result_within_hours": 80},
    "marketing": {"qualified_leads_per_month": 40, "acceptance_rate_percent": 70},
    "credit": "last_touch",
    "sales_capacity_per_week": 25,
    "review_on": "2026-12-31",
}
HASH = "4bb59b24c1ceaf13d366d943951f44c18c371a4be00d6966491caae8596adfea"
"""What the software of grammar 1 reckoned of these terms and both sides signed."""


def test_terms_of_grammar_1_mean_what_they_meant() -> None:
    assert terms_of(FIRST) == small(marketing=SMALL["marketing"] | {"brief": False})
    assert terms_of(FIRST).grammar == GRAMMAR


def test_a_draft_based_on_them_says_what_is_new() -> None:
    after = small(sales={"accept_within": {"working_hours": 6}})
    assert differences(terms_of(FIRST), after, "en") == [
        "The time sales has to accept or return a lead is now 6 working hours instead of 8 working hours.",
        "New: Every lead is handed over with a brief: who it is, what they did, why they are qualified and how they may be reached.",
    ]


def test_text_of_grammar_1_is_read_and_written_on() -> None:
    text = "# Ours since spring.\n" + write(terms_of(FIRST)).replace("grammar: 4", "grammar: 1")
    text = text.replace("    working_hours: 8\n", "").replace("accept_within:", "accept_within_hours: 8")
    text = text.replace("    working_hours: 16\n", "").replace(
        "first_contact_within:", "first_contact_within_hours: 16"
    )
    text = text.replace("    working_hours: 80\n", "").replace("result_within:", "result_within_hours: 80")
    text = text.replace("  brief: false\n", "")
    assert read(text) == terms_of(FIRST)
    again = write(small(title="Next"), like=text)
    assert read(again) == small(title="Next")
    assert "# Ours since spring." in again


@settings(max_examples=30, deadline=None)
@given(drawn(of_grammar=1))
def test_whatever_grammar_1_could_say_is_said_today(agreed: Any) -> None:
    plain = agreed.plain()
    first = {name: plain[name] for name in FIRST} | {"grammar": 1}
    first["sales"] = {
        f"{name}_hours": within["working_hours"] or 8 for name, within in plain["sales"].items() if within
    }
    first["marketing"] = {name: plain["marketing"][name] for name in FIRST["marketing"]}
    translated = terms_of(first)
    assert contract(translated, "de")
    assert translated.fit == agreed.fit
    assert not translated.marketing.brief


SECOND_HASH = "1fe94af63aaf1ef5789d790686b0923f82e21f64b7471f76a76c3e0f7377086f"
"""What the software of grammar 2 reckoned of the full agreement, as far as it could say it."""


LAST_TOUCH: dict[str, Any] = {"credit": "last_touch", "credit_half_life_days": None}
THIRD_HASH = "484bd6e8d929fa6dd1801c21e0d6aeb9507f1f068ab5a27b5afac8e60c89b969"
"""What the software of grammar 3 reckoned of the full agreement, as far as it could say it."""


def third() -> dict[str, Any]:
    """The full agreement in plain data of grammar 3, which knew credit by the first and by the last touch only."""
    plain = full(**LAST_TOUCH).plain() | {"grammar": 3}
    del plain["credit_half_life_days"]
    return plain


def test_terms_of_grammar_3_keep_their_hash_and_mean_what_they_meant() -> None:
    assert sha256_hex(third()) == THIRD_HASH
    assert terms_of(third()) == full(**LAST_TOUCH)
    assert terms_of(third() | {"credit": "first_touch"}) == full(**LAST_TOUCH | {"credit": "first_touch"})


def test_a_half_life_belongs_to_credit_that_decays() -> None:
    for wrong in (LAST_TOUCH | {"credit_half_life_days": 7}, LAST_TOUCH | {"credit": "time_decay"}):
        with pytest.raises(ValidationError, match="belongs to time_decay"):
            full(**wrong)


def test_credit_that_decays_reads_aloud() -> None:
    text = "\n".join(sentence for section in contract(full(), "en") for sentence in section.sentences)
    assert "to the later ones more than to the earlier ones." in text
    assert "A touch counts half as much for every 8 days it lies before the last one." in text


def second() -> dict[str, Any]:
    """The full agreement in plain data of grammar 2, which knew no pauses and no days of attempts."""
    plain = third() | {"grammar": 2}
    plain["sales"] = {name: value for name, value in plain["sales"].items() if name != "pauses"}
    plain["sales"]["attempts"] = {"at_least": 4, "within": plain["sales"]["attempts"]["within"]}
    return plain


def test_terms_of_grammar_2_keep_their_hash_and_mean_what_they_meant() -> None:
    assert sha256_hex(second()) == SECOND_HASH
    attempts = FULL["sales"]["attempts"] | {"on_days": 1}
    assert terms_of(second()) == full(sales={"attempts": attempts}, **LAST_TOUCH)
    assert terms_of(second()).plain() != second()


def test_text_of_grammar_2_keeps_its_comments() -> None:
    text = "# Ours since spring.\ngrammar: 2\n" + write(terms_of(second())).replace("grammar: 4\n", "")
    text = text.replace("    on_days: 1\n", "")
    assert read(text) == terms_of(second())
    again = write(full(title="Next"), like=text)
    assert read(again) == full(title="Next")
    assert "# Ours since spring." in again


class TestStored(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()

    def proposed(self) -> Version:
        """As an older release left it in the database."""
        version = Version.objects.create(
            number=1, grammar=1, terms=FIRST, hash=HASH, drafted_by=self.world.mara, drafted_at=MONDAY
        )
        version.propose(by=self.world.mara, at=MONDAY)
        return Version.objects.get()

    def test_it_is_signed_under_the_hash_it_always_had(self) -> None:
        version = self.proposed()
        assert sha256_hex(version.terms) == HASH == sha256_hex(FIRST)
        version.sign(Side.MARKETING, self.world.theo, PASSWORD, MONDAY)
        version.sign(Side.SALES, self.world.lena, PASSWORD, MONDAY)
        stored = Version.objects.get()
        assert stored.state(MONDAY) is State.IN_FORCE
        assert {signature.hash for signature in stored.signatures.all()} == {HASH}
        assert (stored.terms, stored.grammar, stored.hash) == (FIRST, 1, HASH)
        assert stored.parsed.sales.accept_within.working_hours == 8

    def test_terms_changed_in_the_database_are_not_signed(self) -> None:
        version = self.proposed()
        tampered = FIRST | {"sales_capacity_per_week": 26}
        with connection.cursor() as cursor:
            cursor.execute("UPDATE agreement_version SET terms = %s", [json.dumps(tampered)])
        with pytest.raises(Refused):
            version.sign(Side.MARKETING, self.world.theo, PASSWORD, MONDAY)

    def test_what_is_exported_is_what_was_signed(self) -> None:
        text = self.proposed().as_yaml()
        assert "accept_within_hours: 8" in text
        assert text.startswith(
            "grammar: 1\ntitle: A small agreement\nfit:\n  - key: country\n    label: Our countries\n"
        )
        assert read(text) == terms_of(FIRST)

    def test_grammar_2_is_signed_and_exported_as_it_was_written(self) -> None:
        text = "# Ours.\n" + write(terms_of(second())).replace("grammar: 4", "grammar: 2").replace(
            "    on_days: 1\n", ""
        )
        Version.objects.create(
            number=2,
            grammar=2,
            terms=second(),
            hash=SECOND_HASH,
            source=text,
            drafted_by=self.world.mara,
            drafted_at=MONDAY,
        ).propose(by=self.world.mara, at=MONDAY)
        version = Version.objects.get()
        version.sign(Side.MARKETING, self.world.theo, PASSWORD, MONDAY)
        version.sign(Side.SALES, self.world.lena, PASSWORD, MONDAY)
        stored = Version.objects.get()
        assert stored.is_untouched()
        assert (stored.state(MONDAY), stored.hash) == (State.IN_FORCE, SECOND_HASH)
        assert (stored.as_yaml(), stored.parsed.sales.pauses) == (text, ())

    def test_a_draft_on_it_speaks_todays_grammar(self) -> None:
        version = self.proposed()
        draft = Version.draft(version.parsed, by=self.world.mara, at=MONDAY, based_on=version)
        assert (draft.grammar, draft.terms["grammar"]) == (GRAMMAR, GRAMMAR)
        assert draft.hash != HASH
        assert differences(version.parsed, draft.parsed, "en") == []

    def test_its_page_shows_the_contract(self) -> None:
        self.proposed()
        self.client.force_login(self.world.sam, "allauth.account.auth_backends.AuthenticationBackend")
        page = self.client.get("/agreement/versions/1/?language=en")
        self.assertContains(page, "within 8 working hours of the handover")
        self.assertContains(page, HASH)
