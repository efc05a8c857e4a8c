"""What days cost: entered by hand, or read from a table."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.kernel.money import Money
from handschlag.market.core.cells import Flaw
from handschlag.market.core.costs import Costs, read_costs
from handschlag.market.forms.wording import said
from handschlag.market.models import Campaign, Channel
from handschlag.market.models.cost_import import CREATE, LEAVE_OUT, CostImport, chosen_before, known_campaigns
from handschlag.organisation.forms.fields import day_field
from handschlag.organisation.forms.tables import TableField

SHOWN_FLAWS = 50


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


class CostTableForm(forms.Form):
    """A table of costs, as a channel's own program exports it."""

    SLASHES = [("", _("as the table shows")), ("month", _("month/day/year")), ("day", _("day/month/year"))]

    table = TableField(
        label=_("Table"), help_text=_("CSV or XLSX, as Google Ads, LinkedIn or Meta export it, or your own.")
    )
    currency = forms.RegexField(
        label=_("Currency"),
        regex=r"^[A-Z]{3}$",
        max_length=3,
        initial="EUR",
        help_text=_("Where the table names none."),
    )
    slashes = forms.ChoiceField(label=_("Days written with slashes"), choices=SLASHES, required=False)

    costs: Costs

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        if answers.get("table") and "currency" in answers:
            self._read(answers)
        return answers

    def _read(self, answers: dict[str, Any]) -> None:
        table, slashes = answers["table"], answers.get("slashes")
        month_first = {"month": True, "day": False}.get(slashes or "")
        self.costs = read_costs(table.headings, table.rows, answers["currency"], month_first)
        if self.costs.columns is None:
            self.add_error(
                "table", gettext("No heading names a campaign, a day and an amount, such as campaign, day, cost.")
            )
        elif not self.costs.lines:
            self.add_error("table", gettext("No row of this table can be read."))
            for flaw in self.costs.flaws[:SHOWN_FLAWS]:
                self.add_error("table", said(flaw))

    @property
    def flaws(self) -> list[Flaw]:
        return self.costs.flaws


class CostChoiceForm(forms.Form):
    """For each campaign a table names and the house does not know: which it is, a new one, or none."""

    channel = forms.ModelChoiceField(
        label=_("Channel of the new campaigns"), queryset=Channel.objects.filter(archived_at=None), required=False
    )

    def __init__(self, data: Any, cost_import: CostImport) -> None:
        super().__init__(data)
        names = list(dict.fromkeys(line.campaign for line in cost_import.read))
        known = known_campaigns(names)
        self.unknown = [name for name in names if name not in known]
        remembered = chosen_before()
        offered = [
            (LEAVE_OUT, _("leave its rows out")),
            (CREATE, _("a new campaign")),
            *((str(pk), name) for pk, name in Campaign.objects.filter(archived_at=None).values_list("pk", "name")),
        ]
        ids = {value for value, _label in offered}
        for number, name in enumerate(self.unknown):
            before = remembered.get(name, LEAVE_OUT)
            self.fields[f"campaign-{number}"] = forms.ChoiceField(
                label=name, choices=offered, required=False, initial=before if before in ids else LEAVE_OUT
            )
        if self.unknown:
            self.order_fields([*(name for name in self.fields if name != "channel"), "channel"])
        else:
            del self.fields["channel"]

    @property
    def choices(self) -> dict[str, str]:
        """Campaign as the table names it → what was chosen."""
        return {
            name: self.cleaned_data.get(f"campaign-{number}", LEAVE_OUT) for number, name in enumerate(self.unknown)
        }

    def clean(self) -> dict[str, Any]:
        if CREATE in self.choices.values() and not self.cleaned_data.get("channel"):
            self.add_error("channel", gettext("Choose a channel for the new campaigns."))
        return self.cleaned_data
