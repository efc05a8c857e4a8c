"""Reading which period somebody wants to see."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handschlag.learning.core.account import Level
from handschlag.learning.core.period import Period
from handschlag.learning.models import Design, Metric
from handschlag.learning.models.experiment import LONGEST_WAIT
from handschlag.market.models import Channel

LAST_90_DAYS, LAST_12_MONTHS, ALL, CUSTOM = "90", "365", "all", "custom"

PERIODS = [
    (LAST_90_DAYS, _("Last 90 days")),
    (LAST_12_MONTHS, _("Last 12 months")),
    (ALL, _("All the time")),
    (CUSTOM, _("These days")),
]


LEVELS = [
    (Level.CHANNEL, _("Channel")),
    (Level.CAMPAIGN, _("Campaign")),
    (Level.MATERIAL, _("Material")),
    (Level.DEPARTMENT, _("Marketing and sales")),
]


class PeriodForm(forms.Form):
    """A period: the last 90 days unless somebody asks for another; what cannot be read is told, and the 90 days are shown."""

    period = forms.ChoiceField(label=_("Period"), choices=PERIODS, required=False, initial=LAST_90_DAYS)
    from_on = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last_on = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        from_on, last_on = found.get("from_on"), found.get("last_on")
        if from_on and last_on and last_on < from_on:
            self.add_error("last_on", _("The last day lies before the first."))
        return found

    def chosen(self, today: date) -> Period:
        """The period that was asked for; the last 90 days where nothing was, or nothing that can be read."""
        if not self.is_valid():
            return Period.last_days(90, today)
        asked = self.cleaned_data
        match asked["period"]:
            case "all":
                return Period()
            case "custom":
                return Period.between(asked["from_on"], asked["last_on"])
            case days:
                return Period.last_days(int(days or LAST_90_DAYS), today)


class AccountForm(PeriodForm):
    """A period, and among whom the credit is shared: channels, unless somebody asks for another level."""

    by = forms.ChoiceField(label=_("Shared among"), choices=LEVELS, required=False, initial=Level.CHANNEL)
    field_order = ("by", "period", "from_on", "last_on")

    @property
    def level(self) -> Level:
        """The level that was asked for; channels where none was, or none there is."""
        self.is_valid()
        said = getattr(self, "cleaned_data", {}).get("by")
        return Level(said) if said else Level.CHANNEL


class BehindForm(AccountForm):
    """Whose deals: one player of the level, "" for those without a known one."""

    key = forms.CharField(required=False, max_length=121, widget=forms.HiddenInput, strip=False)


class ExperimentForm(forms.Form):
    """What to leave out, for how long, and what is expected of it."""

    name = forms.CharField(label=_("Name"), max_length=120)
    channel = forms.ModelChoiceField(Channel.objects.none(), label=_("Channel to leave out"))
    design = forms.ChoiceField(
        label=_("Left out in some"),
        choices=Design.choices,
        help_text=_(
            "Which ones is drawn by lot. Regions by country and beginning of the postal code compare at the same time; weeks suit a channel that works at once."
        ),
    )
    from_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    last_on = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}))
    metric = forms.ChoiceField(label=_("Counted are"), choices=Metric.choices)
    expected_percent = forms.IntegerField(
        label=_("Expected: so many per cent fewer"),
        min_value=0,
        max_value=100,
        help_text=_("Written down before, so that nobody can say afterwards they had always known."),
    )
    wait_days = forms.IntegerField(
        label=_("Wait so many days longer"),
        min_value=0,
        max_value=LONGEST_WAIT,
        initial=0,
        help_text=_("What comes within these days after the last one counts too: deals take time."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["channel"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Channel.objects.filter(archived_at=None).order_by("name")


class StopForm(forms.Form):
    """Why an experiment is broken off."""

    reason = forms.CharField(label=_("Why"), max_length=300)
