"""Giving and ending the power to sign."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handschlag.organisation.forms.fields import day_field
from handschlag.organisation.models import Side, User


class MandateForm(forms.Form):
    holder = forms.ModelChoiceField(label=_("Who signs"), queryset=User.objects.none())
    side = forms.ChoiceField(label=_("For which side"), choices=Side.choices)
    from_on = day_field(_("From"))
    until_on = day_field(_("Last day"), required=False, help_text=_("Empty: until further notice."))

    def __init__(self, *args: Any, **others: Any) -> None:
        super().__init__(*args, **others)
        self.fields["holder"].queryset = User.objects.filter(is_active=True)  # type: ignore[attr-defined]


class MandateEndForm(forms.Form):
    last_day = day_field(_("Last day"), help_text=_("On this day one may still sign."))
