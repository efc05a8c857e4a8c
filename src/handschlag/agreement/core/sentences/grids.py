"""Tables of the contract: rows under headings, and the matrix of fit and interest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from handschlag.agreement.core.terms import Corner
from handschlag.agreement.core.text import Grid, Words

Band = tuple[int | None, int | None]
"""At least so many points and below so many; None where there is no bound."""


def grid(words: Words, headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Grid | None:
    """A table with these headings, or none where there are no rows."""
    return Grid(tuple(words.say(heading) for heading in headings), tuple(rows)) if rows else None


def matrix(corners: Sequence[Corner], words: Words) -> Grid:
    """Fit downwards, interest across, in the bands the corners cut: which of them are qualified."""
    fits, interests = _bands(corner.fit for corner in corners), _bands(corner.interest for corner in corners)
    rows = [
        (_said("fit", fit, words), *(_cell(corners, fit, interest, words) for interest in interests)) for fit in fits
    ]
    across = tuple(_said("interest", interest, words) for interest in interests)
    return Grid((words.say("matrix.heading"), *across), tuple(rows))


def _bands(bounds: Iterable[int]) -> list[Band]:
    """The bands between the bounds; below zero nobody is qualified, which the contract says in a sentence of its own."""
    ordered = sorted(set(bounds))
    bands: list[Band] = list(zip([None, *ordered], [*ordered, None], strict=True))
    return [band for band in bands if band != (None, 0)]


def _cell(corners: Sequence[Corner], fit: Band, interest: Band, words: Words) -> str:
    reached = any(_reaches(fit, corner.fit) and _reaches(interest, corner.interest) for corner in corners)
    return words.say("matrix.qualified" if reached else "matrix.not_yet")


def _reaches(band: Band, asked: int) -> bool:
    return band[0] is not None and band[0] >= asked


def _said(side: str, band: Band, words: Words) -> str:
    at_least, below = band
    phrase = "below" if at_least is None else "at_least" if below is None else "between"
    return words.say(
        f"matrix.{phrase}",
        side=words.say(f"matrix.{side}"),
        at_least="" if at_least is None else words.figure(at_least),
        below="" if below is None else words.figure(below),
    )
