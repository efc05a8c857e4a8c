"""Who may call the API: programs that show a token, as far as its scopes and its owner's roles reach."""

from datetime import datetime
from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from ninja.security import HttpBearer

from handschlag.organisation.models import ApiToken, Role, Scope, User


class TokenBearer(HttpBearer):
    """Lets in a token with ``scope`` whose owner holds one of ``roles``; from then on ``request.user`` is that owner.

    An unknown or revoked token, or a deactivated owner: 401. A known token that does not reach so far: 403.
    """

    def __init__(self, scope: Scope, roles: tuple[Role, ...]) -> None:
        super().__init__()
        self.scope = scope
        self.roles = frozenset(roles)

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        found = ApiToken.of(token)
        if found is None:
            return None
        if self.scope not in found.scopes:
            raise HttpError(403, _("This token does not have the scope %(scope)s.") % {"scope": self.scope})
        if found.owner.roles.isdisjoint(self.roles):
            raise HttpError(403, _("The owner of this token may not do that."))
        found.was_used(cast(datetime, request.now))  # type: ignore[attr-defined]
        request.user = found.owner
        return found.owner


def bearer(scope: str, *roles: Role) -> TokenBearer:
    """The ``auth=`` of an API call: a token with ``scope``, of somebody who holds one of ``roles``.

    ValueError for a scope that does not exist.
    """
    return TokenBearer(Scope(scope), roles)
