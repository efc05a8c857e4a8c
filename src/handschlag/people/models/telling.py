"""Those who got a person's data from us are told what became of it (GDPR 19)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from handschlag.kernel.canonical import canonical_bytes, moment_text
from handschlag.post.models import send_webhook_later


def tell_recipients(happened: str, contact_id: UUID, at: datetime) -> None:
    """Write the message into the outbox, in the caller's transaction: what happened to whom, by the id they know; nothing more."""
    told = {"type": happened, "timestamp": moment_text(at), "data": {"contact": str(contact_id)}}
    send_webhook_later(
        key=f"{happened}:{contact_id}:{at.isoformat()}", event=happened, body=canonical_bytes(told).decode(), at=at
    )
