"""A request's body taken apart at the door: unpacked within bounds, split into messages, each looked at for what is plain to see."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import Any

import msgspec

from handschlag.capture.core.dropping import Dropped, DropReason
from handschlag.capture.core.messages import kind_of_message, message_id
from handschlag.capture.core.portable import LARGEST_MESSAGE, LARGEST_RAW
from handschlag.capture.core.traits import plain_traits

LARGEST_BODY = 500 * 1024
"""In bytes, unpacked; as Segment bounds a batch."""


class Envelope(msgspec.Struct):
    """What a body holds: its messages as they came, and what stands around them."""

    messages: list[bytes]
    write_key: str = ""
    sent_at: str | None = None
    context: dict[str, Any] | None = None


class _Batch(msgspec.Struct, rename="camel"):
    batch: list[msgspec.Raw]
    write_key: Any = None
    sent_at: Any = None
    context: Any = None


class _Single(msgspec.Struct, rename="camel"):
    write_key: Any = None


class _Outline(msgspec.Struct, rename="camel"):
    """The parts of a message that tell whether it can become a touch at all."""

    type: Any = None
    event: Any = None
    message_id: Any = None
    anonymous_id: Any = None
    user_id: Any = None
    external_id: Any = None
    previous_id: Any = None


_read_batch = msgspec.json.Decoder(_Batch).decode
_read_single = msgspec.json.Decoder(_Single).decode
_read_outline = msgspec.json.Decoder(_Outline).decode
_read_any = msgspec.json.Decoder().decode


def unpacked(body: bytes, encoding: str) -> bytes:
    """The body without its gzip, reading never more than is allowed. Raises ``Dropped`` for what is too large or no gzip."""
    if encoding in ("gzip", "x-gzip"):
        inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            body = inflate.decompress(body, LARGEST_BODY + 1)
        except zlib.error:
            raise Dropped(DropReason.UNREADABLE, "said to be gzip, and is none") from None
        if len(body) <= LARGEST_BODY and not inflate.eof:
            raise Dropped(DropReason.UNREADABLE, "the gzip ends too early")
    elif encoding not in ("", "identity"):
        raise Dropped(DropReason.UNREADABLE, "Content-Encoding must be gzip, or absent")
    if len(body) > LARGEST_BODY:
        raise Dropped(DropReason.TOO_LARGE, "a batch has at most 500 KB")
    return body


def opened(body: bytes, *, is_batch: bool) -> Envelope:
    """The messages of a body. Raises ``Dropped`` where nothing in it can be read.

    Where one message is no JSON to a strict reader (NaN, half a character), Python's tolerant one splits the batch all the same,
    so that the others are kept; the bad one is quarantined when it is read.
    """
    try:
        return _strictly(body, is_batch)
    except (ValueError, RecursionError, msgspec.MsgspecError):
        return _tolerantly(body, is_batch)


def _strictly(body: bytes, is_batch: bool) -> Envelope:
    if not is_batch:
        return Envelope([body], _text(_read_single(body).write_key))
    batch = _read_batch(body)
    context = batch.context if isinstance(batch.context, dict) else None
    return Envelope([bytes(raw) for raw in batch.batch], _text(batch.write_key), _text(batch.sent_at) or None, context)


def _tolerantly(body: bytes, is_batch: bool) -> Envelope:
    try:
        sent = json.loads(body.decode("utf-8", "surrogateescape"))
    except (ValueError, RecursionError):
        raise Dropped(DropReason.UNREADABLE, "no JSON") from None
    messages = sent.get("batch") if is_batch and isinstance(sent, dict) else [sent]
    if not isinstance(sent, dict) or not isinstance(messages, list):
        raise Dropped(DropReason.UNREADABLE, 'no object, or no list under "batch"')
    return Envelope(
        [json.dumps(message).encode() for message in messages],
        _text(sent.get("writeKey")),
        _text(sent.get("sentAt")) or None,
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) and value.isprintable() and len(value) <= 200 else ""


def look(raw: bytes, type_: str = "") -> tuple[str | None, Dropped | None]:
    """A message's id, and why it cannot become a touch as far as a glance tells; a message of a known ``type_`` need not name it.

    Whatever is turned down here is turned down by ``messages.read`` too, if perhaps for another of its faults.
    """
    if len(raw) > LARGEST_RAW:
        return None, Dropped(DropReason.TOO_LARGE, f"{len(raw)} bytes; at most {LARGEST_MESSAGE}")
    try:
        outline = _read_outline(raw)
    except msgspec.ValidationError:
        return None, Dropped(DropReason.NOT_AN_OBJECT, "an event must be a JSON object")
    except (ValueError, RecursionError, msgspec.MsgspecError):
        return None, Dropped(DropReason.NOT_PORTABLE, "not JSON in every program's eyes")
    known_as = outline.message_id if isinstance(outline.message_id, str) and len(outline.message_id) <= 100 else None
    try:
        if outline.message_id is not None:
            message_id(outline.message_id)
        kind_of_message(type_ or outline.type, outline.event)
        if not (outline.anonymous_id or outline.user_id or outline.external_id or outline.previous_id):
            _refuse_nobody(_read_any(raw))
    except Dropped as dropped:
        return known_as, dropped
    return known_as, None


def _refuse_nobody(message: Mapping[str, Any]) -> None:
    if not is_named(message):
        raise Dropped(DropReason.NOBODY, "no anonymousId, userId, externalId, traits.email or traits.phone")


def is_named(message: Mapping[str, Any]) -> bool:
    """Whether the message says, in whatever part, who it was."""
    if any(message.get(name) not in (None, "") for name in ("userId", "externalId", "anonymousId", "previousId")):
        return True
    context = message.get("context")
    for said in (message.get("traits"), context.get("traits") if isinstance(context, dict) else None):
        if isinstance(said, dict) and not plain_traits(said).keys().isdisjoint(("email", "phone")):
            return True
    return False


def without_device_ids(raw: bytes, type_: str = "") -> bytes | None:
    """The message without what was read from the visitor's device; nothing where nobody is named then.

    What cannot be taken apart is left as it is: it will be quarantined, and gives no touch.
    """
    try:
        message = _read_any(raw)
    except (ValueError, RecursionError, msgspec.MsgspecError):
        return raw
    if not isinstance(message, dict):
        return raw
    message.pop("anonymousId", None)
    if (type_ or message.get("type")) == "alias":
        message.pop("previousId", None)
    if isinstance(context := message.get("context"), dict):
        context.pop("device", None)
    return msgspec.json.encode(message) if is_named(message) else None
