from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from handschlag.kernel.canonical import canonical_bytes
from handschlag.ledger.models import BEGINNING, Draft, Entry, head, record, record_many, verify
from handschlag.ledger.models.entry import hash_of
from handschlag.ledger.registry import Fact, all_facts, fact_named, register
from handschlag.ledger.tests.facts_of_tests import AT, chain, drafts

pytestmark = pytest.mark.django_db


def test_an_empty_ledger_holds_and_ends_at_its_beginning() -> None:
    assert verify().ok
    assert (head().seq, head().hash) == (0, BEGINNING)


def test_a_fact_is_recorded_with_who_when_and_what() -> None:
    entry = record("lead_praised", at=AT, actor=UUID(int=7), subject=("lead", UUID(int=9)), payload={"points": 3})
    kept = Entry.objects.get()
    assert (kept.seq, kept.at, kept.fact) == (1, AT, "lead_praised")
    assert (kept.actor, kept.subject_kind, kept.subject_id) == (str(UUID(int=7)), "lead", str(UUID(int=9)))
    assert kept.payload_json == '{"points":3}'
    assert (head().seq, head().hash) == (1, entry.hash)


def test_the_system_itself_acts_without_a_name() -> None:
    assert record("lead_praised", at=AT, actor=None, subject=("lead", "1")).actor == ""


def test_entries_follow_one_another_without_a_gap_whoever_writes() -> None:
    chain(3)
    record("lead_praised", at=AT, actor=None, subject=("lead", "1"))
    chain(2)
    entries = list(Entry.objects.all())
    assert [entry.seq for entry in entries] == [1, 2, 3, 4, 5, 6]
    assert [entry.previous_hash for entry in entries] == [BEGINNING, *[entry.hash for entry in entries[:-1]]]
    assert verify().count == 6


def test_the_hash_covers_every_column_and_anybody_can_compute_it_again() -> None:
    chain(2)
    columns = [field.column for field in Entry._meta.fields]
    entry = Entry.objects.values_list(*columns).get(seq=2)
    assert columns[-1] == "hash"
    assert hash_of(entry[:-1]) == entry[-1]


def test_the_payload_is_canonical_json() -> None:
    entry = record(
        "lead_weighed", at=AT, actor=None, subject=("lead", "1"), payload={"points": 1.0, "on": AT, "aé": UUID(int=1)}
    )
    assert entry.payload_json.encode() == canonical_bytes({"aé": UUID(int=1), "on": AT, "points": 1})


def test_an_entry_falls_with_the_transaction_it_stands_in() -> None:
    with transaction.atomic():
        chain(3)
        transaction.set_rollback(True)
    assert (head().seq, Entry.objects.count()) == (0, 0)


def test_nothing_recorded_is_nothing_written() -> None:
    assert record_many([]) == 0


def test_a_batch_is_recorded_whole_or_not_at_all() -> None:
    with pytest.raises(LookupError):
        record_many([*drafts(2), Draft("lead_forgotten", AT, None, ("lead", "1"))])
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"fact": "lead_forgotten"}, "No room has registered"),
        ({"payload": {"points": 1}}, "needs on"),
        ({"payload": {"points": float("nan"), "on": AT}}, "canonical JSON"),
        ({"payload": {"points": 2**60, "on": AT}}, "canonical JSON"),
        ({"at": datetime(2026, 3, 2)}, "without a time zone"),  # noqa: DTZ001
        ({"actor": "one\ntwo"}, "line break"),
        ({"subject": ("lead\n", "1")}, "line break"),
    ],
)
def test_what_cannot_be_told_is_not_recorded(changes: dict, complaint: str) -> None:
    words = {
        "fact": "lead_weighed",
        "at": AT,
        "actor": None,
        "subject": ("lead", "1"),
        "payload": {"points": 1, "on": AT},
    }
    with pytest.raises((ValueError, LookupError), match=complaint):
        record(**{**words, **changes})
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_entry SET fact = 'x' WHERE seq = 2",
        "DELETE FROM ledger_entry WHERE seq = 3",
        "DELETE FROM ledger_entry",
        "UPDATE ledger_entry SET seq = seq + 10",
    ],
)
def test_the_database_itself_refuses_to_change_or_delete(sql: str) -> None:
    chain(3)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert verify().count == 3


def test_django_cannot_change_or_delete_either() -> None:
    chain(3)
    for attempt in (
        Entry.objects.all().delete,
        lambda: Entry.objects.filter(seq=2).update(fact="x"),
        Entry.objects.get(seq=1).delete,
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attempt()
    assert verify().count == 3


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="TRUNCATE is PostgreSQL's")
def test_postgresql_refuses_to_truncate() -> None:
    chain(3)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE ledger_entry")
    assert verify().count == 3


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="INSERT OR REPLACE is SQLite's")
def test_sqlite_refuses_to_replace() -> None:
    chain(3)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT OR REPLACE INTO ledger_entry SELECT * FROM ledger_entry WHERE seq = 2")
    assert verify().count == 3


def test_ten_thousand_facts_are_recorded_in_one_go() -> None:
    assert record_many(drafts(10_000)) == 10_000
    assert verify().count == 10_000


def test_recording_costs_few_queries(django_assert_max_num_queries: object) -> None:
    chain(1)
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        record("lead_praised", at=AT + timedelta(days=1), actor=None, subject=("lead", "1"))


def test_a_fact_has_one_sentence_and_only_one() -> None:
    known = fact_named("lead_praised")
    register(known)
    with pytest.raises(ValueError, match="other sentences"):
        register(Fact("lead_praised", en="{actor} scolded {subject}", de=known.de))


@pytest.mark.parametrize(
    "fact",
    [
        Fact("Lead Praised", en="a", de="b"),
        Fact("", en="a", de="b"),
        Fact("lead_peeked", en="{actor.__class__}", de="b"),
        Fact("lead_poked", en="{}", de="{0[x]}"),
    ],
)
def test_a_sentence_cannot_reach_into_its_values(fact: Fact) -> None:
    with pytest.raises(ValueError, match=r"no name for a fact|plain \{keys\}"):
        register(fact)


def test_both_sentences_of_every_fact_use_the_same_payload() -> None:
    for fact in all_facts():
        assert Fact(fact.name, fact.en, fact.en).payload_keys == Fact(fact.name, fact.de, fact.de).payload_keys, (
            fact.name
        )
