"""The Ed25519 key of the house (RFC 8032): what proofs are signed with, and how a new key is vouched for by the one before it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from handschlag.kernel.canonical import canonical_bytes

VOUCHING = "handschlag house key 1"


def new_key() -> bytes:
    """A fresh private key: 32 random bytes from the system."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_of(private: bytes) -> str:
    """The public key that belongs to it, as 64 hex digits."""
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw().hex()


def sign(content: Mapping[str, Any], private: bytes) -> str:
    """The signature over the canonical JSON of ``content``, as 128 hex digits."""
    return Ed25519PrivateKey.from_private_bytes(private).sign(canonical_bytes(content)).hex()


def is_signed(content: Mapping[str, Any], signature: str, public: str) -> bool:
    """Whether ``signature`` (128 small hex digits, nothing else) is that of the key ``public`` over exactly this content."""
    if not (re.fullmatch(r"[0-9a-f]{128}", signature) and re.fullmatch(r"[0-9a-f]{64}", public)):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(
            bytes.fromhex(signature), canonical_bytes(content)
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def vouching(public: str, from_at: str) -> dict[str, str]:
    """What the old key signs when a new one takes its place at ``from_at`` (a canonical moment)."""
    return {"format": VOUCHING, "from_at": from_at, "public": public}
