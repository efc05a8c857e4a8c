"""What a reader of the ledger may ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from handschlag.ledger.models import ExportedHead
from handschlag.ledger.registry import all_facts


def facts() -> list[tuple[str, str]]:
    """Every fact as its sentence with gaps: "… signed version … of the agreement for sales"."""
    language = get_language() or "en"
    said = ((fact.name, fact.with_gaps(language)) for fact in all_facts())
    return sorted(said, key=lambda choice: choice[1].lstrip("… "))


def every_fact() -> list[tuple[str, object]]:
    return [("", _("Everything")), *facts()]


class Narrowing(forms.Form):
    """Which entries to show: of one fact, about one subject, before one entry."""

    fact = forms.ChoiceField(label=_("What happened"), choices=every_fact, required=False)
    subject = forms.RegexField(
        r"^[a-z_]{1,40}:[^\s:]{1,64}$",
        label=_("Subject"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("kind:id"), "autocomplete": "off"}),
        error_messages={"invalid": _("A subject is written as its kind and its id, for example lead:0197….")},
    )

    def clean_subject(self) -> tuple[str, str] | None:
        kind, _colon, subject_id = self.cleaned_data["subject"].partition(":")
        return (kind, subject_id) if kind else None

    def asked(self) -> dict[str, Any]:
        """What was asked for, as ``readings.latest`` takes it; a mistaken question narrows nothing."""
        return (
            {"fact": self.cleaned_data.get("fact", ""), "subject": self.cleaned_data.get("subject")}
            if self.is_valid()
            else {}
        )


class Verifying(forms.Form):
    """A verification, against a head that was kept outside or against the ledger's own."""

    head = forms.CharField(
        label=_("Head kept outside"),
        required=False,
        max_length=200,
        help_text=_(
            "The line you kept earlier: number, colon, 64 digits. Without it a complete rewrite cannot be noticed."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_head(self) -> ExportedHead | None:
        try:
            return ExportedHead.parse(self.cleaned_data["head"]) if self.cleaned_data["head"] else None
        except ValueError as error:
            raise ValidationError(_("This is not a head of the ledger: number, colon, 64 digits.")) from error
