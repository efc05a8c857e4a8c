"""What stands in the terms once. Field names are the path in the terms, with two underscores for a dot."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handschlag.agreement.forms.parts import EMPTY, Lines
from handschlag.agreement.forms.words import AFTER_TIMEOUT, AFTERWARDS, CREDIT, UNITS, WAYS

TIMES = ("sales__accept_within", "sales__first_contact_within", "sales__result_within", "sales__attempts__within")
"""Fields of a number with a unit beside it."""

OPTIONAL = ("sales__attempts", "marketing__completeness", "recycling")
"""Parts that are agreed or not: where their first field is empty, they are not."""

BESIDE = ("sales__attempts__on_days",)
"""Fields of such a part that alone agree on nothing, for they say something even where they are left as they are."""


def unit() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Unit"), choices=lambda: UNITS.items(), required=False)


class GeneralForm(forms.Form):
    """Thresholds, duties, and what becomes of a lead afterwards."""

    title = forms.CharField(label=_("Title"), max_length=200)
    thresholds__points = forms.IntegerField(
        label=_("Points in all"), required=False, help_text=_("Left empty where a matrix says it.")
    )
    thresholds__fit = forms.IntegerField(label=_("of them from fit"), required=False)
    thresholds__interest = forms.IntegerField(label=_("of them from interest"), required=False)
    sales_capacity_per_week = forms.IntegerField(label=_("Qualified leads sales takes a week"))
    marketing__qualified_leads_per_month = forms.IntegerField(label=_("Qualified leads a month"))
    marketing__acceptance_rate_percent = forms.IntegerField(label=_("Accepted, per cent"))
    review_on = forms.DateField(
        label=_("Joint review on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reachable_by = forms.MultipleChoiceField(
        label=_("Somebody must be reachable"), required=False, widget=forms.CheckboxSelectMultiple
    )
    sales__accept_within = forms.IntegerField(label=_("Accept or return within"), required=False)
    sales__accept_within_unit = unit()
    sales__first_contact_within = forms.IntegerField(label=_("First contact within"), required=False)
    sales__first_contact_within_unit = unit()
    sales__result_within = forms.IntegerField(label=_("Result within"), required=False)
    sales__result_within_unit = unit()
    sales__attempts__at_least = forms.IntegerField(label=_("Attempts to reach somebody, at least"), required=False)
    sales__attempts__within = forms.IntegerField(label=_("these within"), required=False)
    sales__attempts__within_unit = unit()
    sales__attempts__on_days = forms.IntegerField(label=_("on so many different days at least"), required=False)
    marketing__brief = forms.BooleanField(label=_("Marketing hands over with a brief"), required=False)
    marketing__completeness__attributes = Lines(label=_("Attributes that must be known, one a line"), required=False)
    marketing__completeness__percent = forms.IntegerField(label=_("of so many per cent"), required=False)
    after_return = forms.ChoiceField(label=_("A returned lead"), choices=lambda: AFTERWARDS.items())
    after_timeout = forms.ChoiceField(label=_("A lead nobody accepts in time"), choices=lambda: AFTER_TIMEOUT.items())
    after_no_answer = forms.ChoiceField(label=_("A lead nobody reaches"), choices=lambda: AFTERWARDS.items())
    recycling__after_days = forms.IntegerField(label=_("Opened anew after days"), required=False)
    recycling__at_most = forms.IntegerField(label=_("at most so often"), required=False)
    routing__owner_first = forms.BooleanField(label=_("Whoever knows the company goes first"), required=False)
    routing__by_territory = forms.BooleanField(label=_("Then territories decide"), required=False)
    credit = forms.ChoiceField(label=_("Credit goes to"), choices=lambda: CREDIT.items())
    credit_half_life_days = forms.IntegerField(
        label=_("Half-life of credit in days"), required=False, help_text=_("Only where later touches count more.")
    )

    def __init__(self, posted: Any, terms: Mapping[str, Any]) -> None:
        super().__init__(posted, initial=_flat(terms))
        ways = [*terms["reachable_by"], *(way for way in WAYS if way not in terms["reachable_by"])]
        self.fields["reachable_by"].choices = [(way, WAYS[way]) for way in ways]  # type: ignore[attr-defined]

    def onto(self, terms: Mapping[str, Any]) -> dict[str, Any]:
        """``terms`` with what the form says, and everything else as it was."""
        changed = deepcopy(dict(terms))
        said = {name: value for name, value in self.cleaned_data.items() if not name.endswith("_unit")}
        for name in OPTIONAL:
            of_it = [field for field in said if field.startswith(f"{name}__")]
            is_agreed = any(said[field] not in EMPTY for field in of_it if field not in BESIDE)
            _put(changed, name, {} if is_agreed else None)
            said = {field: value for field, value in said.items() if is_agreed or field not in of_it}
        for name, value in said.items():
            _put(changed, name, self._plain(name, value))
        return changed

    def _plain(self, name: str, value: Any) -> Any:
        if name in TIMES:
            return {self.cleaned_data.get(f"{name}_unit") or "working_hours": value}
        if name in ("thresholds__fit", "thresholds__interest"):
            return value or 0
        if name == "sales__attempts__on_days" and value is None:
            return 1
        if name == "marketing__completeness__percent" and value is None:
            return 100
        return value.isoformat() if name == "review_on" else value


def _put(terms: dict[str, Any], name: str, value: Any) -> None:
    *outer, last = name.split("__")
    place = terms
    for step in outer:
        place = place[step]
    place[last] = value


def _flat(terms: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """The terms under the names of the fields."""
    flat: dict[str, Any] = {}
    for key, value in terms.items():
        name = f"{before}{key}"
        if name in TIMES:
            of = next(unit for unit in UNITS if unit == "days" or value["working_hours"] is not None)
            flat |= {name: value[of], f"{name}_unit": of}
        elif isinstance(value, Mapping):
            flat |= _flat(value, f"{name}__")
        else:
            flat[name] = value
    return flat
