"""What to try, against what, on how much of the past."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from handschlag.agreement.models import Version

PERIODS = {30: _("the last 30 days"), 90: _("the last 90 days"), 180: _("the last 180 days")}


class PreviewForm(forms.Form):
    """Any two versions; by default the newest draft or proposal against the one in force, or that one against the one before."""

    draft = forms.ModelChoiceField(Version.objects.none(), label=_("Try"), empty_label=None)
    other = forms.ModelChoiceField(Version.objects.none(), label=_("against"), empty_label=None)
    days = forms.TypedChoiceField(label=_("on"), choices=lambda: PERIODS.items(), coerce=int, initial=90)

    def __init__(self, *args: Any, in_force: Version | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = Version.objects.filter(withdrawal=None).order_by(
            F("commencement__from_at").desc(nulls_first=True), "-number"
        )
        draft = versions.first()
        other = draft.based_on if draft and draft == in_force and draft.based_on else in_force
        for name, initial in (("draft", draft), ("other", other)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = versions
            field.initial = initial
