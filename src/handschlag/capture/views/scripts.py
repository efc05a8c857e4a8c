"""The two scripts for other people's pages: what visitors do there, and a form among it. Nothing about the caller is looked at."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import condition, require_GET

SCRIPTS = Path(__file__).parents[1] / "static/capture"
FRESH_SECONDS = 3600


@cache
def _script(name: str) -> tuple[bytes, str]:
    """A script and the tag by which browsers know that they have it already."""
    content = (SCRIPTS / name).read_bytes()
    return content, f'"{hashlib.sha256(content).hexdigest()[:20]}"'


def _answer(name: str) -> HttpResponse:
    answer = HttpResponse(_script(name)[0], content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@require_GET
@condition(etag_func=lambda _request: _script("t.js")[1])
def tracker(request: HttpRequest) -> HttpResponse:
    """``/t.js``: page views and what a site tracks, cookieless until consent is given."""
    return _answer("t.js")


@require_GET
@condition(etag_func=lambda _request, key: _script("f.js")[1])
def embedding(request: HttpRequest, key: str) -> HttpResponse:
    """``/f/<key>.js``: puts the form of that key into the page; the script is the same for all, its address says which."""
    return _answer("f.js")
