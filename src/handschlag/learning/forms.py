"""Reading which period somebody wants to see."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handschlag.learning.core.period import Period

LAST_90_DAYS, LAST_12_MONTHS, ALL, CUSTOM = "90", "365", "all", "custom"

PERIODS = [
    (LAST_90_DAYS, _("Last 90 days")),
    (LAST_12_MONTHS, _("Last 12 months")),
    (ALL, _("All the time")),
    (CUSTOM, _("These days")),
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
