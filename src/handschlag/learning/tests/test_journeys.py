"""Which touches belong to which pass."""

from datetime import UTC, datetime, timedelta
from typing import Any

from handschlag.engine.duck import run
from handschlag.engine.records import arrow_from_rows
from handschlag.learning.core.journeys import (
    BEGINNING,
    END,
    ENDS,
    JOURNEYS,
    KEYS,
    PASSES,
    TOUCHES,
    journeys,
    touches_on_the_way,
)

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def touches_of(
    passes: list[tuple[Any, ...]], keys: list[tuple[str, str]], touches: list[tuple[str, str, datetime]]
) -> dict[str, list[str]]:
    tables = {
        "passes": arrow_from_rows(PASSES, passes),
        "keys": arrow_from_rows(KEYS, keys),
        "touches": arrow_from_rows(TOUCHES, [(*touch, "fair") for touch in touches]),
    }
    rows = run(lambda table: journeys(table["passes"], table["keys"], table["touches"]), tables).to_pylist()
    found: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda row: row["touch_id"]):
        found.setdefault(row["lead_id"], []).append(row["touch_id"])
    return found


def test_an_anonymous_history_belongs_to_the_lead_once_its_key_is_linked():
    passes = [("lead", "mr", BEGINNING, END)]
    keys = [("anon:1", "mr"), ("email:m@r.example", "mr")]
    touches = [("t1", "anon:1", day(0)), ("t2", "email:m@r.example", day(1)), ("t3", "anon:2", day(2))]
    assert touches_of(passes, keys, touches) == {"lead": ["t1", "t2"]}


def test_a_touch_belongs_to_the_pass_it_happened_in():
    passes = [("first", "mr", BEGINNING, day(3)), ("second", "mr", day(3), END)]
    touches = [("t1", "k", day(2)), ("t2", "k", day(3)), ("t3", "k", day(4))]
    assert touches_of(passes, [("k", "mr")], touches) == {"first": ["t1", "t2"], "second": ["t3"]}


def test_touches_after_a_closed_pass_wait_for_the_next_one():
    assert touches_of([("first", "mr", BEGINNING, day(3))], [("k", "mr")], [("t1", "k", day(4))]) == {}


def on_the_way(touches: list[tuple[Any, ...]], ends: list[tuple[Any, ...]]) -> list[tuple[int, str]]:
    tables = {"touches": arrow_from_rows(JOURNEYS, touches), "ends": arrow_from_rows(ENDS, ends)}
    rows = run(lambda table: touches_on_the_way(table["touches"], table["ends"]), tables).to_pylist()
    return [(row["journey"], row["player"]) for row in rows]


def test_touches_before_the_end_are_on_the_way_in_the_order_of_time_and_then_of_their_ids() -> None:
    touches = [("lead", "b", day(1), "search"), ("lead", "a", day(1), "fair"), ("lead", "c", day(0), "mail")]
    late = [("lead", "d", day(2), "late"), ("other", "e", day(0), "else")]
    assert on_the_way(touches + late, [(0, "lead", day(2))]) == [(0, "mail"), (0, "fair"), (0, "search")]


def test_a_lead_with_two_deals_has_two_journeys() -> None:
    touches = [("lead", "a", day(0), "fair"), ("lead", "b", day(2), "search")]
    assert sorted(on_the_way(touches, [(0, "lead", day(1)), (1, "lead", day(3))])) == [
        (0, "fair"),
        (1, "fair"),
        (1, "search"),
    ]
