"""The draft as a form: one formset for each list of the terms, one form for what is single; and signing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from handschlag.agreement.core.problems import problems_of
from handschlag.agreement.core.terms import Afterwards, Comparison, CreditModel, Terms
from handschlag.agreement.core.text import Language
from handschlag.organisation.models import Side

MOST_ROWS = 60

COMPARISONS = {
    Comparison.IN: _("is one of"),
    Comparison.EQUALS: _("is exactly"),
    Comparison.BETWEEN: _("lies between"),
    Comparison.MATCHES: _("is on the list"),
    Comparison.PRESENT: _("is known"),
}
AFTER_RETURN = {
    Afterwards.NURTURE: _("Back to marketing, who nurtures it"),
    Afterwards.DISQUALIFY: _("The lead is closed"),
    Afterwards.RECYCLE: _("The lead is opened anew later"),
}
CREDIT = {
    CreditModel.LAST_TOUCH: _("The last touch before the handover"),
    CreditModel.FIRST_TOUCH: _("The first touch"),
}


def language() -> Language:
    """The viewer's language, as the contract knows it."""
    return "de" if (get_language() or "").startswith("de") else "en"


class Lines(forms.CharField):
    """Values, one a line, as a list."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value: str | None) -> list[str]:  # type: ignore[override]
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != self.to_python(data)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value


class PartForm(forms.Form):
    """One criterion or return reason. Without a key it is named by its label; what no field shows stays as it was."""

    key = forms.CharField(label=_("Key in the data"), max_length=60, required=False)

    NAME = "label"

    @property
    def heading(self) -> str:
        """What the row is called as it is filled in."""
        return str(self[self.NAME].value() or "")

    def part(self) -> dict[str, Any]:
        """The part as plain terms; what was left empty is left out."""
        said = {name: value for name, value in self.initial.items() if name not in self.fields}
        said |= {
            name: value for name, value in self.cleaned_data.items() if name != "DELETE" and value not in (None, "", [])
        }
        said.setdefault("key", slugify(said[self.NAME])[:60].strip("-_"))
        return said

    @classmethod
    def initial_of(cls, part: Mapping[str, Any]) -> dict[str, Any]:
        return dict(part)


class ConditionForm(PartForm):
    """A criterion that asks for an attribute."""

    label = forms.CharField(label=_("Name"), max_length=200)
    attribute = forms.SlugField(
        label=_("Attribute"), max_length=60, help_text=_("For example industry, employees, country, position.")
    )
    comparison = forms.ChoiceField(label=_("Comparison"), choices=lambda: COMPARISONS.items(), initial=Comparison.IN)
    values = Lines(label=_("Values, one a line"), required=False)
    list = forms.CharField(label=_("Key of the list"), max_length=60, required=False)
    at_least = forms.FloatField(label=_("at least"), required=False)
    below = forms.FloatField(label=_("below"), required=False)


class FitForm(ConditionForm):
    points = forms.IntegerField(label=_("Points"))
    group = forms.CharField(label=_("Key of the group"), max_length=60, required=False)


class TouchForm(PartForm):
    """A criterion that asks for touches: their condition stands in fields of its own."""

    label = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.SlugField(
        label=_("Kind of touch"), max_length=60, help_text=_("For example webinar_attended, page_viewed.")
    )
    channel = forms.CharField(label=_("only through the channel"), max_length=200, required=False)
    campaign = forms.CharField(label=_("only in the campaign"), max_length=200, required=False)
    material = forms.CharField(label=_("only with the material"), max_length=200, required=False)
    page_starts_with = forms.CharField(label=_("only where the page begins with"), max_length=200, required=False)
    window_days = forms.IntegerField(label=_("Window in days"))

    CONDITION = ("kind", "channel", "campaign", "material", "page_starts_with")

    def part(self) -> dict[str, Any]:
        said = super().part()
        condition = {name: said.pop(name) for name in self.CONDITION if name in said}
        return said | {"touch": {"properties": self.initial.get("touch", {}).get("properties", ()), **condition}}

    @classmethod
    def initial_of(cls, part: Mapping[str, Any]) -> dict[str, Any]:
        return {**part, **{name: part["touch"][name] for name in cls.CONDITION}}


class InterestForm(TouchForm):
    points = forms.IntegerField(label=_("Points for each"))
    at_most = forms.IntegerField(label=_("Most touches that count"), initial=1)
    half_life_days = forms.IntegerField(label=_("Half-life in days"), required=False)


class HandRaiserForm(TouchForm):
    pass


class ExclusionForm(ConditionForm):
    pass


class ReasonForm(PartForm):
    NAME = "en"

    de = forms.CharField(label=_("German"), max_length=200)
    en = forms.CharField(label=_("English"), max_length=200)


class GeneralForm(forms.Form):
    """What stands in the terms once. Field names are the path in the terms, with two underscores for a dot.

    A time that was agreed in days stays as it is where the field for working hours is left empty.
    """

    title = forms.CharField(label=_("Title"), max_length=200)
    thresholds__points = forms.IntegerField(label=_("Points in all"), required=False)
    thresholds__fit = forms.IntegerField(label=_("of them from fit"))
    thresholds__interest = forms.IntegerField(label=_("of them from interest"))
    sales__accept_within = forms.IntegerField(label=_("Accept or return within working hours"), required=False)
    sales__first_contact_within = forms.IntegerField(label=_("First contact within working hours"), required=False)
    sales__result_within = forms.IntegerField(label=_("Result within working hours"), required=False)
    sales_capacity_per_week = forms.IntegerField(label=_("Qualified leads sales takes a week"))
    marketing__qualified_leads_per_month = forms.IntegerField(label=_("Qualified leads a month"))
    marketing__acceptance_rate_percent = forms.IntegerField(label=_("Accepted, per cent"))
    after_return = forms.ChoiceField(label=_("A returned lead"), choices=lambda: AFTER_RETURN.items())
    credit = forms.ChoiceField(label=_("Credit goes to"), choices=lambda: CREDIT.items())
    review_on = forms.DateField(
        label=_("Joint review on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    TIMES = ("sales__accept_within", "sales__first_contact_within", "sales__result_within")

    def onto(self, terms: Mapping[str, Any]) -> dict[str, Any]:
        """``terms`` with what the form says, and everything else as it was."""
        changed = deepcopy(dict(terms))
        for name, value in self.cleaned_data.items():
            outer, dots, inner = name.partition("__")
            place, last = (changed[outer], inner) if dots else (changed, outer)
            if name in self.TIMES:
                place[last] = place[last] if value is None and place[last]["days"] else {"working_hours": value}
            else:
                place[last] = value.isoformat() if name == "review_on" else value
        return changed

    @classmethod
    def initial_of(cls, terms: Mapping[str, Any]) -> dict[str, Any]:
        flat = {
            f"{outer}__{inner}": value
            for outer in ("thresholds", "sales", "marketing")
            for inner, value in terms[outer].items()
        }
        return {**terms, **flat, **{name: flat[name]["working_hours"] for name in cls.TIMES}}


LISTS: Mapping[str, tuple[type[PartForm], Any]] = {
    "fit": (FitForm, _("Fit")),
    "interest": (InterestForm, _("Interest")),
    "hand_raisers": (HandRaiserForm, _("Hand-raisers")),
    "exclusions": (ExclusionForm, _("Exclusions")),
    "return_reasons": (ReasonForm, _("Return reasons")),
}


class DraftForm:
    """All forms of a draft together. ``add`` names the list that gets one more empty row, without anything being saved."""

    def __init__(self, terms: Terms, posted: QueryDict | None = None, add: str = "") -> None:
        self.plain = plain = terms.plain()
        self.general = GeneralForm(posted, initial=GeneralForm.initial_of(plain))
        self.lists: dict[str, Any] = {}
        for name, (form, label) in LISTS.items():
            initial = [form.initial_of(part) for part in plain[name]]
            shown = _with_one_more(posted, name) if posted is not None and name == add else posted
            kind = forms.formset_factory(form, extra=0, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS + 5)
            formset: Any = kind(shown, initial=initial, prefix=name)
            formset.label = label
            self.lists[name] = formset

    def read(self) -> Terms | None:
        """The terms as they were filled in, or nothing; then every problem stands at its field."""
        valid = [self.general.is_valid(), *(formset.is_valid() for formset in self.lists.values())]
        if not all(valid):
            return None
        rows = {name: list(_kept(formset)) for name, formset in self.lists.items()}
        plain = self.general.onto(self.plain) | {name: [row.part() for row in forms_] for name, forms_ in rows.items()}
        try:
            return Terms.model_validate(plain)
        except ValidationError as error:
            for problem in problems_of(error):
                self._place(problem.path.split("."), problem.reason(language()), rows)
            return None

    def _place(self, path: list[str], reason: str, rows: Mapping[str, list[PartForm]]) -> None:
        """At the row and field the path leads to; what belongs to none, to the form as a whole."""
        if len(path) > 1 and path[0] in rows and path[1].isdigit():
            form: forms.Form = rows[path[0]][int(path[1])]
            named = [step for step in path[2:] if step in form.fields]
        else:
            form = self.general
            paths = ["__".join(path[:length]) for length in range(len(path), 0, -1)]
            named = [name for name in paths if name in form.fields]
        form.add_error(named[0] if named else None, reason)


def _kept(formset: Any) -> Iterator[PartForm]:
    """The rows that say something and are not to be removed."""
    for form in formset.forms:
        if form.cleaned_data and form not in formset.deleted_forms:
            yield form


def _with_one_more(posted: QueryDict, name: str) -> QueryDict:
    more = posted.copy()
    total = more.get(f"{name}-TOTAL_FORMS", "")
    more[f"{name}-TOTAL_FORMS"] = str(min(int(total) + 1 if total.isdecimal() else 1, MOST_ROWS))
    return more


class YamlForm(forms.Form):
    """The terms as YAML, typed or as a file; the file goes first where both are given."""

    text = forms.CharField(
        label=_("Terms as YAML"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false"}),
    )
    file = forms.FileField(label=_("or a file"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if file := said.get("file"):
            if file.size > 2_000_000:
                raise forms.ValidationError(_("The file is larger than 2 MB."))
            try:
                said["text"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                raise forms.ValidationError(_("The file is not UTF-8 text.")) from None
        said["text"] = said.get("text", "").replace("\r\n", "\n")
        return said


class SignForm(forms.Form):
    """One's password again, for one's side."""

    side = forms.ChoiceField(label=_("Side"), choices=lambda: Side.choices, widget=forms.HiddenInput)
    shown = forms.CharField(max_length=64, widget=forms.HiddenInput)
    password = forms.CharField(
        label=_("Your password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}), strip=False
    )


class ProposeForm(forms.Form):
    shown = forms.CharField(max_length=64, widget=forms.HiddenInput)
    from_at = forms.DateTimeField(
        label=_("Not in force before"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Left empty, it comes into force with the second signature."),
    )
