"""The pool: qualified leads that nobody could be given, each with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from handschlag.agreement.models import Version
from handschlag.capture.models import insert, update
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


@dataclass(frozen=True, slots=True)
class Waits:
    """A lead that is to wait: the reason, and what it consists of (see ``core.because.why_waiting``)."""

    lead: Lead
    verdict: Verdict
    reason: str
    because: Mapping[str, Any] = field(default_factory=dict)


class PoolEntry(models.Model):
    """A qualified lead that could not be given to anybody, with the reason, until somebody is found.

    ``because`` holds the rule of routing that applies, and how many reps could not take it for which reason.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="pool_entries")
    verdict = models.ForeignKey(Verdict, models.RESTRICT, related_name="+")
    since_at = models.DateTimeField()
    reason = models.CharField(max_length=60)
    because = models.JSONField(default=dict)
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["since_at"]
        verbose_name_plural = "pool entries"
        constraints = [models.UniqueConstraint(fields=["lead"], condition=Q(left_at=None), name="a_lead_waits_once")]
        indexes = [models.Index(fields=["since_at"], condition=Q(left_at=None), name="the_pool")]

    @property
    def why(self) -> str:
        """The reason as a sentence."""
        return reasons().get(self.reason, self.reason)

    @classmethod
    def admit(cls, cases: Sequence[Waits], at: datetime) -> int:
        """Leads wait, each once, with the reason as it is now; in the caller's transaction. Returns how many came new."""
        pool = PoolEntry.objects.filter(lead__among=[one.lead.id for one in cases], left_at=None)
        waiting = {entry.lead_id: entry for entry in pool}
        new, changed = [], []
        for one in cases:
            said = {"reason": one.reason, "because": dict(one.because)}
            entry = waiting.get(one.lead.id)
            if entry is None:
                new.append(PoolEntry(id=new_id(at), lead=one.lead, verdict=one.verdict, since_at=at, **said))
            elif (entry.reason, entry.because) != (one.reason, said["because"]):
                entry.reason, entry.because = one.reason, dict(one.because)
                changed.append(entry)
        insert(new)
        update(changed, ["reason", "because"])
        record_many(Draft("lead_pooled", at, None, ("lead", entry.lead_id), {"reason": entry.reason}) for entry in new)
        return len(new)

    @classmethod
    def waiting_for(cls) -> list[tuple[str, str, int]]:
        """The reasons for which anybody waits: key, sentence, and how many; the most first."""
        counts = cls.objects.filter(left_at=None).order_by().values_list("reason").annotate(count=Count("id"))
        words = reasons()
        in_order = sorted(counts, key=lambda row: (-row[1], row[0]))
        return [(reason, words.get(reason, reason), count) for reason, count in in_order]

    @classmethod
    def release(cls, leads: Iterable[UUID], at: datetime) -> None:
        """These leads wait no longer, in the caller's transaction."""
        PoolEntry.objects.filter(lead__among=list(leads), left_at=None).update(left_at=at)

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
            brief, segment = Dossiers([entry.lead], at, version.parsed).brief_of(entry.lead, entry.verdict)
            given = Assignment(entry.lead, entry.verdict, rep, brief=brief, segment=segment)
            [handover] = Handover.give([given], version, at, by=by.id)
            if Version.is_suspended(at):  # asked when the handover stands in the ledger: see ``handing``
                raise Refused(_("The agreement is suspended: nobody is handed over until that ends."))
        return handover


def reasons() -> dict[str, str]:
    return {
        "no_reps": _("There is no sales rep."),
        "nobody_meant": _("No rep is in the team, or has the skill, that the agreement names for it."),
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
