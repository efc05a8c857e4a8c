"""Who may call the API: programs that show a token, as far as its scopes and the roles of whom they act for reach."""

from datetime import datetime
from typing import cast
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from ninja.security import HttpBearer

from handschlag.organisation.models import ApiToken, Role, Scope, User

ON_BEHALF = "On-Behalf-Of"
"""The header that names a rep by address or id."""

FOR_OTHERS = frozenset({Scope.READ, Scope.SALES})
"""What a program may do for a rep it names: read, and work on handovers. Nothing else is done in somebody's name."""


class TokenBearer(HttpBearer):
    """Lets in a token with ``scope`` whose owner holds one of ``roles``; from then on ``request.user`` is that owner.

    Where the header ``On-Behalf-Of`` names a rep and the token may act for reps, it is that rep instead, with the rep's roles and no other.
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
        named = request.headers.get(ON_BEHALF, "").strip()
        acting = self._named(found, named) if named else found.owner
        if acting.roles.isdisjoint(self.roles):
            raise HttpError(403, _("The owner of this token may not do that."))
        found.was_used(cast(datetime, request.now))  # type: ignore[attr-defined]
        request.user = acting
        return acting

    def _named(self, token: ApiToken, named: str) -> User:
        """The rep the call names. Whoever made the token must still run operations."""
        if Scope.ON_BEHALF not in token.scopes or not token.owner.is_operations:
            raise HttpError(403, _("This token does not act for others."))
        if self.scope not in FOR_OTHERS:
            raise HttpError(403, _("This cannot be done on behalf of somebody."))
        rep = User.objects.filter(_by_name(named), is_active=True, rep__isnull=False).first()
        if rep is None:
            raise HttpError(403, _("No rep of that address or id may log in."))
        rep.through = token.id
        return rep


def _by_name(named: str) -> Q:
    try:
        return Q(pk=UUID(named))
    except ValueError:
        return Q(email=named.lower())


def bearer(scope: str, *roles: Role) -> TokenBearer:
    """The ``auth=`` of an API call: a token with ``scope``, of somebody who holds one of ``roles``.

    ValueError for a scope that does not exist.
    """
    return TokenBearer(Scope(scope), roles)
