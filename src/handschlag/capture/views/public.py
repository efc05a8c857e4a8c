"""Pages for visitors: a form, the thanks for it, and the confirmation of an address. No session, no cookie, no login."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from handschlag.capture.core.doubt import PROOF_BITS
from handschlag.capture.core.form import Entry
from handschlag.capture.core.machines import is_bot
from handschlag.capture.core.origin import origin_of
from handschlag.capture.forms.public import BAIT, VisitorForm, origin_said
from handschlag.capture.models import (
    Arrival,
    Challenge,
    Form,
    FormCount,
    FormVersion,
    OptIn,
    PrivacyText,
    Submission,
    TurnedAway,
)
from handschlag.capture.models.form_wording import turned_away
from handschlag.capture.requests import language_of, network_of_caller
from handschlag.organisation.access import allowed
from handschlag.organisation.models import House, Role

THEMES = ("light", "dark")

log = logging.getLogger(__name__)


@csrf_exempt  # carries no authority of the visitor's browser; a signed challenge, used once, takes the token's place
@xframe_options_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def form(request: Any, key: str) -> HttpResponse:
    """The form; posted, the way on or what to mend. What was typed is never lost."""
    version = _version(key)
    with translation.override(language_of(request)):
        if request.method == "POST":
            return _posted(request, version)
        if not is_bot(request.headers.get("User-Agent")):
            version.form.count(request.now, FormCount.SEEN)
        visitor = VisitorForm.of(version, translation.get_language())
        return _page(request, version, visitor, _fresh(version, request))


def _posted(request: Any, current: FormVersion) -> HttpResponse:
    """Judged by the version its page showed, even where another was published meanwhile."""
    sealed, trouble, status = request.POST.get("challenge", ""), "", 200
    version = _shown(sealed, current, request)
    visitor = VisitorForm.of(version, translation.get_language(), request.POST)
    if visitor.is_valid():
        try:
            Submission.take(version, _arrival(request, visitor, sealed), request.now)
        except TurnedAway as turned:
            version.form.count(request.now, turned.reason.value)
            trouble, status = turned_away(turned.reason), 429
        except DatabaseError:
            log.exception("A submission could not be written; the visitor is asked to send it again.")
            trouble, status = (
                gettext("We cannot take it in at the moment. Nothing is lost: please send it again in a minute."),
                503,
            )
        else:
            return _way_on(request, version)
    return _page(request, version, visitor, _still_good(sealed, version, request), trouble, status)


def _shown(sealed: str, current: FormVersion, request: Any) -> FormVersion:
    """The version on the page that was sent; the current one where the page does not say."""
    try:
        challenge = Challenge.opened(sealed, current.form, request.now)
    except TurnedAway:
        return current
    translation.activate(challenge.language)
    if challenge.number == current.number:
        return current
    shown = current.form.versions.filter(number=challenge.number).first() or current
    shown.form = current.form
    return shown


def _arrival(request: Any, visitor: VisitorForm, sealed: str) -> Arrival:
    return Arrival(
        answers=visitor.answers(),
        ticked=visitor.ticked(),
        origin=origin_of(origin_said(request.POST)),
        network=network_of_caller(request),
        challenge=sealed,
        proof=request.POST.get("proof", ""),
        is_baited=bool(request.POST.get(BAIT)),
    )


def _still_good(sealed: str, version: FormVersion, request: Any) -> str:
    """The page's own challenge while it may be spent, so that nobody waits twice; else a fresh one."""
    try:
        challenge = Challenge.opened(sealed, version.form, request.now)
    except TurnedAway:
        return _fresh(version, request)
    return _fresh(version, request) if challenge.is_spent() or challenge.number != version.number else sealed


def _fresh(version: FormVersion, request: Any) -> str:
    return Challenge.fresh(version, translation.get_language(), request.now).sealed


def _way_on(request: Any, version: FormVersion) -> HttpResponse:
    """To the form's own page of thanks, or ours. Inside a frame always ours, which then leads the page around it on."""
    spec, language = version.read, translation.get_language()
    if spec.leads_to and not request.GET.get("embed"):
        return _framed(HttpResponseRedirect(spec.leads_to), version)
    query = f"lang={language}" + "".join(f"&{name}={value}" for name, value in _look(request).items() if value)
    return _framed(HttpResponseRedirect(f"/f/{version.form.key}/thanks/?{query}"), version)


