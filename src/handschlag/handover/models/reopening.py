"""What becomes of a lead that sales does not keep: nurtured, closed, or closed and opened anew on its day."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from handschlag.agreement.core.terms import Afterwards, Recycling
from handschlag.handover.models.agreed import return_reasons
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import User
from handschlag.organisation.models.calendar import local_day
from handschlag.people.core.permission import SCORING, permission
from handschlag.people.models import ClosedBecause, Lead, circumstances, stir

log = logging.getLogger(__name__)

LATEST = timedelta(days=1825)
"""As far ahead as an agreement may have a lead opened anew, a person may."""

MOST_AT_ONCE = 500


class ReopeningQuerySet(models.QuerySet["Reopening"]):
    def waiting(self) -> ReopeningQuerySet:
        return self.filter(done_at=None)

    def due(self, now: datetime) -> ReopeningQuerySet:
        return self.waiting().filter(due_at__lte=now)


class Reopening(models.Model):
    """A recycled lead is closed, and its person a lead again from ``due_at`` on: a new pass, which begins with no points of the former.

    ``opened`` is the lead that was opened, or was open already because the person had shown up by themselves; empty where nothing may be
    opened any more (erased, objected).
    """

    lead = models.OneToOneField(Lead, models.CASCADE, primary_key=True, related_name="reopening")
    handover = models.ForeignKey("Handover", models.CASCADE, related_name="+")
    since_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    opened = models.ForeignKey(Lead, models.SET_NULL, null=True, related_name="+")

    objects = ReopeningQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "lead"]
        indexes = [models.Index(fields=["due_at"], condition=Q(done_at=None), name="leads_to_open_anew")]

    @property
    def why(self) -> str:
        """The reason for which sales did not keep the lead, in the reader's language."""
        answer = getattr(self.handover, "letting_go", None) or getattr(self.handover, "return_row", None)
        reason = answer.reason if answer else ""
        return return_reasons(self.handover.version_id).get(reason, reason) or _("Nobody was reached.")


def carry_out(
    then: Afterwards,
    lead: Lead,
    handover_id: UUID,
    agreed: Recycling | None,
    *,
    at: datetime,
    by: User | None,
    on: date | None = None,
) -> None:
    """Do with a lead what follows when sales does not keep it, in the caller's transaction. What is nurtured stays open.

    A lead whose person was recycled as often as agreed already is closed for good. ``on`` is the day a person chose, else the agreed one.
    """
    if then is Afterwards.NURTURE:
        return
    opens = then is Afterwards.RECYCLE and agreed is not None and times_recycled(lead.contact_id) < agreed.at_most
    if opens:
        assert agreed is not None
        due_at = _morning_of(on) if on else at + timedelta(days=agreed.after_days)
        Reopening.objects.create(lead=lead, handover_id=handover_id, since_at=at, due_at=due_at)
    because = ClosedBecause.RECYCLED if opens else ClosedBecause.DISQUALIFIED
    lead.close(because, happened_at=at, known_at=at, by=by)


def refuse_unless_recycled(lead: Lead, agreed: Recycling | None, on: date | None, at: datetime) -> None:
    """A person may recycle a lead where it is agreed, not more often than it is, to a day that is to come."""
    if agreed is None:
        raise Refused(_("The agreement does not say that leads are recycled."))
    if times_recycled(lead.contact_id) >= agreed.at_most:
        raise Refused(
            _("This person was recycled as often as agreed. Please close the lead, or give it back for nurturing.")
        )
    today = local_day(at)
    if on is not None and not today < on <= today + LATEST:
        raise Refused(_("A lead is opened anew tomorrow at the earliest, and in five years at the latest."))


def times_recycled(contact_id: UUID) -> int:
    """How often the person's leads were recycled, opened anew by now or not."""
    return Reopening.objects.filter(lead__contact=contact_id).count()


def open_anew(now: datetime) -> int:
    """Open the leads whose day has come, each once. Returns how many.

    Each in a transaction of its own; one that fails is tried again and holds up nobody.
    """
    due = list(Reopening.objects.due(now).values_list("lead_id", flat=True)[:MOST_AT_ONCE])
    return sum(_safely(lead_id, now) for lead_id in due)


def forget(leads: Iterable[UUID], at: datetime) -> None:
    """Nothing is opened anew for the person of these leads any more."""
    Reopening.objects.waiting().filter(lead__in=leads).update(done_at=at)


def _safely(lead_id: UUID, now: datetime) -> bool:
    try:
        return _open(lead_id, now)
    except Exception:
        log.exception("Lead %s could not be opened anew; it is tried again.", lead_id)
        return False


@transaction.atomic
def _open(lead_id: UUID, now: datetime) -> bool:
    """Claim one reopening and open the lead. False where somebody else was faster."""
    if Reopening.objects.due(now).filter(lead=lead_id).update(done_at=now) != 1:
        return False
    contact = Lead.objects.select_related("contact").get(id=lead_id).contact
    if not permission(SCORING, circumstances([contact.id])[contact.id], now).is_allowed:
        record("recycling_dropped", at=now, actor=None, subject=("lead", lead_id))
        return True
    opened = Lead.open_for(contact, opened_at=now, known_at=now)
    Reopening.objects.filter(lead=lead_id).update(opened=opened)
    stir([contact.id], now)
    record("lead_opened_anew", at=now, actor=None, subject=("lead", lead_id), payload={"lead": str(opened.id)})
    return True


def _morning_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
