"""Pauses: the clocks of an accepted handover stand still for a reason that is agreed, and go on with the time that was left."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from handschlag.handover.models.agreed import terms_of
from handschlag.handover.models.clocks import RESUMED, calendars_of, stand_still, time_left
from handschlag.handover.models.deadline import Deadline
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import Rep, User
from handschlag.organisation.models.calendar import local_day

if TYPE_CHECKING:
    from handschlag.handover.models.handover import Handover


class Pause(models.Model):
    """The clocks stand still from ``from_at`` to ``until_at``, or until somebody ended it before (``ended_at``).

    Nothing need happen when it is over: each deadline is due as if it ran on from ``until_at``, and reckoned again where it ends earlier.
    """

    handover = models.ForeignKey("Handover", models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=60)
    sentence = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["from_at"]
        constraints = [
            models.UniqueConstraint(fields=["handover", "reason"], name="each_reason_pauses_once"),
            models.CheckConstraint(
                condition=models.Q(until_at__gt=models.F("from_at")), name="a_pause_ends_after_it_begins"
            ),
        ]

    @property
    def over_at(self) -> datetime:
        """When it ended, or will end by itself."""
        return self.ended_at or self.until_at


def pause_reasons(version_id: UUID) -> dict[str, str]:
    """The reasons for a pause agreed on in a version, by key, named in the reader's language."""
    is_german = (get_language() or "").startswith("de")
    return {pause.key: pause.de if is_german else pause.en for pause in terms_of(version_id).sales.pauses}


def running_pause(handover: Handover, at: datetime) -> Pause | None:
    """The pause that holds at ``at``, if any; its last moment is over."""
    return Pause.objects.filter(handover=handover, from_at__lte=at, until_at__gt=at, ended_at=None).first()


def begin_pause(handover: Handover, reason: str, sentence: str, *, until: date | None, by: User, at: datetime) -> Pause:
    """Let the clocks stand still, in the caller's transaction, under the handover's lock.

    Until the end of a day, or as long as agreed for the reason; each reason once for a lead, whoever has it.
    """
    agreed = {pause.key: pause for pause in terms_of(handover.version_id).sales.pauses}
    if reason not in agreed:
        raise Refused(_("The agreement names no such reason for a pause."))
    if running_pause(handover, at):
        raise Refused(_("The clocks of this handover stand still already."))
    if Pause.objects.filter(handover__lead=handover.lead_id, reason=reason).exists():
        raise Refused(_("For this reason the clocks stood still before; each reason counts once for a lead."))
    latest = at + timedelta(days=agreed[reason].at_most_days)
    if until and not local_day(at) <= until <= local_day(latest):
        raise Refused(_("A pause ends today at the earliest, and after the agreed days at the latest."))
    until_at = min(_end_of(until), latest) if until else latest
    pause = Pause.objects.create(
        handover=handover, reason=reason, sentence=sentence, by=by, from_at=at, until_at=until_at
    )
    _stand_still(handover, since=at, left_at=at, until=until_at)
    told = {"reason": reason, "until_at": until_at.isoformat()}
    record("handover_paused", at=at, actor=by, subject=("handover", handover.id), payload=told)
    return pause


def end_pause(handover: Handover, *, by: User | None, at: datetime) -> bool:
    """Let the clocks run again before their time, as :func:`begin_pause`. False where none stands still."""
    pause = running_pause(handover, at)
    if pause is None:
        return False
    pause.ended_at = at
    pause.save(update_fields=["ended_at"])
    _stand_still(handover, since=pause.from_at, left_at=pause.until_at, until=at)
    record("handover_resumed", at=at, actor=by, subject=("handover", handover.id))
    return True


def _stand_still(handover: Handover, *, since: datetime, left_at: datetime, until: datetime) -> None:
    """What was left at ``left_at`` runs from ``until`` on. What is past due already is not saved by a pause."""
    running = list(handover.deadlines.filter(closed_at=None, due_at__gte=left_at))
    if not running:
        return
    rep = Rep.objects.select_related("calendar", "user").get(user=handover.rep_id)
    calendar = calendars_of([rep], since)[rep.user_id]
    for deadline in running:
        stand_still(deadline, time_left(deadline, calendar, left_at), calendar, since=since, until=until)
    Deadline.objects.bulk_update(running, RESUMED)


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
