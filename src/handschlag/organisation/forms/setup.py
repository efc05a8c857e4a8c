"""The questions of set-up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from handschlag.organisation.forms.fields import PlaceField, TimeZoneField, check_password, new_password_field
from handschlag.organisation.models import Founding
from handschlag.organisation.setup import is_setup_code


class SetUpForm(forms.Form):
    code = forms.CharField(label=_("Set-up code"), max_length=40, help_text=_("The server printed it when it started."))
    house = forms.CharField(label=_("Name of the firm"), max_length=120)
    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = new_password_field(
        label=_("Password"), help_text=_("At least ten characters; a few words in a row are easy to remember.")
    )
    place = PlaceField()
    time_zone = TimeZoneField()
    alone = forms.BooleanField(
        label=_("For now I work alone"),
        required=False,
        initial=True,
        help_text=_(
            "You sign agreements for marketing and for sales. This ends for good once a second colleague receives a mandate."
        ),
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not is_setup_code(code):
            raise forms.ValidationError(gettext("This is not the set-up code."))
        return code

    def clean(self) -> dict[str, Any]:
        if password := self.cleaned_data.get("password"):
            check_password(self, password)
        return self.cleaned_data

    def founding(self) -> Founding:
        """The answers, as the founding verb takes them."""
        answers = self.cleaned_data
        country, subdivision = answers["place"]
        return Founding(
            **{name: answers[name] for name in ("house", "name", "email", "password", "time_zone", "alone")},
            country=country,
            subdivision=subdivision,
            language=(get_language() or "en")[:2],
        )
