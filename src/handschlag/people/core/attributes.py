"""The types of attributes, and how a value of each is written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

YES = frozenset({"true", "yes", "ja", "1", "wahr"})
NO = frozenset({"false", "no", "nein", "0", "falsch"})


class AttributeType(StrEnum):
    """What values of an attribute are."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    YES_NO = "yes_no"
    CHOICE = "choice"


def written(text: str, type_: AttributeType, choices: Sequence[str] = ()) -> str:
    """The value as it is kept: numbers without separators, days in ISO 8601, yes and no as ``true`` and ``false``.

    Raises ValueError where the text is no value of that type.

    >>> written("1.200", AttributeType.NUMBER), written("Ja", AttributeType.YES_NO), written("24.12.2026", AttributeType.DAY)
    ('1200', 'true', '2026-12-24')
    """
    text = text.strip()
    if not text:
        return ""
    match type_:
        case AttributeType.NUMBER:
            return _number(text)
        case AttributeType.DAY:
            return _day(text).isoformat()
        case AttributeType.YES_NO:
            return _yes_or_no(text)
        case AttributeType.CHOICE:
            return next(choice for choice in _alike(text, choices))
        case AttributeType.TEXT:
            return text


def is_written(text: str, type_: AttributeType, choices: Sequence[str] = ()) -> bool:
    """Whether the text is a value of that type."""
    try:
        written(text, type_, choices)
    except ValueError:
        return False
    return True


def _number(text: str) -> str:
    """German and English writing: the last sign that stands once and is not followed by three digits is the decimal one."""
    plain = text.replace(" ", "").replace("\u00a0", "").replace("'", "")
    last = max(plain.rfind(","), plain.rfind("."))
    if last >= 0 and (plain.count(plain[last]) > 1 or len(plain) - last == 4):
        last = -1
    whole, decimals = (plain[:last], plain[last + 1 :]) if last >= 0 else (plain, "")
    digits = whole.replace(",", "").replace(".", "")
    number = float(f"{digits}.{decimals or 0}")
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def _day(text: str) -> date:
    if "." in text:
        day, month, year = text.split(".")
        return date(int(year), int(month), int(day))
    return date.fromisoformat(text)


def _yes_or_no(text: str) -> str:
    word = text.casefold()
    if word in YES or word in NO:
        return "true" if word in YES else "false"
    raise ValueError("neither yes nor no")


def _alike(text: str, choices: Sequence[str]) -> list[str]:
    found = [choice for choice in choices if choice.casefold() == text.casefold()]
    if not found:
        raise ValueError("none of the choices")
    return found
