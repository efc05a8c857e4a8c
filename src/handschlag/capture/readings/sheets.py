"""What came in, as files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from handschlag.capture.models import Import, Quarantined, Touch
from handschlag.capture.models.wording import message_reason
from handschlag.capture.readings.forms import FormRow
from handschlag.capture.readings.imports import report_of
from handschlag.capture.readings.sources import Shown
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


def imports_sheet() -> Sheet:
    """One row per import there ever was, the latest first, in figures."""
    headings = [
        _("Id"),
        _("File"),
        _("Mapping"),
        _("State"),
        _("Read in at"),
        _("Rows"),
        _("Taken over"),
        _("Known already"),
        _("Set aside"),
    ]
    return Sheet("imports", headings, map(_import, Import.objects.iterator(chunk_size=1_000)))


def _import(imported: Import) -> list[Cell]:
    report = report_of(imported, 0)
    figures = [report.total, report.accepted, report.duplicate, report.quarantined]
    return [report.id, report.file, report.mapping, report.state_name, report.started_at, *figures]


def forms_sheet(forms: Iterable[FormRow]) -> Sheet:
    """One row per form, with its figures of the last 30 days."""
    headings = [
        _("Id"),
        _("Form"),
        _("Key"),
        _("Version"),
        pgettext("form", "Seen"),
        pgettext("form", "Submitted"),
        pgettext("form", "Confirmed"),
        pgettext("form", "Entered"),
        _("In doubt"),
    ]
    return Sheet("forms", headings, map(_form, forms))


def _form(row: FormRow) -> list[Cell]:
    return [str(row.form.id), row.form.name, row.form.key, row.number, *row.stages, row.held]


def sources_sheet(sources: Iterable[Shown]) -> Sheet:
    """One row per source; its keys are counted, never told."""
    headings = [
        _("Id"),
        _("Source"),
        _("Set up at"),
        _("Write keys"),
        _("Sites"),
        _("Consent wired"),
        pgettext("source", "Closed at"),
    ]
    return Sheet("sources", headings, map(_source, sources))


def _source(shown: Shown) -> list[Cell]:
    one = shown.source
    keys, sites = len(shown.keys), " ".join(one.origins)
    return [str(one.id), one.name, one.made_at, keys, sites, one.consent_is_wired, one.revoked_at]
