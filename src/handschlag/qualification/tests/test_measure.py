"""The measure against the oracle, on random terms and random histories."""

from __future__ import annotations

import os
from typing import Any

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handschlag.agreement.core.terms import Terms
from handschlag.agreement.tests import terms as drawn
from handschlag.agreement.tests.terms import SMALL, small
from handschlag.qualification.core.judging import judge, met, table, values
from handschlag.qualification.core.rules import MaterialMeant, rules, rules_of_conditions
from handschlag.qualification.tests import oracle
from handschlag.qualification.tests.oracle import DAY, A, B, N, T, World

LEADS = (0, 1, 2)
VARIANTS = ("brochure-mw5", "brochure-li", "brochure.pdf")
ESTIMATED = tuple(f"estimate:{model}" for model in drawn.MODELS)
HOUR = DAY // 24
moments = st.integers(0, 60 * 24).map(lambda hours: hours * HOUR) | st.integers(0, 60 * DAY)

BARE = ("lead", "as_of", "decision", "fit", "interest", "points")
TOO_MUCH = [HealthCheck.too_slow, HealthCheck.data_too_large]


def tried(times: int) -> settings:
    """Each try runs the engine; HANDSCHLAG_TRIES multiplies them where there is time."""
    return settings(
        max_examples=times * int(os.environ.get("HANDSCHLAG_TRIES", "1")), deadline=None, suppress_health_check=TOO_MUCH
    )


properties = st.tuples(st.sampled_from(drawn.PROPERTIES), st.sampled_from(("", "de", "50", "7.5", "Student"))).map(
    lambda said: (*said, number_of(said[1]))
)


def number_of(text: str) -> float | None:
    return float(text) if text[:1].isdigit() else None


@st.composite
def worlds(draw: st.DrawFn) -> World:
    def late(happened: int) -> int:
        return happened + draw(st.sampled_from((0, 0, HOUR, 3 * DAY)))

    touches = []
    for number in range(draw(st.integers(0, 14))):
        happened = draw(moments)
        touches.append(
            T(
                lead=draw(st.sampled_from(LEADS)),
                id=f"touch-{number:02d}",
                kind=draw(st.sampled_from(drawn.KINDS)),
                happened=happened,
                known=late(happened),
                channel=draw(st.sampled_from(("", *drawn.WORDS))),
                campaign=draw(st.sampled_from(("", "spring"))),
                material=draw(st.sampled_from(("", "brochure-mw5", *VARIANTS))),
                page=draw(st.sampled_from(("", *drawn.PAGES))),
                properties=tuple(draw(st.lists(properties, max_size=2))),
            )
        )
    attributes = []
    for _number in range(draw(st.integers(0, 8))):
        happened = draw(moments)
        text = draw(st.sampled_from(("", *drawn.VALUES, "grosse firma", "de", "STUDENT")))
        name = draw(st.sampled_from((*drawn.ATTRIBUTES, *ESTIMATED)))
        attributes.append(A(draw(st.sampled_from(LEADS)), name, text, number_of(text), happened, late(happened)))
    bases = []
    for _number in range(draw(st.integers(0, 4))):
        happened = draw(moments)
        purpose = draw(st.sampled_from(("scoring", "email", "phone")))
        bases.append(B(draw(st.sampled_from(LEADS)), draw(st.booleans()), happened, late(happened), purpose))
    names = [
        N("brochure-mw5", draw(st.sampled_from(drawn.PAGES if by_page else VARIANTS)), by_page, draw(moments))
        for by_page in draw(st.lists(st.booleans(), max_size=4))
    ]
    return World(touches, attributes, bases, names)


def known(world: World) -> dict[str, pa.Table]:
    """The world as the measure's tables."""
    touches = [
        (t.lead, t.id, t.kind, t.channel, t.campaign, t.material, t.page, t.happened, t.known) for t in world.touches
    ]
    properties = [(t.id, *said) for t in world.touches for said in t.properties]
    return {
        "touches": table("touches", touches),
        "properties": table("properties", properties),
        "attributes": table(
            "attributes", [(a.lead, a.name, a.text, a.number, a.happened, a.known) for a in world.attributes]
        ),
        "bases": table("bases", [(b.lead, b.purpose, b.is_given, b.happened, b.known) for b in world.bases]),
    }


def ruled(terms: Terms, world: World) -> dict[str, pa.Table]:
    """The terms as the measure's tables, with the names by which materials are meant."""
    meanings: dict[str, list[MaterialMeant]] = {}
    for one in world.names:
        meanings.setdefault(one.material, []).append(MaterialMeant(one.name, one.by_page, one.since))
    return rules(terms, meanings)


