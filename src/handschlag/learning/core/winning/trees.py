"""Boosted trees as plain arrays, walked by compiled code: no library's object is kept, and one lead costs microseconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numba
import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from handschlag.learning.core.winning.columns import Numbers, Whole

LEAF = -1
OF_CATEGORY = 2
BLOCK = 1_000
MANY = 50_000
"""From so many leads on it pays to wake other threads."""

MOST_CODES = 64


@dataclass(frozen=True)
class Trees:
    """Nodes of all trees one after another; ``roots`` is where each begins, and ``base`` what is added to their sum.

    A node asks its ``feature`` (LEAF: none, its ``value`` counts): nothing known → left where ``missing_left``; a category →
    left where its code's bit is set in ``left_codes``; a number → left where it is at most ``threshold``. ``value`` of an inner node is the mean of the
    leaves below it, for reasons.
    """

    base: float
    roots: Whole
    feature: Whole
    threshold: Numbers
    left_codes: Whole
    missing_left: Whole
    left: Whole
    right: Whole
    value: Numbers

    def logits(self, codes: Numbers) -> Numbers:
        found = np.full(len(codes), self.base)
        walk = _walk if len(codes) < MANY else _walk_together
        walk(np.ascontiguousarray(codes), found, *self._arrays())
        return found

    def shares(self, codes: Numbers) -> Numbers:
        """What each column moves one lead's logit by, along the ways it goes (Saabas 2014). One number per column."""
        moved = np.zeros(codes.shape[1])
        _follow(np.ascontiguousarray(codes[0]), moved, *self._arrays())
        return moved

    @property
    def expected(self) -> float:
        """The logit of the rows that taught, on average."""
        return float(self.base + self.value[self.roots].sum())

    def _arrays(self) -> tuple[Any, ...]:
        return (
            self.roots,
            self.feature,
            self.threshold,
            self.left_codes,
            self.missing_left,
            self.left,
            self.right,
            self.value,
        )

    def plain(self) -> dict[str, Any]:
        """As JSON. Thresholds of categories, which have none, and infinite ones are written as text."""
        plain = {name: getattr(self, name).tolist() for name in INTEGERS + FLOATS}
        plain["left_codes"] = [format(code & MASK, "x") for code in plain["left_codes"]]
        plain["threshold"] = [value if np.isfinite(value) else None for value in plain["threshold"]]
        return {"base": self.base, **plain}

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Trees:
        whole: dict[str, Any] = {
            name: np.array(plain[name], dtype=np.int64) for name in INTEGERS if name != "left_codes"
        }
        whole["left_codes"] = np.array([int(code, 16) for code in plain["left_codes"]], dtype=np.uint64).view(np.int64)
        thresholds = [np.inf if value is None else value for value in plain["threshold"]]
        return cls(
            base=plain["base"],
            threshold=np.array(thresholds, dtype=np.float64),
            value=np.array(plain["value"], dtype=np.float64),
            **whole,
        )


INTEGERS = ("roots", "feature", "left_codes", "missing_left", "left", "right")
FLOATS = ("threshold", "value")
MASK = (1 << 64) - 1


def compiled(model: HistGradientBoostingClassifier, is_category: Sequence[bool]) -> Trees:
    """The fitted trees. A test compares their logits with scikit-learn's own, so a change of its insides is noticed.

    scikit-learn puts categories before numbers and numbers their codes anew; both is undone here.
    """
    places, known = _places(model, is_category)
    parts: dict[str, list[Any]] = {name: [] for name in INTEGERS + FLOATS}
    begin = 0
    for (predictor,) in model._predictors:
        nodes = predictor.nodes
        is_leaf = nodes["is_leaf"].astype(bool)
        is_asked = nodes["is_categorical"].astype(bool) & ~is_leaf
        parts["roots"].append([begin])
        parts["feature"].append(np.where(is_leaf, LEAF, places[nodes["feature_idx"].astype(np.int64)]))
        parts["threshold"].append(np.where(is_asked | is_leaf, np.inf, nodes["num_threshold"]))
        parts["left_codes"].append(_left_codes(predictor, is_asked, known))
        parts["missing_left"].append(np.where(is_asked, OF_CATEGORY, nodes["missing_go_to_left"]))
        parts["left"].append(begin + nodes["left"].astype(np.int64))
        parts["right"].append(begin + nodes["right"].astype(np.int64))
        parts["value"].append(_means(nodes, is_leaf))
        begin += len(nodes)
    whole: dict[str, Any] = {name: np.concatenate(parts[name]).astype(np.int64) for name in INTEGERS}
    whole |= {name: np.concatenate(parts[name]).astype(np.float64) for name in FLOATS}
    return Trees(base=float(model._baseline_prediction.ravel()[0]), **whole)


