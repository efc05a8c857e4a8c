"""What colleagues write in their own words: kept as it is seen."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def visible(text: str) -> str:
    """The text without control characters and without what is invisible or turns the direction of writing; lines stay lines."""
    lines = _INVISIBLE.sub("", text.replace("\r\n", "\n")).split("\n")
    shown = ("".join(" " if _is_control(character) else character for character in line).rstrip() for line in lines)
    return "\n".join(shown).strip()


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"}
