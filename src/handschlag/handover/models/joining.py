"""Two handed-over leads are one person's: one handover ends, and goes on as it was if it turns out that they are two."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import models

from handschlag.handover.models.clocks import RESUMED, calendars_of, resume, stop
from handschlag.handover.models.deadline import Deadline, DeadlineEnd
from handschlag.handover.models.handover import Handover
from handschlag.handover.models.messages import tell_joined, tell_parted
from handschlag.handover.models.pause import end_pause
from handschlag.kernel.business_time import Calendar
from handschlag.ledger.models import Draft, record_many
from handschlag.organisation.models import Rep


class Joining(models.Model):
    """The handover ended because its lead's person is one whom another handover has brought already: ``other``, which goes on.

    Its deadlines keep the time that was left. Gone where the merge is taken back; the ledger knows of both.
    """

    handover = models.OneToOneField(Handover, models.CASCADE, primary_key=True, related_name="joining")
    other = models.ForeignKey(Handover, models.SET_NULL, null=True, related_name="joined_by")
    at = models.DateTimeField()


def join(lead_id: UUID, goes_on: UUID, at: datetime, by: UUID | None) -> None:
    """End the lead's open handover, in the caller's transaction: nothing is owed for it any more, and its rep is told.

    The follow-up stays with the handover, unseen while that is over.
    """
    handover = _locked(lead_id, is_open=True)
    if handover is None:
        return
    other = Handover.objects.filter(lead=goes_on, is_open=True).select_related("rep").first()
    end_pause(handover, by=None, at=at)
    owed = stop(handover, at)
    Joining.objects.create(handover=handover, other=other, at=at)
    Handover.objects.filter(id=handover.id).update(is_open=False)
    handover.deadlines.all().lift(at)
    told = {"lead": str(lead_id), "other": str(other.id) if other else ""}
    lifted = [{"duty": one.duty, "because": "merged"} for one in owed]
    record_many(
        Draft(fact, at, by, ("handover", handover.id), payload)
        for fact, payload in [("handover_joined", told), *(("deadline_lifted", one) for one in lifted)]
    )
    tell_joined(handover.id, handover.rep, other, at)


def part(lead_id: UUID, at: datetime, by: UUID | None) -> None:
    """The lead's handover that a merge had ended goes on as it was, in the caller's transaction; its rep is told.

    Its clocks stood still meanwhile. The rep had been told that nothing was owed, and could not act on the handover; to count that
    time would make late whom we ourselves had stopped, and to begin anew would give what nobody agreed on. So of each duty as much time is
    left as when it ended, reckoned from now in the rep's working hours as they are now; where no working time has passed, it is due
    when it was. One that was past due already is due now, and fires at the next sweep; what was missed or done before stays so. The
    deadline keeps how it was due before.
    """
    handover = _locked(lead_id, is_open=False, joining__isnull=False)
    if handover is None:
        return
    joining, calendar = handover.joining, _calendar_of(handover, at)
    resumed = list(handover.deadlines.filter(closed_as=DeadlineEnd.LIFTED, closed_at=joining.at, left__isnull=False))
    for one in resumed:
        resume(one, calendar, since=joining.at, at=at)
    Deadline.objects.bulk_update(resumed, RESUMED)
    Handover.objects.filter(id=handover.id).update(is_open=True)
    joining.delete()
    told = [{"duty": one.duty, "due_at": one.due_at.isoformat()} for one in resumed]
    record_many(
        Draft(fact, at, by, ("handover", handover.id), payload)
        for fact, payload in [("handover_parted", {"lead": str(lead_id)}), *(("deadline_resumed", one) for one in told)]
    )
    tell_parted(handover.id, handover.rep, [one.due_at for one in resumed], str(calendar.zone), at)


def _locked(lead_id: UUID, **which: bool) -> Handover | None:
    rows = Handover.objects.select_for_update(of=("self",)).select_related("rep")
    return rows.filter(lead=lead_id, **which).order_by("-handed_at").first()


def _calendar_of(handover: Handover, at: datetime) -> Calendar:
    rep = Rep.objects.select_related("calendar", "user").get(user=handover.rep_id)
    return calendars_of([rep], at)[rep.user_id]
