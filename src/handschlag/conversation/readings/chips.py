"""Suggestions as they stand below a note that is being written: what was suggested stays, with the person's answer to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from handschlag.conversation.models import Topic
from handschlag.conversation.readings.suggesting import FIELDS, Proposal, proposals


class Filled(Protocol):
    """The form, as far as suggestions depend on it."""

    def ticked(self) -> set[UUID]: ...
    def proposed(self) -> list[UUID]: ...
    def declined(self) -> set[UUID]: ...
    def words(self) -> str: ...


@dataclass(frozen=True)
class Chip:
    """A suggestion and the answer to it so far. ``is_topic``: only topics are counted, and can be refused."""

    proposal: Proposal
    is_taken: bool
    is_refused: bool

    @property
    def is_topic(self) -> bool:
        return isinstance(self.proposal.thing, Topic)


def chips(form: Filled) -> list[Chip]:
    """Those shown before, then what the note as it stands suggests; not what was ticked without being suggested."""
    before = form.proposed()
    ticked, declined = form.ticked(), form.declined()
    shown = [*_again(before), *proposals(form.words(), {*before, *(ticked - set(before))})]
    return [Chip(one, one.thing.id in ticked, one.thing.id in declined) for one in shown]


def _again(ids: Sequence[UUID]) -> list[Proposal]:
    topics = Topic.objects.offered().in_bulk(ids)
    return [Proposal(FIELDS[topics[one].kind], topics[one], ()) for one in dict.fromkeys(ids) if one in topics]
