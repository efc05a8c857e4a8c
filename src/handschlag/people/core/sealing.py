"""Text under a key: unreadable without it, and unchanged or refused."""

from __future__ import annotations

import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


def sealed(text: str, key: bytes) -> bytes:
    """A text as UTF-8, sealed as ``sealed_bytes`` does."""
    return sealed_bytes(text.encode(), key)


def opened(box: bytes, key: bytes) -> str:
    """The text. Raises InvalidTag where key or box are others."""
    return opened_bytes(box, key).decode()


def sealed_bytes(content: bytes, key: bytes) -> bytes:
    """AES-256-GCM (NIST SP 800-38D): a random nonce of 96 bits, then cipher text and tag."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, None)


def opened_bytes(box: bytes, key: bytes) -> bytes:
    """The content. Raises InvalidTag where key or box are others."""
    return AESGCM(key).decrypt(box[:NONCE], box[NONCE:], None)
