"""Groups large enough for figures about employees: at least five, and none that can be reckoned from the others."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

FEWEST = 5

Team = TypeVar("Team", bound=Hashable)


def groups_of_five(sizes: Mapping[Team, int]) -> list[tuple[Team, ...]]:
    """Teams by size → groups of teams with at least five people each, in the order of ``sizes``; empty where there are fewer in all.

    Teams of fewer stand together. Where even these are fewer than five, the smallest large team joins them: a figure of the whole firm
    less the figures of all other teams would tell theirs.

    >>> groups_of_five({"North": 7, "South": 3, "East": 2, "West": 0})
    [('North',), ('South', 'East', 'West')]
    >>> groups_of_five({"North": 7, "South": 6, "East": 2}), groups_of_five({"North": 4})
    ([('North',), ('South', 'East')], [])
    """
    large = [team for team, size in sizes.items() if size >= FEWEST]
    small = [team for team, size in sizes.items() if size < FEWEST]
    people = sum(sizes[team] for team in small)
    if 0 < people < FEWEST:
        if not large:
            return []
        joining = min(large, key=lambda team: (sizes[team], -list(sizes).index(team)))
        large.remove(joining)
        small = [team for team in sizes if team == joining or team in small]
    groups: list[tuple[Team, ...]] = [(team,) for team in large]
    return [*groups, tuple(small)] if people else groups
