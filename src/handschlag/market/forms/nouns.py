"""Segments, channels, campaigns, brands and claims, and the words brands are compared by."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.market.forms.prepared import LinesField, PreparedForm
from handschlag.market.models import Brand, Campaign, Channel, Claim, PositionAttribute, Segment
from handschlag.organisation.forms.fields import day_field


class KeyedForm(PreparedForm):
    """A noun whose short key is made from its name where none is given."""

    key = forms.SlugField(
        label=_("Key"),
        max_length=80,
        required=False,
        help_text=_("Short and lasting, for agreements and programs; made from the name where left empty."),
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        answers = self.cleaned_data
        if self.instance._state.adding and "key" in answers and not answers["key"]:
            self._make_key(str(answers.get("name", "")))
        return answers

    def _make_key(self, name: str) -> None:
        key = slugify(name)[:80]
        if not key or type(self.instance)._default_manager.filter(key=key).exists():
            self.add_error("key", gettext("No new key can be made from the name. Please give one."))
        self.cleaned_data["key"] = key


class SegmentForm(KeyedForm):
    industries = LinesField(
        label=_("Industries"),
        required=False,
        max_length=10_000,
        help_text=_("One a line, as contacts' companies name them. None: every industry."),
    )

    class Meta:
        model = Segment
        fields = ["name", "key", "description", "industries", "employees_from", "employees_to", "position"]

    field_order = ["name", "key", "description", "industries"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        answers = self.cleaned_data
        low, high = answers.get("employees_from"), answers.get("employees_to")
        if low is not None and high is not None and low > high:
            self.add_error("employees_to", gettext("The upper number is not below the lower."))
        return answers


class ChannelForm(PreparedForm):
    class Meta:
        model = Channel
        fields = ["name", "key"]


class CampaignForm(PreparedForm):
    starts_on = day_field(_("Starts on"))
    ends_on = day_field(_("Ends on"), required=False)

    class Meta:
        model = Campaign
        fields = ["name", "key", "channel", "starts_on", "ends_on"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        starts_on, ends_on = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", gettext("A campaign ends after it starts."))
        return self.cleaned_data


class BrandForm(PreparedForm):
    class Meta:
        model = Brand
        fields = ["name", "is_ours"]


class ClaimForm(PreparedForm):
    class Meta:
        model = Claim
        fields = ["sentence", "brand"]

    def __init__(self, *args: Any, **others: Any) -> None:
        super().__init__(*args, **others)
        self.fields["brand"].initial = Brand.objects.active().filter(is_ours=True).first()


class PositionAttributeForm(KeyedForm):
    class Meta:
        model = PositionAttribute
        fields = ["name", "key", "low", "high", "position"]
        help_texts = {"low": _("For example: cheap."), "high": _("For example: precious.")}

    field_order = ["name", "key"]
