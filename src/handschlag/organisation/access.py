"""Who may open a page: checked before anything else happens."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase

from handschlag.organisation.models import Role

type_of_view = Callable[..., HttpResponseBase]

EVERYBODY = tuple(Role)
"""Whoever holds a role, whichever it is."""


def allowed(*roles: Role) -> Callable[[type_of_view], type_of_view]:
    """Lets in who is logged in and holds one of ``roles``; everybody else is sent to log in, or told 403."""

    def decorate(view: type_of_view) -> type_of_view:
        @login_required
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.roles.isdisjoint(roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.allowed_roles = frozenset(roles)  # type: ignore[attr-defined]
        return guarded

    return decorate
