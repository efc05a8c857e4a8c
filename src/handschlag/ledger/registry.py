"""The facts that may stand in the ledger, each with its one sentence in English and German."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from string import Formatter

Names = Callable[[Iterable[str]], Mapping[str, str]]
"""Ids → names to show; ids it does not know are left out."""


@dataclass(frozen=True)
class Fact:
    """Something that happened, in the past tense (``handover_accepted``), and its sentence in both languages.

    Sentences are ``str.format`` texts; they may use ``{actor}``, ``{subject}`` and keys of the payload.
    ``tells_recipients``: whoever got the person's data from us must learn of it (GDPR 19), whatever else they asked to be told.
    """

    name: str
    en: str
    de: str
    tells_recipients: bool = False

    @cached_property
    def payload_keys(self) -> frozenset[str]:
        """The keys a payload needs so that both sentences can be said."""
        parts = (part for text in (self.en, self.de) for part in Formatter().parse(text))
        return frozenset(field for _text, field, _format, _conversion in parts if field) - {"actor", "subject"}

    def with_gaps(self, language: str) -> str:
        """The sentence of any such fact: "… signed version … of the agreement for sales"."""
        sentence = self.de if language.startswith("de") else self.en
        return sentence.format_map(dict.fromkeys(self.payload_keys | {"actor", "subject"}, "…"))


_facts: dict[str, Fact] = {}
_rooms: dict[str, str] = {}
_names: dict[str, Names] = {}


def register(*facts: Fact, room: str = "") -> None:
    """Make the facts of a room known. The same fact twice is fine; one name with two sentences, or a name like no identifier, is a ValueError."""
    for fact in facts:
        if not re.fullmatch(r"[a-z][a-z0-9_]{2,59}", fact.name):
            raise ValueError(f"{fact.name!r} is no name for a fact: small letters, digits and underscores, past tense")
        if any(re.search(r"\W", key) for key in fact.payload_keys):
            raise ValueError(f"The sentences of {fact.name!r} reach into their values; only plain {{keys}} are allowed")
        if _facts.setdefault(fact.name, fact) != fact:
            raise ValueError(f"The fact {fact.name!r} is registered already, with other sentences")
        _rooms.setdefault(fact.name, room)


def fact_named(name: str) -> Fact:
    """The registered fact; LookupError for a name no room has registered."""
    try:
        return _facts[name]
    except KeyError:
        raise LookupError(f"No room has registered the fact {name!r} in its facts.py") from None


def all_facts() -> list[Fact]:
    """Every registered fact, by name."""
    return sorted(_facts.values(), key=lambda fact: fact.name)


def facts_by_room() -> dict[str, list[Fact]]:
    """Room → its facts, by name; rooms in the order of the alphabet, those of no room under an empty name."""
    rooms: dict[str, list[Fact]] = {room: [] for room in sorted(set(_rooms.values()))}
    for fact in all_facts():
        rooms[_rooms[fact.name]].append(fact)
    return rooms


def name_actors_with(names: Names) -> None:
    """Tell the ledger how people of the house are called; organisation does. They are the subjects of kind ``user`` as well."""
    name_subjects_with("user", names)


def name_subjects_with(kind: str, names: Names) -> None:
    """Tell the ledger how subjects of a kind are called, in the active language; the room that owns the kind does."""
    _names[kind] = names


def actor_names(ids: Iterable[str]) -> Mapping[str, str]:
    """Names for the actors that are known."""
    return subject_names("user", ids)


def subject_names(kind: str, ids: Iterable[str]) -> Mapping[str, str]:
    """Names for the subjects of a kind that are known; empty where nobody has said how to name that kind."""
    wanted = sorted(set(ids))
    return _names[kind](wanted) if wanted and kind in _names else {}
