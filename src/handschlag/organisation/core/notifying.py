"""What colleagues are told by mail: every room says which kinds there are, whom they concern, and what of each is open now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Way(StrEnum):
    """How somebody wants to be told of something."""

    AT_ONCE = "at_once"
    MORNING = "morning"
    NEVER = "never"


MUST_HEAR = (Way.AT_ONCE, Way.MORNING)
"""What somebody has to act upon may wait for the morning, and cannot be silenced."""

ANY = (Way.AT_ONCE, Way.MORNING, Way.NEVER)


@dataclass(frozen=True)
class Line:
    """One thing that is open: in words that name nobody, and where it is dealt with (a whole address)."""

    words: str
    url: str


@dataclass(frozen=True)
class Section:
    """What is open of one kind: a sentence that counts it, and the things one by one, perhaps not all."""

    sentence: str
    lines: Sequence[Line] = ()


Open = Callable[[Any, datetime, datetime], Section | None]
"""User, since when they have not been told, now → what is open, in the active language and time zone; None where nothing is."""


@dataclass(frozen=True)
class Kind:
    """A kind of notification. ``usual`` is how it is told to whoever has not chosen, ``ways`` what may be chosen.

    ``concerns``: user, moment → whether they are ever told of it.
    """

    name: str
    label: Any
    says: Any
    usual: Way
    ways: Sequence[Way]
    concerns: Callable[[Any, datetime], bool]
    open: Open


_kinds: dict[str, Kind] = {}


def register_kinds(*kinds: Kind) -> None:
    """Make kinds known, in the order in which they are shown. ValueError for two of one name, or one whose usual way cannot be chosen."""
    for kind in kinds:
        if kind.usual not in kind.ways or kind.name in _kinds:
            raise ValueError(
                f"The kind of notification {kind.name!r} is there already, or its usual way is none of its ways"
            )
        _kinds[kind.name] = kind


def kind_named(name: str) -> Kind:
    """LookupError for a kind no room has registered."""
    try:
        return _kinds[name]
    except KeyError:
        raise LookupError(f"No room has registered the notification {name!r} in its notifications.py") from None


def kinds_for(user: Any, at: datetime) -> list[Kind]:
    """Those somebody may ever be told, by what they do in the house."""
    return [kind for kind in _kinds.values() if kind.concerns(user, at)]
