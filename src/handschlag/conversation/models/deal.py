"""A deal: an opportunity with a value, how far it has come, who worked on it, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handschlag.conversation.models.conversation import refuse_unless_worked_on
from handschlag.conversation.models.deal_history import DealChange, DealField, DealReopening, StageEntry
from handschlag.conversation.models.deal_parts import BuyingRole, DealContact, DealProduct, DealRole
from handschlag.conversation.models.deal_words import DealStage, LossReason, Product
from handschlag.handover.models import Handover, holds_sales_mandate
from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import Rep, Team, User
from handschlag.people.models import ClosedBecause, Contact, Lead, reopen

REOPENED_WITHIN = timedelta(days=14)
"""A deal closed by mistake is noticed within days; what ended earlier has been counted and learned from."""

MOST_INVOLVED = 50


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
    """An opportunity from one lead. Value in the smallest unit of its currency; empty where unknown (imports).

    ``stage`` is how far it has come, empty where the house keeps no stages or nobody said; ``expected_on`` the day it is expected to
    close. What either was before stands in the deal's history.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="deals")
    name = models.CharField(gettext_lazy("name"), max_length=200)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="deals")
    value_minor = models.PositiveBigIntegerField(gettext_lazy("value"), null=True, blank=True)
    currency = models.CharField(gettext_lazy("currency"), max_length=3, default="EUR")
    stage = models.ForeignKey(DealStage, models.PROTECT, null=True, blank=True, related_name="deals")
    expected_on = models.DateField(gettext_lazy("expected close"), null=True, blank=True)
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
        expected_on: date | None = None,
        products: Iterable[Product] = (),
    ) -> Deal:
        """An opportunity has come of a lead that sales accepted. ``by`` is the owner where nobody else is named. It stands in the first stage.

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
                name=_named(name),
                owner=owner,
                value_minor=value_minor,
                currency=currency,
                stage=DealStage.objects.active().first(),
                expected_on=expected_on,
                happened_at=at,
                known_at=at,
            )
            DealRole.objects.create(deal=deal, role="sr", user=owner)
            if deal.stage:
                StageEntry.objects.create(deal=deal, stage=deal.stage, by=actor, at=at)
            DealProduct.objects.bulk_create(
                DealProduct(deal=deal, product=product) for product in dict.fromkeys(products)
            )
            record("deal_opened", at=at, actor=actor.id, subject=("deal", deal.id), payload={"lead": str(lead.id)})
        return deal

    def move(self, stage: DealStage, *, by: User, at: datetime) -> None:
        """The deal has come further, or fallen back. Where it stands there already, nothing changes."""
        with transaction.atomic():
            deal = self._taken_in_hand(by, at)
            if deal.stage_id == stage.id:
                return
            if stage.archived_at:
                raise Refused(_("This stage is not offered any more."))
            Deal.objects.filter(id=self.id).update(stage=stage)
            StageEntry.objects.create(deal=deal, stage=stage, by=by, at=at)
            record("deal_moved", at=at, actor=by, subject=("deal", self.id), payload={"stage": stage.key})
        self.stage = stage

    def correct(
        self, *, name: str, value_minor: int | None, currency: str, expected_on: date | None, by: User, at: datetime
    ) -> list[DealField]:
        """What is now thought of the deal; what was thought before is kept. Returns what changed.

        The currency can only change together with all shares of products: it is refused while there are any.
        """
        with transaction.atomic():
            deal = self._taken_in_hand(by, at)
            said = deal._told()
            if currency != deal.currency and deal.lines.exclude(value_minor=None).exists():
                raise Refused(_("The shares of the products are in the former currency. Please take them out first."))
            deal.name, deal.value_minor, deal.currency, deal.expected_on = (
                _named(name) or deal.name,
                value_minor,
                currency,
                expected_on,
            )
            changed = [field for field, after in deal._told().items() if after != said[field]]
            if changed:
                deal.save(update_fields=["name", "value_minor", "currency", "expected_on"])
                told = deal._told()
                DealChange.objects.bulk_create(
                    DealChange(deal=deal, field=field, before=said[field], after=told[field], by=by, at=at)
                    for field in changed
                )
                payload = {"fields": [str(field) for field in changed]}
                record("deal_corrected", at=at, actor=by, subject=("deal", self.id), payload=payload)
        return changed

    def _told(self) -> dict[DealField, str]:
        """What can be corrected, as the history keeps it."""
        return {
            DealField.NAME: self.name,
            DealField.VALUE: "" if self.value_minor is None else f"{self.value_minor} {self.currency}",
            DealField.EXPECTED_ON: self.expected_on.isoformat() if self.expected_on else "",
        }

    def involve(self, contact: Contact, role: BuyingRole | str, *, by: User, at: datetime) -> DealContact:
        """Somebody at the customer's has a part in this deal; who had another part before has this one now."""
        role = BuyingRole(role)
        with transaction.atomic():
            deal = self._taken_in_hand(by, at)
            known = deal.buying_centre.filter(contact=contact).first()
            if known is None and deal.buying_centre.count() >= MOST_INVOLVED:
                raise Refused(_("More than fifty people take no decision."))
            part = known or DealContact(deal=deal, contact=contact)
            part.role = role
            part.save()
            payload = {"contact": str(contact.id), "role": role.value}
            record("deal_contact_involved", at=at, actor=by, subject=("deal", self.id), payload=payload)
        return part

    def release(self, contact: Contact, *, by: User, at: datetime) -> None:
        """Somebody has no part in this deal any more."""
        with transaction.atomic():
            deal = self._taken_in_hand(by, at)
            if not deal.buying_centre.filter(contact=contact).delete()[0]:
                raise Refused(_("This person has no part in the deal."))
            payload = {"contact": str(contact.id)}
            record("deal_contact_released", at=at, actor=by, subject=("deal", self.id), payload=payload)

    def include(self, product: Product, value_minor: int | None = None, *, by: User, at: datetime) -> DealProduct:
        """The deal is about this product too; ``value_minor`` is its share of the value, where that is known. Said again, it replaces.

        Refused where the shares together are more than the deal.
        """
        with transaction.atomic():
            deal = self._taken_in_hand(by, at)
            others = deal.lines.exclude(product=product).aggregate(sum=models.Sum("value_minor"))["sum"] or 0
            if value_minor and deal.value_minor is not None and others + value_minor > deal.value_minor:
                raise Refused(_("The shares of the products are more than the deal. Please correct its value first."))
            line, _is_new = DealProduct.objects.update_or_create(
                deal=deal, product=product, defaults={"value_minor": value_minor}
            )
            payload = {"product": product.key}
            record("deal_product_included", at=at, actor=by, subject=("deal", self.id), payload=payload)
        return line

    def exclude(self, product: Product, *, by: User, at: datetime) -> None:
        """The deal is not about this product."""
        with transaction.atomic():
            deal = self._taken_in_hand(by, at)
            if not deal.lines.filter(product=product).delete()[0]:
                raise Refused(_("The deal is not about this product."))
            payload = {"product": product.key}
            record("deal_product_excluded", at=at, actor=by, subject=("deal", self.id), payload=payload)

    def close(
        self,
        outcome: DealOutcome | str,
        reason: str = "",
        *,
        by: User,
        at: datetime,
        loss_reason: LossReason | None = None,
    ) -> DealClosing:
        """How the deal ended; it ends lead and handover as well. No decision counts as lost.

        Whoever did not win it says why: by a reason of the house's list, in their own words, or both.
        """
        outcome = DealOutcome(outcome)
        reason = reason.replace("\0", "").strip()[:200]
        with transaction.atomic():
            deal = self._taken_in_hand(
                by, at, _("Only the owner, the owner's leader or the head of sales may close a deal.")
            )
            if outcome is DealOutcome.WON:
                loss_reason = None
            elif not reason and loss_reason is None:
                raise Refused(_("Please say why the deal was not won."))
            closing = DealClosing.objects.create(
                deal=self,
                outcome=outcome,
                loss_reason=loss_reason,
                reason=reason,
                by=by,
                happened_at=at,
                known_at=at,
            )
            for handover in Handover.objects.filter(lead=deal.lead_id, is_open=True):
                handover.end(at)
            if deal.lead.is_open:
                because = ClosedBecause.WON if outcome is DealOutcome.WON else ClosedBecause.LOST
                deal.lead.close(because, happened_at=at, known_at=at, by=by)
            record(
                "deal_closed",
                at=at,
                actor=by,
                subject=("deal", self.id),
                payload={"lead": str(deal.lead_id), "outcome": outcome.value},
            )
        return closing

    def reopen(self, *, by: User, at: datetime) -> None:
        """The deal was closed by mistake: lead and handover go on as they were; the time for what is owed went on meanwhile.

        Refused after two weeks, where the person has become a lead again since, and where another deal of the lead is open.
        """
        with transaction.atomic():
            deal = self._locked()
            if not hasattr(deal, "closing"):
                raise Refused(_("This deal is open."))
            if not deal.is_in_charge(by, at):
                raise Refused(_("Only the owner, the owner's leader or the head of sales may reopen a deal."))
            closing = deal.closing
            if at > closing.known_at + REOPENED_WITHIN:
                raise Refused(_("This deal ended more than two weeks ago. Please open a new one."))
            if Deal.objects.filter(lead=deal.lead_id, closing=None).exists():
                raise Refused(_("This lead has an open deal already."))
            if not reopen(deal.lead_id, closed_at=closing.happened_at, at=at, by=by.id):
                raise Refused(_("The lead has gone on otherwise since. Please open a new deal there."))
            DealReopening.objects.create(
                deal=deal, outcome=closing.outcome, closed_at=closing.happened_at, by=by, at=at
            )
            DealClosing.objects.filter(deal=deal).delete()
            Handover.go_on(deal.lead_id, ended_at=closing.happened_at)
            payload = {"lead": str(deal.lead_id), "outcome": closing.outcome}
            record("deal_reopened", at=at, actor=by, subject=("deal", self.id), payload=payload)

    def is_in_charge(self, user: User, at: datetime) -> bool:
        """Whether ``user`` may change and close the deal: its owner, the owner's leader, whoever may sign for sales."""
        if self.owner_id == user.id:
            return True
        leads_owner = self.owner_id is not None and Rep.objects.filter(user=self.owner_id, team__leader=user).exists()
        return leads_owner or (user.is_sales and holds_sales_mandate(user, at))

    def may_be_reopened(self, user: User, at: datetime) -> bool:
        """Whether it makes sense to offer it; the verb looks once more."""
        closing: DealClosing | None = getattr(self, "closing", None)
        return closing is not None and at <= closing.known_at + REOPENED_WITHIN and self.is_in_charge(user, at)

    def _locked(self) -> Deal:
        """As it stands now; nobody else changes it until the transaction ends.

        Read only after the lock is held: in one statement PostgreSQL would show the end of a deal as it was before the wait for the lock.
        """
        Deal.objects.select_for_update().get(id=self.id)
        return Deal.objects.select_related("lead", "closing").get(id=self.id)

    def _taken_in_hand(self, by: User, at: datetime, otherwise: str = "") -> Deal:
        """Locked, open, and ``by`` in charge of it; else refused."""
        deal = self._locked()
        if hasattr(deal, "closing"):
            raise Refused(_("This deal is closed already."))
        if not deal.is_in_charge(by, at):
            raise Refused(otherwise or _("Only the owner, the owner's leader or the head of sales may change a deal."))
        return deal


