"""The brief: what it says, what it never says, and which channels consent allows."""

from datetime import UTC, datetime, timedelta

from handschlag.handover.core.brief import (
    MaterialOffered,
    SegmentKnown,
    TouchSeen,
    build_brief,
    channels,
    fitting_materials,
    likely_needs,
    top_touches,
)
from handschlag.market.core.guides import Guide, Question
from handschlag.people.core.permission import Answer, Block, Circumstances, Said

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


def stated(purpose: str, is_given: bool = True, basis: str = "consent", minutes: int = 0) -> Said:
    at = NOON + timedelta(minutes=minutes)
    return Said(purpose, is_given, basis, at, at)


def told(*said: Said, asked: bool = False, blocks: tuple[Block, ...] = ()) -> tuple[tuple[str, str], tuple[str, str]]:
    """Answer and basis for the phone, then for e-mail."""
    phone, email = channels(Circumstances(said, blocks), asked, NOON + timedelta(hours=1))
    return (phone["permission"], phone["basis"]), (email["permission"], email["basis"])


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


def test_a_variant_made_for_the_segment_stands_for_its_material_and_its_touches_count_for_it():
    variant = MaterialOffered(
        "brochure-metal", "Brochure (metal)", segments=frozenset({"metal"}), variant_of="brochure"
    )
    for_a_channel = MaterialOffered("landing-li", "Landing page (LinkedIn)", variant_of="landing")
    materials = {**MATERIALS, "brochure-metal": variant, "landing-li": for_a_channel}
    assert [one.key for one in fitting_materials([], METAL, materials)] == ["brochure-metal", "landing"]
    assert [one.key for one in fitting_materials([touch(1, material="landing-li")], METAL, materials)] == [
        "brochure-metal"
    ]
    assert [one.key for one in fitting_materials([touch(1, material="brochure-metal")], METAL, materials)] == [
        "landing"
    ]


def test_a_brief_without_any_touch_still_stands():
    brief = build_brief(reasons=[], labels={}, touches=[], permitted=[], segment=None, materials={})
    assert (brief["first"], brief["last"], brief["did"], brief["touches"]) == (None, None, [], 0)
    assert (brief["guide"], brief["questions"]) == ("", [])


def test_the_guides_questions_are_named_by_their_keys():
    guide = Guide("own", (Question("today", "s"), Question("shifts", "s", frozenset({"metal"}))))
    brief = build_brief(reasons=[], labels={}, touches=[], permitted=[], segment=METAL, materials={}, guide=guide)
    assert (brief["guide"], brief["questions"]) == ("own", ["shifts", "today"])


def test_a_page_is_kept_without_its_query():
    brief = build_brief(
        reasons=[],
        labels={},
        touches=[touch(1, page="/offer?email=anna@weber.example")],
        permitted=[],
        segment=None,
        materials={},
    )
    assert "weber" not in str(brief)


def test_consent_to_the_phone_allows_the_phone_until_it_is_withdrawn():
    assert told(stated("phone"))[0] == (Answer.ALLOWED, "consent")
    withdrawn = [stated("phone"), stated("phone", is_given=False, minutes=1)]
    assert told(*withdrawn)[0] == told(*withdrawn, asked=True)[0] == (Answer.FORBIDDEN, "withdrawn")


def test_consent_to_e_mail_never_unlocks_the_phone():
    assert told(stated("email"))[0] == (Answer.TO_BE_JUDGED, "presumed_consent")


def test_without_a_statement_a_call_must_be_judged_and_a_mail_must_not_be_sent():
    assert told() == ((Answer.TO_BE_JUDGED, "presumed_consent"), (Answer.FORBIDDEN, "no_statement"))


def test_who_asked_may_be_answered():
    assert {basis for _answer, basis in told(asked=True)} == {"asked_for_contact"}


def test_an_existing_customer_may_be_written_to_where_somebody_claimed_it_and_not_for_a_contract_alone():
    assert told(stated("email", basis="existing_customer"))[1][0] == Answer.ALLOWED
    assert told(stated("email", basis="contract"))[1][0] == Answer.FORBIDDEN
    assert told(stated("phone", basis="legitimate_interest"))[0][0] == Answer.TO_BE_JUDGED


def test_who_is_restricted_or_suppressed_is_neither_called_nor_written_to_even_where_they_asked():
    block = Block("restricted", NOON)
    both = told(stated("phone"), stated("email"), asked=True, blocks=(block,))
    assert both == ((Answer.FORBIDDEN, "restricted"), (Answer.FORBIDDEN, "restricted"))
