"""The root of the public API, version 1: every room's router under one roof, with the same verbs as the pages."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from handschlag.website import ledger_api
from handschlag.website.problems import describe_problems, tell_problems

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


class HouseAPI(NinjaAPI):
    """An API that describes its errors as well."""

    def get_openapi_schema(self, **words: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**words)
        describe_problems(schema)
        return schema


api = HouseAPI(
    title="Handschlag",
    version="1",
    urls_namespace="api-1",
    description="The same verbs as the pages. Authenticate with `Authorization: Bearer TOKEN`; tokens and their scopes are made in the organisation's pages.",
)

for room in ROOMS:
    if find_spec(f"handschlag.{room}.api"):
        api.add_router(f"/{room}", import_module(f"handschlag.{room}.api").router)
api.add_router("/ledger", ledger_api.router)
tell_problems(api)


@api.get("/health", auth=None, tags=["website"], summary=_("Whether the house answers"))
def health(request: HttpRequest) -> dict[str, str]:
    """Answers as long as web server and database do."""
    from handschlag.organisation.models import House

    House.the()
    return {"status": "ok"}
