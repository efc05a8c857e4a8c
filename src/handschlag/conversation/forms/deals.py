"""Reading human input about deals: their values, stages and days, who and what belongs to them, how they ended, and which to show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from handschlag.conversation.models import (
    BuyingRole,
    Deal,
    DealOutcome,
    DealStage,
    LossReason,
    Product,
    owners_seen_by,
    teams_seen_by,
)
from handschlag.kernel.money import Money
from handschlag.market.models import Campaign
from handschlag.organisation.models import Team, User
from handschlag.people.models import Contact, Identifier


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


def _amount(label: Any, **more: Any) -> MoneyField:
    return MoneyField(
        label=label, required=False, max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **more
    )


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class DealForm(forms.Form):
    """A deal: its name and, where known, what it may be worth and when it is expected to close."""

    name = forms.CharField(label=_("Name"), max_length=200)
    value = _amount(_("Value"))
    expected_on = _day(_("Expected close"))

    def __init__(self, currency: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        field = self.fields["value"]
        field.currency = currency  # type: ignore[attr-defined]
        field.help_text = _("In {currency}; leave it empty where it is not known yet.").format(currency=currency)

    @classmethod
    def of(cls, deal: Deal) -> DealForm:
        """With what is thought of the deal now."""
        said = {"name": deal.name, "expected_on": deal.expected_on}
        if deal.value_minor is not None:
            said["value"] = _as_written(Money(deal.value_minor, deal.currency))
        return cls(deal.currency, initial=said, auto_id="correct_%s")

    def told(self) -> dict[str, Any]:
        """As the verbs of ``Deal`` take it."""
        said = self.cleaned_data
        value = said["value"]
        return {
            "name": said["name"],
            "value_minor": value.minor if value else None,
            "currency": self.currency,
            "expected_on": said["expected_on"],
        }


def _as_written(money: Money) -> str:
    """Without grouping, with decimals only where there are any, by the language of the page."""
    amount = money.amount
    text = f"{amount:.0f}" if amount == amount.to_integral_value() else f"{amount:f}"
    return text.replace(".", ",") if (get_language() or "").startswith("de") else text


class NewDealForm(DealForm):
    """A new deal may say at once what it is about."""

    products = forms.ModelMultipleChoiceField(
        label=_("Products"),
        queryset=Product.objects.active(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not Product.objects.active().exists():
            del self.fields["products"]

    def told(self) -> dict[str, Any]:
        return super().told() | {"products": self.cleaned_data.get("products", ())}


class MoveForm(forms.Form):
    """Into which stage."""

    stage = forms.ModelChoiceField(
        label=pgettext_lazy("deal", "Stage"),
        queryset=DealStage.objects.active(),
        empty_label=None,
        widget=forms.Select(attrs={"class": "input"}),
    )


class ClosingForm(forms.Form):
    """How a deal ended. Whoever did not win it says why: by a word of the house, in a sentence, or both."""

    outcome = forms.ChoiceField(
        label=_("How did it end?"), choices=lambda: DealOutcome.choices, widget=forms.RadioSelect
    )
    loss_reason = forms.ModelChoiceField(
        label=_("Reason"),
        queryset=LossReason.objects.active(),
        required=False,
        empty_label="–",
        help_text=_("Needed unless the deal was won."),
    )
    reason = forms.CharField(label=_("In your words"), required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        is_told = said.get("reason") or said.get("loss_reason")
        if said.get("outcome") not in (None, DealOutcome.WON) and not is_told:
            self.add_error("loss_reason", _("Please say why the deal was not won."))
        return said


class ProductLineForm(forms.Form):
    """A product, and its share of the deal's value where that is known."""

    product = forms.ModelChoiceField(label=_("Product"), queryset=Product.objects.active(), empty_label=None)
    value = _amount(_("Share of the value"))

    def __init__(self, currency: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].currency = currency  # type: ignore[attr-defined]
        self.fields["value"].help_text = _("In {currency}.").format(currency=currency)


MOST_COLLEAGUES = 200


