"""Terms as YAML, a proposal, a signature."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handschlag.organisation.models import Side


class YamlForm(forms.Form):
    """The terms as YAML, typed or as a file; the file goes first where both are given."""

    text = forms.CharField(
        label=_("Terms as YAML"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false"}),
    )
    file = forms.FileField(label=_("or a file"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if file := said.get("file"):
            if file.size > 2_000_000:
                raise forms.ValidationError(_("The file is larger than 2 MB."))
            try:
                said["text"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                raise forms.ValidationError(_("The file is not UTF-8 text.")) from None
        said["text"] = said.get("text", "").replace("\r\n", "\n")
        return said


class SignForm(forms.Form):
    """One's password again, for one's side."""

    side = forms.ChoiceField(label=_("Side"), choices=lambda: Side.choices, widget=forms.HiddenInput)
    shown = forms.CharField(max_length=64, widget=forms.HiddenInput)
    password = forms.CharField(
        label=_("Your password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}), strip=False
    )


class ProposeForm(forms.Form):
    shown = forms.CharField(max_length=64, widget=forms.HiddenInput)
    from_at = forms.DateTimeField(
        label=_("Not in force before"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Left empty, it comes into force with the second signature."),
    )
