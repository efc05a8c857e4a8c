"""One text for one value: RFC 8785 canonical JSON, and the SHA-256 over it that people sign and the ledger chains."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from uuid import UUID

import rfc8785


def sha256_hex(value: object) -> str:
    """The SHA-256 over ``canonical_bytes(value)`` as 64 lower-case hex digits."""
    return hashlib.sha256(canonical_bytes(value)).hexdigest()


def canonical_bytes(value: object) -> bytes:
    """``value`` as RFC 8785 canonical JSON in UTF-8: equal values give equal bytes, in whatever order their keys came.

    What JSON does not know is first made ``plain``. Raises ValueError for what has no exact JSON form: NaN, infinity, integers
    beyond 2^53, lone surrogates, keys that are not text, and types without a rule.
    """
    try:
        canonical: bytes = rfc8785.dumps(plain(value))
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise ValueError(f"No canonical JSON: {error}") from error
    return canonical


def plain(value: object) -> object:
    """``value`` in the six types of JSON.

    UUID → its 36 characters; moment → UTC, ``2026-03-02T09:00:00.000000Z``; day → ``2026-03-02``; Decimal → digits without exponent
    and without trailing zeros (``1.50`` and ``1.5`` are one number); an enum → its value; sets → sorted lists; tuples → lists.
    """
    match value:
        case Enum():
            return plain(value.value)
        case None | bool() | int() | float() | str():
            return value
        case Mapping():
            return {_key(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case set() | frozenset():
            return sorted((plain(item) for item in value), key=rfc8785.dumps)
        case UUID():
            return str(value)
        case datetime():
            return moment_text(value)
        case date():
            return value.isoformat()
        case Decimal():
            return _decimal_text(value)
    raise ValueError(f"No canonical JSON: there is no rule for {type(value).__name__}")


def moment_text(at: datetime) -> str:
    """An aware moment as 27 characters, ``2026-03-02T09:00:00.000000Z``: sorts as text in the order of time."""
    if at.tzinfo is None:
        raise ValueError(f"A moment without a time zone: {at.isoformat()}")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _key(key: object) -> str:
    if isinstance(key, str):
        return str(key.value) if isinstance(key, Enum) else key
    if isinstance(key, UUID):
        return str(key)
    raise ValueError(f"No canonical JSON: the key {key!r} is not text")


def _decimal_text(number: Decimal) -> str:
    if not number.is_finite():
        raise ValueError(f"No canonical JSON: {number} is not a number")
    if number == 0:
        return "0"
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
