"""What a contract is made of on paper: sections with sentences and tables, and the words of each language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

Language = Literal["de", "en"]


@dataclass(frozen=True)
class Grid:
    """A small table: headings, and rows of the same length."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """A section of the contract: sentences, then numbered ``steps``, then the table, where there are any, then the sentences ``after`` it."""

    heading: str
    sentences: tuple[str, ...] = ()
    grid: Grid | None = None
    after: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Words:
    """Everything a language needs to say the terms: phrases with named gaps, names of things, units with their plural.

    ``labels`` are what these terms call their groups and lists, by key; see :meth:`naming`.
    """

    language: Language
    months: tuple[str, ...]
    day: str
    quote: str
    last_or: str
    last_and: str
    units: Mapping[str, tuple[str, str]]
    kinds: Mapping[str, str]
    other_kind: str
    attributes: Mapping[str, str]
    other_attribute: str
    stages: Mapping[str, str]
    steps: Mapping[str, str]
    other_step: str
    fields: Mapping[str, str]
    choices: Mapping[str, str]
    phrases: Mapping[str, str]
    labels: Mapping[str, str] = field(default_factory=dict)

    def naming(self, labels: Mapping[str, str]) -> Words:
        """The same words, knowing what the groups and lists of some terms are called."""
        return replace(self, labels=labels)

    def named(self, key: str) -> str:
        """What the group or list with this key is called; its key where nobody said."""
        return self.quoted(self.labels.get(key, key))

    def say(self, phrase: str, **gaps: str) -> str:
        """The phrase with its gaps filled."""
        return self.phrases[phrase].format(**gaps)

    def kind(self, key: str) -> str:
        """What somebody did who left a touch of this kind."""
        return self.kinds.get(key) or self.other_kind.format(key=key)

    def attribute(self, key: str) -> str:
        """An attribute with its article."""
        return self.attributes.get(key) or self.other_attribute.format(key=key)

    def step(self, channel: str) -> str:
        """Through which channel a step is done: "by phone"."""
        return self.steps.get(channel) or self.other_step.format(key=channel)

    def field(self, kind: str, name: str) -> str:
        """What a field of a part of this kind is called; most are called the same in every part."""
        return self.fields.get(f"{kind}.{name}") or self.fields[name]

    def quoted(self, text: str) -> str:
        """A label or a value in the language's quotation marks."""
        return self.quote.format(text)

    def listed(self, texts: Iterable[str]) -> str:
        """Quoted values, of which one is enough: “DE”, “AT” or “CH”."""
        return self.either(map(self.quoted, texts))

    def either(self, texts: Iterable[str]) -> str:
        """Of which one is enough: "by e-mail or by phone"."""
        return _joined(texts, self.last_or)

    def all_of(self, texts: Iterable[str]) -> str:
        """Of which all are meant: "the industry, the country and the position"."""
        return _joined(texts, self.last_and)

    def counted(self, number: float, unit: str) -> str:
        """A figure with its unit: "1 point", "2 points"."""
        one, many = self.units[unit]
        return f"{self.figure(number)} {one if abs(number) == 1 else many}"

    def figure(self, value: float) -> str:
        """``12500`` → "12,500" or "12.500"; ``0.5`` → "0.5" or "0,5"; below zero with a true minus sign. No digit is lost."""
        text = f"{abs(value):,.12f}".rstrip("0").rstrip(".") if value != int(value) else f"{abs(int(value)):,}"
        if float(text.replace(",", "")) != abs(value):
            text = repr(abs(value))
        if self.language == "de":
            text = text.translate(str.maketrans(",.", ".,"))
        return f"−{text}" if value < 0 else text

    def on(self, day: str) -> str:
        """``2026-12-31`` → "31 December 2026" or "31. Dezember 2026"."""
        when = date.fromisoformat(day)
        return self.day.format(day=when.day, month=self.months[when.month - 1], year=when.year)


def _joined(texts: Iterable[str], last: str) -> str:
    *others, final = texts
    return last.join(filter(None, [", ".join(others), final]))
