"""Colleagues and their roles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from handschlag.organisation.forms.fields import check_password, new_password_field
from handschlag.organisation.models import Role, User


class SearchForm(forms.Form):
    """Whom to show in the list of colleagues."""

    q = forms.CharField(label=_("Name or e-mail"), required=False, max_length=100, widget=forms.SearchInput())
    role = forms.ChoiceField(label=_("Role"), required=False, choices=lambda: [("", _("every role")), *Role.choices])


class UserForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta:
        model = User
        fields = ["name", "email", "language"]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def particulars(self) -> dict[str, str]:
        """Name, address and language as entered."""
        return {field: self.cleaned_data[field] for field in ("name", "email", "language")}


class RolesForm(forms.Form):
    roles = forms.MultipleChoiceField(
        label=_("Roles"), required=False, choices=Role.choices, widget=forms.CheckboxSelectMultiple()
    )

    @property
    def wanted(self) -> list[Role]:
        return [Role(role) for role in self.cleaned_data["roles"]]


class AddUserForm(RolesForm, UserForm):
    """A new colleague. Without a first password an invitation goes out."""

    password = new_password_field(
        label=_("First password"),
        required=False,
        help_text=_("Left empty, an invitation with a link to set a password is sent by mail."),
    )
    field_order = ["name", "email", "language", "roles", "password"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        if password := self.cleaned_data.get("password"):
            check_password(self, password)
        return self.cleaned_data