@xframe_options_exempt
@never_cache
@require_GET
def thanks(request: Any, key: str) -> HttpResponse:
    version = _version(key)
    with translation.override(language_of(request)):
        return _framed(_rendered("thanks", request, _context(request, version)), version)


def _page(
    request: Any, version: FormVersion, visitor: VisitorForm, challenge: str, trouble: str = "", status: int = 200
) -> HttpResponse:
    said = request.POST if request.method == "POST" else request.GET
    known = origin_of(origin_said(said), request.headers.get("Referer", "") if request.method == "GET" else "")
    context = _context(request, version) | {
        "visitor": visitor,
        "challenge": challenge,
        "proof": request.POST.get("proof", ""),
        "bits": PROOF_BITS,
        "bait": BAIT,
        "origin": known,
        "trouble": trouble,
        "action": f"?{request.GET.urlencode()}" if request.GET else "",
    }
    return _framed(_rendered("form", request, context, 422 if visitor.errors else status), version)


def _context(request: Any, version: FormVersion) -> dict[str, Any]:
    language = translation.get_language()
    notice, spec = version.wordings.get("notice"), version.read
    return {
        "title": spec.title.said(language),
        "intro": spec.intro.said(language),
        "submit": spec.submit.said(language),
        "thanks": spec.thanks.said(language),
        "leads_to": spec.leads_to,
        "waits": spec.entry is Entry.CONFIRMED,
        "boxes_wait": bool(spec.consents),
        "notice": notice.said(language) if notice else "",
        "notice_url": notice.address(language) if notice else "",
        "house": House.the(),
        **_look(request),
    }


def _framed(answer: HttpResponse, version: FormVersion) -> HttpResponse:
    """The sites the form names may embed it, and posting may lead to the one it names."""
    spec = version.read
    to = urlsplit(spec.leads_to)
    answer._csp_replace = {  # type: ignore[attr-defined]
        "frame-ancestors": ["'self'", *spec.origins],
        "form-action": ["'self'", *([f"{to.scheme}://{to.netloc}"] if to.netloc else [])],
    }
    return answer


@never_cache
@require_GET
@allowed(Role.MARKETING)
def preview(request: Any, form_id: UUID) -> HttpResponse:
    """The draft as visitors would see it, with the newest wordings; nothing can be sent."""
    found = get_object_or_404(Form, id=form_id)
    version = FormVersion(form=found, spec=found.draft)
    version.__dict__["wordings"] = PrivacyText.latest()
    with translation.override(language_of(request)):
        visitor = VisitorForm.of(version, translation.get_language())
        context = _context(request, version) | {"visitor": visitor, "preview": True, "bait": BAIT}
        return _rendered("form", request, context)


@csrf_exempt  # the token in the address is the authority, and it is good for this alone
@never_cache
@require_http_methods(["GET", "POST"])
def confirmation(request: Any, token: str) -> HttpResponse:
    """Looking changes nothing, because programs look at links; pressing the button confirms, once."""
    opt_in = OptIn.with_token(token, request.now)
    with translation.override(opt_in.submission.language if opt_in else language_of(request)):
        if opt_in and request.method == "POST":
            opt_in.confirm(network_of_caller(request), request.now)
            return _private(HttpResponseRedirect(f"/c/{token}/"))
        context: dict[str, Any] = {"opt_in": opt_in, "house": House.the(), "days": settings.OPT_IN_DAYS}
        if opt_in:
            context |= {"boxes": opt_in.submission.boxes(), "form": opt_in.submission.version.read}
        return _private(_rendered("confirmation", request, context, 200 if opt_in else 404))


def _private(answer: HttpResponse) -> HttpResponse:
    """The address of this page is a secret: no other site learns it, no search engine keeps it."""
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _version(key: str) -> FormVersion:
    found = get_object_or_404(Form.objects.active().select_related("source"), key=key)
    if found.current is None:
        raise Http404
    found.current.form = found
    return found.current


def _look(request: HttpRequest) -> dict[str, str]:
    theme = request.GET.get("theme", "")
    return {"embed": "1" if request.GET.get("embed") else "", "theme": theme if theme in THEMES else ""}


def _rendered(name: str, request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Without the request, so that no session is opened and no cookie read."""
    language = translation.get_language()
    content = render_to_string(f"capture/public/{name}.html", {**context, "language": language})
    return HttpResponse(content, status=status, headers={"Content-Language": language})
