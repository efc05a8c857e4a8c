"""The door: where touches come in by HTTP, in the shape that Segment's libraries send. A WSGI callable of its own.

It stands before Django: no session, no cookie, no table but the inbox. A request is taken apart, looked at, written down, and
answered when it is on disk; what its messages say is read afterwards by the worker.
"""

from __future__ import annotations

import base64
import binascii
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from django.db import Error

from handschlag.capture.core.dropping import Dropped, DropReason
from handschlag.capture.core.envelopes import LARGEST_BODY, Envelope, look, opened, unpacked, without_device_ids
from handschlag.capture.core.machines import is_bot, is_prefetch
from handschlag.capture.core.messages import FROM_PAGE
from handschlag.capture.core.parcels import Parcel
from handschlag.capture.models.senders import Sender, Senders
from handschlag.capture.models.writing import NotWritten

log = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = "5"

TYPES = {"track": "t", "identify": "i", "page": "p", "screen": "s", "group": "g", "alias": "a"}
"""Types of messages with an address of their own, long and short."""

ADDRESSES = (
    {f"/v1/{name}": name for name in TYPES}
    | {f"/v1/{short}": name for name, short in TYPES.items()}
    | dict.fromkeys(("/v1/batch", "/v1/b", "/v1/import"), "")
)
"""The type each address stands for; none for the addresses that take batches."""

SETTINGS = ("/v1/projects/", "/settings")
"""Around the write key in the address where analytics-next fetches its settings."""

STATUS = {
    200: "200 OK",
    204: "204 No Content",
    400: "400 Bad Request",
    401: "401 Unauthorized",
    403: "403 Forbidden",
    404: "404 Not Found",
    405: "405 Method Not Allowed",
    413: "413 Content Too Large",
    503: "503 Service Unavailable",
}

Headers = list[tuple[str, str]]
Answer = tuple[int, Any, Headers]
_encode = msgspec.json.Encoder().encode


@dataclass(slots=True)
class Turned(Exception):  # noqa: N818 – somebody was turned away; it is no error
    """A request that is not taken in: the answer's status, and a sentence for whoever looks at it (English: programs read it)."""

    status: int
    sentence: str
    headers: Headers = field(default_factory=list)


@dataclass(frozen=True)
class Door:
    """``keep`` returns when a parcel is on disk, ``senders`` knows the keys, ``clock`` tells the time.

    ``scheme`` is the public address's, where a proxy in front speaks another with us.
    """

    keep: Callable[[Parcel], None]
    senders: Senders
    clock: Callable[[], datetime]
    scheme: str = ""

    @staticmethod
    def opens(path: str) -> bool:
        """Whether this address is the door's."""
        return path in ADDRESSES or (path.startswith(SETTINGS[0]) and path.endswith(SETTINGS[1]))

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request, whatever it brings: 2xx, 4xx, or 503 with Retry-After while nothing can be written."""
        cors: Headers = []
        try:
            cors = self._for_browsers(environ)
            status, said, headers = self._answer(environ)
        except Turned as turned:
            status, said, headers = turned.status, {"detail": turned.sentence}, turned.headers
        except (NotWritten, Error) as problem:
            log.warning("A request was asked to come again: %r", problem)
            status, said = 503, {"detail": "Nothing can be written at the moment; please send the same again."}
            headers = [("Retry-After", RETRY_AFTER_SECONDS)]
        body = b"" if said is None else _encode(said)
        plain = [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
        ]
        start(STATUS[status], plain + headers + cors)
        return [body]

    def _for_browsers(self, environ: dict[str, Any]) -> Headers:
        """What lets a page of an allowed address read the answer."""
        origin = environ.get("HTTP_ORIGIN", "")
        if not origin or not (_is_own(origin, environ) or self.senders.knows_origin(origin, self.clock())):
            return [("Vary", "Origin")] if origin else []
        return [
            ("Access-Control-Allow-Origin", origin),
            ("Access-Control-Allow-Credentials", "true"),
            ("Vary", "Origin"),
        ]

    def _answer(self, environ: dict[str, Any]) -> Answer:
        method = environ["REQUEST_METHOD"]
        if method == "OPTIONS":
            return 204, None, _preflight(environ)
        path = environ["PATH_INFO"]
        if path not in ADDRESSES:
            return self._settings(path[len(SETTINGS[0]) : -len(SETTINGS[1])], environ)
        if method != "POST":
            raise Turned(405, "Messages are sent by POST.", [("Allow", "POST, OPTIONS")])
        return self._take_in(environ, ADDRESSES[path])

    def _settings(self, key: str, environ: dict[str, Any]) -> Answer:
        """What analytics-next asks for before it sends anything: where to send. It knows nothing but this one destination."""
        if self.senders.with_key(key, self.clock()) is None:
            raise Turned(404, "Unknown write key.")
        house = {"apiHost": f"{environ.get('HTTP_HOST', '')}/v1", "protocol": self.scheme or environ["wsgi.url_scheme"]}
        everything = {"__default": {"enabled": True, "integrations": {}}}
        said = {
            "integrations": {
                "Segment.io": {"apiKey": key, **house, "unbundledIntegrations": [], "addBundledMetadata": False}
            },
            "plan": {"track": everything, "identify": everything, "group": everything},
            "edgeFunction": {},
            "analyticsNextEnabled": True,
            "middlewareSettings": {},
            "enabledMiddleware": {},
            "metrics": {"sampleRate": 0},
            "legacyVideoPluginsEnabled": False,
            "remotePlugins": [],
        }
        return 200, said, []

    def _take_in(self, environ: dict[str, Any], type_: str) -> Answer:
        now = self.clock()
        sender = self.senders.with_key(_key_in_header(environ.get("HTTP_AUTHORIZATION", "")), now)
        try:
            body = unpacked(_body(environ), environ.get("HTTP_CONTENT_ENCODING", "").strip().lower())
            envelope = opened(body, is_batch=not type_)
        except Dropped as dropped:
            self._reject(sender, dropped.reason, now)
            raise Turned(413 if dropped.reason is DropReason.TOO_LARGE else 400, dropped.detail) from None
        sender = sender or self.senders.with_key(envelope.write_key, now)
        if sender is None:
            raise _unknown()
        origin = environ.get("HTTP_ORIGIN", "")
        if origin and origin not in sender.origins and not _is_own(origin, environ):
            self._reject(sender, DropReason.FOREIGN_ORIGIN, now, len(envelope.messages))
            raise Turned(403, "This source takes nothing from pages of this address.")
        return self._write_down(sender, envelope, type_, _flags(environ), now, from_browser=bool(origin))

    def _write_down(
        self, sender: Sender, envelope: Envelope, type_: str, flags: list[str], now: datetime, *, from_browser: bool
    ) -> Answer:
        messages: list[bytes | None] = list(envelope.messages)
        is_browser = from_browser or sender.is_browser
        flags = [*flags, FROM_PAGE] if is_browser else flags
        if is_browser and not sender.consent_is_wired:
            messages = [without_device_ids(raw, type_) for raw in envelope.messages]
            flags = [*flags, NO_DEVICE_ID]
        said = [_said(raw, type_, is_browser=is_browser) for raw in messages]
        kept = [raw for raw, one in zip(messages, said, strict=True) if raw is not None and one is not NOBODY_S]
        rejected = {DropReason.NO_CONSENT.value: len(messages) - len(kept)} if len(kept) < len(messages) else {}
        if messages:
            self.keep(
                Parcel(
                    source_id=sender.source_id,
                    received_at=now,
                    messages=kept,
                    sent_at=envelope.sent_at,
                    context=envelope.context,
                    type=type_,
                    flags=flags,
                    rejected=rejected,
                )
            )
        return 200, {"success": True, "received": len(messages), "results": said}, []

    def _reject(self, sender: Sender | None, reason: DropReason, now: datetime, amount: int = 1) -> None:
        if sender is None:
            raise _unknown()
        self.keep(Parcel(sender.source_id, now, [], rejected={reason.value: amount}))


NO_DEVICE_ID = "no_device_id"
"""Flag of touches whose device id was taken off, because consent is not wired."""


NOBODY_S = {"outcome": "rejected", "reason": DropReason.NO_CONSENT.value}
"""What is said of a browser's message that names nobody: visitors who did not consent are many, and no mistake to be looked at."""


