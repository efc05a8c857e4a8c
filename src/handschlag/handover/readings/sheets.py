"""The lists of this room as files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Page
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from handschlag.handover.models import Dispute, Handover, PoolEntry, Reopening
from handschlag.handover.readings.shown import ruled
from handschlag.kernel.sheets import Sheet
from handschlag.ledger.exporting import rows_of


def handovers_sheet(page: Page[Handover]) -> Sheet:
    """One row per handover of the list this page is part of."""
    headings = [
        _("Id"),
        _("Handed over at"),
        _("Contact"),
        _("Company"),
        _("Sales rep"),
        _("Segment"),
        _("State"),
        _("Channel"),
        _("Campaign"),
        _("Material"),
    ]
    rows = rows_of(page)
    cells: Iterator[list[Any]] = (
        [
            str(one.id),
            one.handed_at,
            str(one.lead.contact),
            str(one.lead.contact.company or ""),
            str(one.rep),
            str(one.segment or ""),
            str(one.state.label),
            one.channel,
            one.campaign,
            one.material,
        ]
        for one in rows
    )
    return Sheet("handovers", headings, cells)


def disputes_sheet(page: Page[Dispute]) -> Sheet:
    """One row per disputed return."""
    headings = [_("Id"), _("Disputed at"), _("Contact"), _("Reason"), _("Why"), _("Ruled at"), _("Ruling")]
    rows = rows_of(page)
    cells: Iterator[list[Any]] = (
        [
            str(one.return_row_id),
            one.at,
            str(one.return_row.handover.lead.contact),
            one.return_row.reason,
            one.sentence,
            one.ruling.at if hasattr(one, "ruling") else None,
            ruled(one.ruling) if hasattr(one, "ruling") else "",
        ]
        for one in rows
    )
    return Sheet("disputes", headings, cells)


def recycled_sheet(page: Page[Reopening]) -> Sheet:
    """One row per closed lead that is opened anew."""
    headings = [
        _("Lead"),
        pgettext("a lead", "Closed at"),
        _("Opened anew on"),
        _("Contact"),
        _("Company"),
        _("Reason"),
    ]
    rows = rows_of(page)
    cells: Iterator[list[Any]] = (
        [
            str(one.lead_id),
            one.since_at,
            one.due_at,
            str(one.lead.contact),
            str(one.lead.contact.company or ""),
            one.why,
        ]
        for one in rows
    )
    return Sheet("recycled", headings, cells)


def pool_sheet(page: Page[PoolEntry]) -> Sheet:
    """One row per lead that waits for a rep."""
    headings = [_("Lead"), _("Waiting since"), _("Contact"), _("Company"), _("Points"), _("Why nobody")]
    rows = rows_of(page)
    cells: Iterator[list[Any]] = (
        [
            str(one.lead_id),
            one.since_at,
            str(one.lead.contact),
            str(one.lead.contact.company or ""),
            one.verdict.points,
            one.why,
        ]
        for one in rows
    )
    return Sheet("pool", headings, cells)
