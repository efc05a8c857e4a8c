"""What a draft is proposed with: a frozen document that says which terms it was made for, and what is signed when there is one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from handschlag.kernel.canonical import canonical_bytes, sha256_hex

MOST_BYTES = 500_000


class NoEvidence(ValueError):  # noqa: N818 – a word, like Refused
    """A document that cannot be evidence; ``check`` names what it lacks: object, kind, made_at, terms_hash, too_large, no_json."""

    def __init__(self, check: str) -> None:
        self.check = check
        super().__init__(check)


def canonical_text(document: object) -> str:
    """The document as RFC 8785 canonical JSON. Raises :class:`NoEvidence` with what is missing or too much.

    It is a JSON object with ``kind`` (a key), ``made_at`` (a moment with its zone) and ``terms_hash`` (of the terms it was made for);
    what else stands in it is the maker's matter. At most 500,000 bytes.
    """
    if not isinstance(document, Mapping):
        raise NoEvidence("object")
    try:
        text = canonical_bytes(document).decode()
    except (ValueError, RecursionError):
        raise NoEvidence("no_json") from None
    if len(text.encode()) > MOST_BYTES:
        raise NoEvidence("too_large")
    for name, holds in (("kind", _is_key), ("made_at", _is_moment), ("terms_hash", _is_hash)):
        if not holds(document.get(name)):
            raise NoEvidence(name)
    return text


def hash_to_sign(terms: Mapping[str, Any], document: Mapping[str, Any] | None) -> str:
    """What a signature covers: the SHA-256 of the terms alone, or of terms and evidence together, over canonical JSON; 64 hex digits."""
    return sha256_hex(terms) if document is None else sha256_hex({"evidence": document, "terms": terms})


def hash_with_text(terms: Mapping[str, Any], document: str) -> str:
    """``hash_to_sign`` for a document that is canonical text already, at a hundredth of the cost: the canonical JSON of both is that of
    each, side by side in the order of their names."""
    both = b'{"evidence":' + document.encode() + b',"terms":' + canonical_bytes(terms) + b"}"
    return sha256(both).hexdigest()


def _is_key(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,59}", value) is not None


def _is_moment(value: object) -> bool:
    try:
        return isinstance(value, str) and len(value) <= 40 and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[0-9a-f]{64}", value) is not None
