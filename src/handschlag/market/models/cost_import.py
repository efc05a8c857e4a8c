"""Costs from a table: read and shown first, entered in one transaction, and taken back as long as nothing came after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext

from handschlag.kernel.ids import new_id
from handschlag.kernel.money import Money
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.market.core.costs import CostLine
from handschlag.market.core.spreading import spread
from handschlag.market.models.campaign import MOST_MINOR, Campaign, CampaignCost, Channel
from handschlag.organisation.models import User

LEAVE_OUT, CREATE = "", "new"
"""What may be chosen for a campaign the house does not know, beside the id of one it knows."""

AT_ONCE = 500
MOST_DAYS = 200_000

DayKey = tuple[UUID, date, str]
"""Campaign, day and currency: what a cost is entered for."""


class CostImport(models.Model):
    """A table of costs on its way: what was read (``lines``), what each campaign named in it was taken for, and when it was entered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    lines = models.JSONField(default=list)
    choices = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="cost_imports")
    read_at = models.DateTimeField()
    entered_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-read_at"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def begin(cls, name: str, lines: Iterable[CostLine], *, by: User, at: datetime) -> CostImport:
        """Keep what was read until somebody has looked at it. What the same person read before and never entered goes."""
        cls.objects.filter(by=by, entered_at=None).delete()
        plain = [[one.row, one.campaign, str(one.from_on), str(one.until_on), one.minor, one.currency] for one in lines]
        return cls.objects.create(name=name[:120], lines=plain, by=by, read_at=at)

    @property
    def read(self) -> list[CostLine]:
        """The lines as they were read."""
        return [
            CostLine(row, name, date.fromisoformat(first), date.fromisoformat(last), minor, currency)
            for row, name, first, last, minor, currency in self.lines
        ]

    def enter(self, choices: Mapping[str, str], channel: Channel | None, *, by: User, at: datetime) -> int:
        """Enter the costs, and return for how many days of how many campaigns. What stood for these days in these currencies is replaced.

        ``choices``: campaign as the table names it → id of a campaign, ``new``, or "" to leave its rows out. New ones get ``channel``.
        """
        with transaction.atomic():
            self._claim(entered_at=at)
            campaigns = self._campaigns(choices, channel, by, at)
            costs = _by_day((campaigns[line.campaign], line) for line in self.read if line.campaign in campaigns)
            if not costs:
                raise Refused(gettext("Nothing would be entered: choose a campaign for one row at least."))
            before = _standing(costs)
            _put(costs)
            CostImportDay.objects.bulk_create(
                (
                    CostImportDay(
                        cost_import=self,
                        campaign_id=key[0],
                        on=key[1],
                        currency=key[2],
                        amount_minor=minor,
                        before_minor=before.get(key, 0),
                    )
                    for key, minor in costs.items()
                ),
                batch_size=AT_ONCE,
            )
            self.choices = {name: str(campaigns.get(name, LEAVE_OUT)) for name in choices}
            self.lines = []
            self.save(update_fields=["choices", "lines"])
            self._tell("entered", by, at, _summary(costs))
        return len(costs)

    def undo(self, *, by: User, at: datetime) -> int:
        """Put back what stood before, and return how many days stay as they are because somebody has entered something else since."""
        with transaction.atomic():
            if CostImport.objects.filter(undone_at=None, entered_at__gt=self.entered_at).exists():
                raise Refused(gettext("Costs were imported after these. Please take back the later import first."))
            self._claim(undone_at=at)
            days = {(day.campaign_id, day.on, day.currency): day for day in self.days.all()}
            standing = _standing(days)
            mine = {key: day for key, day in days.items() if standing.get(key, 0) == day.amount_minor}
            _put({key: day.before_minor for key, day in mine.items()})
            kept = len(days) - len(mine)
            self._tell("undone", by, at, {"days": len(mine), "kept": kept})
        return kept

    def _claim(self, **moment: datetime) -> None:
        """Only one of two who press at the same time goes on."""
        (name,) = moment
        due = CostImport.objects.filter(pk=self.pk, **{name: None})
        if name == "undone_at":
            due = due.exclude(entered_at=None)
        if not due.update(**moment):
            raise Refused(gettext("This has been done already."))
        setattr(self, name, moment[name])

    def _campaigns(
        self, choices: Mapping[str, str], channel: Channel | None, by: User, at: datetime
    ) -> dict[str, UUID]:
        known = known_campaigns({line.campaign for line in self.read})
        ids = {str(pk): pk for pk in Campaign.objects.values_list("pk", flat=True)}
        for name, chosen in choices.items():
            if name in known or chosen == LEAVE_OUT:
                continue
            if chosen == CREATE:
                known[name] = self._create(name, channel, by, at)
            elif chosen in ids:
                known[name] = ids[chosen]
            else:
                raise Refused(gettext("One of the campaigns chosen is there no more. Please choose again."))
        return known

    def _create(self, name: str, channel: Channel | None, by: User, at: datetime) -> UUID:
        if channel is None:
            raise Refused(gettext("Choose a channel for the new campaigns."))
        starts_on = min(line.from_on for line in self.read if line.campaign == name)
        campaign = Campaign(key=name, name=name, channel=channel, starts_on=starts_on)
        campaign.keep(by=by, at=at)
        return campaign.pk

    def _tell(self, happened: str, by: User, at: datetime, payload: dict[str, object]) -> None:
        record(f"cost_import_{happened}", at=at, actor=by.id, subject=("cost_import", self.id), payload=payload)


