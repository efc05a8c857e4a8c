"""Reading the whole chain again: is every entry as it was recorded, is none missing, does it end where it should?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import DatabaseError
from django.utils.translation import gettext as _

from handschlag.ledger.models.entry import BEGINNING, COLUMNS, Entry, Head, hash_of, head


@dataclass(frozen=True)
class ExportedHead:
    """A head somebody kept outside: the hash, and the number of the entry that bore it where it was kept too."""

    hash: str
    seq: int | None = None

    @classmethod
    def parse(cls, text: str) -> ExportedHead:
        """From ``ledger head`` or ``ledger head --json``, or the bare hash. Raises ValueError for anything else."""
        text = text.strip()
        if text.startswith("{"):
            kept = json.loads(text)
            text = f"{kept.get('seq')}:{kept.get('hash')}"
        match = re.fullmatch(r"(?:(\d{1,18})[:\s]\s*)?([0-9a-f]{64})", text)
        if not match:
            raise ValueError("Not a head of the ledger: expected its hash of 64 digits, or number:hash")
        return cls(match[2], None if match[1] is None else int(match[1]))


@dataclass(frozen=True)
class Verification:
    """What came of reading the chain: ``count`` entries are in order; ``first_broken_seq`` is the first that is not, and
    ``reason`` a sentence about it in the active language."""

    ok: bool
    count: int
    first_broken_seq: int | None = None
    reason: str = ""


class _Broken(Exception):  # noqa: N818 – a finding, not an error
    """The entry at which the chain stops holding."""

    def __init__(self, seq: int, reason: str) -> None:
        self.verification = Verification(False, seq - 1, seq, reason)


def verify(upto: int | None = None, exported_head: ExportedHead | None = None) -> Verification:
    """Read the chain from its beginning, to entry ``upto`` or to its end, and compare it with the head kept here and the exported one.

    Entries may be recorded meanwhile. A complete rewrite, hashes and head included, shows only against an exported head.
    """
    try:
        return Verification(True, _walk(upto, exported_head, head()))
    except _Broken as broken:
        return broken.verification


def _walk(upto: int | None, exported: ExportedHead | None, kept: Head) -> int:
    seq, previous = 0, BEGINNING
    found = exported is None or exported.hash == BEGINNING
    for row in _rows(upto):
        seq += 1
        previous = _checked(row, seq, previous)
        if seq == kept.seq and previous != kept.hash:
            raise _Broken(seq, _("It is not the entry the ledger's head names."))
        if exported and seq == exported.seq and previous != exported.hash:
            raise _Broken(seq, _("It is not the entry the exported head names: the ledger was rewritten."))
        found = found or (exported is not None and previous == exported.hash)
    _check_end(seq, upto, kept)
    if not found and not (upto and exported and exported.seq and exported.seq > upto):
        raise _Broken(seq + 1, _("The exported head is not in the ledger: it was shortened or rewritten."))
    return seq


def _check_end(seq: int, upto: int | None, kept: Head) -> None:
    """The last entry read is not before the head read first, nor after the head read last."""
    if seq < min(kept.seq, upto if upto is not None else kept.seq):
        raise _Broken(seq + 1, _("It is missing: the ledger ends before its head."))
    head_after = head()
    if seq > head_after.seq:
        raise _Broken(head_after.seq + 1, _("It comes after the ledger's head."))


def _checked(row: tuple[object, ...], seq: int, previous: str) -> str:
    """The entry's hash, where it is what its columns and the chain say."""
    if row[0] != seq:
        raise _Broken(seq, _("It is missing."))
    if row[7] != previous:
        raise _Broken(seq, _("It does not follow from the entry before it."))
    if hash_of(row[:-1]) != row[-1]:
        raise _Broken(seq, _("It was changed after it was recorded."))
    return str(row[-1])


def _rows(upto: int | None) -> Iterator[tuple[object, ...]]:
    """All entries in order as plain tuples, in constant memory. One the database cannot even read is broken, not an accident of ours."""
    entries = Entry.objects.order_by("seq").values_list(*COLUMNS)
    seq = 0
    try:
        for row in (entries if upto is None else entries.filter(seq__lte=upto)).iterator(chunk_size=5000):
            seq = int(row[0])
            yield row
    except DatabaseError as error:
        raise _Broken(seq + 1, _("It cannot be read: %(error)s") % {"error": error}) from error
