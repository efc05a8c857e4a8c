"""Imported rows that tell of a deal become deals with their roles and their end; and are taken back again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from handschlag.capture.core.rows import MappedRow
from handschlag.capture.core.taking import Record, Taken
from handschlag.capture.models import insert
from handschlag.capture.models.wording import say_rows
from handschlag.conversation.models import Conversation, Deal, DealClosing, DealOutcome, DealRole
from handschlag.handover.models import Handover
from handschlag.kernel.ids import new_id
from handschlag.ledger.models import Draft, record_many
from handschlag.people.models import ClosedBecause, Ending, Identifier, Lead, LeadClosure, close_leads

ROOM = "conversation"
IN_HANDS, SAME_DEAL, TWO_ENDS, EARLIER = "lead_in_hands", "deal_known", "won_and_lost", "won_before_first_contact"
HANDED_OVER, SPOKEN, AGAIN = "handed_over_since", "spoken_since", "lead_again_since"
say_rows(
    {
        IN_HANDS: _("Sales works on this lead in this house: please record the deal there."),
        SAME_DEAL: _("The lead has a deal of that name already."),
        TWO_ENDS: _("A deal cannot be both won and lost."),
        EARLIER: _("Taken over as it stands: the deal ended before the first contact."),
        HANDED_OVER: _("The lead has been handed over to sales since."),
        SPOKEN: _("Sales has spoken with the contact since."),
        AGAIN: _("The contact has become a lead again since."),
    }
)


def take(rows: Sequence[MappedRow], *, at: datetime, by: UUID | None) -> list[Taken]:
    """A deal for each row that tells of one; a deal that ended closes its lead.

    A lead that sales works on in this house is left to them. A deal dated before its lead's first contact is taken as it
    stands, with a remark.
    """
    telling = [row for row in rows if any(name.startswith("deal.") for name in row.values)]
    leads = _leads_of(telling)
    busy = set(Handover.objects.filter(lead__in=leads.values(), is_open=True).values_list("lead_id", flat=True))
    known = set(Deal.objects.filter(lead__in=leads.values()).values_list("lead_id", "name"))
    taken = {row.id: Taken() for row in rows}
    deals: list[tuple[MappedRow, Deal]] = []
    for row in telling:
        lead = leads[row.id]
        deal = _deal(row, lead, at)
        if lead.id in busy:
            taken[row.id].problem = row.problem("deal.name", IN_HANDS)
        elif (lead.id, deal.name) in known:
            taken[row.id].problem = row.problem("deal.external_id", SAME_DEAL)
        elif row.moment("deal.won_at") and row.moment("deal.lost_at"):
            taken[row.id].problem = row.problem("deal.lost_at", TWO_ENDS)
        else:
            known.add((lead.id, deal.name))
            deals.append((row, deal))
            taken[row.id].records.append(Record(row.id, "deal", deal.id))
            if (end := _end(row)) and end[1] < lead.opened_at:
                taken[row.id].remark = row.problem(
                    "deal.won_at" if row.moment("deal.won_at") else "deal.lost_at", EARLIER
                )
    _write(deals, taken, at, by)
    return [taken[row.id] for row in rows]


def kept_because(records: Sequence[Record], *, since: datetime) -> Mapping[UUID, str]:
    """Rows whose contact was handed over or spoken with since, or is a lead again after the deal the row told of."""
    rows_of: dict[UUID, list[UUID]] = defaultdict(list)
    for record in records:
        rows_of[record.id].append(record.row_id)
    contacts = [record.id for record in records if record.kind == "contact"]
    closed = [record.id for record in records if record.kind == "closure"]
    handed = Handover.objects.filter(lead__contact__in=contacts, handed_at__gte=since)
    spoken = Conversation.objects.filter(lead__contact__in=contacts, known_at__gte=since)
    again = Lead.objects.filter(id__in=closed, contact__leads__is_open=True)
    kept = {row: HANDED_OVER for contact in handed.values_list("lead__contact", flat=True) for row in rows_of[contact]}
    kept |= {row: SPOKEN for contact in spoken.values_list("lead__contact", flat=True) for row in rows_of[contact]}
    return kept | {row: AGAIN for lead in again.values_list("id", flat=True) for row in rows_of[lead]}


def undo(records: Sequence[Record], *, at: datetime, by: UUID | None) -> None:
    """The deals go; leads they had closed are open again."""
    Deal.objects.filter(id__in=[record.id for record in records if record.kind == "deal"]).delete()
    closed = [record.id for record in records if record.kind == "closure"]
    LeadClosure.objects.filter(lead__in=closed).delete()
    Lead.objects.filter(id__in=closed).update(is_open=True)


def _leads_of(rows: Iterable[MappedRow]) -> dict[UUID, Lead]:
    """Each row's lead: the open one of its contact, else the latest. ``people`` has made sure that there is one."""
    rows = list(rows)
    contacts = dict(Identifier.objects.filter(key__in=[row.keys[0] for row in rows]).values_list("key", "contact_id"))
    latest = Lead.objects.filter(contact__in=contacts.values()).order_by("is_open", "opened_at", "id")
    lead_of = {lead.contact_id: lead for lead in latest}
    return {row.id: lead_of[contacts[row.keys[0]]] for row in rows}


def _deal(row: MappedRow, lead: Lead, at: datetime) -> Deal:
    end = _end(row)
    value = row.values.get("deal.value")
    return Deal(
        id=new_id(at),
        lead=lead,
        name=row.text("deal.name") or row.text("deal.external_id") or str(row.number),
        value_minor=value if isinstance(value, int) else None,
        currency=row.text("deal.currency") or "EUR",
        happened_at=row.moment("deal.opened_at") or (end[1] if end else lead.opened_at),
        known_at=at,
    )


def _end(row: MappedRow) -> tuple[DealOutcome, datetime] | None:
    for name, outcome in (("deal.won_at", DealOutcome.WON), ("deal.lost_at", DealOutcome.LOST)):
        if moment := row.moment(name):
            return outcome, moment
    return None


def _write(deals: Sequence[tuple[MappedRow, Deal]], taken: Mapping[UUID, Taken], at: datetime, by: UUID | None) -> None:
    """Deals, roles and ends, each table in one go; one fact for each deal opened and closed."""
    ended = [(row, deal, *end) for row, deal in deals if (end := _end(row))]
    insert(deal for _row, deal in deals)
    insert(
        DealRole(deal=deal, role=role, outside_key=str(key))
        for row, deal in deals
        for role, key in row.under("deal.role.").items()
    )
    insert(
        DealClosing(
            deal=deal, outcome=outcome, reason=row.text("deal.reason"), by_id=by, happened_at=moment, known_at=at
        )
        for row, deal, outcome, moment in ended
    )
    endings = [Ending(deal.lead_id, ClosedBecause(outcome.value), moment) for _row, deal, outcome, moment in ended]
    closed = close_leads(endings, at, by)
    for row, deal, _outcome, _moment in ended:
        if deal.lead_id in closed:
            closed.discard(deal.lead_id)
            taken[row.id].records.append(Record(row.id, "closure", deal.lead_id))
    record_many(Draft("deal_opened", at, by, ("deal", deal.id), {"lead": str(deal.lead_id)}) for _row, deal in deals)
    record_many(
        Draft("deal_closed", at, by, ("deal", deal.id), {"lead": str(deal.lead_id), "outcome": outcome.value})
        for _row, deal, outcome, _moment in ended
    )
