"""An experiment: a channel is left out in some regions or weeks, drawn by lot, and what came is compared with where it went on."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.learning.core.experiments import LEAST_UNITS, Effect, Unit, draw_by_lot, effect_of
from handschlag.learning.models.counting import counted_by_region, counted_by_week, mondays
from handschlag.ledger.models import record
from handschlag.market.models import Channel
from handschlag.organisation.models import User

LONGEST = timedelta(days=366)
LONGEST_WAIT = 180


class Design(models.TextChoices):
    """What is drawn by lot."""

    REGIONS = "regions", gettext_lazy("regions")
    WEEKS = "weeks", gettext_lazy("weeks")


class Metric(models.TextChoices):
    """What is counted."""

    LEADS = "leads", gettext_lazy("leads opened")
    HANDOVERS = "handovers", gettext_lazy("leads handed over")
    DEALS = "deals", gettext_lazy("deals won")


class State(StrEnum):
    """How far an experiment has come; ``RIPE``: over, and to be read."""

    PLANNED = "planned"
    RUNNING = "running"
    WAITING = "waiting"
    RIPE = "ripe"
    READ = "read"
    STOPPED = "stopped"


def designs() -> list[tuple[str, Any]]:
    return Design.choices


def metrics() -> list[tuple[str, Any]]:
    return Metric.choices


class Experiment(models.Model):
    """From ``from_on`` to ``last_on`` the channel is left out in the regions or weeks of ``without``, and goes on in those of ``going_on``.

    Regions are a country and the beginning of a postal code (``DE-86``), weeks their Monday. ``expected_percent``: so many per cent fewer
    of ``metric`` are expected where it is left out, said beforehand. What comes within ``wait_days`` after the last day counts too.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(gettext_lazy("name"), max_length=120)
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="experiments")
    design = models.CharField(max_length=10, choices=designs)
    metric = models.CharField(max_length=10, choices=metrics)
    expected_percent = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    last_on = models.DateField()
    wait_days = models.PositiveSmallIntegerField(default=0)
    without = models.JSONField(default=list)
    going_on = models.JSONField(default=list)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()

    class Meta:
        ordering = ["-from_on", "-planned_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("from_on")), name="an_experiment_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def plan(
        cls,
        *,
        name: str,
        channel: Channel,
        design: str,
        metric: str,
        expected_percent: int,
        from_on: date,
        last_on: date,
        wait_days: int,
        by: User,
        at: datetime,
    ) -> Experiment:
        """Draw the lot and write down what is expected, before it begins. Refused to anybody but marketing and sales, for days that have
        begun or are too many, and where fewer than four regions or weeks would stand on a side."""
        if not (by.is_marketing or by.is_sales):
            raise Refused(_("Marketing and sales plan experiments."))
        if from_on <= localtime(at).date():
            raise Refused(_("An experiment begins tomorrow at the earliest: what is expected is written down before."))
        if not from_on <= last_on <= from_on + LONGEST:
            raise Refused(_("An experiment ends after it begins, within a year."))
        made = cls(
            id=new_id(at), name=name, channel=channel, design=design, metric=metric, expected_percent=expected_percent,
            from_on=from_on, last_on=last_on, wait_days=wait_days, planned_by=by, planned_at=at,
        )  # fmt: skip
        made.without, made.going_on = draw_by_lot(made._units(), made.id.int % 2**32)
        if len(made.without) < LEAST_UNITS:
            raise Refused(_unit_problem(design))
        with transaction.atomic():
            made.save(force_insert=True)
            made._record("experiment_planned", at, by)
        return made

    def _units(self) -> list[str]:
        """Weeks within the days; regions from which something came in as many days before."""
        if self.design == Design.WEEKS:
            return mondays(self.from_on, self.last_on)
        return sorted(counted_by_region(self.metric, self._before_from, self.from_on))

    @property
    def ends_on(self) -> date:
        """The first day whose events count no more."""
        return self.last_on + timedelta(days=1 + self.wait_days)

    @property
    def _before_from(self) -> date:
        return self.from_on - (self.ends_on - self.from_on)

    def state(self, at: datetime) -> State:
        """How far it has come at ``at``."""
        today = localtime(at).date()
        if hasattr(self, "stop"):
            return State.STOPPED
        if hasattr(self, "reading"):
            return State.READ
        if today < self.from_on:
            return State.PLANNED
        if today <= self.last_on:
            return State.RUNNING
        return State.WAITING if today < self.ends_on else State.RIPE

    def break_off(self, reason: str, *, by: User, at: datetime) -> ExperimentStop:
        """It is not carried on; nothing will be read of it. Refused once it was read."""
        with transaction.atomic():
            self._refuse_unless(at, State.PLANNED, State.RUNNING, State.WAITING, State.RIPE, by=by)
            if not reason.strip():
                raise Refused(_("Say why it is broken off: whoever looks later needs to know."))
            made = ExperimentStop.objects.create(experiment=self, reason=reason.strip()[:300], by=by, at=at)
            self._record("experiment_stopped", at, by)
        return made

    def read(self, *, by: User, at: datetime) -> ExperimentReading:
        """Read the effect, once, when all that counts has happened: whoever looks again and again sees what they hope for."""
        with transaction.atomic():
            self._refuse_unless(at, State.RIPE, by=by)
            effect = effect_of(self.units())
            made = ExperimentReading.objects.create(
                experiment=self, by=by, at=at, change=effect.change, low=effect.low, high=effect.high,
                chance=effect.chance, missing=effect.missing,
            )  # fmt: skip
            self._record("experiment_read", at, by)
        return made

    def units(self) -> list[Unit]:
        """What came in each region or week, so far."""
        sides = [(name, True) for name in self.without] + [(name, False) for name in self.going_on]
        if self.design == Design.WEEKS:
            weekly = counted_by_week(self.metric, self.from_on, self.ends_on)
            return [Unit(1, weekly[name], is_without) for name, is_without in sides]
        before = counted_by_region(self.metric, self._before_from, self.from_on)
        during = counted_by_region(self.metric, self.from_on, self.ends_on)
        return [Unit(before[name], during[name], is_without) for name, is_without in sides]

    def _refuse_unless(self, at: datetime, *states: State, by: User) -> None:
        if not (by.is_marketing or by.is_sales):
            raise Refused(_("Marketing and sales plan experiments."))
        locked = Experiment.objects.select_for_update().get(pk=self.pk)
        if locked.state(at) not in states:
            raise Refused(_("This is not possible at this point of the experiment."))

    def _record(self, fact: str, at: datetime, by: User) -> None:
        payload = {"channel": self.channel.key, "design": self.design, "metric": self.metric}
        record(fact, at=at, actor=by.id, subject=("experiment", self.id), payload=payload)


class ExperimentStop(models.Model):
    """An experiment was broken off, and why."""

    experiment = models.OneToOneField(Experiment, models.CASCADE, primary_key=True, related_name="stop")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class ExperimentReading(models.Model):
    """What an experiment showed, read once; the fields are those of ``core.experiments.Effect``."""

    experiment = models.OneToOneField(Experiment, models.CASCADE, primary_key=True, related_name="reading")
    change = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    chance = models.FloatField(null=True)
    missing = models.FloatField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    @property
    def effect(self) -> Effect:
        return Effect(self.change, self.low, self.high, self.chance, self.missing)


def _unit_problem(design: str) -> str:
    if design == Design.WEEKS:
        return _("At least eight whole weeks are needed: four without the channel and four with it.")
    return _("Fewer than eight regions brought anything before: take weeks, or wait until more is known.")
