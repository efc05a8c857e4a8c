"""What operations enter about webhooks."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.post.core.targets import LONGEST
from handschlag.post.models.choosing import choosable


class FactBoxes(forms.CheckboxSelectMultiple):
    """A box for each fact, room by room; a room opens when one wants to see it, and where something of it is chosen."""

    template_name = "post/_fact_boxes.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        chosen = set(value or ())
        rooms = [
            {"name": room, "facts": facts, "chosen": sum(fact["value"] in chosen for fact in facts)}
            for room, facts, _index in context["widget"]["optgroups"]
        ]
        return context | {"rooms": rooms}


class WebhookForm(forms.Form):
    """Who is told what."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("For example: our CRM."))
    address = forms.CharField(
        label=_("Address of the receiver"),
        max_length=LONGEST,
        help_text=_("https://host/path. Redirects are not followed."),
        widget=forms.URLInput(),
    )
    facts = forms.MultipleChoiceField(
        label=_("Which facts"),
        choices=choosable,
        required=False,
        widget=FactBoxes(),
        help_text=_(
            "None chosen: all of them. What recipients must learn by law (erasure, restriction, rectification) is always told."
        ),
    )


class ReplayForm(forms.Form):
    """A stretch of days, both included."""

    from_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def clean(self) -> dict[str, Any]:
        if not self.errors and self.until_at <= self.from_at:
            raise forms.ValidationError(gettext("The last day is before the first."))
        return self.cleaned_data

    @property
    def from_at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.cleaned_data["from_on"], time()))

    @property
    def until_at(self) -> datetime:
        """The first moment after the last day."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["until_on"] + timedelta(days=1), time()))
