"""JSON that every database and every program reads alike; Python alone tolerates more."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import msgspec

from handschlag.capture.core.dropping import Dropped, DropReason

DEEPEST = 32
SMALLEST, LARGEST = -(2**63), 2**63 - 1
LARGEST_MESSAGE = 32 * 1024
"""A message's own JSON, written without spaces, in bytes."""

LARGEST_RAW = 2 * LARGEST_MESSAGE
"""The same as it was sent, with whatever spaces: what is larger is not even looked into."""

SUSPICIOUS = re.compile("[\x00\ud800-\udfff]")
"""NUL, which PostgreSQL refuses in text, and halves of surrogate pairs, which are no characters."""

LONG_NUMBER = re.compile(rb"[:,\[\s]-?[0-9]{19}")

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder(order="sorted").encode


def decode(raw: bytes) -> tuple[Any, bool]:
    """The value that JSON text stands for, and whether it is known to be portable; what only Python would read is read too.

    Raises ``Dropped`` for what is no JSON in anybody's eyes, or far too large.
    """
    if len(raw) > LARGEST_RAW:
        raise Dropped(DropReason.TOO_LARGE, f"{len(raw)} bytes; at most {LARGEST_MESSAGE}")
    try:
        return _decode(raw), _is_surely_portable(raw)
    except (ValueError, RecursionError, msgspec.MsgspecError):
        pass
    try:
        return json.loads(raw.decode("utf-8", "surrogateescape")), False
    except ValueError:
        raise Dropped(DropReason.UNREADABLE, "no JSON") from None
    except RecursionError:
        raise Dropped(DropReason.NOT_PORTABLE, f"nested deeper than {DEEPEST}") from None


def _is_surely_portable(raw: bytes) -> bool:
    r"""Cheap signs that a decoded text needs no walk: too few brackets to be deep, no long number, no \\u0000.

    The decoder itself has refused NaN, infinities, lone surrogates and bytes that are no UTF-8.
    """
    return raw.count(b"{") + raw.count(b"[") <= DEEPEST and b"\\u0000" not in raw and not LONG_NUMBER.search(raw)


def canonical_text(message: object, is_portable: bool = False) -> bytes:
    """The message as sorted, compact JSON in UTF-8, whatever order its keys came in.

    Raises ``Dropped`` for NaN and infinities, numbers beyond 64 bit, NUL and lone surrogates, nesting deeper than 32, and for
    more than 32 KB.
    """
    if not is_portable:
        refuse_unportable(message)
    text = _encode(message)
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
