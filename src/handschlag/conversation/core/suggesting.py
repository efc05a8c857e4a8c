"""Tags suggested from a note: one logistic regression for each tag, over the words of notes whose tags a person confirmed.

A tag nobody has confirmed yet is suggested by the words of its name. With every confirmed note its weights move from there: the name is the
centre to which they are drawn (ridge regression with a prior mean), so that what is known on the first day is given up only for evidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handschlag.conversation.core.words import features, features_of, is_piece, spellings, words

Tag = Hashable
Vector = NDArray[np.float32]

NAME_WEIGHT = 4.0
"""What the longest word of a tag's name counts before anything was confirmed, in log-odds."""

RARE = -3.0
"""Log-odds of a tag in a note that says nothing of it, before anything was confirmed."""

RIDGE, RIDGE_OF_PIECES = 0.7, 3.0
"""How strongly weights are drawn to where they began: those of words, and those of pieces, of which a word has many."""

ROUNDS = 60
"""Steps of the descent; on the notes measured further ones change no suggestion worth speaking of."""

SEEN_IN = 2
"""Words of a single note teach nothing that could be found again."""

LIKELY, MOST = 0.35, 6
"""From which likelihood on a tag is suggested, and how many at most: to wave one away costs a person less than to find one."""


@dataclass(frozen=True, slots=True)
class Example:
    """A note's features (:func:`features`) and the tags a person confirmed for it."""

    features: frozenset[str]
    tags: frozenset[Tag]


@dataclass(frozen=True, slots=True)
class Suggested:
    """A tag that the note may speak of, how likely, and the words of the note that say so, the strongest first."""

    tag: Tag
    likelihood: float
    because: tuple[str, ...]


@dataclass(frozen=True)
class Suggester:
    """What was learned: a column of weights for each tag over a vocabulary, and the log-odds of each tag by itself."""

    tags: tuple[Tag, ...]
    place: Mapping[str, int]
    weights: Vector
    bias: Vector

    def suggest(self, text: str, known: Collection[Tag] = ()) -> list[Suggested]:
        """The likeliest tags, the likeliest first; never those ``known`` already."""
        likelihoods = self.likelihoods(features(text))
        order = np.argsort(-likelihoods, kind="stable")
        found = [at for at in order if likelihoods[at] >= LIKELY and self.tags[at] not in known][:MOST]
        return [Suggested(self.tags[at], float(likelihoods[at]), self._because(text, int(at))) for at in found]

    def likelihoods(self, found: Iterable[str]) -> Vector:
        """How likely each tag is, in the order of ``tags``."""
        rows = [self.place[one] for one in found if one in self.place]
        return _sigmoid(self.weights[rows].sum(axis=0) + self.bias)

    def _because(self, text: str, at: int) -> tuple[str, ...]:
        """Three words at most, as they were written, and none that says far less than the strongest."""
        weighed = Counter[str]()
        for word, is_denied in set(words(text)):
            rows = [self.place[one] for one in features_of(word, is_denied=is_denied) if one in self.place]
            weighed[word] = max(weighed[word], self.weights[rows, at].sum())
        strongest = weighed.most_common(3)
        written = spellings(text)
        return tuple(written.get(word, word) for word, weight in strongest if weight > max(0, strongest[0][1] / 3))


def learn(names: Mapping[Tag, Sequence[str]], examples: Sequence[Example]) -> Suggester:
    """From the names of the tags, in whatever languages, and the confirmed notes. The same input gives the same weights.

    Cost: rounds × (features in all notes × tags).
    """
    tags = tuple(names)
    place = _vocabulary(names, examples)
    prior = _prior(names, tags, place)
    bias = np.full(len(tags), RARE, dtype=np.float32)
    if not any(one in place for example in examples for one in example.features):
        return Suggester(tags, place, prior, bias)
    return Suggester(tags, place, *_Lessons(examples, place, tags).learn(prior, bias))


def _vocabulary(names: Mapping[Tag, Sequence[str]], examples: Sequence[Example]) -> dict[str, int]:
    seen = Counter(one for example in examples for one in example.features)
    of_names = {one for called in names.values() for name in called for one in features(name)}
    return {
        one: at for at, one in enumerate(sorted(of_names | {one for one, count in seen.items() if count >= SEEN_IN}))
    }


def _prior(names: Mapping[Tag, Sequence[str]], tags: Sequence[Tag], place: Mapping[str, int]) -> Vector:
    """The longest word of a name stands for the whole: in *Kürzere Rüstzeiten* it is not the first. Shorter ones count by their length."""
    prior = np.zeros((len(place), len(tags)), dtype=np.float32)
    for at, tag in enumerate(tags):
        for name in names[tag]:
            stems = {next(features_of(word, is_denied=is_denied)) for word, is_denied in words(name)}
            longest = max((len(one) for one in stems), default=1)
            for one in stems & place.keys():
                prior[place[one], at] = max(prior[place[one], at], NAME_WEIGHT * (len(one) / longest) ** 2)
    return prior


class _Lessons:
    """All notes as one sparse matrix of zeros and ones, in the order of notes and in the order of features."""

    def __init__(self, examples: Sequence[Example], place: Mapping[str, int], tags: Sequence[Tag]) -> None:
        rows = [sorted(place[one] for one in example.features if one in place) for example in examples]
        kept = [at for at, row in enumerate(rows) if row]
        lengths = np.array([len(rows[at]) for at in kept])
        self.answers = np.array([[tag in examples[at].tags for tag in tags] for at in kept], dtype=np.float32)
        self.feature = np.array([one for at in kept for one in rows[at]], dtype=np.int64)
        note = np.repeat(np.arange(len(kept)), lengths)
        by_feature = np.argsort(self.feature, kind="stable")
        self.note_by_feature = note[by_feature]
        self.seen, self.begins = np.unique(self.feature[by_feature], return_index=True)
        self.first = np.concatenate(([0], np.cumsum(lengths)[:-1])).astype(np.int64)
        self.ridge = np.array([[RIDGE_OF_PIECES if is_piece(one) else RIDGE] for one in place], dtype=np.float32)
        self.steepest = self.ridge.copy()
        self.steepest[self.seen, 0] += 0.25 * np.add.reduceat(
            (lengths + 1.0).astype(np.float32)[self.note_by_feature], self.begins
        )
        self.steepest_bias = np.float32(0.25 * (lengths + 1.0).sum())

    def learn(self, prior: Vector, bias: Vector) -> tuple[Vector, Vector]:
        """Descent on the penalised log loss, every tag at once, accelerated after Nesterov (1983).

        Each weight steps by the greatest curvature the loss can have in it (a quarter of the features beside it, note by note): no step
        is too far, and rare words do not wait for frequent ones.
        """
        weights, ahead, ahead_bias = prior, prior, bias
        for turn in range(ROUNDS):
            errors = _sigmoid(np.add.reduceat(ahead[self.feature], self.first, axis=0) + ahead_bias) - self.answers
            slope = self.ridge * (ahead - prior)
            slope[self.seen] += np.add.reduceat(errors[self.note_by_feature], self.begins, axis=0)
            stepped: Vector = np.asarray(ahead - slope / self.steepest, dtype=np.float32)
            stepped_bias: Vector = np.asarray(ahead_bias - errors.sum(axis=0) / self.steepest_bias, dtype=np.float32)
            push = np.float32(turn / (turn + 3))
            ahead, ahead_bias = stepped + push * (stepped - weights), stepped_bias + push * (stepped_bias - bias)
            weights, bias = stepped, stepped_bias
        return weights, bias


def _sigmoid(values: Vector) -> Vector:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -30, 30))), dtype=np.float32)
