"""The brief: what it says, what it never says, and which channels consent allows."""

from datetime import UTC, datetime, timedelta

from handschlag.handover.core.brief import (
    MaterialOffered,
    Permission,
    SegmentKnown,
    Statement,
    TouchSeen,
    build_brief,
    fitting_materials,
    likely_needs,
    may_phone,
    may_write,
    top_touches,
)
from handschlag.handover.core.questions import BY_KEY, GUIDE, Step, questions_for

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CLAIM = "Half the set-up time"
MATERIALS = {
    "landing": MaterialOffered("landing", "Landing page", segments=frozenset({"metal"}), claims=(CLAIM,)),
    "brochure": MaterialOffered("brochure", "Brochure", segments=frozenset({"metal"})),
    "other": MaterialOffered("other", "Other", segments=frozenset({"plastic"})),
}
METAL = SegmentKnown("metal", "Metal workshops", ("metalworking",))


def touch(number: int, kind: str = "page_viewed", **more: object) -> TouchSeen:
    return TouchSeen(f"t{number:02}", kind, NOON + timedelta(minutes=number), **more)  # type: ignore[arg-type]


def stated(purpose: str, is_given: bool = True, basis: str = "consent", minutes: int = 0) -> Statement:
    return Statement(purpose, is_given, basis, NOON + timedelta(minutes=minutes))


def test_the_telling_touches_come_first_and_are_shown_latest_first():
    touches = [touch(number) for number in range(20)] + [
        touch(30, scored=5.0),
        touch(1, "demo_requested", raised_hand=True),
    ]
    shown = top_touches(touches)
    assert len(shown) == 8
    assert {seen.kind for seen in shown} == {"page_viewed", "demo_requested"}
    assert [seen.happened_at for seen in shown] == sorted((seen.happened_at for seen in shown), reverse=True)
    assert any(seen.scored for seen in shown)


def test_what_drew_somebody_is_what_they_are_likely_to_need():
    assert likely_needs([touch(1, material="landing"), touch(2, material="unknown")], MATERIALS) == [CLAIM]


def test_materials_suit_the_segment_and_are_new_to_them():
    assert [material.key for material in fitting_materials([touch(1, material="landing")], METAL, MATERIALS)] == [
        "brochure"
    ]
    assert fitting_materials([], None, MATERIALS) == []


def test_a_brief_without_any_touch_still_stands():
    brief = build_brief(reasons=[], labels={}, touches=[], statements=[], segment=None, materials={})
    assert (brief["first"], brief["last"], brief["did"], brief["touches"]) == (None, None, [], 0)
    assert len(brief["questions"]) == 8


def test_a_page_is_kept_without_its_query():
    brief = build_brief(
        reasons=[],
        labels={},
        touches=[touch(1, page="/offer?email=anna@weber.example")],
        statements=[],
        segment=None,
        materials={},
    )
    assert "weber" not in str(brief)


def test_consent_to_the_phone_allows_the_phone_until_it_is_withdrawn():
    assert may_phone([stated("phone")], asked=False)["permission"] == Permission.ALLOWED
    withdrawn = [stated("phone"), stated("phone", is_given=False, minutes=1)]
    assert may_phone(withdrawn, asked=False)["permission"] == Permission.FORBIDDEN
    assert may_phone(withdrawn, asked=True)["permission"] == Permission.FORBIDDEN


def test_consent_to_e_mail_never_unlocks_the_phone():
    told = may_phone([stated("email")], asked=False)
    assert (told["permission"], told["basis"]) == (Permission.TO_BE_JUDGED, "presumed_consent")


def test_without_a_statement_a_call_must_be_judged_and_a_mail_must_not_be_sent():
    assert may_phone([], asked=False)["permission"] == Permission.TO_BE_JUDGED
    assert may_write([], asked=False)["permission"] == Permission.FORBIDDEN


def test_who_asked_may_be_answered():
    assert may_phone([], asked=True)["basis"] == "asked_for_contact"
    assert may_write([], asked=True)["basis"] == "asked_for_contact"


def test_an_existing_customer_may_be_written_to_and_not_called_for_it():
    assert may_write([stated("email", basis="contract")], asked=False)["permission"] == Permission.ALLOWED
    assert (
        may_phone([stated("phone", basis="legitimate_interest")], asked=False)["permission"] == Permission.TO_BE_JUDGED
    )


def test_questions_follow_the_order_of_a_conversation_and_suit_what_is_known():
    asked = [BY_KEY[key] for key in questions_for(["webinar_attended", "Lebensmittel"])]
    assert [question.step for question in asked] == sorted((question.step for question in asked), key=list(Step).index)
    assert {"line", "compared"} <= {question.key for question in asked}


def test_every_question_has_both_languages_and_a_key_of_its_own():
    assert len(BY_KEY) == len(GUIDE)
    assert all(question.de.endswith("?") and question.en.endswith("?") for question in GUIDE)
    assert all(
        len([question for question in GUIDE if question.step == step and not question.suits]) >= 2 for step in Step
    )
