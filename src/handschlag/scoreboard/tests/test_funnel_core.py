"""The funnel as a measure: what a stage counts, and by which channel."""

from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.engine.duck import run
from handschlag.engine.records import arrow_from_rows
from handschlag.scoreboard.core.funnel import LEADS, RECORDS, WINS, Stage, funnel, won_value

Counts = dict[tuple[str, str], int]


def counted(leads: list[tuple[str, str]], records: list[tuple[str, str]]) -> Counts:
    tables = {"leads": arrow_from_rows(LEADS, leads), "records": arrow_from_rows(RECORDS, records)}
    found = run(lambda table: funnel(table["leads"], table["records"]), tables).to_pylist()
    return {(row["channel"], row["stage"]): row["leads"] for row in found}


def test_a_lead_counts_at_every_stage_it_was_recorded_at():
    whole_way = [("one", stage) for stage in Stage if stage is not Stage.LEAD]
    assert counted([("one", "fair")], whole_way) == {("fair", stage): 1 for stage in Stage}


def test_an_imported_win_invents_no_stages_between():
    assert counted([("one", "fair")], [("one", "won")]) == {("fair", "lead"): 1, ("fair", "won"): 1}


def test_a_lead_handed_over_twice_is_one_lead():
    assert counted([("one", "fair")], [("one", "handed_over"), ("one", "handed_over")]) == {
        ("fair", "lead"): 1,
        ("fair", "handed_over"): 1,
    }


def test_each_channel_is_counted_by_itself_and_the_unknown_one_too():
    assert counted([("one", "fair"), ("two", "search"), ("three", "")], []) == {
        ("fair", "lead"): 1,
        ("search", "lead"): 1,
        ("", "lead"): 1,
    }


def test_records_of_other_cohorts_do_not_count():
    assert counted([("one", "fair")], [("two", "won")]) == {("fair", "lead"): 1}


def test_a_house_without_leads_has_an_empty_funnel():
    assert counted([], []) == {}


def test_values_of_different_currencies_are_never_added():
    deals = [
        ("a", "one", 100, "EUR"),
        ("b", "one", 50, "CHF"),
        ("c", "one", None, "EUR"),
        ("d", "two", 7, "EUR"),
        ("e", "of another cohort", 9, "EUR"),
    ]
    tables = {
        "leads": arrow_from_rows(LEADS, [("one", "fair"), ("two", "search")]),
        "wins": arrow_from_rows(WINS, deals),
    }
    rows = run(lambda table: won_value(table["leads"], table["wins"]), tables).to_pylist()
    found = {(row["channel"], row["currency"]): (row["value_minor"], row["without_value"]) for row in rows}
    assert found == {("fair", "EUR"): (100, 1), ("fair", "CHF"): (50, 0), ("search", "EUR"): (7, 0)}


names = st.integers(0, 12).map(str)
some_leads = st.dictionaries(names, st.sampled_from(["", "fair", "search"]))
some_records = st.lists(
    st.tuples(names, st.sampled_from([stage.value for stage in Stage if stage is not Stage.LEAD])), max_size=40
)


@settings(max_examples=30, deadline=None)
@given(leads=some_leads, records=some_records)
def test_the_funnel_equals_the_slow_obvious_version(leads, records):
    slowly: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name, channel in leads.items():
        for stage in Stage:
            if stage is Stage.LEAD or (name, stage) in records:
                slowly[channel, stage].add(name)
    assert counted(list(leads.items()), records) == {key: len(found) for key, found in slowly.items()}
