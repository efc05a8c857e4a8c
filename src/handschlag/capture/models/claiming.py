"""What waits to be walked is claimed in batches, and read as cheaply as a walk of thousands a second needs."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from handschlag.capture.models.touch import Touch, Waiting
from handschlag.ledger.models.raw import moment_of, plain, raw

CONSENT = '"consent"'
NOTHING: Mapping[str, Any] = {}

PEOPLE = 2_000
"""A batch ends before it names more people than this: each is looked up, judged and written once, however many touches they have in it,
so that a backlog of few people's touches is worked off many times faster, and no transaction lasts longer than so many people take."""


@dataclass(slots=True)
class WaitingTouch:
    """What a walk needs of a ``Touch``, under the same names; of the properties nothing but statements on consent."""

    id: UUID
    message_id: str
    happened_at: datetime
    who: str
    identifiers: Sequence[str]
    traits: Mapping[str, Any]
    properties: Mapping[str, Any]


def claim(limit: int, **which: UUID) -> list[WaitingTouch]:
    """Up to ``limit`` waiting touches, those that arrived first, of no more than ``PEOPLE``. In the caller's transaction: on PostgreSQL
    other workers take others meanwhile, SQLite has one writer at a time."""
    waiting = Waiting.objects.filter(set_aside_at=None, **which).order_by("known_at")
    if connection.features.has_select_for_update_skip_locked:
        waiting = waiting.select_for_update(skip_locked=True, of=("self",))
    return list(_read(_of_so_many_people(raw(waiting[:limit], "touch_id", "touch__who"))))


def walked(touches: Collection[WaitingTouch]) -> None:
    """They wait no longer."""
    Waiting.objects.filter(pk__among=[touch.id for touch in touches]).delete()


def _of_so_many_people(touches: Iterable[tuple[Any, str]]) -> list[Any]:
    """The ids of these touches, in their order, as far as they belong to the first ``PEOPLE`` who are named."""
    people: set[str] = set()
    ids: list[Any] = []
    for touch_id, who in touches:
        people.add(who)
        if len(people) > PEOPLE:
            break
        ids.append(touch_id)
    return ids


def _read(ids: Collection[Any]) -> Iterator[WaitingTouch]:
    """What stands in many of them, keys and traits above all, is read once."""
    said = _Said()
    for batch in plain(Touch.objects.filter(id__among=ids).order_by(), *WaitingTouch.__slots__):
        for touch_id, message_id, happened_at, who, identifiers, traits, properties in batch:
            yield WaitingTouch(
                UUID(touch_id),
                message_id,
                moment_of(happened_at),
                who,
                said[identifiers],
                said[traits],
                said[properties] if CONSENT in properties else NOTHING,
            )


class _Said(dict[str, Any]):
    def __missing__(self, text: str) -> Any:
        self[text] = found = json.loads(text)
        return found