class BuyingPartForm(forms.Form):
    """Somebody at the customer's: chosen among the people of the lead's firm, or found by their e-mail address."""

    contact = forms.ModelChoiceField(label=_("Who"), queryset=Contact.objects.none(), required=False, empty_label="–")
    email = forms.EmailField(
        label=_("or by e-mail address"), required=False, max_length=254, help_text=_("For somebody of another firm.")
    )
    role = forms.ChoiceField(label=_("Role"), choices=lambda: BuyingRole.choices)

    def __init__(self, deal: Deal, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = colleagues(deal)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("email"):
            key = f"email:{said['email'].strip().lower()}"
            found = Identifier.objects.filter(key=key).select_related("contact").first()
            if found is None:
                self.add_error("email", _("Nobody with this address is known here."))
            else:
                said["contact"] = found.contact
        elif not said.get("contact") and not self.errors:
            self.add_error("contact", _("Please choose somebody, or write an e-mail address."))
        return said


def colleagues(deal: Deal) -> QuerySet[Contact]:
    """The lead's person and the people of the same firm."""
    contact = deal.lead.contact
    same = Contact.objects.filter(company=contact.company_id) if contact.company_id else Contact.objects.none()
    people = Contact.objects.filter(id=contact.id) | same
    return people.select_related("company").order_by("by_family", "by_given", "id")[:MOST_COLLEAGUES]


class WordForm(forms.Form):
    """A word of the house about deals, named in both languages."""

    name_de = forms.CharField(label=_("German name"), max_length=80)
    name_en = forms.CharField(label=_("English name"), max_length=80)


class StageForm(WordForm):
    """A stage may say how many of a hundred deals that stand here are won."""

    chance_percent = forms.IntegerField(label=_("Chance in percent"), required=False, min_value=0, max_value=100)


class BoardFilter(forms.Form):
    """Which open deals to show. Who and which team may be asked for only by those who see more than their own, as sales."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.SearchInput)
    owner = forms.ModelChoiceField(label=_("Owner"), required=False, queryset=User.objects.none(), empty_label=_("all"))
    team = forms.ModelChoiceField(label=_("Team"), required=False, queryset=Team.objects.none(), empty_label=_("all"))
    campaign = forms.ModelChoiceField(
        label=_("Campaign"),
        required=False,
        queryset=Campaign.objects.order_by("name"),
        to_field_name="key",
        empty_label=_("all"),
    )
    product = forms.ModelChoiceField(
        label=_("Product"), required=False, queryset=Product.objects.all(), empty_label=_("all")
    )

    def __init__(self, user: User, now: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, seen in (("owner", owners_seen_by(user, now)), ("team", teams_seen_by(user, now))):
            self._offer(name, seen)
        if not Product.objects.exists():
            del self.fields["product"]

    def _offer(self, name: str, seen: QuerySet[Any]) -> None:
        """A choice of one is none."""
        if seen[:2].count() < 2:
            del self.fields[name]
        else:
            self.fields[name].queryset = seen  # type: ignore[attr-defined]

    @property
    def asked(self) -> Mapping[str, Any]:
        """What was asked for and understood."""
        self.is_valid()
        return dict(getattr(self, "cleaned_data", {}))


class DealFilter(BoardFilter):
    """Which deals to show, in which order."""

    SORTS = ("happened_at", "value_minor", "name", "expected_on", "stage__place")

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=lambda: [
            ("", _("all")),
            ("open", pgettext_lazy("deal", "open")),
            ("late", _("expected before today")),
            *DealOutcome.choices,
        ],
    )
    stage = forms.ModelChoiceField(
        label=pgettext_lazy("deal", "Stage"), required=False, queryset=DealStage.objects.all(), empty_label=_("all")
    )
    loss_reason = forms.ModelChoiceField(
        label=_("Reason"), required=False, queryset=LossReason.objects.all(), empty_label=_("all")
    )
    field_order = ("q", "state", "stage", "owner", "team", "campaign", "product", "loss_reason")

    def sort_of(self, asked: str) -> str:
        """The order asked for, where it is one of ours."""
        return asked if asked.removeprefix("-") in self.SORTS else ""
