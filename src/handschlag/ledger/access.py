"""Who may open a page of the rooms that come before organisation: asked of the person, not of a role."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase

View = Callable[..., HttpResponseBase]


def only(may: Callable[[Any], bool], roles: Iterable[str] | None = None) -> Callable[[View], View]:
    """Lets in who is logged in and of whom ``may`` holds; everybody else is sent to log in, or told 403, before anything happens.

    ``roles`` says in words of the house of whom that is; left out, of everybody with a role.
    """

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not may(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        if roles is not None:
            guarded.allowed_roles = frozenset(roles)  # type: ignore[attr-defined]
        return guarded

    return decorate
