"""The intake over HTTP, in the shape that Segment's libraries send: ``POST /v1/batch``; and touches for programs to read."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db import DatabaseError
from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from ninja import Router, Schema
from ninja.pagination import paginate

from handschlag.capture.core.dropping import DropReason
from handschlag.capture.models import Result, Source, Touch, accept, reject
from handschlag.organisation.models import Role
from handschlag.organisation.tokens import bearer

router = Router(tags=["capture"])

LARGEST_BODY = 500 * 1024
RETRY_AFTER_SECONDS = "5"


class TouchOutput(Schema):
    id: UUID
    kind: str
    happened_at: datetime
    known_at: datetime
    who: str
    channel: str
    campaign: str
    material: str
    page: str
    properties: dict[str, Any]
    flags: list[str]


@router.get("/touches", response=list[TouchOutput], auth=bearer("read", Role.MARKETING))
@paginate
def touches(request: HttpRequest, who: str = "") -> QuerySet[Touch]:
    """Touches, the newest arrival first; or those of one identifier, such as ``email:anna@example.com``."""
    rows = Touch.objects.order_by("-known_at", "-id")
    return rows.filter(who=who) if who else rows


@csrf_exempt
@require_POST
def batch(request: HttpRequest) -> JsonResponse:
    """Take in a batch; 200 with a result for every message, in their order.

    401 without a valid write key, 413 beyond 500 KB (unpacked), 400 for a body that is no batch, 503 with Retry-After while
    the database cannot answer: only what was answered with 200 has been stored, and the same batch may be sent again.
    """
    try:
        return _take_in(request)
    except DatabaseError:
        answer = _refuse(503, "The database cannot answer at the moment; please send the same batch again.")
        answer["Retry-After"] = RETRY_AFTER_SECONDS
        return answer


def _take_in(request: HttpRequest) -> JsonResponse:
    now = cast(datetime, request.now)  # type: ignore[attr-defined]
    source = Source.with_key(_key_in_header(request))
    body = _body(request)
    if body is None:
        return _reject(source, DropReason.TOO_LARGE, now, 413, "A batch has at most 500 KB; please send it in parts.")
    sent = _parsed(body)
    messages = sent.get("batch") if isinstance(sent, dict) else None
    if source is None and isinstance(sent, dict):
        source = Source.with_key(str(sent.get("writeKey") or ""))
    if not isinstance(messages, list):
        return _reject(source, DropReason.UNREADABLE, now, 400, 'The body must be JSON of the form {"batch": […]}.')
    if source is None:
        return _unknown()
    results = accept(source, messages, now)
    return JsonResponse(
        {"received": len(messages), "results": [_said(one) for one in zip(messages, results, strict=True)]}
    )


def _said(pair: tuple[Any, Result]) -> dict[str, str | None]:
    message, result = pair
    message_id = message.get("messageId") if isinstance(message, dict) else None
    said = {"messageId": message_id if isinstance(message_id, str) else None, "outcome": result.outcome.value}
    return said | {name: text for name, text in (("reason", result.reason), ("detail", result.detail)) if text}


def _key_in_header(request: HttpRequest) -> str:
    """The user name of HTTP basic authentication; the password is left empty."""
    kind, _space, code = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return ""
    try:
        return base64.b64decode(code, validate=True).decode().partition(":")[0]
    except (binascii.Error, ValueError):
        return ""


def _body(request: HttpRequest) -> bytes | None:
    """The body, unpacked where it came packed, reading never more than is allowed; ``None`` where it is more."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST_BODY:
        return None
    body = request.read(LARGEST_BODY + 1)
    if request.headers.get("Content-Encoding", "").lower() == "gzip":
        try:
            body = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, LARGEST_BODY + 1)
        except zlib.error:
            return b""
    return None if len(body) > LARGEST_BODY else body


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body.decode())
    except (ValueError, RecursionError):
        return None


def _reject(source: Source | None, reason: DropReason, now: datetime, status: int, sentence: str) -> JsonResponse:
    if source is None:
        return _unknown()
    reject(source, reason, now)
    return _refuse(status, sentence)


def _unknown() -> JsonResponse:
    answer = _refuse(401, "Unknown write key.")
    answer["WWW-Authenticate"] = 'Basic realm="write key"'
    return answer


def _refuse(status: int, sentence: str) -> JsonResponse:
    return JsonResponse({"detail": sentence}, status=status)
