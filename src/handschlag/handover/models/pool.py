"""The pool: qualified leads that nobody could be given, each with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from handschlag.agreement.models import Version
from handschlag.handover.models.agreed import holds_sales_mandate
from handschlag.handover.models.dossier import Dossiers
from handschlag.handover.models.giving import Assignment
from handschlag.handover.models.handover import Handover
from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Draft, record_many
from handschlag.organisation.models import Rep, Team, User
from handschlag.people.models import Lead
from handschlag.qualification.models import Verdict

SUSPENDED = "suspended"
"""Why a lead waits while a side has suspended the agreement."""

FOR_A_PERSON = "for_a_person"
"""Why a lead waits that ran out, where it is agreed that a person gives it to somebody: no routing takes it out of the pool."""


class PoolEntry(models.Model):
    """A qualified lead that could not be given to anybody, with the reason, until somebody is found."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="pool_entries")
    verdict = models.ForeignKey(Verdict, models.RESTRICT, related_name="+")
    since_at = models.DateTimeField()
    reason = models.CharField(max_length=60)
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["since_at"]
        verbose_name_plural = "pool entries"
        constraints = [models.UniqueConstraint(fields=["lead"], condition=Q(left_at=None), name="a_lead_waits_once")]
        indexes = [models.Index(fields=["since_at"], condition=Q(left_at=None), name="the_pool")]

    @property
    def why(self) -> str:
        """The reason as a sentence."""
        return _reasons().get(self.reason, self.reason)

    @classmethod
    def admit(cls, cases: Sequence[tuple[Lead, Verdict, str]], at: datetime) -> int:
        """Leads wait, each once, with the reason as it is now; in the caller's transaction. Returns how many came new."""
        pool = PoolEntry.objects.filter(lead__in=[lead for lead, _verdict, _reason in cases], left_at=None)
        waiting = {entry.lead_id: entry for entry in pool}
        new, changed = [], []
        for lead, verdict, reason in cases:
            if lead.id not in waiting:
                new.append(PoolEntry(id=new_id(at), lead=lead, verdict=verdict, since_at=at, reason=reason))
            elif waiting[lead.id].reason != reason:
                waiting[lead.id].reason = reason
                changed.append(waiting[lead.id])
        PoolEntry.objects.bulk_create(new)
        PoolEntry.objects.bulk_update(changed, ["reason"])
        record_many(Draft("lead_pooled", at, None, ("lead", entry.lead_id), {"reason": entry.reason}) for entry in new)
        return len(new)

    @classmethod
    def release(cls, leads: Iterable[UUID], at: datetime) -> None:
        """These leads wait no longer, in the caller's transaction."""
        PoolEntry.objects.filter(lead__in=leads, left_at=None).update(left_at=at)

    def hand_to(self, rep: Rep, *, by: User, at: datetime) -> Handover:
        """A person in charge gives a waiting lead to a rep, whatever territory and capacity say. Returns the handover."""
        with transaction.atomic():
            entry = (
                PoolEntry.objects.select_for_update(of=("self",))
                .select_related("lead__contact", "verdict__version")
                .get(id=self.id)
            )
            if entry.left_at is not None or not entry.lead.is_open:
                raise Refused(_("This lead does not wait in the pool any more."))
            if not may_empty_pool(by, at):
                raise Refused(_("Only a leader of a sales team or the head of sales may give leads out of the pool."))
            version = Version.in_force(at)
            if version is None:
                raise Refused(_("No agreement is in force."))
            PoolEntry.release([entry.lead_id], at)
            brief, segment = Dossiers([entry.lead], at).brief_of(entry.lead, entry.verdict)
            given = Assignment(entry.lead, entry.verdict, rep, brief=brief, segment=segment)
            [handover] = Handover.give([given], version, at, by=by.id)
            if Version.is_suspended(at):  # asked when the handover stands in the ledger: see ``handing``
                raise Refused(_("The agreement is suspended: nobody is handed over until that ends."))
        return handover


def _reasons() -> dict[str, str]:
    return {
        "no_territory": _("No rep's territory covers the place."),
        "all_away": _("Every rep it would fit is away."),
        "no_capacity": _("Every rep it would fit has a full week."),
        "all_ran_out": _("Every rep it would fit let it run out."),
        "ran_out": _("A rep let it run out."),
        FOR_A_PERSON: _("A rep let it run out; a person gives it to another one, as agreed."),
        "dispute_upheld": _("Its return was disputed, and does not count."),
        SUSPENDED: _("The agreement is suspended."),
    }


def may_empty_pool(user: User, at: datetime) -> bool:
    """Whether ``user`` may give waiting leads to reps by hand."""
    return Team.objects.filter(leader=user).exists() or holds_sales_mandate(user, at)
