"""What an address allows, for the person behind it: to see and to withdraw without a login. No session, no cookie."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from handschlag.capture.models import PreferenceKey
from handschlag.capture.requests import language_of, network_of_caller
from handschlag.organisation.models import House
from handschlag.people.forms import AddressForm
from handschlag.people.models import MarketingObjection, Purpose
from handschlag.people.readings.preferences import preferences as preferences_of


@csrf_exempt  # needs no authority: whoever asks, the mail goes to the address alone
@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: Any) -> HttpResponse:
    """An address is typed in, a link goes there; the answer tells nobody whether it is known."""
    with translation.override(language_of(request)):
        form, is_sent = AddressForm(request.POST or None), False
        if request.method == "POST" and form.is_valid():
            address = form.cleaned_data["email"]
            PreferenceKey.send(address, translation.get_language(), network_of_caller(request), request.now)
            is_sent = True
        return _rendered("ask_preferences", {"form": form, "is_sent": is_sent})


@csrf_exempt  # the token in the address is the authority, and it is good for this alone
@never_cache
@require_http_methods(["GET", "POST"])
def preferences(request: Any, token: str) -> HttpResponse:
    """Looking changes nothing; a button withdraws one purpose, or all."""
    key = PreferenceKey.with_token(token, request.now)
    with translation.override(language_of(request)):
        if key is None:
            return _rendered("preferences_gone", {}, 404)
        if request.method == "POST":
            chosen = request.POST.get("purpose", "")
            purposes = [one for one in Purpose.values if chosen in (one, "all")]
            MarketingObjection.make(key.who, purposes, proof=f"preference page {key.id}", at=request.now)
            return _private(HttpResponseRedirect(f"/p/{token}/?lang={translation.get_language()}&done={len(purposes)}"))
        context = {
            "address": key.address,
            "preferences": preferences_of(key.who, request.now),
            "is_done": request.GET.get("done", "0") not in ("", "0"),
        }
        return _rendered("preferences", context)


def _rendered(name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    language = translation.get_language()
    page = {**context, "language": language, "house": House.the()}
    return _private(HttpResponse(render_to_string(f"people/visitor/{name}.html", page), status=status))


def _private(answer: HttpResponse) -> HttpResponse:
    """The address of this page is a secret: no other site learns it, no search engine keeps it."""
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
