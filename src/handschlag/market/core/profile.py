"""The polarity profile: a line for each brand from attribute to attribute, weak to the left and strong to the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 320
EDGE = 12
HEIGHT_OF_ROW = 40
LOWEST, HIGHEST = -2, 2


@dataclass(frozen=True)
class Line:
    """Points one below the other, as ``x,y`` pairs; ``style`` says which line it is."""

    name: str
    style: str
    points: tuple[tuple[float, float], ...]

    @property
    def path(self) -> str:
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)


def lines_of(name: str, style: str, places: Sequence[float | None]) -> list[Line]:
    """The line of one brand over the attributes in their order; where nothing is said it is interrupted.

    >>> [line.path for line in lines_of("Musterwerk", "ours", [2, -2, None, 0])]
    ['308,20 12,60', '160,140']
    """
    lines: list[Line] = []
    points: list[tuple[float, float]] = []
    for row, place in enumerate([*places, None]):
        if place is not None:
            points.append((x_of(place), HEIGHT_OF_ROW * (row + 0.5)))
        elif points:
            lines.append(Line(name, style, tuple(points)))
            points = []
    return lines


def x_of(place: float) -> float:
    """How far to the right a strength lies."""
    return round(EDGE + (place - LOWEST) / (HIGHEST - LOWEST) * (WIDTH - 2 * EDGE), 1)


def mark_places() -> list[float]:
    """Where the strengths −2, −1, 0, 1 and 2 lie."""
    return [x_of(place) for place in range(LOWEST, HIGHEST + 1)]