def measured(terms: Terms, world: World, asked: list[tuple[int, int]]) -> dict[tuple[int, int], dict[str, Any]]:
    """What the measure says of each moment, in the oracle's form; with reasons and without it says the same."""
    tables = {"moments": table("moments", asked), **known(world), **ruled(terms, world)}
    rows = judge(tables).to_pylist()
    assert len(rows) == len(asked)
    bare = {(row["lead"], row["as_of"]): row for row in judge(tables, with_reasons=False).to_pylist()}
    assert bare == {(row["lead"], row["as_of"]): {name: row[name] for name in BARE} for row in rows}
    for row in rows:
        found = row["reasons"] or []
        row["reasons"] = sorted((r["criterion"], r["reason"], r["hundredths"], tuple(r["evidence"])) for r in found)
    return dict(_keyed(rows))


def _keyed(rows: list[dict[str, Any]]) -> list[tuple[tuple[int, int], dict[str, Any]]]:
    return [((row["lead"], row["as_of"]), row) for row in rows]


asked_moments = st.lists(st.tuples(st.sampled_from(LEADS), moments), min_size=1, max_size=6, unique=True)


@tried(60)
@given(drawn.terms(labels=st.just("label")), worlds(), asked_moments, st.data())
def test_the_measure_says_what_the_oracle_says(
    terms: Terms, world: World, asked: list[tuple[int, int]], data: st.DataObject
) -> None:
    edges = [
        (t.lead, t.happened + days * DAY)
        for t in world.touches
        for days in (part.window_days for part in terms.interest)
    ]
    if edges:
        asked = list(dict.fromkeys([*asked, *data.draw(st.lists(st.sampled_from(edges), max_size=4))]))
    found = measured(terms, world, asked)
    for lead, at in asked:
        expected = oracle.judge(terms, world, lead, at)
        assert {name: found[lead, at][name] for name in expected} == expected


@tried(25)
@given(drawn.terms(labels=st.just("label")), worlds(), asked_moments)
def test_conditions_asked_outside_of_a_verdict_hold_when_criteria_do(
    terms: Terms, world: World, asked: list[tuple[int, int]]
) -> None:
    """Routing asks so; every criterion on an attribute, asked as a condition, holds exactly where a verdict names it."""
    conditions = {part.key: part for part in terms.about_attributes()}
    tables = {"moments": table("moments", asked), **known(world)}
    rows = met(tables | {"attribute_rules": rules_of_conditions(conditions, terms)}).to_pylist()
    found = {(row["lead"], row["as_of"], row["criterion"]) for row in rows}
    assert len(rows) == len(found)
    judged = measured(terms, world, asked)
    named = {(*at, key) for at, row in judged.items() for key, *_rest in row["reasons"] if key in conditions}
    assert found == named


@tried(25)
@given(worlds(), asked_moments)
def test_the_value_asked_for_is_the_latest_of_what_was_known(world: World, asked: list[tuple[int, int]]) -> None:
    rows = values({"moments": table("moments", asked), **known(world)}).to_pylist()
    expected = {}
    for lead, at in asked:
        for one in sorted(world.attributes, key=lambda a: (a.happened, a.text)):
            if one.lead == lead and one.known <= at:
                expected[lead, at, one.name] = one.text
    found = {(row["lead"], row["as_of"], row["name"]): row["text"] for row in rows}
    assert found == {key: text for key, text in expected.items() if text}


@tried(15)
@given(drawn.terms(labels=st.just("label")), worlds(), asked_moments)
def test_a_lead_is_judged_alone_as_within_a_batch(terms: Terms, world: World, asked: list[tuple[int, int]]) -> None:
    together = measured(terms, world, asked)
    for moment in asked:
        assert measured(terms, world, [moment])[moment] == together[moment]


