"""Entries of the ledger, their head, and how a fact is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Protocol
from uuid import UUID

from django.db import models, transaction

from handschlag.kernel.canonical import canonical_bytes, moment_text
from handschlag.ledger.models.bulk import insert_values
from handschlag.ledger.registry import fact_named

BEGINNING = "0" * 64
"""The hash before the first entry."""

COLUMNS = ("seq", "at_utc", "fact", "actor", "subject_kind", "subject_id", "payload_json", "previous_hash", "hash")
"""All of an entry, in the order in which it is hashed."""


class Entry(models.Model):
    """One fact. Never updated and never deleted: the database itself refuses (migration ``0002_append_only``).

    No personal data: ``actor`` and ``subject_id`` are opaque ids ("" is the system itself), and the payload holds figures, keys
    of the agreement and ids, never names, addresses or anybody's words. All columns are text exactly as they are hashed.
    """

    seq = models.BigAutoField(primary_key=True)  # given by record(), strictly consecutive from 1; never by the database
    at_utc = models.CharField(max_length=27)
    fact = models.CharField(max_length=60)
    actor = models.CharField(max_length=64, blank=True)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    payload_json = models.TextField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["seq"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "seq"], name="entries_of_a_subject"),
            models.Index(fields=["fact", "seq"], name="entries_of_a_fact"),
        ]

    @property
    def at(self) -> datetime:
        """When it happened: aware, UTC."""
        return datetime.fromisoformat(self.at_utc)


class Head(models.Model):
    """The one row that says where the chain ends; whoever records holds its lock, so entries follow one another without a gap."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=BEGINNING)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_head")]


class Acting(Protocol):
    """Somebody who acts, perhaps ``through`` a program that named them: the id of its token then stands in the payload."""

    @property
    def id(self) -> UUID: ...

    @property
    def through(self) -> UUID | None: ...


Actor = str | UUID | Acting | None
"""Who did it; None is the system itself."""


@dataclass(frozen=True)
class Draft:
    """A fact not yet recorded, for ``record_many``."""

    fact: str
    at: datetime
    actor: Actor
    subject: tuple[str, str | UUID]
    payload: Mapping[str, object] = field(default_factory=dict)


def record(
    fact: str,
    *,
    at: datetime,
    actor: Actor,
    subject: tuple[str, str | UUID],
    payload: Mapping[str, object] | None = None,
) -> Entry:
    """Append one fact, in the caller's transaction if there is one: what the verb changed and its entry stand or fall together.

    No personal data in ``payload``. Raises LookupError for an unregistered fact; ValueError for a payload without the words its
    sentence needs or without canonical JSON, and for a moment without a time zone.
    """
    [row] = _append([Draft(fact, at, actor, subject, payload or {})])
    return Entry(**dict(zip(COLUMNS, row, strict=True)))


def record_many(drafts: Iterable[Draft]) -> int:
    """Append facts in their order under one lock; returns how many. All or none."""
    return len(_append(list(drafts)))


def head() -> Head:
    """Where the chain ends now: give it to both sides, and nobody can shorten or rewrite the ledger unnoticed."""
    return Head.objects.filter(id=1).first() or Head()


Row = tuple[int | str, ...]
"""An entry's ``COLUMNS``."""


def _append(drafts: list[Draft]) -> list[Row]:
    # Told before the lock: what cannot be told leaves the caller's transaction whole.
    told = [_told(draft) for draft in drafts]
    if not told:
        return []
    with transaction.atomic(savepoint=False):
        end, _is_new = Head.objects.select_for_update().get_or_create(id=1)
        rows = _chained(told, end.seq, end.hash)
        insert_values(Entry, COLUMNS, rows)
        Head.objects.filter(id=1).update(seq=rows[-1][0], hash=rows[-1][-1])
    return rows


def _told(draft: Draft) -> tuple[str, ...]:
    """The entry's columns without those of its place in the chain."""
    missing = fact_named(draft.fact).payload_keys - draft.payload.keys()
    if missing:
        raise ValueError(f"The sentence of {draft.fact!r} needs {', '.join(sorted(missing))}")
    kind, subject_id = draft.subject
    actor, through = _who(draft.actor)
    subject = str(subject_id)
    if "\n" in f"{actor}{kind}{subject}":
        raise ValueError(f"A line break in an id of {draft.fact!r}")
    payload = canonical_bytes({**draft.payload, **through}).decode()
    return moment_text(draft.at), draft.fact, actor, kind, subject, payload


def _who(actor: Actor) -> tuple[str, dict[str, str]]:
    """The actor's id, and what the payload says besides."""
    if actor is None or isinstance(actor, str | UUID):
        return str(actor or ""), {}
    return str(actor.id), {"through": str(actor.through)} if actor.through else {}


def _chained(told: Iterable[tuple[str, ...]], seq: int, previous_hash: str) -> list[Row]:
    """Each entry with its place after the one before it; the first follows entry ``seq``."""
    rows: list[Row] = []
    for columns in told:
        seq += 1
        hashed: Row = (seq, *columns, previous_hash)
        previous_hash = hash_of(hashed)
        rows.append((*hashed, previous_hash))
    return rows


def hash_of(columns: Iterable[object]) -> str:
    """An entry's hash: SHA-256 over its columns but the last, in their order, one a line, in UTF-8.

    No recorded column holds a line break, so no other columns give the same text.
    """
    return sha256("\n".join(map(str, columns)).encode()).hexdigest()
