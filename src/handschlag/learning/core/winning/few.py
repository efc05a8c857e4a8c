"""Too few outcomes for a model: what may be said instead."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.stats import beta

FEWEST = 30
"""A model needs so many won leads and so many lost ones; with fewer, every figure would be chance."""

PRIOR = (1.0, 9.0)
"""As if one of ten leads had been won before we began: a Beta prior that weighs as much as ten leads. Anybody can redo the sum."""


@dataclass(frozen=True)
class TooFew:
    """The rate of all leads together, with the range that holds it with 90 %; the same for every lead."""

    won: int
    lost: int

    @property
    def rate(self) -> float:
        return (self.won + PRIOR[0]) / (self.won + self.lost + sum(PRIOR))

    @property
    def within(self) -> tuple[float, float]:
        low, high = beta.ppf([0.05, 0.95], self.won + PRIOR[0], self.lost + PRIOR[1])
        return float(low), float(high)


def too_few(won: int, lost: int) -> TooFew | None:
    """
    >>> few = too_few(3, 40)
    >>> round(few.rate, 3), [round(edge, 3) for edge in few.within]
    (0.075, [0.026, 0.145])
    >>> too_few(30, 400)
    """
    return TooFew(won, lost) if min(won, lost) < FEWEST else None
