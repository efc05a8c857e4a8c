"""Entries as people read them: one sentence each, in the language of the reader, with names for the ids."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext, pgettext

from handschlag.kernel.sheets import Cell, Sheet
from handschlag.ledger.models import Entry
from handschlag.ledger.registry import actor_names, fact_named, subject_names

PAGE = 50
AT_ONCE = 500
THROUGH = '"through":'
"""How the payload of an entry begins to say through which program it was done."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")


@dataclass(frozen=True)
class Line:
    """One entry as it is read; ``at`` is aware, in UTC."""

    seq: int
    at: datetime
    fact: str
    sentence: str
    actor: str
    subject_kind: str
    subject_id: str
    subject: str
    hash: str

    @property
    def text(self) -> str:
        """The sentence, by the name under which a timeline looks for it."""
        return self.sentence


@dataclass(frozen=True)
class Excerpt:
    """Some lines, newest first; ``older_than`` is where the next excerpt goes on, or nothing."""

    lines: list[Line]
    older_than: int | None


def entries(subject_kind: str, subject_id: object, limit: int = PAGE) -> list[Line]:
    """What happened to one subject, newest first, at most ``limit`` lines."""
    return lines(Entry.objects.filter(subject_kind=subject_kind, subject_id=str(subject_id)).order_by("-seq")[:limit])


def latest(
    *, before: int | None = None, fact: str = "", subject: tuple[str, str] | None = None, limit: int = PAGE
) -> Excerpt:
    """The newest entries, before entry ``before`` where given, of one fact or one subject where given. By index, however many there are."""
    chosen: QuerySet[Entry] = Entry.objects.order_by("-seq")
    if before is not None:
        chosen = chosen.filter(seq__lt=before)
    if fact:
        chosen = chosen.filter(fact=fact)
    if subject:
        chosen = chosen.filter(subject_kind=subject[0], subject_id=subject[1])
    found = list(chosen[: limit + 1])
    return Excerpt(lines(found[:limit]), found[limit - 1].seq if len(found) > limit else None)


def ledger_sheet(*, fact: str = "", subject: tuple[str, str] | None = None) -> Sheet:
    """One row per entry, the newest first, as ``latest`` narrows them: as sentences, with the hashes to compare them by."""
    headings = [
        gettext("Entry"),
        gettext("Recorded at"),
        gettext("What happened"),
        gettext("Who"),
        gettext("Subject"),
        gettext("Fact"),
        gettext("Kind of subject"),
        gettext("Id of subject"),
        gettext("Fingerprint"),
    ]
    rows: Iterator[list[Cell]] = (
        [one.seq, one.at, one.sentence, one.actor, one.subject, one.fact, one.subject_kind, one.subject_id, one.hash]
        for one in _every_line(fact, subject)
    )
    return Sheet("ledger", headings, rows)


def _every_line(fact: str, subject: tuple[str, str] | None) -> Iterator[Line]:
    """Read piece by piece, each by index: neither memory nor a transaction lasts as long as the ledger is long."""
    before: int | None = None
    while True:
        excerpt = latest(before=before, fact=fact, subject=subject, limit=AT_ONCE)
        yield from excerpt.lines
        if excerpt.older_than is None:
            return
        before = excerpt.older_than


def lines(found: Sequence[Entry] | QuerySet[Entry]) -> list[Line]:
    """Entries made readable; one look-up of names for each kind of subject, and one for the actors."""
    rows = list(found)
    actors, programs = actor_names({row.actor for row in rows if row.actor}), _programs(rows)
    kinds = {row.subject_kind for row in rows}
    subjects = {
        kind: subject_names(kind, {row.subject_id for row in rows if row.subject_kind == kind}) for kind in kinds
    }
    return [_line(row, _actor(row, actors, programs), _subject(row, subjects[row.subject_kind])) for row in rows]


def through(subject_kind: str, subject_ids: Iterable[object]) -> dict[tuple[str, str], str]:
    """(Subject, fact) → the program through which somebody did it, for what was done through one; two queries at most."""
    ids = [str(one) for one in subject_ids]
    rows = list(Entry.objects.filter(subject_kind=subject_kind, subject_id__in=ids, payload_json__contains=THROUGH))
    programs = _programs(rows)
    return {(row.subject_id, row.fact): programs[row.seq] for row in rows}


def _programs(rows: Iterable[Entry]) -> dict[int, str]:
    """Entry → the name of the program it was done through."""
    tokens = {row.seq: json.loads(row.payload_json)["through"] for row in rows if THROUGH in row.payload_json}
    names = subject_names("token", tokens.values())
    return {seq: names.get(token) or gettext("a program no longer known") for seq, token in tokens.items()}


def _line(row: Entry, actor: str, subject: str) -> Line:
    said = _sentence(row.fact, {**json.loads(row.payload_json), "actor": actor, "subject": subject})
    return Line(row.seq, row.at, row.fact, said, actor, row.subject_kind, row.subject_id, subject, row.hash)


def _actor(row: Entry, names: Mapping[str, str], programs: Mapping[int, str]) -> str:
    if not row.actor:
        return gettext("the system")
    who = names.get(row.actor) or gettext("somebody no longer known")
    return said_through(who, programs[row.seq]) if row.seq in programs else who


def said_through(who: object, program: str) -> str:
    return pgettext("actor", "{who} (through {program})").format(who=who, program=program)


def _subject(row: Entry, names: Mapping[str, str]) -> str:
    """The name, or where nobody knows one (any more) the kind and the end of the id, enough to tell two apart."""
    return names.get(row.subject_id) or f"{row.subject_kind.replace('_', ' ')} …{row.subject_id[-6:]}"


def _sentence(fact: str, words: Mapping[str, Any]) -> str:
    try:
        registered = fact_named(fact)
    except LookupError:  # recorded by a version of the product that knew it
        return fact.replace("_", " ").capitalize()
    template = registered.de if (get_language() or "en").startswith("de") else registered.en
    sentence = template.format_map(_Words({key: _said(value) for key, value in words.items()}))
    return sentence[:1].upper() + sentence[1:]


class _Words(dict[str, Any]):
    """What a sentence is filled with; a word that an older entry lacks becomes an ellipsis."""

    def __missing__(self, key: str) -> str:
        return "…"


def _said(value: Any) -> Any:
    """A payload's value as it is said: moments in the reader's time zone, lists one after the other, nothing as a dash."""
    if value is None:
        return "–"
    if isinstance(value, list):
        return ", ".join(str(_said(item)) for item in value)
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return date_format(localtime(datetime.fromisoformat(value)), "SHORT_DATETIME_FORMAT")
    return value
