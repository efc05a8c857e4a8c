"""Countries and postal code prefixes of a territory, read as people write them."""

from __future__ import annotations

import re

from handschlag.organisation.core.public_holidays import countries

LONGEST_PREFIX = 10


class UnreadablePart(ValueError):  # noqa: N818 – named for what it says
    """``part`` is no country, or no beginning of a postal code."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


def read_countries(text: str) -> list[str]:
    """Two-letter codes, each once, in the order given.

    >>> read_countries("de, AT de")
    ['DE', 'AT']
    """
    codes = [part.upper() for part in _parts(text)]
    for code in codes:
        if code not in countries():
            raise UnreadablePart(code)
    return codes and list(dict.fromkeys(codes))


def read_prefixes(text: str) -> list[str]:
    """Beginnings of postal codes, each once; one that another covers already is left out.

    >>> read_prefixes("86, 80, 8")
    ['8']
    >>> read_prefixes("SW1A 70")
    ['70', 'SW1A']
    """
    prefixes = sorted({part.upper() for part in _parts(text)})
    for prefix in prefixes:
        if not re.fullmatch(rf"[0-9A-Z-]{{1,{LONGEST_PREFIX}}}", prefix):
            raise UnreadablePart(prefix)
    return [
        prefix for prefix in prefixes if not any(prefix != other and prefix.startswith(other) for other in prefixes)
    ]


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"[\s,;]+", text) if part]
