"""JSON that every database and every program reads alike; Python alone tolerates more."""

from __future__ import annotations

import json
import math
import re

from handschlag.capture.core.dropping import Dropped, DropReason

DEEPEST = 32
SMALLEST, LARGEST = -(2**63), 2**63 - 1
LARGEST_MESSAGE = 32 * 1024
"""A message's own JSON, written without spaces, in bytes."""

SUSPICIOUS = re.compile("[\x00\ud800-\udfff]")
"""NUL, which PostgreSQL refuses in text, and halves of surrogate pairs, which are no characters."""


def canonical_text(message: object) -> str:
    """The message as sorted, compact ASCII JSON, whatever order its keys came in.

    Raises ``Dropped`` for NaN and infinities, numbers beyond 64 bit, NUL and lone surrogates, nesting deeper than 32, and for
    more than 32 KB.
    """
    refuse_unportable(message)
    text = json.dumps(message, sort_keys=True, separators=(",", ":"))
    if len(text) > LARGEST_MESSAGE:
        raise Dropped(DropReason.TOO_LARGE, f"{len(text)} bytes; at most {LARGEST_MESSAGE}")
    return text


def refuse_unportable(value: object, depth: int = 0) -> None:
    """Walk a JSON value and raise ``Dropped`` at the first thing that is not portable."""
    if isinstance(value, str):
        if SUSPICIOUS.search(value):
            raise Dropped(DropReason.NOT_PORTABLE, "a NUL character or half a surrogate pair")
    elif isinstance(value, dict):
        _refuse_depth(depth)
        for key, item in value.items():
            refuse_unportable(key)
            refuse_unportable(item, depth + 1)
    elif isinstance(value, list):
        _refuse_depth(depth)
        for item in value:
            refuse_unportable(item, depth + 1)
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise Dropped(DropReason.NOT_PORTABLE, "NaN or an infinite number")
    elif isinstance(value, int) and not SMALLEST <= value <= LARGEST:
        raise Dropped(DropReason.NOT_PORTABLE, "a number beyond 64 bit")


def _refuse_depth(depth: int) -> None:
    if depth >= DEEPEST:
        raise Dropped(DropReason.NOT_PORTABLE, f"nested deeper than {DEEPEST}")
