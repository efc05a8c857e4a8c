"""The market for programs: every shelf is listed, filled and cleared. Input is read by the same forms as on the pages."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status
from ninja.errors import ValidationError
from ninja.pagination import paginate

from handschlag.market.api.schemas import SCHEMAS, Input
from handschlag.market.forms import FORMS
from handschlag.market.models import Prepared
from handschlag.market.readings import SHELVES, Shelf
from handschlag.organisation.access import EVERYBODY
from handschlag.organisation.models import Role, User
from handschlag.organisation.tokens import bearer

router = Router(tags=["market"])


JOINED = {
    "materials": ("segments", "claims"),
    "positions": ("claims", "strengths"),
    "signals": ("segments", "brands", "points"),
    "surveys": ("ratings",),
}
"""What is read along with the rows of a shelf."""


def _list(slug: str, shelf: Shelf) -> Callable[..., Any]:
    def listed(request: HttpRequest, archived: bool = False) -> QuerySet[Any]:
        rows = shelf.model._default_manager.all() if archived else shelf.model._default_manager.filter(archived_at=None)
        return rows.prefetch_related(*JOINED.get(slug, ()))

    return listed


def _create(slug: str, schema: type[Input]) -> Callable[..., Any]:
    def created(request: HttpRequest, payload: Input) -> Status[Prepared]:
        form = FORMS[slug](payload.model_dump())
        if not form.is_valid():
            raise ValidationError(
                [
                    {"type": "value_error", "loc": ["body", "payload", name], "msg": str(message)}
                    for name, messages in form.errors.items()
                    for message in messages
                ]
            )
        return Status(201, form.keep(by=_owner(request), at=request.now))  # type: ignore[attr-defined]

    created.__annotations__["payload"] = schema
    return created


def _archive(shelf: Shelf) -> Callable[..., Any]:
    def archived(request: HttpRequest, noun_id: UUID) -> Status[None]:
        noun = get_object_or_404(shelf.model._default_manager.all(), pk=noun_id)
        noun.archive(by=_owner(request), at=request.now)  # type: ignore[attr-defined]
        return Status(204, None)

    return archived


def _owner(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _open(slug: str, shelf: Shelf) -> None:
    """The three calls of one shelf."""
    written, read = SCHEMAS[slug]
    reads, writes = bearer("read", *EVERYBODY), bearer("market", Role.MARKETING)
    router.get(f"/{slug}", auth=reads, response=list[read], operation_id=f"list_{slug}", summary=f"The {slug}")(  # type: ignore[valid-type]
        paginate(_list(slug, shelf))
    )
    router.post(
        f"/{slug}", auth=writes, response={201: read}, operation_id=f"add_to_{slug}", summary=f"Add to the {slug}"
    )(_create(slug, written))
    archival = f"/{slug}/{{uuid:noun_id}}/archival"
    router.post(
        archival,
        auth=writes,
        response={204: None},
        operation_id=f"archive_{slug}",
        summary=f"Archive one of the {slug}",
    )(_archive(shelf))


for _slug, _shelf in SHELVES.items():
    _open(_slug, _shelf)
