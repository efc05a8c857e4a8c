"""Lists of words as people write them: skills, industries, companies."""

from __future__ import annotations

import re

LONGEST_WORD = 200
MOST_WORDS = 2_000


class TooMuch(ValueError):  # noqa: N818 – named for what it says
    """More than 2,000 words, or one of more than 200 characters."""


def read_words(text: str, *, by_line: bool = False) -> list[str]:
    """What commas, semicolons or lines keep apart (``by_line``: lines alone), each once however it is capitalised, in the order given.

    >>> read_words("Large accounts, precision; large  accounts")
    ['Large accounts', 'precision']
    >>> read_words("Bauer, Weiß & Co. KG", by_line=True)
    ['Bauer, Weiß & Co. KG']
    """
    parts = text.splitlines() if by_line else re.split(r"[,;\n\r]+", text)
    words = [" ".join(part.split()) for part in parts if part.strip()]
    once: dict[str, str] = {}
    for word in words:
        once.setdefault(word.casefold(), word)
    if len(once) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in once.values()):
        raise TooMuch
    return list(once.values())
