"""Reading human input: a conversation in half a minute (in a file of its own), deals with their values, topics, and the filters of the lists."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from handschlag.conversation.forms.conversation import ConversationForm
from handschlag.conversation.models import DealOutcome, Outcome, Topic, TopicKind
from handschlag.kernel.money import Money
from handschlag.market.models import Brand, Campaign, Claim, Material

__all__ = [
    "ClosingForm",
    "ConversationFilter",
    "ConversationForm",
    "DealFilter",
    "DealForm",
    "MergeForm",
    "NewTopicForm",
    "TopicForm",
]


class MoneyField(forms.CharField):
    """An amount as people write it in either language: ``12.500,00`` or ``12,500.00``. Its currency is set by the form."""

    currency = "EUR"

    def clean(self, value: Any) -> Money | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            money = Money.parse(text, self.currency)
        except ValueError:
            raise ValidationError(_("Please write an amount such as 12500 or 12,500.00."), code="invalid") from None
        if not 0 <= money.minor < 10**15:
            raise ValidationError(_("Please write an amount between zero and ten trillion."), code="invalid")
        return money


class DealForm(forms.Form):
    """A new deal: its name and, where known, what it may be worth."""

    name = forms.CharField(label=_("Name"), max_length=200)
    value = MoneyField(label=_("Value"), required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"}))

    def __init__(self, currency: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["value"]
        field.currency = currency  # type: ignore[attr-defined]
        field.help_text = _("In {currency}; leave it empty where it is not known yet.").format(currency=currency)


class ClosingForm(forms.Form):
    """How a deal ended. Whoever did not win it says why."""

    outcome = forms.ChoiceField(
        label=_("How did it end?"), choices=lambda: DealOutcome.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=200, help_text=_("Needed unless the deal was won.")
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("outcome") not in (None, DealOutcome.WON) and not said.get("reason"):
            self.add_error("reason", _("Please say why the deal was not won."))
        return said


class TopicForm(forms.Form):
    """A topic of the house, named in both languages."""

    name_de = forms.CharField(label=_("German name"), max_length=80)
    name_en = forms.CharField(label=_("English name"), max_length=80)


class NewTopicForm(TopicForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: TopicKind.choices)


class MergeForm(forms.Form):
    """Which topic stands for this one from now on: another of its kind that is on offer."""

    into = forms.ModelChoiceField(queryset=Topic.objects.none())

    def __init__(self, topic: Topic, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Topic.objects.offered().filter(kind=topic.kind).exclude(id=topic.id)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]


class ConversationFilter(forms.Form):
    """Which conversations to show."""

    outcome = forms.ChoiceField(label=_("Outcome"), required=False, choices=lambda: [("", _("all")), *Outcome.choices])
    topic = forms.ModelChoiceField(
        label=_("Topic"), required=False, queryset=Topic.objects.filter(merged_into=None), empty_label=_("all")
    )
    competitor = forms.ModelChoiceField(
        label=_("Competitor"), required=False, queryset=Brand.objects.filter(is_ours=False), empty_label=_("all")
    )
    claim = forms.ModelChoiceField(
        label=_("Claim"), required=False, queryset=Claim.objects.filter(brand__is_ours=True), empty_label=_("all")
    )
    campaign = forms.ModelChoiceField(
        label=_("Campaign"),
        required=False,
        queryset=Campaign.objects.order_by("name"),
        to_field_name="key",
        empty_label=_("all"),
    )
    material = forms.ModelChoiceField(
        label=_("Material"), required=False, queryset=Material.objects.filter(archived_at=None), empty_label=_("all")
    )
    words = forms.ChoiceField(
        label=_("The customer's words"), required=False, choices=[("", _("all")), ("yes", _("only with words"))]
    )


class DealFilter(forms.Form):
    """Which deals to show, in which order."""

    SORTS = ("happened_at", "-happened_at", "value_minor", "-value_minor", "name", "-name")

    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.SearchInput)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=lambda: [("", _("all")), ("open", pgettext_lazy("deal", "open")), *DealOutcome.choices],
    )

    def sort_of(self, asked: str) -> str:
        """The order asked for, where it is one of ours."""
        return asked if asked in self.SORTS else ""
