"""A card as a draft of the agreement: its own criteria with learned points, and new ones where an attribute tells more.

Columns are called as the measure names things: ``criterion:KEY`` in units (how often it counted, faded ones in part), attributes by their
name. Nothing here is in force: a draft is tried on history, and two people sign it or do not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from handschlag.agreement.core.terms import Terms
from handschlag.learning.core.scorecard.card import Card, Line

CRITERION = "criterion:"
MOST_POINTS = 1000


def amended(terms: Terms, card: Card, threshold: int) -> dict[str, Any]:
    """The plain terms in which the card decides, ``threshold`` points in all being enough; raised hands and exclusions stay as they are.

    Criteria that the card gives nothing are left out, groups too: learned points need no cap. ValueError where the card gives points to what no
    criterion of the grammar can ask for.
    """
    plain = terms.plain()
    learned = {
        line.column.removeprefix(CRITERION): line.points for line in card.lines if line.column.startswith(CRITERION)
    }
    taken = {part.key for part in (*terms.criteria(), *terms.lists)}
    fit = [_with(one, learned, group=None) for one in plain["fit"] if learned.get(one["key"])]
    new = [line for line in card.lines if not line.column.startswith(CRITERION)]
    return plain | {
        "groups": [],
        "fit": [*fit, *_criteria(new, taken)],
        "interest": [_with(one, learned) for one in plain["interest"] if learned.get(one["key"])],
        "thresholds": {"points": max(1, threshold), "fit": 0, "interest": 0, "matrix": []},
    }


def _with(criterion: Mapping[str, Any], learned: Mapping[str, int], **more: Any) -> dict[str, Any]:
    return {**criterion, "points": learned[criterion["key"]], **more}


def _criteria(lines: list[Line], taken: set[str]) -> list[dict[str, Any]]:
    numbers: Counter[str] = Counter()
    found = []
    for line in lines:
        if line.each:
            raise ValueError(f"{line.column} counts by the unit, which only criteria can")
        numbers[line.column] += 1
        key = _free(f"learned-{line.column}-{numbers[line.column]}".replace("_", "-").lower()[:55], taken)
        taken.add(key)
        found.append(
            {"key": key, "label": _label(line), "attribute": line.column, "points": line.points, **_condition(line)}
        )
    return found


def _condition(line: Line) -> dict[str, Any]:
    if line.values:
        return {"comparison": "in", "values": list(line.values)}
    bounds = {name: getattr(line, name) for name in ("at_least", "below") if getattr(line, name) is not None}
    return {"comparison": "between", **bounds} if bounds else {"comparison": "present"}


def _label(line: Line) -> str:
    """The condition itself: people give it a better name."""
    if line.values:
        return f"{line.column}: {', '.join(line.values)}"[:200]
    low = "" if line.at_least is None else f"{line.at_least:g} ≤ "
    high = "" if line.below is None else f" < {line.below:g}"
    return f"{low}{line.column}{high}"


def _free(key: str, taken: set[str]) -> str:
    return next(one for one in (key, *(f"{key}-{number}" for number in range(2, 100))) if one not in taken)