class DealClosing(models.Model):
    """The end of a deal; it closes the lead as well. ``reason`` is what somebody wrote, ``loss_reason`` the house's word for it."""

    deal = models.OneToOneField(Deal, models.CASCADE, primary_key=True, related_name="closing")
    outcome = models.CharField(max_length=12, choices=deal_outcomes)
    loss_reason = models.ForeignKey(
        LossReason, models.PROTECT, null=True, verbose_name=gettext_lazy("reason"), related_name="closings"
    )
    reason = models.CharField(gettext_lazy("reason"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    happened_at = models.DateTimeField()
    known_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["outcome", "happened_at"], name="closings_by_outcome")]


def owners_seen_by(user: User, now: datetime) -> QuerySet[User]:
    """Whose deals a leader or the head of sales may ask for by name: open work is theirs to act on. Nobody's for marketing."""
    if not user.is_sales:
        return User.objects.none()
    reps = User.objects.filter(Exists(Deal.objects.filter(owner=OuterRef("pk")))).order_by("name")
    if holds_sales_mandate(user, now):
        return reps
    return reps.filter(Q(id=user.id) | Q(rep__team__leader=user))


def teams_seen_by(user: User, now: datetime) -> QuerySet[Team]:
    """The teams whose deals somebody may ask for: all for the head of sales, one's own for who leads several."""
    if not user.is_sales:
        return Team.objects.none()
    return Team.objects.all() if holds_sales_mandate(user, now) else Team.objects.filter(leader=user)


def _named(name: str) -> str:
    return name.replace("\0", "").strip()[:200]