def together(several: Sequence[Trees]) -> Trees:
    """The mean of their logits, as one."""
    begins = np.cumsum([0, *(len(one.feature) for one in several)])[:-1]
    places = {
        name: np.concatenate([getattr(one, name) + begin for one, begin in zip(several, begins, strict=True)])
        for name in ("roots", "left", "right")
    }
    others = {
        name: np.concatenate([getattr(one, name) for one in several])
        for name in ("feature", "threshold", "left_codes", "missing_left")
    }
    value = np.concatenate([one.value for one in several]) / len(several)
    return Trees(base=float(np.mean([one.base for one in several])), value=value, **places, **others)


def _places(model: HistGradientBoostingClassifier, is_category: Sequence[bool]) -> tuple[Whole, list[Whole]]:
    """Our column for each of its features, and for each category the codes it met, in its order."""
    categories = np.flatnonzero(is_category)
    places = np.concatenate([categories, np.flatnonzero(~np.array(is_category, dtype=bool))]).astype(np.int64)
    if not len(categories):
        return places, []
    encoder = model._preprocessor.named_transformers_["encoder"]
    return places, [np.array(codes, dtype=np.int64) for codes in encoder.categories_]


def _left_codes(predictor: Any, is_asked: Any, known: list[Whole]) -> Whole:
    """One bit for each of our codes. Codes it never met go where what is missing goes."""
    nodes = predictor.nodes
    masks = np.zeros(len(nodes), dtype=np.uint64)
    for place in np.flatnonzero(is_asked):
        words = predictor.raw_left_cat_bitsets[nodes["bitset_idx"][place]]
        codes = known[nodes["feature_idx"][place]]
        left = {int(code) for number, code in enumerate(codes) if (int(words[number // 32]) >> (number % 32)) & 1}
        if nodes["missing_go_to_left"][place]:
            left |= set(range(MOST_CODES)) - {int(code) for code in codes}
        masks[place] = sum(1 << code for code in left)
    return masks.view(np.int64)


def _means(nodes: Any, is_leaf: Any) -> Numbers:
    """Children stand behind their parent, so that going backwards meets them first."""
    value: Numbers = nodes["value"].astype(np.float64)
    count = nodes["count"].astype(np.float64)
    for place in np.flatnonzero(~is_leaf)[::-1]:
        left, right = int(nodes["left"][place]), int(nodes["right"][place])
        value[place] = (count[left] * value[left] + count[right] * value[right]) / (count[left] + count[right])
    return value


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _goes_left(code: float, threshold: float, codes: int, missing: int) -> bool:  # pragma: no cover
    if missing >= 2:
        return (codes >> int(code)) & 1 == 1
    if np.isnan(code):
        return missing == 1
    return code <= threshold


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _walk(
    codes: Any,
    found: Any,
    roots: Any,
    feature: Any,
    threshold: Any,
    left_codes: Any,
    missing: Any,
    left: Any,
    right: Any,
    value: Any,
) -> None:  # pragma: no cover
    for row in range(len(codes)):
        total = 0.0
        for root in roots:
            node = root
            while feature[node] >= 0:
                asked = codes[row, feature[node]]
                node = (
                    left[node] if _goes_left(asked, threshold[node], left_codes[node], missing[node]) else right[node]
                )
            total += value[node]
        found[row] += total


@numba.njit(cache=True, parallel=True)  # type: ignore[untyped-decorator]
def _walk_together(
    codes: Any,
    found: Any,
    roots: Any,
    feature: Any,
    threshold: Any,
    left_codes: Any,
    missing: Any,
    left: Any,
    right: Any,
    value: Any,
) -> None:  # pragma: no cover
    """Tree by tree over some rows at a time, so that a tree stays where the processor finds it quickly."""
    for part in numba.prange((len(codes) + BLOCK - 1) // BLOCK):
        for root in roots:
            for row in range(part * BLOCK, min(len(codes), (part + 1) * BLOCK)):
                node = root
                while feature[node] >= 0:
                    asked = codes[row, feature[node]]
                    node = (
                        left[node]
                        if _goes_left(asked, threshold[node], left_codes[node], missing[node])
                        else right[node]
                    )
                found[row] += value[node]


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _follow(
    codes: Any,
    moved: Any,
    roots: Any,
    feature: Any,
    threshold: Any,
    left_codes: Any,
    missing: Any,
    left: Any,
    right: Any,
    value: Any,
) -> None:  # pragma: no cover
    for root in roots:
        node = root
        while feature[node] >= 0:
            asked = codes[feature[node]]
            after = left[node] if _goes_left(asked, threshold[node], left_codes[node], missing[node]) else right[node]
            moved[feature[node]] += value[after] - value[node]
            node = after
