"""A version with its state at a moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator

from handschlag.agreement.models import OPEN, State, Version, may_draft, sides_held
from handschlag.organisation.models import Role, Side, User

ON_A_PAGE = 25

LOOKS = {
    State.DRAFT: "",
    State.PROPOSED: "caution",
    State.SIGNED_BY_ONE: "caution",
    State.SEALED: "accent",
    State.IN_FORCE: "positive",
    State.SUPERSEDED: "",
    State.WITHDRAWN: "",
}


@dataclass(frozen=True)
class Shown:
    """A version with its state at the moment of the page."""

    version: Version
    state: State

    @property
    def look(self) -> str:
        return LOOKS[self.state]

    @property
    def label(self) -> str:
        return str(self.state.label)


@dataclass(frozen=True)
class Doings:
    """What somebody may do with a version now. ``sign`` and ``suspend`` name the sides it can be done for."""

    revise: bool
    propose: bool
    discard: bool
    withdraw: bool
    counter: bool
    comment: bool
    prove: bool
    sign: Sequence[Side]
    suspend: Sequence[Side]


def listing(at: datetime, page: int | str = 1) -> Page[Version]:
    """All versions, newest first, each with its state at ``at`` as ``shown``."""
    in_force = Version.in_force(at)
    found = Paginator(Version.objects.with_passage(), ON_A_PAGE).get_page(page)
    for version in found:
        version.shown = Shown(version, version.state(at, in_force))  # type: ignore[attr-defined]
    return found


def waiting(at: datetime) -> list[Shown]:
    """Versions that wait for signatures, newest first."""
    versions = Version.objects.with_passage().filter(proposal__isnull=False, commencement=None, withdrawal=None)[:5]
    return [Shown(version, version.state(at)) for version in versions]


def doings(version: Version, user: User, at: datetime) -> Doings:
    """What ``user`` may do with the version at ``at``; the verbs check it again."""
    state, drafts = version.state(at), may_draft(user, at)
    is_open = state in OPEN
    signed = {signature.side for signature in version.signatures.all()}
    held = sides_held(user, at)
    is_draft = drafts and state is State.DRAFT
    suspended = {one.side for one in version.suspensions.running(at)} if state is State.IN_FORCE else set(Side)
    return Doings(
        revise=is_draft,
        propose=is_draft,
        discard=is_draft,
        withdraw=drafts and is_open,
        counter=drafts and is_open,
        comment=drafts and is_open,
        prove=hasattr(version, "commencement"),
        sign=[side for side in held if is_open and side not in signed],
        suspend=[side for side in held if side not in suspended],
    )


def may_renew_key(user: User) -> bool:
    """Operations runs the installation, its keys included."""
    return Role.OPERATIONS in user.roles