@tried(40)
@given(drawn.terms(labels=st.just("label")), worlds(), st.sampled_from(LEADS), moments)
def test_no_decision_changes_unseen_before_the_next_look(terms: Terms, world: World, lead: int, at: int) -> None:
    """All is known: from then on, only time passes. Under fading the next look may come an hour late."""
    touches = [t for t in world.touches if t.happened <= at]
    world = World(
        [T(**{**t.__dict__, "known": min(t.known, at)}) for t in touches],
        [a for a in world.attributes if a.known <= at],
        [b for b in world.bases if b.known <= at],
        [n for n in world.names if n.since <= at],
    )
    found = measured(terms, world, [(lead, at)])[lead, at]
    until = found["look_again_at"]
    assert until is None or until > at
    end = at + 80 * DAY if until is None else until
    windows = {part.window_days for part in (*terms.interest, *terms.hand_raisers)}
    ends = [t.happened + days * DAY for t in touches for days in windows]
    steps = range(at + HOUR + 1, end, max(1, (end - at) // 40))
    for moment in sorted({*(e for e in ends if at < e < end), *steps}):
        if at + HOUR < moment < end:
            assert oracle.judge(terms, world, lead, moment)["decision"] == found["decision"], (moment - at) / DAY


def at_noon(day: int) -> int:
    return day * DAY + 12 * HOUR


def test_a_touch_counts_until_its_window_ends_and_not_at_its_end() -> None:
    world = World([T(0, "t", "webinar_attended", at_noon(0), at_noon(0))])
    end = at_noon(0) + 90 * DAY
    found = measured(small(), world, [(0, end - 1), (0, end)])
    assert (found[0, end - 1]["points"], found[0, end]["points"]) == (2500, 0)


def test_what_was_not_known_yet_does_not_count() -> None:
    world = World([T(0, "t", "webinar_attended", at_noon(0), at_noon(2))])
    found = measured(small(), world, [(0, at_noon(2) - 1), (0, at_noon(2))])
    assert (found[0, at_noon(2) - 1]["points"], found[0, at_noon(2)]["points"]) == (0, 2500)


def test_points_halve_every_half_life() -> None:
    terms = small(interest=[SMALL["interest"][0] | {"half_life_days": 10, "points": 5}])
    world = World([T(0, "t", "webinar_attended", 0, 0)])
    days = (0, 10, 20, 30, 40)
    found = measured(terms, world, [(0, day * DAY) for day in days])
    assert [found[0, day * DAY]["points"] for day in days] == [500, 250, 125, 63, 31]  # 62.5 is rounded up


def test_whoever_withdrew_is_never_handed_over_even_with_a_hand_raised() -> None:
    world = World([T(0, "t", "demo_requested", 0, 0)], [], [B(0, True, 0, 0), B(0, False, 5, 5)])
    found = measured(small(), world, [(0, 4), (0, 5), (1, 5)])
    assert [found[key]["decision"] for key in ((0, 4), (0, 5), (1, 5))] == ["qualified", "never", "not_yet"]
    assert ("no_basis", "no_basis", 0, ()) in found[0, 5]["reasons"]


def test_a_raised_hand_is_looked_at_again_when_it_sinks() -> None:
    world = World([T(0, "t", "demo_requested", 0, 0)])
    assert measured(small(), world, [(0, 7)])[0, 7]["look_again_at"] == 30 * DAY


def test_a_lead_without_anything_is_not_yet_and_time_changes_nothing() -> None:
    row = measured(small(), World(), [(0, 7)])[0, 7]
    assert (row["decision"], row["points"], row["look_again_at"], row["reasons"]) == ("not_yet", 0, None, [])


def test_of_more_touches_than_count_the_latest_do() -> None:
    world = World([T(0, f"t{day}", "webinar_attended", at_noon(day), at_noon(day)) for day in range(4)])
    row = measured(small(), world, [(0, at_noon(5))])[0, at_noon(5)]
    assert row["reasons"] == [("webinar", "interest", 5000, ("t3", "t2"))]


def test_of_two_statements_at_once_the_withdrawal_counts() -> None:
    for bases in ([B(0, True, 5, 5), B(0, False, 5, 5)], [B(0, False, 5, 5), B(0, True, 5, 5)]):
        assert measured(small(), World([], [], bases), [(0, 9)])[0, 9]["decision"] == "never"


def test_fading_points_are_looked_at_again_just_before_they_fall_below_the_threshold() -> None:
    """40 points halve in ten days and 30 are asked for: 10 × log2(40 ÷ 30) days, a little more than four."""
    terms = small(
        interest=[SMALL["interest"][0] | {"half_life_days": 10, "points": 40}], thresholds={"points": 30}, fit=[]
    )
    row = measured(terms, World([T(0, "t", "webinar_attended", 0, 0)]), [(0, 0)])[0, 0]
    assert 4.1 * DAY < row["look_again_at"] < 4.2 * DAY
    before, after = (
        oracle.judge(terms, World([T(0, "t", "webinar_attended", 0, 0)]), 0, at)
        for at in (row["look_again_at"] - 1, row["look_again_at"] + HOUR)
    )
    assert (before["decision"], after["decision"]) == ("qualified", "not_yet")


def test_criteria_that_take_points_away_are_looked_at_again_when_they_end() -> None:
    terms = small(
        interest=[SMALL["interest"][0], SMALL["interest"][1] | {"points": -30, "window_days": 7}],
        thresholds={"points": 20},
        fit=[],
    )
    world = World([T(0, "t", "webinar_attended", 0, 0), T(0, "u", "page_viewed", 0, 0, page="/preise")])
    row = measured(terms, world, [(0, DAY)])[0, DAY]
    assert (row["decision"], row["points"], row["look_again_at"]) == ("not_yet", -500, 7 * DAY)
