"""One amount spread over many days, to the last cent."""

from __future__ import annotations


def spread(amount_minor: int, days: int) -> list[int]:
    """``amount_minor`` in ``days`` parts that differ by one at most and sum to it exactly; the larger ones come first.

    >>> spread(100, 3)
    [34, 33, 33]

    Raises ValueError for fewer than one day or a negative amount.
    """
    if days < 1 or amount_minor < 0:
        raise ValueError(f"{amount_minor} cannot be spread over {days} days")
    part, rest = divmod(amount_minor, days)
    return [part + (day < rest) for day in range(days)]
