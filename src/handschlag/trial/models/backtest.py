"""A backtest somebody asked for, its result, and the leads it found."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from handschlag.agreement.models import Version, may_draft
from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import User
from handschlag.people.models import Lead

LONGEST = timedelta(days=3 * 366)

STEPS = 5
"""Reading, the draft, the other version, the figures, keeping."""


class BacktestQuerySet(models.QuerySet["Backtest"]):
    def to_run(self) -> BacktestQuerySet:
        """Asked for and not finished, the oldest first."""
        return self.filter(finished_at=None).order_by("asked_at", "id")


class Backtest(models.Model):
    """A version (``draft``) tried against another one on the leads of a period, half-open, by what was known at each moment.

    ``terms`` is the hash of the draft's terms as they were tried. ``step`` of ``STEPS`` is how far it has come; ``result`` holds the
    figures, no person among them; ``problem`` why there are none.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Version, models.CASCADE, related_name="backtests")
    other = models.ForeignKey(Version, models.CASCADE, related_name="+")
    terms = models.CharField(max_length=64)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    step = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    objects = BacktestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["asked_at"], condition=Q(finished_at__isnull=True), name="backtests_to_run")]

    def __str__(self) -> str:
        return _("Backtest of {draft} against {other}").format(draft=self.draft, other=self.other)

    @classmethod
    def ask(
        cls, draft: Version, other: Version, from_at: datetime, until_at: datetime, *, by: User | None, at: datetime
    ) -> Backtest:
        """Have the draft tried; the worker does it. Refused for one and the same version, and for a period that is none or too long."""
        if draft == other:
            raise Refused(_("Choose two different versions."))
        if not from_at < until_at <= at:
            raise Refused(_("The period must begin before it ends, and end before now."))
        if until_at - from_at > LONGEST:
            raise Refused(_("Three years are the longest period."))
        return cls.objects.create(
            id=new_id(at),
            draft=draft,
            other=other,
            terms=draft.hash,
            from_at=from_at,
            until_at=until_at,
            asked_by=by,
            asked_at=at,
        )

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None

    @property
    def percent(self) -> int:
        return 100 * self.step // STEPS

    @property
    def is_of_present_terms(self) -> bool:
        """Whether the draft still says what was tried."""
        return self.terms == self.draft.hash

    def attach(self, by: User, at: datetime) -> None:
        """Freeze the result with the draft: whoever signs it signs this too. Refused once the terms are others."""
        if not may_draft(by, at):
            raise Refused(_("Only marketing, sales and holders of a mandate may change drafts of the agreement."))
        if self.result is None:
            raise Refused(_("This backtest has no result yet."))
        self.draft.attach_evidence(self.result, by=by, at=at)

    def keep(self, result: dict[str, Any], leads: list[TriedLead], now: datetime) -> None:
        """Store what came of it, all of it or nothing."""
        with transaction.atomic():
            TriedLead.objects.filter(backtest=self).delete()
            TriedLead.objects.bulk_create(leads, batch_size=2_000)
            self.result, self.finished_at, self.step = result, now, STEPS
            self.save(update_fields=["result", "finished_at", "step"])
            record(
                "backtest_made",
                at=now,
                actor=self.asked_by_id,
                subject=("agreement_version", self.draft_id),
                payload={"number": self.draft.number, "against": self.other.number, "terms": self.terms},
            )

    def fail(self, problem: str, now: datetime) -> None:
        """It cannot be done: why, for whoever asked."""
        Backtest.objects.filter(pk=self.pk).update(finished_at=now, problem=problem[:300])

    def advance(self) -> None:
        """One step further, for whoever watches."""
        Backtest.objects.filter(pk=self.pk).update(step=F("step") + 1)


class TriedLead(models.Model):
    """A lead that at least one of both versions would have handed over, and when each would have."""

    backtest = models.ForeignKey(Backtest, models.CASCADE, related_name="leads")
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="+")
    list = models.CharField(max_length=8)
    draft_at = models.DateTimeField(null=True)
    other_at = models.DateTimeField(null=True)
    is_won = models.BooleanField(default=False)

    class Meta:
        ordering = ["-draft_at", "-other_at", "id"]
        constraints = [models.UniqueConstraint(fields=["backtest", "lead"], name="a_lead_is_tried_once")]
        indexes = [models.Index(fields=["backtest", "list"], name="tried_leads_by_list")]
