"""Imported rows become contacts, companies, attributes, statements on consent and leads; and are taken back again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from handschlag.capture.core.rows import MappedRow
from handschlag.capture.core.rows import Value as RowValue
from handschlag.capture.core.taking import Record, Taken
from handschlag.capture.core.traits import Value
from handschlag.capture.models import insert_values
from handschlag.capture.models.wording import say_rows
from handschlag.ledger.models import Draft, record_many
from handschlag.organisation.models import User
from handschlag.people.core.consent import BASES, PURPOSES
from handschlag.people.core.identity import Sighting
from handschlag.people.models import (
    AttributeValue,
    Consent,
    Contact,
    Lead,
    LeadClosure,
    LeadOpening,
    Saying,
    link,
    reown,
    settle_leads,
    tell,
    unsay,
)

ROOM = "people"
CORRECTED, CLOSED, ERASED = "corrected_since", "closed_since", "erased_since"
say_rows(
    {
        CORRECTED: _("Somebody has corrected the contact since."),
        CLOSED: _("The lead has been closed since."),
        ERASED: _("The person has been erased since."),
    }
)

MOMENTS = ("lead.opened_at", "touch.happened_at", "deal.opened_at", "deal.won_at", "deal.lost_at")
"""When a row's statements were true: the first of these the row knows."""


def take(rows: Sequence[MappedRow], *, at: datetime, by: UUID | None) -> list[Taken]:
    """Find or make each row's contact, keep what it says, and open a lead where it says when the person first showed up."""
    findings = link([Sighting(row.keys, moment_of(row, at), row.id) for row in rows], at)
    contacts = [contact for contact in findings.contacts if contact]
    record_many(Draft("contact_imported", at, by, ("contact", contact)) for contact in findings.made)
    pairs = list(zip(rows, contacts, strict=True))
    told = tell([_saying(row, contact, at) for row, contact in pairs], at, findings.made)
    for is_dated in (True, False):
        dated = [(row, contact) for row, contact in pairs if bool(row.moment("consent.happened_at")) is is_dated]
        said = [consent for row, contact in dated for consent in _consents(row, contact, at)]
        Consent.keep(said, by=by, at=at, is_own=is_dated)
    reown(findings.shaken, at)
    opened = _open_leads(pairs, at)
    records = {row.id: [Record(row.id, "contact", contact)] for row, contact in pairs}
    for company, row_id in told.companies:
        records[row_id].append(Record(row_id, "company", company))
    for row, contact in pairs:
        if lead := opened.pop(contact, None):
            records[row.id].append(Record(row.id, "lead", lead))
    return [Taken(records[row.id]) for row in rows]


def kept_because(records: Sequence[Record], *, since: datetime) -> Mapping[UUID, str]:
    """A contact somebody has corrected since, a lead that was closed by something else than this import, and who was erased since."""
    rows_of = _rows_of(records)
    contacts = [record.id for record in records if record.kind == "contact"]
    corrected = AttributeValue.objects.filter(
        contact__in=contacts, known_at__gte=since, told_by__in=User.objects.values("id")
    )
    own = {record.id for record in records if record.kind == "closure"}
    closed = LeadClosure.objects.filter(lead__in=[record.id for record in records if record.kind == "lead"])
    kept = {row: CORRECTED for contact in corrected.values_list("contact_id", flat=True) for row in rows_of[contact]}
    erased = Contact.objects.filter(id__in=contacts, erased_at__isnull=False).values_list("id", flat=True)
    kept |= {
        row: CLOSED for lead in closed.values_list("lead_id", flat=True) if lead not in own for row in rows_of[lead]
    }
    kept |= {row: ERASED for contact in erased for row in rows_of[contact]}
    return kept


def undo(records: Sequence[Record], *, at: datetime, by: UUID | None) -> None:
    """Unsay what these rows said. A contact nobody else has spoken of is gone then, and its lead with it."""
    own = [record for record in records if record.kind in ("contact", "company", "lead")]
    rows = {record.row_id for record in own}
    ids = {kind: {record.id for record in own if record.kind == kind} for kind in ("contact", "company", "lead")}
    unsay(rows, at, contacts=ids["contact"], companies=ids["company"], leads=ids["lead"])


def moment_of(row: MappedRow, otherwise: datetime) -> datetime:
    """When what the row says was true; the moment of the import where it does not say."""
    return next((moment for moment in map(row.moment, MOMENTS) if moment), otherwise)


def _open_leads(pairs: Sequence[tuple[MappedRow, UUID]], at: datetime) -> dict[UUID, UUID]:
    """Leads opened by rows that say when somebody first showed up, or that tell of a deal with somebody who had no lead."""
    moments: dict[UUID, list[datetime]] = defaultdict(list)
    dealt: dict[UUID, datetime] = {}
    for row, contact in pairs:
        if opened_at := row.moment("lead.opened_at"):
            moments[contact].append(opened_at)
        elif any(name.startswith("deal.") for name in row.values):
            dealt.setdefault(contact, moment_of(row, at))
    if dealt:
        known = set(Lead.objects.filter(contact__in=dealt).values_list("contact_id", flat=True))
        for contact in dealt.keys() - known - moments.keys():
            moments[contact].append(dealt[contact])
    before, opened = settle_leads(moments, at)
    leads = before | opened
    said = [(row, leads.get(contact)) for row, contact in pairs if contact in moments]
    openings = [(lead, row.moment("lead.opened_at") or moment_of(row, at), row.id) for row, lead in said if lead]
    insert_values(LeadOpening, ("lead_id", "happened_at", "told_by"), openings)
    return opened


def _saying(row: MappedRow, contact: UUID, at: datetime) -> Saying:
    traits: dict[str, Value] = {**_plain(row.under("contact.")), **_plain(row.under("attribute."))}
    traits.pop("external_id", None)
    if company := row.text("company.name"):
        traits["company"] = company
    return Saying(contact, traits, moment_of(row, at), row.id, _plain(row.under("company_attribute.")))


def _plain(values: Mapping[str, RowValue]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if not isinstance(value, datetime)}


def _consents(row: MappedRow, contact: UUID, at: datetime) -> list[Consent]:
    basis = row.text("consent.basis")
    return [
        Consent(
            contact_id=contact,
            purpose=purpose,
            is_given=bool(row.values[f"consent.{purpose}"]),
            basis=basis if basis in BASES else "consent",
            wording=row.text("consent.wording"),
            proof=f"import, row {row.number}",
            happened_at=row.moment("consent.happened_at") or moment_of(row, at),
            known_at=at,
            told_by=row.id,
        )
        for purpose in PURPOSES
        if f"consent.{purpose}" in row.values
    ]


def _rows_of(records: Sequence[Record]) -> dict[UUID, list[UUID]]:
    rows: dict[UUID, list[UUID]] = defaultdict(list)
    for record in records:
        rows[record.id].append(record.row_id)
    return rows
