"""The root of the public API, version 1: every room's router under one roof, with the same verbs as the pages."""

from importlib import import_module
from importlib.util import find_spec

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI

from handschlag.kernel.refusal import Refused

ROOMS = (
    "organisation",
    "market",
    "capture",
    "people",
    "agreement",
    "qualification",
    "handover",
    "conversation",
    "learning",
    "scoreboard",
)

api = NinjaAPI(
    title="Handschlag",
    version="1",
    urls_namespace="api-1",
    description="The same verbs as the pages. Authenticate with `Authorization: Bearer TOKEN`; tokens and their scopes are made in the organisation's pages.",
)

for room in ROOMS:
    if find_spec(f"handschlag.{room}.api"):
        api.add_router(f"/{room}", import_module(f"handschlag.{room}.api").router)


@api.exception_handler(Refused)
def tell_refusal(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A verb refused: 409, nothing was written."""
    return api.create_response(request, {"detail": str(refusal)}, status=409)


@api.get("/health", auth=None, tags=["website"], summary=_("Whether the house answers"))
def health(request: HttpRequest) -> dict[str, str]:
    """Answers as long as web server and database do."""
    from handschlag.organisation.models import House

    House.the()
    return {"status": "ok"}
