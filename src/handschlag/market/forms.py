"""What marketing enters about the market. The API reads its input with the same forms."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.kernel.money import Money
from handschlag.market.models import Brand, Campaign, Channel, Claim, Material, Prepared, Segment
from handschlag.organisation.forms.fields import day_field
from handschlag.organisation.models import User

MOST_LINES = 200


class LinesField(forms.CharField):
    """One entry a line; a list as well, from the API. Cleans to a list without empty and repeated entries."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return _text(value)

    def clean(self, value: Any) -> Any:
        lines = list(dict.fromkeys(line.strip() for line in super().clean(_text(value)).splitlines() if line.strip()))
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(gettext("At most %(number)s entries.") % {"number": MOST_LINES})
        return lines

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(_text(initial), _text(data)))


def _text(lines: Any) -> str:
    return "\n".join(map(str, lines)) if isinstance(lines, list) else (lines or "").replace("\r\n", "\n")


class PreparedForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    """A form whose object is stored by its own verb. The key by which touches name it is given once, when it is added."""

    def __init__(self, *args: Any, **others: Any) -> None:
        super().__init__(*args, **others)
        if "key" in self.fields and not self.instance._state.adding:
            self.fields["key"].disabled = True
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = self._offered(name, field)

    def _offered(self, name: str, field: forms.ModelChoiceField[Any]) -> Any:
        """What is in use, and what this object refers to already."""
        rows = field.queryset
        assert rows is not None
        if self.instance._state.adding:
            return rows.filter(archived_at=None)
        chosen = getattr(self.instance, name)
        kept = chosen.values("pk") if hasattr(chosen, "values") else [chosen.pk if chosen else None]
        return rows.filter(archived_at=None) | rows.filter(pk__in=kept)

    def keep(self, *, by: User, at: datetime) -> Prepared:
        """Store the object and what it is joined to, with its entry in the ledger."""
        noun: Prepared = self.save(commit=False)
        with transaction.atomic():
            noun.keep(by=by, at=at, changed=self.changed_data)
            self.save_m2m()
        return noun


class SegmentForm(PreparedForm):
    key = forms.SlugField(
        label=_("Key"),
        max_length=80,
        required=False,
        help_text=_("Short and lasting, for agreements and programs; made from the name where left empty."),
    )
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
        if self.instance._state.adding and "key" in answers and not answers["key"]:
            self._make_key(str(answers.get("name", "")))
        low, high = answers.get("employees_from"), answers.get("employees_to")
        if low is not None and high is not None and low > high:
            self.add_error("employees_to", gettext("The upper number is not below the lower."))
        return answers

    def _make_key(self, name: str) -> None:
        key = slugify(name)[:80]
        if not key or Segment.objects.filter(key=key).exists():
            self.add_error("key", gettext("No new key can be made from the name. Please give one."))
        self.cleaned_data["key"] = key


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


class MaterialForm(PreparedForm):
    url = forms.URLField(label=_("Link"), required=False, assume_scheme="https")

    class Meta:
        model = Material
        fields = ["name", "key", "kind", "url", "campaign", "segments", "claims"]
        widgets = {"segments": forms.CheckboxSelectMultiple(), "claims": forms.CheckboxSelectMultiple()}
        help_texts = {"kind": _("For example landing page, brochure, webinar.")}

    def clean_key(self) -> str:
        key = str(self.cleaned_data["key"])
        if self.instance._state.adding and Material.objects.filter(key=key).exists():
            raise forms.ValidationError(gettext("There is such a material already. Open it and make a new version."))
        return key


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


FORMS: dict[str, type[PreparedForm]] = {
    "segments": SegmentForm,
    "channels": ChannelForm,
    "campaigns": CampaignForm,
    "materials": MaterialForm,
    "claims": ClaimForm,
    "brands": BrandForm,
}
"""By the shelf the noun stands on."""


class CostForm(forms.Form):
    """What days cost together."""

    amount = forms.CharField(label=_("Amount"), max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    currency = forms.RegexField(label=_("Currency"), regex=r"^[A-Z]{3}$", max_length=3, initial="EUR")
    from_on = day_field(_("First day"))
    until_on = day_field(
        _("Last day"),
        required=False,
        help_text=_("Empty: one day alone. Otherwise the amount is spread evenly; what stood there is replaced."),
    )

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        if "amount" in answers and "currency" in answers:
            try:
                answers["cost"] = Money.parse(answers["amount"], answers["currency"])
            except ValueError:
                self.add_error("amount", gettext("This is not an amount, or it has too many decimals."))
        if "from_on" in answers:
            answers["until_on"] = answers.get("until_on") or answers["from_on"]
        return answers


class ShelfForm(forms.Form):
    """What of a shelf to show."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.SearchInput())
    show = forms.ChoiceField(label=_("Show"), required=False, choices=[("", _("in use")), ("archived", _("archived"))])
