"""One value that was said, with what decides which of several counts."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from handschlag.capture.core.traits import Value

Owner = tuple[str, UUID]
"""``("contact", id)`` or ``("company", id)``."""

Age = tuple[datetime, str]
"""What the newest has most of: the moment, and of two at the same moment the text that sorts last."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One value under one name, said about an owner at a moment; ``text`` is the value as it is kept."""

    owner: Owner
    name: str
    value: Value
    at: datetime
    told_by: UUID
    text: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", text_of(self.value))  # once: it is asked for again and again

    @property
    def age(self) -> Age:
        return (self.at, self.text)


def text_of(value: Value) -> str:
    """As it is stored, compared and shown: ``true``, ``80``, ``Bauer AG``."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)[:300]


def number_of(value: Value) -> float | None:
    """The value as a number, also where it came as text; ``None`` for what is none."""
    if isinstance(value, bool) or (isinstance(value, str) and value[:1] not in "+-.0123456789"):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
