"""Identifiers as digests: recognised again, and not to be read back without the secret."""

from __future__ import annotations

import hmac
from hashlib import sha256


def digest(key: str, secret: bytes) -> str:
    """HMAC-SHA-256 (RFC 2104) of an identifier key (``email:…``), as 64 hexadecimal digits."""
    return hmac.digest(secret, key.encode(errors="surrogatepass"), sha256).hex()
