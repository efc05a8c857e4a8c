"""Signatures of webhooks, as Standard Webhooks 1.0 describes them (https://www.standardwebhooks.com): HMAC-SHA256 over id, moment and body."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterable
from uuid import UUID

PREFIX = "whsec_"


def secret_of(house_secret: str, webhook_id: UUID, number: int) -> str:
    """The webhook's secret of this number, as its receiver enters it: 256 bits, drawn from the house's secret.

    It is reckoned whenever it is needed and stored nowhere, so that nobody finds it in a database or in a backup.
    """
    key = hmac.digest(house_secret.encode(), f"handschlag/webhook/{webhook_id}/{number}".encode(), "sha256")
    return PREFIX + b64encode(key).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """``v1,`` and the signature; ``timestamp`` is in whole seconds since 1970, UTC."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + b64encode(hmac.digest(b64decode(secret.removeprefix(PREFIX)), signed, "sha256")).decode()


def headers(secrets: Iterable[str], message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """What a receiver verifies by. While one secret replaces another, both sign, and either may be known to the receiver."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(secret, message_id, timestamp, body) for secret in secrets),
    }
