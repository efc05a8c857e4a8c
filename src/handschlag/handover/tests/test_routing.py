"""Who gets a lead: by hand-computed cases, and by what must hold for every roster."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from handschlag.handover.core.routing import Area, Candidate, Choice, Obstacle, Place, Tie, Unassigned, choose

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
GERMANY = (Area(frozenset({"DE"})),)
BAVARIA = (Area(frozenset({"DE"}), ("8", "9")),)
AUGSBURG = (Area(frozenset({"DE"}), ("86",)),)
IN_AUGSBURG = Place("DE", "86150")


def rep(number: int, areas: tuple[Area, ...] = GERMANY, **more: object) -> Candidate:
    return Candidate(UUID(int=number), areas, **{"capacity_left": 10, **more})  # type: ignore[arg-type]


def chosen(choice: Choice) -> int | None:
    return choice.rep_id.int if choice.rep_id else None


def test_the_longest_postal_prefix_wins_over_a_shorter_one_and_over_the_country():
    choice = choose(IN_AUGSBURG, [rep(1), rep(2, BAVARIA), rep(3, AUGSBURG)])
    assert (chosen(choice), choice.tie, choice.prefix) == (3, Tie.POSTAL_CODE, "86")
    assert choice.rejected == {UUID(int=1): Obstacle.WEAKER_TIE, UUID(int=2): Obstacle.WEAKER_TIE}


def test_where_the_nearest_is_away_the_wider_territory_takes_over():
    choice = choose(IN_AUGSBURG, [rep(1), rep(3, AUGSBURG, is_away=True)])
    assert chosen(choice) == 1
    assert choice.rejected[UUID(int=3)] is Obstacle.AWAY


def test_a_rep_without_territory_is_the_last_resort():
    assert chosen(choose(IN_AUGSBURG, [rep(1, ()), rep(2)])) == 2
    choice = choose(Place("FR", "75001"), [rep(1, ()), rep(2)])
    assert (chosen(choice), choice.tie) == (1, Tie.ANYWHERE)


def test_the_owner_of_the_company_comes_first_wherever_the_lead_is():
    choice = choose(Place("FR"), [rep(1, ()), rep(2, AUGSBURG, owns_company=True)])
    assert (chosen(choice), choice.tie) == (2, Tie.OWNER)


def test_an_owner_who_is_away_does_not_hold_the_lead_up():
    assert chosen(choose(IN_AUGSBURG, [rep(1, owns_company=True, is_away=True), rep(2)])) == 2


def test_without_a_postal_code_a_part_of_the_country_is_better_than_nobody():
    choice = choose(Place("DE"), [rep(1, AUGSBURG), rep(2, ())])
    assert (chosen(choice), choice.tie) == (1, Tie.PART_OF_COUNTRY)


def test_without_a_country_only_reps_without_territory_fit():
    choice = choose(Place(), [rep(1), rep(2, AUGSBURG)])
    assert (chosen(choice), choice.unassigned) == (None, Unassigned.NO_TERRITORY)


def test_among_equals_the_fewest_for_the_weight_then_the_longest_waiting_then_the_smaller_id():
    half_time = rep(1, received=2, weight=50)
    full_time = rep(2, received=3, weight=100)
    assert chosen(choose(IN_AUGSBURG, [half_time, full_time])) == 2
    waited = [rep(1, last_received_at=NOW), rep(2, last_received_at=NOW - timedelta(days=1))]
    assert chosen(choose(IN_AUGSBURG, waited)) == 2
    assert chosen(choose(IN_AUGSBURG, [*waited, rep(3)])) == 3, "who never had one waits longest"
    assert chosen(choose(IN_AUGSBURG, [rep(9), rep(4)])) == 4


def test_the_pool_says_why_nobody_could_take_the_lead():
    assert choose(Place("FR"), [rep(1)]).unassigned is Unassigned.NO_TERRITORY
    assert choose(IN_AUGSBURG, [rep(1, is_away=True)]).unassigned is Unassigned.ALL_AWAY
    assert choose(IN_AUGSBURG, [rep(1, capacity_left=0), rep(2, is_away=True)]).unassigned is Unassigned.NO_CAPACITY
    assert choose(IN_AUGSBURG, [rep(1, let_run_out=True)]).unassigned is Unassigned.ALL_RAN_OUT
    assert choose(IN_AUGSBURG, []).unassigned is Unassigned.NO_TERRITORY


places = st.builds(Place, st.sampled_from(["", "DE", "AT"]), st.sampled_from(["", "86150", "80331", "1010"]))
areas = st.lists(
    st.builds(
        Area,
        st.frozensets(st.sampled_from(["DE", "AT"])),
        st.lists(st.sampled_from(["8", "86", "80", "1"]), unique=True).map(tuple),
    ),
    max_size=2,
).map(tuple)
candidates = st.lists(
    st.builds(
        Candidate,
        st.integers(1, 40).map(lambda number: UUID(int=number)),
        areas,
        st.integers(0, 200),
        st.integers(-1, 3),
        st.integers(0, 5),
        st.sampled_from([None, NOW, NOW - timedelta(days=2)]),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    ),
    max_size=8,
    unique_by=lambda candidate: candidate.rep_id,
)


@given(places, candidates, st.randoms(use_true_random=False))
def test_the_choice_does_not_depend_on_the_order_of_candidates(place, reps, random):
    shuffled = list(reps)
    random.shuffle(shuffled)
    assert choose(place, reps) == choose(place, shuffled)


@given(places, candidates)
def test_everybody_not_chosen_is_told_why(place, reps):
    choice = choose(place, reps)
    assert set(choice.rejected) == {candidate.rep_id for candidate in reps} - {choice.rep_id}
    assert (choice.rep_id is None) == (choice.unassigned is not None)


@given(st.lists(places, max_size=30), candidates)
def test_nobody_gets_more_than_fits_and_nobody_away_gets_anything(leads, reps):
    room = {candidate.rep_id: max(candidate.capacity_left, 0) for candidate in reps}
    by_id = {candidate.rep_id: candidate for candidate in reps}
    received: dict[UUID, int] = {}
    for place in leads:
        choice = choose(place, reps)
        if choice.rep_id:
            assert not by_id[choice.rep_id].is_away
            assert not by_id[choice.rep_id].let_run_out
            by_id[choice.rep_id].takes(NOW)
            received[choice.rep_id] = received.get(choice.rep_id, 0) + 1
    assert all(count <= room[rep_id] for rep_id, count in received.items())
