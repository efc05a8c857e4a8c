"""The funnel as a measure: what a stage counts, and by which channel."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.learning.tests.tables import rows, table
from handschlag.scoreboard.core.funnel import LEADS, MOMENTS, WINS, Stage, funnel, opened_within, won_value

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def lead(name: str, channel: str = "fair", **moments: datetime) -> tuple[Any, ...]:
    """A lead recorded at the stages named, and nowhere else."""
    known = {Stage.LEAD.value: START} | moments
    return (name, channel, *(known.get(stage.value) for stage in Stage))


def counted(leads: list[tuple[Any, ...]]) -> dict[str, dict[str, int]]:
    return {
        row["channel"]: {name: count for name, count in row.items() if name != "channel" and count}
        for row in rows(funnel(table(LEADS, leads)))
    }


def test_a_lead_counts_at_every_stage_it_was_recorded_at():
    whole_way = {stage.value: day(number) for number, stage in enumerate(Stage)}
    assert counted([lead("one", **whole_way)]) == {"fair": dict.fromkeys(Stage, 1)}


def test_an_imported_win_invents_no_stages_between():
    assert counted([lead("one", won=day(1))]) == {"fair": {"lead": 1, "won": 1}}


def test_each_channel_is_counted_by_itself_and_the_unknown_one_too():
    assert counted([lead("one"), lead("two", "search"), lead("three", "")]) == {
        "fair": {"lead": 1},
        "search": {"lead": 1},
        "": {"lead": 1},
    }


def test_a_house_without_leads_has_an_empty_funnel():
    assert counted([]) == {}


def test_the_cohort_begins_with_its_first_moment_and_ends_before_its_last():
    leads = table(LEADS, [lead(str(number), lead=day(number)) for number in range(4)])
    assert {row["lead_id"] for row in rows(opened_within(leads, day(1), day(3)))} == {"1", "2"}
    assert len(rows(opened_within(leads, None, None))) == 4


def test_values_of_different_currencies_are_never_added():
    leads = table(LEADS, [lead("one"), lead("two", "search")])
    wins = table(
        WINS,
        [
            ("a", "one", 100, "EUR"),
            ("b", "one", 50, "CHF"),
            ("c", "one", None, "EUR"),
            ("d", "two", 7, "EUR"),
            ("e", "other cohort", 9, "EUR"),
        ],
    )
    found = {
        (row["channel"], row["currency"]): (row["value_minor"], row["without_value"])
        for row in rows(won_value(leads, wins))
    }
    assert found == {("fair", "EUR"): (100, 1), ("fair", "CHF"): (50, 0), ("search", "EUR"): (7, 0)}


moments = st.fixed_dictionaries(
    {}, optional={stage.value: st.integers(0, 9).map(day) for stage in Stage if stage is not Stage.LEAD}
)
leads = st.lists(st.tuples(st.sampled_from(["", "fair", "search"]), moments), max_size=30)


@settings(max_examples=30, deadline=None)
@given(drawn=leads)
def test_the_funnel_equals_the_slow_obvious_version(drawn):
    made = [lead(str(number), channel, **known) for number, (channel, known) in enumerate(drawn)]
    slowly: dict[str, Counter[str]] = {}
    for row in made:
        named = dict(zip(LEADS.names, row, strict=True))
        slowly.setdefault(named["channel"], Counter()).update(stage.value for stage in Stage if named[MOMENTS[stage]])
    assert counted(made) == {channel: dict(counts) for channel, counts in slowly.items()}
