"""Stories of agreements: the little world, and versions on their way."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from handschlag.agreement.models import Version
from handschlag.agreement.tests.terms import small
from handschlag.kernel.canonical import moment_text
from handschlag.organisation.models import Mandate, Side
from handschlag.organisation.tests.world import MONDAY, PASSWORD, World

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def drafted(world: World, at: datetime = MONDAY, based_on: Version | None = None, **changes: Any) -> Version:
    """A draft by marketing."""
    return Version.draft(small(**changes), by=world.mara, at=at, based_on=based_on)


def proposed(world: World, at: datetime = MONDAY, from_at: datetime | None = None, **changes: Any) -> Version:
    """A version before both sides."""
    version = drafted(world, at, **changes)
    version.propose(by=world.mara, at=at, from_at=from_at)
    return version


def sealed(world: World, at: datetime = MONDAY, from_at: datetime | None = None, **changes: Any) -> Version:
    """A version both sides have signed within an hour."""
    version = proposed(world, at - HOUR, from_at, **changes)
    version.sign(Side.MARKETING, world.theo, PASSWORD, at - HOUR / 2)
    version.sign(Side.SALES, world.lena, PASSWORD, at)
    return version


def signed(version: Version, at: datetime = MONDAY) -> Version:
    """A draft that is proposed and signed by whoever holds the mandates."""
    version.propose(by=version.drafted_by, at=at - HOUR)
    for mandate in Mandate.objects.valid_on(at.date()).select_related("holder"):
        version.sign(Side(mandate.side), mandate.holder, PASSWORD, at)
    return version


def backtest(version: Version, at: datetime = MONDAY, **more: Any) -> dict[str, Any]:
    """Evidence as the trial makes it: a document for exactly these terms."""
    return {
        "kind": "backtest",
        "made_at": moment_text(at),
        "terms_hash": version.hash,
        "kept": 40,
        "share": 0.5,
        **more,
    }
