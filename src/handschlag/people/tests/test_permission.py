"""May we score, write, call? Against the same question answered by an obvious, slow reading of the law."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from handschlag.people.core.permission import (
    EMAIL,
    PHONE,
    SCORING,
    Answer,
    Block,
    Circumstances,
    Declared,
    Said,
    permission,
    turns,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LEGITIMATE = (Declared(NOON - timedelta(days=99), "legitimate_interest"),)


def at(minutes):
    return NOON + timedelta(minutes=minutes)


def said(purpose, is_given=True, basis="consent", minutes=0, known=None):
    return Said(purpose, is_given, basis, at(minutes), at(minutes if known is None else known))


def answer(purpose, *statements, minutes=60, declared=(), blocks=(), asked=False):
    return permission(purpose, Circumstances(statements, blocks, declared), at(minutes), asked=asked)


def test_nobody_is_scored_where_nothing_was_said_and_nothing_declared():
    assert answer(SCORING).basis == "no_statement"
    assert answer(SCORING, declared=(Declared(at(-5), "legitimate_interest"), Declared(at(0), ""))).is_allowed is False


def test_a_declared_interest_carries_scoring_and_nothing_else():
    assert answer(SCORING, declared=LEGITIMATE).basis == "legitimate_interest"
    assert answer(EMAIL, declared=LEGITIMATE).answer is Answer.FORBIDDEN
    assert answer(PHONE, declared=LEGITIMATE).answer is Answer.TO_BE_JUDGED


def test_an_objection_beats_a_declared_interest():
    assert answer(SCORING, said(SCORING, False), declared=LEGITIMATE).basis == "withdrawn"


def test_after_their_own_no_only_their_own_consent_opens_again():
    no = said(SCORING, False)
    assert not answer(SCORING, no, said(SCORING, basis="legitimate_interest", minutes=5)).is_allowed
    assert not answer(SCORING, said(SCORING, basis="contract", minutes=5), no).is_allowed
    assert answer(SCORING, no, said(SCORING, minutes=5)).is_allowed


def test_of_yes_and_no_at_the_same_moment_the_no_counts():
    assert not answer(SCORING, said(SCORING, False), said(SCORING)).is_allowed


def test_a_consent_dated_into_the_future_does_not_outlive_a_withdrawal():
    ahead = said(SCORING, minutes=10_000_000, known=0)
    assert answer(SCORING, ahead).is_allowed
    assert not answer(SCORING, ahead, said(SCORING, False, minutes=5)).is_allowed


def test_a_block_is_above_everything_and_ends_when_it_is_lifted():
    block = Block("restricted", at(10), at(20))
    for minutes, allowed in ((9, True), (10, False), (19, False), (20, True)):
        assert answer(SCORING, said(SCORING), minutes=minutes, blocks=(block,)).is_allowed is allowed


MINUTES = st.integers(0, 30)
STATEMENTS = st.lists(
    st.builds(
        lambda given, basis, happened, delay: said(SCORING, given, basis, happened, happened + delay),
        st.booleans(),
        st.sampled_from(["consent", "legitimate_interest", "contract", "presumed_consent"]),
        MINUTES,
        st.integers(0, 5),
    ),
    max_size=5,
)
BLOCKS = st.lists(st.builds(lambda a, n: Block("restricted", at(a), at(a + n)), MINUTES, st.integers(1, 9)), max_size=2)
DECLARED = st.lists(st.sampled_from(["", "legitimate_interest"]), max_size=2).map(
    lambda bases: [Declared(at(7 * number), basis) for number, basis in enumerate(bases)]
)


def slowly(statements, blocks, declared, minutes):
    """The same question, read aloud."""
    now = at(minutes)
    if any(block.from_at <= now < block.until_at for block in blocks):
        return False
    heard = [one for one in statements if one.known_at <= now]
    own = [one for one in heard if one.basis == "consent" or not one.is_given]
    last_own = max((one.happened_at for one in own), default=None)
    said_no = any(not one.is_given and one.happened_at == last_own for one in own)
    if said_no:
        return False
    said_yes_since = [one for one in heard if one.is_given and (last_own is None or one.happened_at >= last_own)]
    if any(one.happened_at == last_own for one in own) and not [o for o in said_yes_since if o.happened_at > last_own]:
        return True
    newest = max((one.happened_at for one in said_yes_since), default=None)
    carrying = {"consent", "legitimate_interest", "contract"}
    if any(one.basis in carrying for one in said_yes_since if one.happened_at == newest):
        return True if all(o.basis in carrying for o in said_yes_since if o.happened_at == newest) else None
    current = [one.basis for one in declared if one.from_at <= now]
    return bool(current and current[-1])


@given(STATEMENTS, BLOCKS, DECLARED)
def test_it_answers_as_the_slow_reading_and_turns_when_the_answer_does(statements, blocks, declared):
    known = Circumstances(statements, blocks, declared)
    changes = turns(known)
    for minutes in range(46):
        allowed = permission(SCORING, known, at(minutes)).is_allowed
        expected = slowly(statements, blocks, declared, minutes)
        assert expected is None or allowed == expected
        assert allowed == ([False] + [value for moment, value in changes if moment <= at(minutes)])[-1]


@given(st.permutations([said(SCORING), said(SCORING, basis="presumed_consent"), said(SCORING, basis="contract")]))
def test_of_statements_at_one_moment_their_own_consent_counts(statements):
    assert answer(SCORING, *statements).basis == "consent"


@given(st.permutations([said(SCORING), said(SCORING, False, minutes=3), said(SCORING, basis="contract", minutes=9)]))
def test_the_order_in_which_statements_arrive_does_not_matter(statements):
    assert not answer(SCORING, *statements, declared=LEGITIMATE).is_allowed