class CostImportDay(models.Model):
    """What an import entered for one campaign, day and currency, and what had stood there (0: nothing)."""

    cost_import = models.ForeignKey(CostImport, models.CASCADE, related_name="days")
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+")
    on = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = models.PositiveBigIntegerField()
    before_minor = models.PositiveBigIntegerField()


def known_campaigns(names: Iterable[str]) -> dict[str, UUID]:
    """Those of the names that mean one campaign: by its key, or else by its name, where only one is called so; capitals do not matter."""
    by_key: dict[str, UUID] = {}
    by_name: dict[str, set[UUID]] = defaultdict(set)
    for pk, key, name in Campaign.objects.values_list("pk", "key", "name"):
        by_key[key.casefold()] = pk
        by_name[name.casefold()].add(pk)
    found = {}
    for name in names:
        called = by_name.get(name.casefold(), set())
        meant = by_key.get(name.casefold()) or (next(iter(called)) if len(called) == 1 else None)
        if meant:
            found[name] = meant
    return found


def chosen_before() -> dict[str, str]:
    """What earlier imports took names for that no campaign has: name → id; the latest choice counts."""
    remembered: dict[str, str] = {}
    for choices in CostImport.objects.exclude(entered_at=None).order_by("entered_at").values_list("choices", flat=True):
        remembered.update(choices)
    return remembered


def _by_day(lines: Iterable[tuple[UUID, CostLine]]) -> dict[DayKey, int]:
    """What the lines say for each day; several lines about one day add up."""
    costs: dict[DayKey, int] = defaultdict(int)
    for campaign, line in lines:
        days = (line.until_on - line.from_on).days + 1
        for number, part in enumerate(spread(line.minor, days)):
            costs[campaign, line.from_on + timedelta(days=number), line.currency] += part
        if len(costs) > MOST_DAYS:
            raise Refused(gettext("These are more than 200,000 days of campaigns. Please split the table."))
    if any(minor > MOST_MINOR for minor in costs.values()):
        raise Refused(gettext("A cost is not negative, and not beyond all measure."))
    return dict(costs)


def _standing(keys: Iterable[DayKey]) -> dict[DayKey, int]:
    """What is entered now for the campaigns and days that ``keys`` span."""
    wanted = list(keys)
    if not wanted:
        return {}
    first, last = min(key[1] for key in wanted), max(key[1] for key in wanted)
    rows = CampaignCost.objects.filter(campaign__in={key[0] for key in wanted}, on__range=(first, last))
    return {
        (campaign, on, currency): minor
        for campaign, on, currency, minor in rows.values_list("campaign_id", "on", "currency", "amount_minor")
    }


def _put(costs: Mapping[DayKey, int]) -> None:
    """Make these the costs of their days; zero takes a cost away."""
    CampaignCost.objects.bulk_create(
        (
            CampaignCost(campaign_id=campaign, on=on, currency=currency, amount_minor=minor)
            for (campaign, on, currency), minor in costs.items()
        ),
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["campaign", "on", "currency"],
        update_fields=["amount_minor"],
    )
    if not all(costs.values()):
        CampaignCost.objects.filter(campaign__in={key[0] for key in costs}, amount_minor=0).delete()


def _summary(costs: Mapping[DayKey, int]) -> dict[str, Any]:
    currencies = sorted({currency for _campaign, _on, currency in costs})
    sums = [Money(sum(minor for key, minor in costs.items() if key[2] == one), one) for one in currencies]
    return {
        "campaigns": len({key[0] for key in costs}),
        "days": len(costs),
        "amounts": ", ".join(map(str, sums)),
        "from_on": min(key[1] for key in costs),
        "until_on": max(key[1] for key in costs),
    }