def _said(raw: bytes | None, type_: str, *, is_browser: bool) -> dict[str, Any]:
    """What becomes of a message as far as is known already: a duplicate, or what only a full reading shows, comes out later."""
    if raw is None:
        return NOBODY_S
    message_id, dropped = look(raw, type_)
    if dropped is None:
        return {"messageId": message_id, "outcome": "received"}
    if is_browser and dropped.reason is DropReason.NOBODY:
        return NOBODY_S
    return {"messageId": message_id, "outcome": "quarantined", "reason": dropped.reason.value, "detail": dropped.detail}


def _unknown() -> Turned:
    return Turned(401, "Unknown write key.", [("WWW-Authenticate", 'Basic realm="write key"')])


def _key_in_header(header: str) -> str:
    """The user name of HTTP basic authentication; the password is left empty."""
    kind, _space, code = header.partition(" ")
    if kind.lower() != "basic":
        return ""
    try:
        return base64.b64decode(code.strip(), validate=True).decode().partition(":")[0]
    except (binascii.Error, ValueError):
        return ""


def _body(environ: dict[str, Any]) -> bytes:
    """The body as it came, reading never more than is allowed. Raises ``Dropped`` where it is more."""
    length = environ.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > LARGEST_BODY:
        raise Dropped(DropReason.TOO_LARGE, "a batch has at most 500 KB")
    source = environ["wsgi.input"]
    if environ.get("wsgi.input_terminated"):
        return bytes(source.read(LARGEST_BODY + 1))
    return bytes(source.read(int(length) if length.isdigit() else 0))


def _flags(environ: dict[str, Any]) -> list[str]:
    """What the headers tell about who sits there: a known crawler, or a browser fetching ahead."""
    hints = [environ[name] for name in ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_MOZ") if name in environ]
    flags = ["prefetch"] if hints and is_prefetch(hints) else []
    return [*flags, "bot"] if is_bot(environ.get("HTTP_USER_AGENT")) else flags


def _is_own(origin: str, environ: dict[str, Any]) -> bool:
    """Whether the page is one of this house's own."""
    return bool(origin.partition("://")[2] == environ.get("HTTP_HOST", ""))


def _preflight(environ: dict[str, Any]) -> Headers:
    return [
        ("Access-Control-Allow-Methods", "GET, POST, OPTIONS"),
        ("Access-Control-Allow-Headers", "Authorization, Content-Type, Content-Encoding, X-Retry-Count"),
        ("Access-Control-Max-Age", "600"),
    ]
