"""What came in, as files."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from handschlag.capture.models import Quarantined, Touch
from handschlag.capture.models.wording import message_reason
from handschlag.kernel.sheets import Cell, Sheet


def touches_sheet(touches: QuerySet[Touch]) -> Sheet:
    """One row per touch, without what it told about the person."""
    headings = [
        _("Id"),
        _("Happened at"),
        _("Known at"),
        _("Source"),
        _("Kind"),
        _("Who"),
        _("Channel"),
        _("Campaign"),
        _("Material"),
        _("Page"),
        _("Marks"),
    ]
    columns = (
        "id",
        "happened_at",
        "known_at",
        "source__name",
        "kind",
        "who",
        "channel",
        "campaign",
        "material",
        "page",
    )
    rows = touches.values_list(*columns, "flags").iterator(chunk_size=2_000)
    return Sheet("touches", headings, ([str(row[0]), *row[1:-1], " ".join(row[-1])] for row in rows))


def quarantine_sheet(quarantined: QuerySet[Quarantined]) -> Sheet:
    """One row per message set aside, as it came."""
    headings = [_("Id"), _("Received at"), _("Source"), _("Reason"), _("Detail"), _("Message")]
    rows = quarantined.iterator(chunk_size=500)
    cells: Iterator[list[Cell]] = (
        [str(one.id), one.received_at, one.source.name, str(message_reason(one.reason)), one.detail, one.raw]
        for one in rows
    )
    return Sheet("quarantine", headings, cells)
