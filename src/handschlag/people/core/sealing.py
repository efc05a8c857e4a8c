"""Text under a key: unreadable without it, and unchanged or refused."""

from __future__ import annotations

import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


def sealed(text: str, key: bytes) -> bytes:
    """AES-256-GCM (NIST SP 800-38D): a random nonce of 96 bits, then cipher text and tag."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, text.encode(), None)


def opened(box: bytes, key: bytes) -> str:
    """The text. Raises InvalidTag where key or box are others."""
    return AESGCM(key).decrypt(box[:NONCE], box[NONCE:], None).decode()
