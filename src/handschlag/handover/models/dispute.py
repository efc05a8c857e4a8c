"""Marketing disputes a return; whoever holds the mandate for sales rules."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _

from handschlag.handover.models.agreed import holds_sales_mandate
from handschlag.handover.models.answer import Return
from handschlag.handover.models.handover import Handover
from handschlag.handover.models.messages import tell_disputed, tell_ruled
from handschlag.handover.models.pool import PoolEntry, Waits
from handschlag.handover.models.reopening import Reopening
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import OnePersonMode, User
from handschlag.people.models import Lead, reopen

LONGEST = 2_000


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def visible_to(self, user: User, at: datetime) -> DisputeQuerySet:
        """Those of the handovers ``user`` may read."""
        return self.filter(return_row__handover__in=Handover.objects.visible_to(user, at))

    def to_rule(self) -> DisputeQuerySet:
        """Not ruled on yet."""
        return self.filter(ruling=None)


class Dispute(models.Model):
    """Marketing says, in a sentence, why a return was not justified. The return stands until somebody rules otherwise."""

    return_row = models.OneToOneField(Return, models.CASCADE, primary_key=True, related_name="dispute")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sentence = models.TextField()

    objects = DisputeQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]

    @classmethod
    def begin(cls, handover: Handover, sentence: str, *, by: User, at: datetime) -> Dispute:
        """Marketing disputes the return of ``handover``, once, with a sentence; whoever may rule is told."""
        said = _as_said(sentence)
        with transaction.atomic():
            handover.locked()
            returned = Return.objects.select_related("dispute").filter(handover=handover).first()
            if not by.is_marketing:
                raise Refused(_("Marketing disputes returns; whoever may sign for sales rules."))
            if returned is None:
                raise Refused(_("Only a returned lead can be disputed."))
            if hasattr(returned, "dispute"):
                raise Refused(_("This return is disputed already."))
            if not said:
                raise Refused(_("Please say in a sentence why the lead should not have been returned."))
            dispute = cls.objects.create(return_row=returned, by=by, at=at, sentence=said)
            record("return_disputed", at=at, actor=by.id, subject=("handover", handover.id))
            tell_disputed(handover.id, by, at)
        return dispute

    def rule(self, is_upheld: bool, sentence: str = "", *, by: User, at: datetime) -> Ruling:
        """Whoever holds the mandate for sales rules, once; whoever disputed is told.

        An upheld return counts no longer, and the lead waits for a rep again: open it goes into the pool; where the return had closed it
        and its person is no other lead since, it is open again first. Refused for who disputed it, save in one-person mode.
        """
        with transaction.atomic():
            handover = Handover(id=self.return_row_id).locked("lead", "verdict", "return_row")
            if not holds_sales_mandate(by, at):
                raise Refused(_("Only whoever may sign for sales rules on a return."))
            if by.id == self.by_id and not OnePersonMode.covers(by, at):
                raise Refused(_("Nobody rules on a return they disputed themselves."))
            if Ruling.objects.filter(dispute=self).exists():
                raise Refused(_("There is a ruling already."))
            goes_back = is_upheld and _goes_back(handover, at, by)
            ruling = Ruling.objects.create(
                dispute=self, by=by, at=at, is_upheld=is_upheld, sentence=_as_said(sentence), goes_back=goes_back
            )
            fact = "dispute_upheld" if is_upheld else "dispute_rejected"
            record(fact, at=at, actor=by.id, subject=("handover", handover.id))
            tell_ruled(handover.id, self.by, is_upheld=is_upheld, goes_back=goes_back, at=at)
        return ruling


class Ruling(models.Model):
    """The word of the other side on a dispute: upheld, and the return does not count; or rejected, and it stands.

    ``goes_back``: the lead was put before sales again.
    """

    dispute = models.OneToOneField(Dispute, models.CASCADE, primary_key=True, related_name="ruling")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_upheld = models.BooleanField()
    sentence = models.TextField(blank=True)
    goes_back = models.BooleanField(default=False)


def _goes_back(handover: Handover, at: datetime, by: User) -> bool:
    """Put the lead before sales again, where it is free for it. Whether it was."""
    lead = handover.lead
    if not lead.is_open:
        if not reopen(lead.id, closed_at=handover.return_row.at, at=at, by=by.id):
            return False
        Reopening.objects.waiting().filter(lead=lead).delete()
    if Handover.objects.filter(lead=lead, is_open=True).exists():
        return False
    PoolEntry.admit([Waits(Lead.objects.get(id=lead.id), handover.verdict, "dispute_upheld")], at)
    return True


def _as_said(sentence: str) -> str:
    return sentence.replace("\0", "").strip()[:LONGEST]
