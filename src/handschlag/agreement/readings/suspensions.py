"""Suspensions as pages show them: the running ones to everybody, all of them on the contract."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handschlag.agreement.models import Suspension, Version, sides_held
from handschlag.agreement.readings.succession import succeeded_by
from handschlag.organisation.models import Side, User


@dataclass(frozen=True)
class ShownSuspension:
    """A suspension with its end as known at the moment of the page: ``ended_as`` is lifted, superseded or run_out, "" while it runs."""

    suspension: Suspension
    ended_at: datetime | None
    ended_as: str
    may_lift: bool = False

    @property
    def side(self) -> str:
        return str(Side(self.suspension.side).label)


def running(at: datetime, user: User | None = None) -> list[ShownSuspension]:
    """What keeps everybody waiting at ``at``, and whether ``user`` may lift it."""
    found = Version.suspended(at)
    held = sides_held(user, at) if found and user else []
    return [ShownSuspension(one, None, "", one.side in held) for one in found]


def history(version: Version, at: datetime) -> list[ShownSuspension]:
    """Every suspension of the version, the oldest first, with its end."""
    found = list(version.suspensions.select_related("by", "lifting__by"))
    successor = succeeded_by(version) if found else None
    return [_ended(one, successor.from_at if successor else None, at) for one in found]


def _ended(one: Suspension, superseded_at: datetime | None, at: datetime) -> ShownSuspension:
    lifted_at = one.lifting.at if hasattr(one, "lifting") else None
    ends = [(one.until_at, "run_out"), (superseded_at, "superseded"), (lifted_at, "lifted")]
    ended_at, ended_as = min((moment, how) for moment, how in ends if moment is not None)
    return ShownSuspension(one, ended_at, ended_as) if ended_at <= at else ShownSuspension(one, None, "")
