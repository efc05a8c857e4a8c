"""Bounds leave out what could not matter, and nothing else: what is found is what judging every moment by itself finds."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from handschlag.agreement.core.terms import Terms
from handschlag.agreement.tests import terms as drawn
from handschlag.qualification.tests import oracle
from handschlag.qualification.tests.oracle import DAY, World
from handschlag.qualification.tests.test_measure import LEADS, known, ruled, worlds
from handschlag.qualification.tests.test_measure import tried as tries
from handschlag.trial.core.backtest import LEADS as COLUMNS
from handschlag.trial.core.trying import Tried, examined, tried

FROM, UNTIL = 20 * DAY, 70 * DAY


def leads(until: dict[int, int]) -> pa.Table:
    rows = [{"lead": lead, "until": until.get(lead)} for lead in LEADS]
    return pa.Table.from_pylist(rows, COLUMNS.to_pyarrow())


def moments(terms: Terms, world: World, lead: int) -> Iterator[int]:
    """The beginning, and whenever anything became known or ended."""
    yield FROM
    for touch in world.touches:
        if touch.lead == lead:
            yield touch.known
            yield from (touch.happened + part.window_days * DAY for part in terms.interest)
    yield from (name.since for name in world.names)
    yield from (value.known for value in world.attributes if value.lead == lead)
    yield from (basis.known for basis in world.bases if basis.lead == lead)


def by_hand(terms: Terms, world: World, until: dict[int, int]) -> dict[int, int]:
    """Lead by lead, moment by moment."""
    found = {}
    for lead in LEADS:
        end = min(UNTIL, until.get(lead, UNTIL) + 1)
        asked = sorted({at for at in moments(terms, world, lead) if FROM <= at < end})
        qualified = [at for at in asked if oracle.judge(terms, world, lead, at)["decision"] == "qualified"]
        if qualified and qualified[0] > FROM:
            found[lead] = qualified[0]
    return found


def pairs(table: pa.Table) -> dict[int, int]:
    return dict(zip(table["lead"].to_pylist(), table["at"].to_pylist(), strict=True))


def steady(terms: Terms) -> Terms:
    """Nothing that takes points fades: what comes back bit by bit is looked at daily, which is another story."""
    plain = terms.plain()
    for part in plain["interest"]:
        if part["points"] < 0:
            part["half_life_days"] = None
    return Terms.model_validate(plain)


agreements = drawn.terms(labels=st.just("label")).map(steady)
ends = st.dictionaries(st.sampled_from(LEADS), st.integers(FROM, UNTIL), max_size=2)


@tries(12)
@given(agreements, worlds(), ends)
def test_leads_are_found_at_the_first_moment_that_qualifies_them(
    terms: Terms, world: World, until: dict[int, int]
) -> None:
    found = tried({**known(world), **ruled(terms, world)}, leads(until), terms, FROM, UNTIL)
    assert pairs(found.first) == by_hand(terms, world, until)


@tries(6)
@given(agreements, worlds())
def test_without_a_criterion_is_as_if_it_had_never_been_there(terms: Terms, world: World) -> None:
    found = examined({**known(world), **ruled(terms, world)}, leads({}), terms, FROM, UNTIL, margin=100)
    without = dict_of(found)
    for part in terms.criteria():
        if part.key in without:
            expected = by_hand(lacking(terms, part.key), world, {})
            assert without[part.key] == expected, part.key


def dict_of(found: Tried) -> dict[str, dict[int, int]]:
    assert found.without is not None
    assert found.counted is not None
    rows: dict[str, dict[int, int]] = {criterion: {} for criterion in found.counted["criterion"].to_pylist()}
    for row in found.without.to_pylist():
        rows[row["dropped"]][row["lead"]] = row["at"]
    return rows


def lacking(terms: Terms, key: str) -> Terms:
    plain = terms.plain()
    for name in ("fit", "estimates", "interest", "hand_raisers", "exclusions"):
        plain[name] = [part for part in plain[name] if part["key"] != key]
    return Terms.model_validate(plain)


@tries(6)
@given(agreements, worlds(), st.integers(-20, 20))
def test_another_threshold_finds_who_had_the_room(terms: Terms, world: World, points: int) -> None:
    """The same agreement, asking for more or fewer points (in a matrix: of interest)."""
    plain = terms.plain()
    asked = plain["thresholds"]
    if terms.thresholds.points is None:
        if any(corner["interest"] + points < 0 for corner in asked["matrix"]):
            return
        for corner in asked["matrix"]:
            corner["interest"] += points
    else:
        asked["points"] = max(1, asked["points"] + points)
        points = asked["points"] - terms.thresholds.points
    rooms = examined({**known(world), **ruled(terms, world)}, leads({}), terms, FROM, UNTIL, margin=25).room
    assert rooms is not None
    found = {
        row["lead"]
        for row in rooms.to_pylist()
        if row["best"] is not None
        and row["best"] >= 100 * points
        and not (row["before"] is not None and row["before"] >= 100 * points)
    }
    assert found == set(by_hand(Terms.model_validate(plain), world, {}))
