"""Who gets a lead: by hand-computed cases, and by what must hold for every roster."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.handover.core.because import because, counts_of, others_of
from handschlag.handover.core.routing import (
    Area,
    Candidate,
    Choice,
    Dealing,
    LeadKnown,
    Meant,
    Obstacle,
    Place,
    Tie,
    Unassigned,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
GERMANY = (Area(frozenset({"DE"})),)
BAVARIA = (Area(frozenset({"DE"}), ("8", "9")),)
AUGSBURG = (Area(frozenset({"DE"}), ("86",)),)
METAL = (Area(frozenset({"DE"}), industries=frozenset({"metal"})),)
IN_AUGSBURG = LeadKnown(Place("DE", "86150"))


def rep(number: int, areas: tuple[Area, ...] = GERMANY, **more: object) -> Candidate:
    return Candidate(UUID(int=number), areas, **{"capacity_left": 10, **more})  # type: ignore[arg-type]


def choose(lead: LeadKnown, reps: list[Candidate], **agreed: bool) -> Choice:
    return Dealing(reps, **agreed).choose(lead)


def chosen(choice: Choice) -> int | None:
    return choice.rep_id.int if choice.rep_id else None


def why_not(choice: Choice, reps: list[Candidate]) -> dict[int, Obstacle]:
    """Reps by number; they stand in the lineup in the order of their ids."""
    lineup = sorted(one.rep_id.int for one in reps)
    return {lineup[place]: obstacle for obstacle, places in choice.rejected.items() for place in places}


def test_the_longest_postal_prefix_wins_over_a_shorter_one_and_over_the_country():
    reps = [rep(1), rep(2, BAVARIA), rep(3, AUGSBURG)]
    choice = choose(IN_AUGSBURG, reps)
    assert (chosen(choice), choice.tie, choice.prefix) == (3, Tie.POSTAL_CODE, "86")
    assert why_not(choice, reps) == {1: Obstacle.WEAKER_TIE, 2: Obstacle.WEAKER_TIE}


def test_where_the_nearest_is_away_the_wider_territory_takes_over():
    reps = [rep(1), rep(3, AUGSBURG, is_away=True)]
    choice = choose(IN_AUGSBURG, reps)
    assert chosen(choice) == 1
    assert why_not(choice, reps) == {3: Obstacle.AWAY}


def test_a_rep_without_territory_is_the_last_resort():
    assert chosen(choose(IN_AUGSBURG, [rep(1, ()), rep(2)])) == 2
    choice = choose(LeadKnown(Place("FR", "75001")), [rep(1, ()), rep(2)])
    assert (chosen(choice), choice.tie) == (1, Tie.ANYWHERE)


def test_the_owner_of_the_company_comes_first_wherever_the_lead_is():
    choice = choose(LeadKnown(Place("FR"), owner=UUID(int=2)), [rep(1, ()), rep(2, AUGSBURG)])
    assert (chosen(choice), choice.tie) == (2, Tie.OWNER)


def test_the_owner_comes_before_the_rule_that_applies():
    meant = LeadKnown(Place("DE"), meant=Meant("large", team="key accounts"), owner=UUID(int=2))
    assert chosen(choose(meant, [rep(1, team="key accounts"), rep(2)])) == 2


def test_an_owner_makes_no_difference_where_that_is_agreed():
    lead = LeadKnown(Place("DE", "86150"), owner=UUID(int=1))
    assert chosen(choose(lead, [rep(1), rep(2, AUGSBURG)], owner_first=False)) == 2


def test_an_owner_who_is_away_does_not_hold_the_lead_up_and_is_told_to_be_away():
    lead = LeadKnown(Place("DE", "86150"), owner=UUID(int=1))
    reps = [rep(1, (Area(frozenset({"AT"})),), is_away=True), rep(2)]
    choice = choose(lead, reps)
    assert chosen(choice) == 2
    assert why_not(choice, reps) == {1: Obstacle.AWAY}


def test_a_rule_means_a_team_a_skill_or_both():
    reps = [rep(1, AUGSBURG), rep(2, team="key accounts"), rep(3, team="key accounts", skills=frozenset({"precision"}))]
    by_both = LeadKnown(Place("DE", "86150"), meant=Meant("large", "key accounts", "precision"))
    choice = choose(by_both, reps)
    assert chosen(choice) == 3
    assert why_not(choice, reps) == {1: Obstacle.NOT_MEANT, 2: Obstacle.NOT_MEANT}
    assert chosen(choose(LeadKnown(Place("DE"), meant=Meant("large", skill="precision")), reps)) == 3


def test_whom_a_rule_means_nobody_else_replaces():
    lead = LeadKnown(Place("DE", "86150"), meant=Meant("large", "key accounts"))
    assert choose(lead, [rep(1)]).unassigned is Unassigned.NOBODY_MEANT
    full = [rep(1), rep(2, team="key accounts", capacity_left=0)]
    assert choose(lead, full).unassigned is Unassigned.NO_CAPACITY
    elsewhere = [rep(1), rep(2, (Area(frozenset({"AT"})),), team="key accounts")]
    assert choose(lead, elsewhere).unassigned is Unassigned.NO_TERRITORY


def test_territories_make_no_difference_where_that_is_agreed():
    reps = [rep(1, AUGSBURG, received=1), rep(2, (Area(frozenset({"FR"})),))]
    choice = choose(IN_AUGSBURG, reps, by_territory=False)
    assert (chosen(choice), choice.tie) == (2, Tie.EVERYBODY)


def test_a_territory_of_the_industry_goes_before_one_of_all_however_near():
    lead = LeadKnown(Place("DE", "86150"), industry="metal")
    choice = choose(lead, [rep(1, AUGSBURG), rep(2, METAL)])
    assert (chosen(choice), choice.tie, choice.is_of_industry) == (2, Tie.COUNTRY, True)
    assert chosen(choose(LeadKnown(Place("DE", "86150"), industry="food"), [rep(1, AUGSBURG), rep(2, METAL)])) == 1
    assert chosen(choose(IN_AUGSBURG, [rep(2, METAL)])) is None, "of whom the industry is not known"


def test_an_industry_without_a_country_is_covered_anywhere():
    lead = LeadKnown(Place("JP"), industry="metal")
    choice = choose(lead, [rep(1, ()), rep(2, (Area(industries=frozenset({"metal"})),))])
    assert (chosen(choice), choice.tie, choice.is_of_industry) == (2, Tie.ANYWHERE, True)


def test_a_company_named_by_a_territory_goes_before_every_other_but_not_before_the_owner():
    named = (Area(accounts=frozenset({"bauer.de"})),)
    lead = LeadKnown(Place("DE", "86150"), industry="metal", firms=frozenset({"bauer.de", "bauer"}))
    choice = choose(lead, [rep(1, METAL), rep(2, named)])
    assert (chosen(choice), choice.tie) == (2, Tie.ACCOUNT)
    assert chosen(choose(IN_AUGSBURG, [rep(2, named)])) is None, "it covers nothing beyond"


def test_of_equal_territories_whoever_speaks_the_language_goes_first_and_the_territory_before_that():
    lead = LeadKnown(Place("DE", "86150"), language="fr")
    french = frozenset({"de", "fr"})
    reps = [rep(1, AUGSBURG), rep(2, AUGSBURG, languages=french, received=5)]
    choice = choose(lead, reps)
    assert (chosen(choice), choice.speaks) == (2, True)
    assert why_not(choice, reps) == {1: Obstacle.OTHER_LANGUAGE}
    assert chosen(choose(lead, [rep(1, AUGSBURG), rep(2, languages=french)])) == 1
    assert not choose(lead, [rep(1, AUGSBURG)]).speaks


def test_who_raised_a_hand_goes_to_somebody_at_work_if_there_is_one_equal_otherwise():
    reps = [rep(1, is_working=False), rep(2, received=5), rep(3, AUGSBURG, is_working=False)]
    assert chosen(choose(LeadKnown(Place("DE"), asked=True), reps[:2])) == 2
    assert why_not(choose(LeadKnown(Place("DE"), asked=True), reps[:2]), reps[:2]) == {1: Obstacle.NOT_AT_WORK}
    assert chosen(choose(LeadKnown(Place("DE")), reps[:2])) == 1, "nobody waits, so hours make no difference"
    assert chosen(choose(LeadKnown(Place("DE", "86150"), asked=True), reps)) == 3, "the territory comes before"


def test_without_a_postal_code_a_part_of_the_country_is_better_than_nobody():
    choice = choose(LeadKnown(Place("DE")), [rep(1, AUGSBURG), rep(2, ())])
    assert (chosen(choice), choice.tie) == (1, Tie.PART_OF_COUNTRY)


def test_without_a_country_only_reps_without_territory_fit():
    choice = choose(LeadKnown(), [rep(1), rep(2, AUGSBURG)])
    assert (chosen(choice), choice.unassigned) == (None, Unassigned.NO_TERRITORY)


def test_among_equals_whose_next_lead_is_due_by_weight_then_the_longest_waiting_then_the_smaller_id():
    half_time = rep(1, received=2, weight=50)
    full_time = rep(2, received=3, weight=100)
    assert chosen(choose(IN_AUGSBURG, [half_time, full_time])) == 2
    waited = [rep(1, last_received_at=NOW), rep(2, last_received_at=NOW - timedelta(days=1))]
    assert chosen(choose(IN_AUGSBURG, waited)) == 2
    assert chosen(choose(IN_AUGSBURG, [*waited, rep(3)])) == 3, "who never had one waits longest"
    assert chosen(choose(IN_AUGSBURG, [rep(9), rep(4)])) == 4


def test_who_weighs_nothing_gets_what_only_they_are_left_for():
    reps = [rep(1, weight=0), rep(2, received=9)]
    assert chosen(choose(IN_AUGSBURG, reps)) == 2
    assert chosen(choose(IN_AUGSBURG, reps[:1])) == 1


def test_the_pool_says_why_nobody_could_take_the_lead():
    assert choose(LeadKnown(Place("FR")), [rep(1)]).unassigned is Unassigned.NO_TERRITORY
    assert choose(IN_AUGSBURG, [rep(1, is_away=True)]).unassigned is Unassigned.ALL_AWAY
    assert choose(IN_AUGSBURG, [rep(1, capacity_left=0), rep(2, is_away=True)]).unassigned is Unassigned.NO_CAPACITY
    ran_out = LeadKnown(Place("DE"), let_run_out=frozenset({UUID(int=1)}))
    assert choose(ran_out, [rep(1)]).unassigned is Unassigned.ALL_RAN_OUT
    assert choose(IN_AUGSBURG, []).unassigned is Unassigned.NO_REPS


ids = st.integers(1, 40).map(lambda number: UUID(int=number))
places = st.builds(Place, st.sampled_from(["", "DE", "AT"]), st.sampled_from(["", "86150", "80331", "1010"]))
areas = st.lists(
    st.builds(
        Area,
        st.frozensets(st.sampled_from(["DE", "AT"])),
        st.lists(st.sampled_from(["8", "86", "80", "1"]), unique=True).map(tuple),
        st.frozensets(st.sampled_from(["metal", "food"])),
        st.frozensets(st.sampled_from(["bauer", "weiss"]), max_size=1),
    ),
    max_size=2,
).map(tuple)
leads = st.builds(
    LeadKnown,
    places,
    st.sampled_from(["", "metal", "food"]),
    st.frozensets(st.sampled_from(["bauer", "other"])),
    st.sampled_from(["", "de", "fr"]),
    st.sampled_from([None, Meant("r", "north"), Meant("r", "", "precision"), Meant("r", "south", "precision")]),
    st.one_of(st.none(), ids),
    st.frozensets(ids, max_size=3),
    st.booleans(),
)
candidates = st.lists(
    st.builds(
        Candidate,
        ids,
        areas,
        st.sampled_from(["north", "south"]),
        st.frozensets(st.sampled_from(["precision"])),
        st.frozensets(st.sampled_from(["de", "fr"])),
        st.integers(0, 200),
        st.integers(-1, 3),
        st.integers(0, 5),
        st.sampled_from([None, NOW, NOW - timedelta(days=2)]),
        st.booleans(),
        st.booleans(),
    ),
    max_size=8,
    unique_by=lambda candidate: candidate.rep_id,
)
agreed = st.fixed_dictionaries({"owner_first": st.booleans(), "by_territory": st.booleans()})


@given(leads, candidates, agreed, st.randoms(use_true_random=False))
def test_the_choice_does_not_depend_on_the_order_of_candidates(lead, reps, terms, random):
    shuffled = list(reps)
    random.shuffle(shuffled)
    assert choose(lead, reps, **terms) == choose(lead, shuffled, **terms)


@given(leads, candidates, agreed)
def test_everybody_not_chosen_is_told_why_once(lead, reps, terms):
    choice = choose(lead, reps, **terms)
    lineup = sorted(candidate.rep_id for candidate in reps)
    told = [lineup[place] for places in choice.rejected.values() for place in places]
    assert sorted(told) == sorted({candidate.rep_id for candidate in reps} - {choice.rep_id})
    assert all(list(places) == sorted(places) for places in choice.rejected.values())
    assert (choice.rep_id is None) == (choice.unassigned is not None)


@given(leads, candidates, agreed)
def test_what_is_stored_says_the_same_of_each(lead, reps, terms):
    choice = choose(lead, reps, **terms)
    if choice.rep_id is None:
        return
    lineup = sorted(candidate.rep_id for candidate in reps)
    told = because(choice, lead)
    others = others_of(told, lineup, choice.rep_id)
    assert {rep_id.int: why for rep_id, why in others.items()} == why_not(choice, reps)
    counts = counts_of(told, len(lineup))
    assert counts == {why: len(rejected) for why, rejected in choice.rejected.items()}


@given(st.lists(leads, max_size=30), candidates, agreed)
def test_nobody_gets_more_than_fits_and_nobody_away_gets_anything(batch, reps, terms):
    room = {candidate.rep_id: max(candidate.capacity_left, 0) for candidate in reps}
    dealing = Dealing(reps, **terms)
    received: dict[UUID, int] = {}
    for lead in batch:
        choice = dealing.deal(lead, NOW)
        if choice.rep_id:
            assert not dealing.reps[choice.rep_id].is_away
            assert choice.rep_id not in lead.let_run_out
            received[choice.rep_id] = received.get(choice.rep_id, 0) + 1
    assert all(count <= room[rep_id] for rep_id, count in received.items())


@given(leads, candidates, agreed)
def test_nobody_is_chosen_while_a_stronger_tie_could_take_the_lead(lead, reps, terms):
    """Against the order told in the reference, judged rep by rep and without any grouping."""
    choice = choose(lead, reps, **terms)
    able = [one for one in reps if not one.is_away and one.capacity_left > 0 and one.rep_id not in lead.let_run_out]
    owners = [one.rep_id for one in able if terms["owner_first"] and one.rep_id == lead.owner]
    if owners:
        assert choice.rep_id == owners[0]
        return
    ranks = {one.rep_id: rank for one in able if (rank := _rank(lead, one, **terms)) is not None}
    if choice.rep_id is None:
        assert not ranks
    else:
        assert ranks[choice.rep_id] == min(ranks.values())


def _rank(lead: LeadKnown, one: Candidate, *, owner_first: bool, by_territory: bool) -> tuple[int, ...] | None:
    meant = lead.meant
    if meant and meant.team and meant.team != one.team:
        return None
    if meant and meant.skill and meant.skill not in one.skills:
        return None
    foreign = int(bool(lead.language) and lead.language not in one.languages)
    if not by_territory:
        return (0, 0, 0, foreign)
    if not one.areas:
        return (2, 5, 0, foreign)
    ranks = [rank for one_area in one.areas if (rank := _in(lead, one_area))]
    return (*min(ranks), foreign) if ranks else None


def _in(lead: LeadKnown, one: Area) -> tuple[int, int, int] | None:
    if one.accounts & lead.firms:
        return (0, 0, 0)
    if not one.countries and not one.industries:
        return None
    if one.industries and lead.industry not in one.industries:
        return None
    generality = 1 if one.industries else 2
    if not one.countries:
        return (generality, 5, 0)
    if lead.place.country not in one.countries:
        return None
    if not one.prefixes:
        return (generality, 3, 0)
    if not lead.place.postal_code:
        return (generality, 4, 0)
    longest = max(
        (len(prefix) for prefix in one.prefixes if lead.place.postal_code[: len(prefix)] == prefix), default=0
    )
    return (generality, 2, -longest) if longest else None


@given(st.lists(st.integers(1, 1_000), min_size=1, max_size=12), st.integers(1, 150))
@settings(max_examples=60)
def test_nobody_is_ever_a_whole_lead_away_from_the_share_of_their_weight(weights, count):
    reps = [rep(number, weight=weight, capacity_left=count) for number, weight in enumerate(weights, 1)]
    dealing = Dealing(reps)
    for given_so_far in range(1, count + 1):
        dealing.deal(IN_AUGSBURG, NOW)
        for one in reps:
            assert abs(one.received - given_so_far * one.weight / sum(weights)) < 1


def test_the_heaviest_is_not_starved_by_many_light_ones():
    """Where "the fewest for the weight" would give each of them one lead of the first hundred."""
    reps = [rep(1, weight=100), *(rep(number, weight=1) for number in range(2, 101))]
    for one in reps:
        one.capacity_left = 200
    dealing = Dealing(reps)
    for _lead in range(100):
        dealing.deal(IN_AUGSBURG, NOW)
    assert reps[0].received in (50, 51)
