"""Handing over: qualified verdicts become handovers, or wait in the pool with the reason."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from handschlag.agreement.models import Version
from handschlag.capture.models import Touch
from handschlag.handover.models.answer import LettingGo, Return
from handschlag.handover.models.dealt import Dealt
from handschlag.handover.models.dossier import ON_CONTACT, Dossiers
from handschlag.handover.models.handover import Handover
from handschlag.handover.models.known import Ties, known_about
from handschlag.handover.models.lineup import Lineup
from handschlag.handover.models.pool import FOR_A_PERSON, SUSPENDED, PoolEntry, Waits
from handschlag.handover.models.roster import Roster
from handschlag.kernel.verdict import Decision
from handschlag.people.models import Lead
from handschlag.qualification.models import Standing, Verdict

log = logging.getLogger(__name__)

Case = tuple[Lead, Verdict]
POOL_BATCH = 1_000


def hand_over(verdicts: Sequence[Verdict], now: datetime) -> list[Handover]:
    """Give every qualified lead that is free for it to a rep; whom nobody can take waits in the pool. Returns the new handovers.

    Who raised a hand goes first, then the most points. A lead that sales returned needs a newer verdict and a touch since the return
    that counts in it. Before the first agreement is in force nothing happens; while it is suspended everybody waits in the pool.
    """
    newest = {verdict.lead_id: verdict for verdict in sorted(verdicts, key=lambda verdict: (verdict.at, verdict.id))}
    qualified = [verdict for verdict in newest.values() if verdict.decision == Decision.QUALIFIED]
    if not qualified or (version := Version.in_force(now)) is None:
        return []
    with transaction.atomic():
        cases = _free(qualified)
        return _unless_suspended(cases, Roster(now, version.parsed), version, now) if cases else []


def route_pool(now: datetime) -> list[Handover]:
    """Try the pool again, longest waiting first. Leads closed or excluded meanwhile leave it. A lead that cannot be tried holds up nobody.

    While the agreement is suspended all of them wait; the first turn after that tries them.
    """
    if not PoolEntry.objects.filter(left_at=None).exists() or (version := Version.in_force(now)) is None:
        return []
    if Version.is_suspended(now):
        return []
    ids = list(PoolEntry.objects.filter(left_at=None).order_by("since_at", "id").values_list("id", flat=True))
    made: list[Handover] = []
    for start in range(0, len(ids), POOL_BATCH):
        made += _route_entries(ids[start : start + POOL_BATCH], version, now)
    return made


def _route_entries(ids: Sequence[UUID], version: Version, now: datetime) -> list[Handover]:
    try:
        with transaction.atomic():
            roster = Roster(now, version.parsed)
            if not roster.dealing.has_room:
                return []
            return _unless_suspended(_still_waiting(ids, version, now), roster, version, now)
    except Exception:
        log.exception("The pool could not be routed; its %s entries are tried one by one.", len(ids))
    made: list[Handover] = []
    for entry_id in ids if len(ids) > 1 else ():
        made += _route_entries([entry_id], version, now)
    return made


def _still_waiting(ids: Sequence[UUID], version: Version, now: datetime) -> list[Case]:
    """The entries' leads that still want a rep; the others leave the pool.

    Who was qualified by a version that has been superseded since goes on as the version in force judges them; who has not been judged
    by it yet waits until that is done.
    """
    entries = PoolEntry.objects.select_for_update(of=("self",)).filter(id__in=ids, left_at=None)
    waiting = list(entries.select_related("lead__contact", "verdict__version").order_by("since_at", "id"))
    standings = Standing.objects.select_related("verdict__version").in_bulk([entry.lead_id for entry in waiting])
    cases: list[Case] = []
    gone: list[UUID] = []
    for entry in waiting:
        standing = standings.get(entry.lead_id)
        if not entry.lead.is_open or (standing and _is_out(standing, entry, version)):
            gone.append(entry.lead_id)
        elif entry.reason == FOR_A_PERSON:
            continue
        elif standing is None or standing.version_id == version.id:
            cases.append((entry.lead, _present(standing, entry, version)))
    PoolEntry.release(gone, now)
    return cases


def _is_out(standing: Standing, entry: PoolEntry, version: Version) -> bool:
    """Excluded meanwhile; or qualified by a former version only, and judged otherwise by the one in force."""
    decision = standing.verdict.decision if standing.verdict else Decision.QUALIFIED
    is_judged_anew = standing.version_id == version.id and entry.verdict.version_id != version.id
    return decision == Decision.NEVER or (is_judged_anew and decision != Decision.QUALIFIED)


def _present(standing: Standing | None, entry: PoolEntry, version: Version) -> Verdict:
    """The verdict a lead goes on: the one it came with, unless a version has come into force since that has given another."""
    newer = standing and standing.verdict
    return newer if newer and entry.verdict.version_id != version.id else entry.verdict


def _free(verdicts: Sequence[Verdict]) -> list[Case]:
    """Open leads that nobody has now, that no person must give to somebody, and that were not returned for what is already known, the
    most urgent first."""
    lead_ids = [verdict.lead_id for verdict in verdicts]
    open_leads = (
        Lead.objects.select_for_update(of=("self",))
        .filter(id__among=lead_ids, is_open=True)
        .select_related("contact")
        .only("is_open", "contact__company", *(f"contact__{name}" for name in ON_CONTACT))
        .order_by("id")
    )
    leads = {lead.id: lead for lead in open_leads}
    taken = set(Handover.objects.filter(lead__among=lead_ids, is_open=True).values_list("lead_id", flat=True))
    taken |= set(
        PoolEntry.objects.filter(lead__among=lead_ids, left_at=None, reason=FOR_A_PERSON).values_list(
            "lead_id", flat=True
        )
    )
    stale = _returned_for_good_reason([verdict for verdict in verdicts if verdict.lead_id in leads])
    free = [
        (leads[verdict.lead_id], verdict)
        for verdict in verdicts
        if verdict.lead_id in leads and verdict.lead_id not in taken | stale
    ]
    return sorted(free, key=lambda case: (not raised_hand(case[1]), -case[1].points, case[1].at, case[0].id))


def raised_hand(verdict: Verdict) -> bool:
    """Whether the lead asked for sales by itself."""
    return any(reason["kind"] == "hand_raiser" for reason in verdict.reasons)


def _returned_for_good_reason(verdicts: Sequence[Verdict]) -> set[UUID]:
    """Leads returned or let go before, about which nothing that counts has happened since."""
    leads = [verdict.lead_id for verdict in verdicts]
    given_back: list[tuple[UUID, datetime]] = [
        row
        for answers in (Return.objects.that_stand(), LettingGo.objects.all())
        for row in answers.filter(handover__lead__among=leads).values_list("handover__lead_id", "at")
    ]
    returned_at = dict(sorted(given_back, key=lambda row: row[1]))
    again = [verdict for verdict in verdicts if verdict.lead_id in returned_at]
    happened = dict(
        Touch.objects.filter(id__among={touch for verdict in again for touch in _touches_behind(verdict)}).values_list(
            "id", "happened_at"
        )
    )
    return {
        verdict.lead_id
        for verdict in again
        if not _is_new(
            verdict, returned_at[verdict.lead_id], [happened[t] for t in _touches_behind(verdict) if t in happened]
        )
    }


def _is_new(verdict: Verdict, returned_at: datetime, touches: Iterable[datetime]) -> bool:
    return verdict.at > returned_at and any(happened_at > returned_at for happened_at in touches)


def _touches_behind(verdict: Verdict) -> list[UUID]:
    return [
        UUID(str(touch))
        for reason in verdict.reasons
        if reason["kind"] in {"interest", "hand_raiser"}
        for touch in reason["evidence"]
    ]


class _Suspended(Exception):  # noqa: N818 – it is no error: somebody was faster
    """A side has suspended the agreement while a batch was dealt out."""


def _unless_suspended(cases: Collection[Case], roster: Roster, version: Version, now: datetime) -> list[Handover]:
    """Deal out, unless the agreement is suspended: then everybody waits in the pool with that reason.

    It is asked again once the handovers stand in the ledger: whoever suspends meanwhile has either been seen by then, and nothing of the
    batch remains, or waits for the ledger until the batch is over.
    """
    if not Version.is_suspended(now):
        try:
            with transaction.atomic():
                made = _deal_out(cases, roster, version, now)
                if made and Version.is_suspended(now):
                    raise _Suspended
                return made
        except _Suspended:
            log.warning("The agreement was suspended while %s leads were dealt out; they wait in the pool.", len(cases))
    PoolEntry.admit([Waits(lead, verdict, SUSPENDED) for lead, verdict in cases], now)
    return []


def _deal_out(cases: Collection[Case], roster: Roster, version: Version, now: datetime) -> list[Handover]:
    """Route the cases in their order; write the handovers and the pool, in the caller's transaction."""
    leads = [lead for lead, _verdict in cases]
    known, ties = known_about(leads, now, version.parsed), Ties(leads)
    dealt = []
    for lead, verdict in cases:
        seen = ties.of(lead, known[lead.id], asked=raised_hand(verdict))
        dealt.append(Dealt(lead, verdict, seen, roster.dealing.deal(seen, now)))
    assigned = [one for one in dealt if one.choice.rep_id]
    PoolEntry.admit([one.waits() for one in dealt if not one.choice.rep_id], now)
    PoolEntry.release([one.lead.id for one in assigned], now)
    dossiers = Dossiers([one.lead for one in assigned], now, version.parsed, known)
    lineup = Lineup.of(roster.reps) if assigned else None
    return Handover.give([one.given(roster, dossiers, lineup) for one in assigned], version, now)
