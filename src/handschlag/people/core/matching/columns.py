"""People as columns of whole numbers, so that thousands of pairs are compared at once and equal words only once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from handschlag.people.core.matching.person import MOST, Person

Codes = NDArray[np.int32]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


class Words:
    """Different words, numbered; number 0 is the empty one (nothing known)."""

    def __init__(self) -> None:
        self.number_of: dict[str, int] = {"": 0}

    def code(self, words: Iterable[str]) -> Codes:
        """The number of each word; new words get the next ones."""
        numbers = self.number_of
        return np.fromiter((numbers.setdefault(word, len(numbers)) for word in words), np.int32)

    @property
    def words(self) -> Sequence[str]:
        return list(self.number_of)

    def each(self, figure: Callable[[str], Any], kind: Any) -> NDArray[Any]:
        """``figure`` of every word, to be looked up by number."""
        return np.array([figure(word) for word in self.number_of], kind)

    def of_pairs(self, a: Codes, b: Codes, judge: Callable[[list[str], list[str]], NDArray[Any]]) -> NDArray[Any]:
        """``judge`` of the words of each pair; where words repeat, worked out once for each two different words."""
        words = self.words
        if len(words) > len(a) // 4:
            return judge([words[number] for number in a.tolist()], [words[number] for number in b.tolist()])
        pairs, place = np.unique(a.astype(np.int64) << 32 | b, return_inverse=True)
        left = [words[number] for number in (pairs >> 32).tolist()]
        right = [words[number] for number in (pairs & 0xFFFFFFFF).tolist()]
        return judge(left, right)[place]


class Crowd:
    """Any number of people, by position. ``names`` number given and family names alike, so that swapped ones are found."""

    def __init__(self, people: Sequence[Person]) -> None:
        self.people = people
        given, family, emails, phones, *rest = zip(*people, strict=True) if people else [()] * len(Person._fields)
        self.names = Words()
        self.given, self.family = self.names.code(given), self.names.code(family)
        self.mails, self.emails = _several(emails)
        self.lines, self.phones = _several(phones)
        self.firms, self.hosts, self.days, self.streets = Words(), Words(), Words(), Words()
        self.houses, self.codes, self.cities, self.numbers = Words(), Words(), Words(), Words()
        kinds = (self.firms, self.hosts, self.days, self.streets, self.houses, self.codes, self.cities, self.numbers)
        (self.company, self.domain, self.birth, self.street, self.house, self.postal_code, self.city, self.number) = (
            words.code(column) for words, column in zip(kinds, rest, strict=True)
        )


def _several(column: Sequence[Sequence[str]]) -> tuple[Words, list[Codes]]:
    """Up to ``MOST`` columns for a field with several values; those that would be empty are left out."""
    words = Words()
    most = min(MOST, max(map(len, column), default=0))
    return words, [
        words.code(values[place] if place < len(values) else "" for values in column) for place in range(most)
    ]
