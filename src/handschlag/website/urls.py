"""Every address of the house, in the order of the lead's way."""

from importlib.util import find_spec

from django.urls import include, path

ROOMS = {
    "ledger": "ledger/",
    "post": "post/",
    "organisation": "organisation/",
    "market": "market/",
    "capture": "capture/",
    "people": "people/",
    "agreement": "agreement/",
    "handover": "handovers/",
    "conversation": "conversations/",
    "trial": "trial/",
    "learning": "learning/",
    "scoreboard": "scoreboard/",
}

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    *(path(prefix, include(f"handschlag.{room}.urls")) for room, prefix in ROOMS.items() if find_spec(f"handschlag.{room}.urls")),
]
