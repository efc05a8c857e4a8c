"""The list of versions as a file."""

from __future__ import annotations

from datetime import datetime

from django.core.paginator import Page
from django.utils.translation import gettext as _

from handschlag.agreement.models import Version
from handschlag.agreement.readings.contract import FOR
from handschlag.kernel.sheets import Cell, Sheet
from handschlag.ledger.exporting import rows_of
from handschlag.organisation.models import Side


def versions_sheet(page: Page[Version], at: datetime) -> Sheet:
    """One row per version, with its state at ``at`` and the hash both sides sign; the terms themselves are its YAML file."""
    headings = [
        _("Version"),
        _("Title"),
        _("State"),
        _("Drafted at"),
        _("Drafted by"),
        *(str(FOR[side]) for side in Side),
        _("In force from"),
        _("Fingerprint"),
    ]
    in_force = Version.in_force(at)
    return Sheet("agreement-versions", headings, (_version(one, at, in_force) for one in rows_of(page)))


def _version(version: Version, at: datetime, in_force: Version | None) -> list[Cell]:
    signed = {signature.side: str(signature.by) for signature in version.signatures.all()}
    commencement = getattr(version, "commencement", None)
    return [
        version.number,
        version.parsed.title,
        str(version.state(at, in_force).label),
        version.drafted_at,
        str(version.drafted_by),
        *(signed.get(side.value, "") for side in Side),
        commencement.from_at if commencement else None,
        version.hash_to_sign,
    ]
