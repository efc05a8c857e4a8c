"""Reading what data protection enters."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handschlag.capture.core.dropping import Dropped
from handschlag.capture.core.keys import email_key, phone_key
from handschlag.organisation.models import ScoringBasis
from handschlag.people.models import RightsRequest

LARGEST_LIST = 5_000_000
"""Bytes of an uploaded list: some 200,000 addresses."""

NUMBER = re.compile(r"\+?[\d\s()/.-]{6,}")


class RequestForm(forms.ModelForm):  # type: ignore[type-arg]
    """A request as it came."""

    class Meta:
        model = RightsRequest
        fields = ("right", "way", "received_on", "identity", "note")
        widgets = {
            "received_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "note": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "identity": gettext_lazy("Can be given later; without it nothing is disclosed, erased or restricted.")
        }


class SentenceForm(forms.Form):
    """One sentence."""

    sentence = forms.CharField(max_length=300)

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sentence"].label = label


class BasisForm(forms.ModelForm):  # type: ignore[type-arg]
    """On which basis people are scored who said nothing about it."""

    class Meta:
        model = ScoringBasis
        fields = ("basis", "balancing")
        widgets = {"balancing": forms.Textarea(attrs={"rows": 8})}
        help_texts = {
            "balancing": gettext_lazy(
                "For a legitimate interest: which interest, why scoring is needed for it, and why it outweighs the interests of the people."
            )
        }


class SuppressionForm(forms.Form):
    """A list of addresses and numbers, typed or as a file; headings and other cells are passed over."""

    typed = forms.CharField(
        label=gettext_lazy("Addresses and numbers"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    file = forms.FileField(label=gettext_lazy("or a file (CSV or text)"), required=False)

    keys: frozenset[str] = frozenset()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        file = cleaned.get("file")
        if file and file.size > LARGEST_LIST:
            raise forms.ValidationError(_("The file is too large; please divide it."))
        text = file.read().decode("utf-8-sig", "replace") if file else ""
        self.keys = frozenset(
            key for cell in re.split(r"[,;\t\r\n]", f"{cleaned.get('typed', '')}\n{text}") if (key := key_of(cell))
        )
        if not self.keys:
            raise forms.ValidationError(_("There is neither an address nor a number in it."))
        return cleaned


class AddressForm(forms.Form):
    """One address or number; cleaned to its key."""

    address = forms.CharField(label=gettext_lazy("Address or number"), max_length=254)

    def clean_address(self) -> str:
        if not (key := key_of(self.cleaned_data["address"])):
            raise forms.ValidationError(_("This is neither an address nor a number."))
        return key


class PeriodForm(forms.Form):
    """For how many days something is kept."""

    days = forms.IntegerField(label=gettext_lazy("Days"), min_value=1, max_value=36_500)


def key_of(cell: str) -> str:
    """The identifier key of a cell, "" where it holds neither an address nor a number."""
    text = cell.strip().strip("\"'")
    try:
        if "@" in text:
            return email_key(text)
        return phone_key(text) if NUMBER.fullmatch(text) else ""
    except Dropped:
        return ""
