"""Reading what colleagues enter about people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.capture.core.dropping import Dropped
from handschlag.capture.core.keys import normal_email, normal_phone
from handschlag.market.models import Segment
from handschlag.people.models import Contact

ORDER_NAMES = [("name", _("by name")), ("newest", _("newest first"))]


class ContactFilterForm(forms.Form):
    """Which contacts to show, and in which order."""

    q = forms.CharField(label=_("Search"), required=False, max_length=120)
    order = forms.ChoiceField(label=_("Sorted"), required=False, choices=ORDER_NAMES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        segments = Segment.objects.filter(archived_at=None).values_list("key", "name")
        self.fields["segment"] = forms.ChoiceField(
            label=_("Segment"), required=False, choices=[("", _("all")), *segments]
        )
        self.order_fields(["q", "segment", "order"])


class CompanyFilterForm(ContactFilterForm):
    """Which companies to show."""

    order = None  # type: ignore[assignment]


class ContactForm(forms.Form):
    """What a colleague knows about a person."""

    given_name = forms.CharField(label=_("Given name"), max_length=120, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=120, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False, widget=forms.EmailInput)
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        help_text=_("With country code; without one it is read as a German number."),
    )
    company = forms.CharField(label=_("Company"), max_length=200, required=False)
    position = forms.CharField(label=_("Role in the firm"), max_length=120, required=False)
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", "–"), ("de", _("German")), ("en", _("English"))]
    )

    def clean_email(self) -> str:
        return _normal(normal_email, self.cleaned_data["email"], _("This is no e-mail address."))

    def clean_phone(self) -> str:
        return _normal(normal_phone, self.cleaned_data["phone"], _("This is no phone number."))

    @staticmethod
    def about(contact: Contact, position: str) -> dict[str, str]:
        """What the form starts from when a contact is corrected."""
        return {
            "given_name": contact.given_name,
            "family_name": contact.family_name,
            "email": contact.email,
            "phone": contact.phone,
            "company": contact.company.name if contact.company else "",
            "position": position,
            "language": contact.language,
        }


def _normal(normalise: Any, text: str, otherwise: Any) -> str:
    if not text:
        return ""
    try:
        return str(normalise(text))
    except Dropped:
        raise forms.ValidationError(otherwise) from None


class AddressForm(forms.Form):
    """Whose preferences somebody wants to see."""

    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def clean_email(self) -> str:
        try:
            return normal_email(self.cleaned_data["email"])
        except Dropped:
            raise forms.ValidationError(gettext("Please enter an e-mail address such as anna@example.com.")) from None
