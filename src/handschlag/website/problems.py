"""What the API says when it cannot: one form for every error (RFC 9457, ``application/problem+json``), with a plain sentence."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from handschlag.kernel.refusal import Refused

SCHEMA = {
    "title": "Problem",
    "description": "What went wrong, as a sentence for people. Nothing was written.",
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "problem"],
                "properties": {"field": {"type": "string"}, "problem": {"type": "string"}},
            },
        },
    },
}

SAID = {
    401: "No token, or one that opens nothing",
    403: "The token does not reach so far",
    404: "Not there, or not for you",
    409: "Refused as things stand",
    422: "Not understood",
}


def problem(status: int, detail: str, errors: Sequence[dict[str, str]] = ()) -> HttpResponse:
    said: dict[str, Any] = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    if errors:
        said["errors"] = list(errors)
    return JsonResponse(
        said, status=status, content_type="application/problem+json", json_dumps_params={"ensure_ascii": False}
    )


def tell_problems(api: NinjaAPI) -> None:
    """Every error of this API from here on."""

    @api.exception_handler(Refused)
    def refused(_request: HttpRequest, refusal: Refused) -> HttpResponse:
        """A verb refused; nothing was written."""
        return problem(409, str(refusal))

    @api.exception_handler(ValidationError)
    def not_understood(_request: HttpRequest, error: ValidationError) -> HttpResponse:
        errors = [{"field": _place(one["loc"]), "problem": str(one["msg"])} for one in error.errors]
        return problem(422, "; ".join(f"{one['field']}: {one['problem']}" for one in errors), errors)

    @api.exception_handler(HttpError)
    def told(_request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, str(error))

    @api.exception_handler(AuthenticationError)
    def unknown(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
        answer = problem(401, _("This needs a token: Authorization: Bearer TOKEN."))
        answer["WWW-Authenticate"] = "Bearer"
        return answer

    @api.exception_handler(Http404)
    def absent(_request: HttpRequest, _error: Http404) -> HttpResponse:
        return problem(404, _("There is nothing here, or nothing for you."))


def _place(loc: Sequence[Any]) -> str:
    """Where in what was sent: ``reason``, ``materials.0.way``; without the names of our own parameters."""
    words = [str(word) for word in loc]
    return ".".join(words[2:] if len(words) > 2 else words[1:] or words)


def describe_problems(schema: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI document with what every call may answer besides; and the key that makes a POST happen once."""
    schema.setdefault("components", {}).setdefault("schemas", {})["Problem"] = SCHEMA
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for calls in schema["paths"].values():
        for method, call in calls.items():
            is_open = not call.get("security")
            for status in (404, 409, 422) if is_open else SAID:
                call["responses"].setdefault(status, {"description": SAID[status], "content": content})
            if method == "post":
                call.setdefault("parameters", []).append(_KEY)
            if FOR_REPS.intersection(call.get("tags", ())):
                call.setdefault("parameters", []).append(_ON_BEHALF)
    return schema


FOR_REPS = {"handover", "conversation", "people"}
"""Where a program that may act for reps says for which."""

_ON_BEHALF = {
    "in": "header",
    "name": "On-Behalf-Of",
    "required": False,
    "description": "The e-mail address or the id of the rep this is done for, by a token that may act for reps. The rep's own rights hold, and no others.",
    "schema": {"type": "string", "maxLength": 320},
}

_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "Of your choice, up to 200 characters. The same key with the same call within 48 hours gets the same answer; nothing happens twice.",
    "schema": {"type": "string", "maxLength": 200},
}
