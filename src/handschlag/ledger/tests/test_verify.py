import json
from pathlib import Path
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from handschlag.ledger.models import ExportedHead, Head, head, verify
from handschlag.ledger.models.entry import hash_of
from handschlag.ledger.tests.facts_of_tests import chain
from handschlag.ledger.tests.tampering import COLUMNS, delete, flip, insert, run, swap, unguarded

pytestmark = pytest.mark.django_db

COUNT = 24


@pytest.mark.parametrize("mutation", [flip, swap, insert, delete])
def test_each_of_250_random_mutations_is_found(mutation: object) -> None:
    chain(COUNT)
    random = Random(mutation.__name__)  # type: ignore[attr-defined]
    for _attempt in range(250):
        with unguarded():
            done = mutation(random, COUNT)  # type: ignore[operator]
            verification = verify()
            assert not verification.ok, done
            assert 1 <= verification.first_broken_seq <= COUNT + 1
    assert verify().ok


def test_the_first_broken_entry_is_named() -> None:
    chain(COUNT)
    with unguarded():
        run("UPDATE ledger_entry SET fact = 'lead_scolded' WHERE seq IN (7, 9)")
        verification = verify()
    assert (verification.count, verification.first_broken_seq, verification.reason) == (
        6,
        7,
        "It was changed after it was recorded.",
    )


def test_moving_text_from_one_column_to_the_next_is_found() -> None:
    chain(COUNT)
    for sql in (
        "UPDATE ledger_entry SET actor = actor || subject_kind, subject_kind = '' WHERE seq = 5",
        "UPDATE ledger_entry SET fact = fact || chr(10) || actor, actor = subject_kind, subject_kind = subject_id, subject_id = '' WHERE seq = 5",
    ):
        with unguarded():
            run(sql.replace("chr", "char") if connection.vendor == "sqlite" else sql)
            assert verify().first_broken_seq == 5


def test_a_shortened_ledger_is_found_by_its_own_head() -> None:
    chain(COUNT)
    with unguarded():
        run("DELETE FROM ledger_entry WHERE seq > 20")
        assert verify().first_broken_seq == 21


def test_a_shortened_ledger_with_a_forged_head_is_found_by_the_exported_head() -> None:
    chain(COUNT)
    kept = ExportedHead.parse(f"{head().seq}:{head().hash}")
    with unguarded():
        run("DELETE FROM ledger_entry WHERE seq > 20")
        run("UPDATE ledger_head SET seq = 20, hash = (SELECT hash FROM ledger_entry WHERE seq = 20)")
        assert verify().ok
        assert verify(exported_head=kept).first_broken_seq == 21
        assert not verify(exported_head=ExportedHead(kept.hash)).ok


def test_a_complete_rewrite_is_found_by_the_exported_head() -> None:
    chain(COUNT)
    kept = ExportedHead(head().hash, head().seq)
    with unguarded():
        rewrite_from(10)
        assert verify().ok
        verification = verify(exported_head=kept)
        assert (verification.ok, verification.first_broken_seq) == (False, COUNT)


def rewrite_from(seq: int) -> None:
    """Change an entry and compute every hash after it again, as somebody would who knows how."""
    run("UPDATE ledger_entry SET actor = 'nobody' WHERE seq = %s", seq)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM ledger_entry WHERE seq >= {seq} ORDER BY seq")
        rows = cursor.fetchall()
    previous = rows[0][-2]
    for row in rows:
        fresh = hash_of((*row[:-2], previous))
        run("UPDATE ledger_entry SET previous_hash = %s, hash = %s WHERE seq = %s", previous, fresh, row[0])
        previous = fresh
    run("UPDATE ledger_head SET hash = %s", previous)


def test_an_older_exported_head_still_fits_a_ledger_that_grew() -> None:
    chain(5)
    kept = ExportedHead(head().hash, head().seq)
    chain(5)
    assert verify(exported_head=kept).ok
    assert verify(exported_head=ExportedHead(kept.hash)).ok
    assert verify(upto=3, exported_head=kept).ok


def test_a_head_that_lies_is_found() -> None:
    chain(COUNT)
    for forged in ({"seq": COUNT - 1}, {"seq": COUNT + 1}, {"hash": "f" * 64}):
        kept = Head.objects.values("seq", "hash").get()
        Head.objects.update(**forged)
        assert not verify().ok, forged
        Head.objects.update(**kept)
    assert verify().ok


def test_a_part_can_be_verified() -> None:
    chain(COUNT)
    with unguarded():
        run("UPDATE ledger_entry SET actor = 'nobody' WHERE seq = 20")
        assert verify(upto=19).count == 19
        assert not verify(upto=20).ok


@pytest.mark.parametrize("text", ["", "12", "abc", "f" * 63, "{}", '{"seq": 1}', "x:" + "f" * 64, "{not json"])
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        ExportedHead.parse(text)


def test_the_command_shows_the_head_and_verifies_against_it(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    chain(COUNT)
    call_command("ledger", "head", "--json")
    kept = capsys.readouterr().out
    assert json.loads(kept) == {"seq": COUNT, "hash": head().hash}
    file = tmp_path / "head.json"
    file.write_text(kept)
    call_command("ledger", "verify", "--head", str(file))
    assert f"{COUNT} entries" in capsys.readouterr().out
    call_command("ledger", "head")
    call_command("ledger", "verify", "--head", capsys.readouterr().out.strip(), "--json")
    assert json.loads(capsys.readouterr().out) == {"ok": True, "count": COUNT, "first_broken_seq": None, "reason": ""}


def test_the_command_ends_with_1_and_names_the_first_broken_entry(capsys: pytest.CaptureFixture[str]) -> None:
    chain(COUNT)
    with unguarded():
        run("UPDATE ledger_entry SET actor = 'nobody' WHERE seq = 17")
        with pytest.raises(SystemExit) as ended:
            call_command("ledger", "verify")
    assert ended.value.code == 1
    assert "entry 17" in capsys.readouterr().err


def test_the_command_refuses_a_head_that_is_none() -> None:
    with pytest.raises(CommandError, match="Not a head of the ledger"):
        call_command("ledger", "verify", "--head", "nonsense")
