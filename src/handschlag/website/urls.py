"""Every address of the house, in the order of the lead's way."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView

from handschlag.capture.urls import visitor_patterns
from handschlag.conversation.urls import feed_patterns
from handschlag.people.urls import preference_patterns
from handschlag.website import views
from handschlag.website.api import api

ROOMS = {
    "market": "market/",
    "capture": "capture/",
    "people": "people/",
    "agreement": "agreement/",
    "qualification": "qualification/",
    "handover": "handovers/",
    "conversation": "conversations/",
    "trial": "trial/",
    "learning": "learning/",
    "scoreboard": "scoreboard/",
    "organisation": "organisation/",
    "post": "post/",
    "ledger": "ledger/",
}

urlpatterns = [
    path("", views.today, name="today"),
    *(
        path(prefix, include(f"handschlag.{room}.urls"))
        for room, prefix in ROOMS.items()
        if find_spec(f"handschlag.{room}.urls")
    ),
    path("", include(visitor_patterns)),
    path("p/", include(preference_patterns)),
    path("", include(feed_patterns)),
    path("api/v1/", api.urls),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("appearance/", views.appearance, name="appearance"),
    path("style/", views.style, name="style"),
    path("favicon.ico", RedirectView.as_view(url=f"/{settings.STATIC_URL.strip('/')}/website/favicon.svg")),
]
