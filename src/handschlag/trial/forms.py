"""What to try, against what, on how much of the past."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handschlag.agreement.models import Version, local_day

USUAL = timedelta(days=90)


class BacktestForm(forms.Form):
    """Any two versions; by default the newest draft or proposal against the one in force, or that one against the one before.

    Days are those of the house's time zone, the last one included as far as it has passed.
    """

    draft = forms.ModelChoiceField(Version.objects.none(), label=_("Try"), empty_label=None)
    other = forms.ModelChoiceField(Version.objects.none(), label=_("against"), empty_label=None)
    from_day = forms.DateField(label=_("from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until_day = forms.DateField(label=_("to"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        versions = Version.objects.filter(withdrawal=None).order_by(
            F("commencement__from_at").desc(nulls_first=True), "-number"
        )
        draft, in_force = versions.first(), Version.in_force(now)
        other = draft.based_on if draft and draft == in_force and draft.based_on else in_force
        for name, initial in (("draft", draft), ("other", other)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = versions
            field.initial = initial
        self.fields["from_day"].initial, self.fields["until_day"].initial = local_day(now - USUAL), local_day(now)

    def period(self) -> tuple[datetime, datetime]:
        """The moments the days mean, the end at the latest now."""
        zone = timezone.get_default_timezone()
        from_at = datetime.combine(self.cleaned_data["from_day"], time.min, zone)
        until_at = datetime.combine(self.cleaned_data["until_day"] + timedelta(days=1), time.min, zone)
        return from_at, min(until_at, self.now)
