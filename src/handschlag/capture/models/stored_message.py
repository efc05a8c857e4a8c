"""What recognises a repetition: every message that ever became a touch, in few bytes, whatever becomes of the touch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from uuid import UUID

from django.db import connection, models


class StoredMessage(models.Model):
    """A message id of a source that is taken, for ever. ``touch_id`` is the touch it became, ``body_digest`` what it said.

    A table of its own and narrow, so that the touches can be divided by time, thinned out or moved to the lake while a message that
    comes again after years is still known. ``key`` is a 128-bit hash of source and message id: by chance two differing ones
    meet once in 10^19 messages at a billion stored.
    """

    key = models.UUIDField(primary_key=True, editable=False)
    touch_id = models.UUIDField()
    body_digest = models.CharField(max_length=16, blank=True)

    @classmethod
    def among(cls, keys: Sequence[UUID]) -> dict[UUID, tuple[UUID, str]]:
        """Those of the keys that are taken, each with its touch and digest; at most a thousand or so at once.

        In plain SQL: asked for by every message that comes in, and nearly always answered with nothing.
        """
        if not keys:
            return {}
        is_native = connection.features.has_native_uuid_field
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT key, touch_id, body_digest FROM capture_storedmessage WHERE key IN ({', '.join(['%s'] * len(keys))})",  # noqa: S608 – our own names
                keys if is_native else [key.hex for key in keys],
            )
            rows = cursor.fetchall()
        return {_uuid(key): (_uuid(touch_id), digest) for key, touch_id, digest in rows}

    @classmethod
    def forget(cls, messages: Iterable[tuple[UUID, str]]) -> None:
        """Messages (source, id) whose touch never was may come again: an import that was taken back."""
        cls.objects.filter(key__in=[key_of(*message) for message in messages]).delete()


def _uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def key_of(source_id: UUID, message_id: str) -> UUID:
    """The key of a message of a source. The source's id has always 16 bytes, so no two pairs run together."""
    text = message_id.encode(errors="surrogatepass")
    return UUID(bytes=blake2b(source_id.bytes + text, digest_size=16).digest())
