"""A deal: an opportunity with a value, who worked on it, and how it ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handschlag.conversation.models.conversation import refuse_unless_worked_on
from handschlag.handover.models import Handover, holds_sales_mandate
from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import Rep, User
from handschlag.people.models import ClosedBecause, Lead


class DealOutcome(models.TextChoices):
    """How a deal ended."""

    WON = "won", gettext_lazy("won")
    LOST = "lost", gettext_lazy("lost")
    NO_DECISION = "no_decision", gettext_lazy("no decision")


def deal_outcomes() -> list[tuple[str, Any]]:
    return DealOutcome.choices


class DealQuerySet(models.QuerySet["Deal"]):
    def visible_to(self, user: User, at: datetime | None = None) -> DealQuerySet:
        """Marketing and whoever may sign for sales at ``at`` read every deal; reps their own, leaders their teams'."""
        if user.is_marketing or (user.is_sales and at is not None and holds_sales_mandate(user, at)):
            return self
        if user.is_sales:
            return self.filter(Q(owner=user) | Q(owner__in=Rep.objects.filter(team__leader=user).values("user")))
        return self.none()


class Deal(models.Model):
    """An opportunity from one lead. Value in the smallest unit of its currency; empty where unknown (imports)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="deals")
    name = models.CharField(gettext_lazy("name"), max_length=200)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="deals")
    value_minor = models.PositiveBigIntegerField(gettext_lazy("value"), null=True, blank=True)
    currency = models.CharField(gettext_lazy("currency"), max_length=3, default="EUR")
    happened_at = models.DateTimeField()
    known_at = models.DateTimeField()

    objects = DealQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_at", "-id"]
        indexes = [models.Index(fields=["-happened_at", "-id"], name="deals_by_time")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def open(
        cls,
        lead: Lead,
        *,
        name: str,
        owner: User,
        value_minor: int | None,
        currency: str,
        at: datetime,
        by: User | None = None,
    ) -> Deal:
        """An opportunity has come of a lead that sales accepted. ``by`` is the owner where nobody else is named.

        Refused without an accepted, open handover that ``by`` is in charge of, and while another deal of the lead is open.
        """
        actor = by or owner
        with transaction.atomic():
            handover = Handover.objects.filter(lead=lead, is_open=True).first()
            if handover is None:
                raise Refused(_("Nobody in sales holds this lead."))
            refuse_unless_worked_on(handover.locked(), actor)
            if cls.objects.filter(lead=lead, closing=None).exists():
                raise Refused(_("This lead has an open deal already."))
            deal = cls.objects.create(
                id=new_id(at),
                lead=lead,
                name=name.replace("\0", "").strip()[:200],
                owner=owner,
                value_minor=value_minor,
                currency=currency,
                happened_at=at,
                known_at=at,
            )
            DealRole.objects.create(deal=deal, role="sr", user=owner)
            record("deal_opened", at=at, actor=actor.id, subject=("deal", deal.id), payload={"lead": str(lead.id)})
        return deal

    def close(self, outcome: DealOutcome | str, reason: str = "", *, by: User, at: datetime) -> DealClosing:
        """How the deal ended; it ends lead and handover as well. No decision counts as lost. Only a won deal needs no reason."""
        outcome = DealOutcome(outcome)
        reason = reason.replace("\0", "").strip()[:200]
        with transaction.atomic():
            deal = Deal.objects.select_for_update(of=("self",)).select_related("lead", "closing").get(id=self.id)
            if hasattr(deal, "closing"):
                raise Refused(_("This deal is closed already."))
            if not deal.is_in_charge(by, at):
                raise Refused(_("Only the owner, the owner's leader or the head of sales may close a deal."))
            if outcome is not DealOutcome.WON and not reason:
                raise Refused(_("Please say why the deal was not won."))
            closing = DealClosing.objects.create(
                deal=self, outcome=outcome, reason=reason, by=by, happened_at=at, known_at=at
            )
            for handover in Handover.objects.filter(lead=deal.lead_id, is_open=True):
                handover.end(at)
            if deal.lead.is_open:
                because = ClosedBecause.WON if outcome is DealOutcome.WON else ClosedBecause.LOST
                deal.lead.close(because, happened_at=at, known_at=at, by=by)
            record(
                "deal_closed",
                at=at,
                actor=by.id,
                subject=("deal", self.id),
                payload={"lead": str(deal.lead_id), "outcome": outcome.value},
            )
        return closing

    def is_in_charge(self, user: User, at: datetime) -> bool:
        """Whether ``user`` may close the deal: its owner, the owner's leader, whoever may sign for sales."""
        if self.owner_id == user.id:
            return True
        leads_owner = self.owner_id is not None and Rep.objects.filter(user=self.owner_id, team__leader=user).exists()
        return leads_owner or (user.is_sales and holds_sales_mandate(user, at))


class DealClosing(models.Model):
    """The end of a deal; it closes the lead as well."""

    deal = models.OneToOneField(Deal, models.CASCADE, primary_key=True, related_name="closing")
    outcome = models.CharField(max_length=12, choices=deal_outcomes)
    reason = models.CharField(gettext_lazy("reason"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    happened_at = models.DateTimeField()
    known_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["outcome", "happened_at"], name="closings_by_outcome")]


class DealRole(models.Model):
    """Somebody's part in a deal: sales development (``sdr``), sales rep (``sr``) …; by user, or by the key an import gave."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    outside_key = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal", "role"], name="one_person_per_role_in_a_deal")]
