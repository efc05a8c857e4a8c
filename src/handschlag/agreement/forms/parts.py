"""The parts of a draft of which there are many: a form for each row, with rows of their own where a part has parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from handschlag.agreement.core.terms import Comparison
from handschlag.agreement.forms.words import AFTERWARDS, COMPARISONS, STAGES

MOST_ROWS = 60
EMPTY: tuple[Any, ...] = (None, "", [])


class Lines(forms.CharField):
    """Values, one a line, as a list."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value: str | None) -> list[str]:  # type: ignore[override]
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != self.to_python(data)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value


def rows(kind: type[PartForm], label: Any, prefix: str, posted: Any, initial: Any) -> Any:
    """The formset of one list of the terms, whatever rows the rows have included."""
    made: Any = forms.formset_factory(kind, extra=0, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS + 5)
    formset = made(posted, initial=[kind.initial_of(part) for part in initial], prefix=prefix)
    formset.label = label
    return formset


def kept(formset: Any) -> Iterator[PartForm]:
    """The rows that say something and are not to be removed."""
    for form in formset.forms:
        if form.cleaned_data and form not in formset.deleted_forms:
            yield form


def mistakes(formset: Any) -> int:
    """How many there are in its rows, and in the rows of those."""
    if not formset.is_bound:
        return 0
    inner = sum(mistakes(one) for row in formset.forms for one in row.nested.values())
    return int(formset.total_error_count()) + inner


class PartForm(forms.Form):
    """One part of a list. Rows of its own that were not posted at all stay as they were."""

    NAME = "label"
    SELDOM: tuple[str, ...] = ()
    """Fields that are folded away until they say something."""
    NESTED: Mapping[str, tuple[type[PartForm], Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nested = {
            name: rows(form, label, f"{self.prefix}-{name}", self._posted(name), self.initial.get(name, ()))
            for name, (form, label) in self.NESTED.items()
        }

    def _posted(self, name: str) -> Any:
        """What was posted, where the rows ``name`` are part of it."""
        return self.data if self.is_bound and f"{self.prefix}-{name}-TOTAL_FORMS" in self.data else None

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(not rows.is_bound or rows.is_valid() for rows in self.nested.values())])

    def has_changed(self) -> bool:
        return super().has_changed() or any(rows.is_bound and rows.has_changed() for rows in self.nested.values())

    @property
    def heading(self) -> str:
        """What the row is called as it is filled in."""
        return str(self[self.NAME].value() or "")

    @property
    def usual(self) -> list[forms.BoundField]:
        return [field for field in self if field.name != "DELETE" and field.name not in self.SELDOM]

    @property
    def seldom(self) -> list[forms.BoundField]:
        return [self[name] for name in self.SELDOM]

    @property
    def says_seldom(self) -> bool:
        """Whether what is folded away must be seen: something stands in it, or is wrong with it."""
        filled = any(field.value() not in EMPTY or field.errors for field in self.seldom if field.name != "key")
        return filled or any(rows.forms or mistakes(rows) for rows in self.nested.values())

    def kept(self, name: str) -> list[PartForm]:
        """The rows ``name`` that say something."""
        return list(kept(self.nested[name])) if self.nested[name].is_bound else []

    def part(self) -> dict[str, Any]:
        """The part as plain terms; what was left empty is left out."""
        said = {name: value for name, value in self.initial.items() if name not in self.fields}
        said |= {name: value for name, value in self.cleaned_data.items() if name != "DELETE" and value not in EMPTY}
        bound = [name for name, rows in self.nested.items() if rows.is_bound]
        return said | {name: [row.part() for row in self.kept(name)] for name in bound}

    @classmethod
    def initial_of(cls, part: Mapping[str, Any]) -> dict[str, Any]:
        return dict(part)


class NamedForm(PartForm):
    """A part with a key; without one it is named by its label."""

    SELDOM: tuple[str, ...] = ("key",)
    key = forms.CharField(label=_("Key in the data"), max_length=60, required=False)

    def part(self) -> dict[str, Any]:
        said = super().part()
        said.setdefault("key", slugify(said[self.NAME])[:60].strip("-_"))
        return said


class Compared(PartForm):
    """How a value is compared."""

    comparison = forms.ChoiceField(label=_("Comparison"), choices=lambda: COMPARISONS.items(), initial=Comparison.IN)
    values = Lines(label=_("Values, one a line"), required=False)
    at_least = forms.FloatField(label=_("at least"), required=False)
    below = forms.FloatField(label=_("below"), required=False)
    list = forms.CharField(
        label=_("List"), max_length=200, required=False, widget=forms.TextInput(attrs={"list": "lists-of-the-draft"})
    )


class PropertyForm(Compared):
    """A condition on a property of the touch."""

    NAME = "name"
    name = forms.CharField(label=_("Property"), max_length=200)
    field_order = ("name",)


class WhereForm(Compared):
    """A condition on an attribute."""

    NAME = "attribute"
    attribute = forms.SlugField(label=_("Attribute"), max_length=60)
    field_order = ("attribute",)


class ConditionForm(NamedForm, Compared):
    """A criterion that asks for an attribute."""

    label = forms.CharField(label=_("Name"), max_length=200)
    attribute = forms.SlugField(
        label=_("Attribute"), max_length=60, help_text=_("For example industry, employees, country, position.")
    )
    field_order = ("label", "attribute", "comparison", "values")


class FitForm(ConditionForm):
    SELDOM: tuple[str, ...] = ("group", "key")
    points = forms.IntegerField(label=_("Points"))
    group = forms.CharField(
        label=_("Group"), max_length=200, required=False, widget=forms.TextInput(attrs={"list": "groups-of-the-draft"})
    )


class TouchForm(NamedForm):
    """A criterion that asks for touches: their condition stands in fields of its own."""

    SELDOM: tuple[str, ...] = ("channel", "campaign", "material", "key")
    NESTED = {"properties": (PropertyForm, _("Conditions on properties"))}
    CONDITION = ("kind", "channel", "campaign", "material", "page_starts_with", "properties")

    label = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.SlugField(
        label=_("Kind of touch"), max_length=60, help_text=_("For example webinar_attended, page_viewed.")
    )
    page_starts_with = forms.CharField(label=_("only where the page begins with"), max_length=200, required=False)
    channel = forms.CharField(label=_("only through the channel"), max_length=200, required=False)
    campaign = forms.CharField(label=_("only in the campaign"), max_length=200, required=False)
    material = forms.CharField(label=_("only with the material"), max_length=200, required=False)
    window_days = forms.IntegerField(label=_("Window in days"))

    def part(self) -> dict[str, Any]:
        said = {name: value for name, value in super().part().items() if name != "touch"}
        return said | {"touch": {name: said.pop(name) for name in self.CONDITION if name in said}}

    @classmethod
    def initial_of(cls, part: Mapping[str, Any]) -> dict[str, Any]:
        return {**part, **{name: part["touch"][name] for name in cls.CONDITION}}


class InterestForm(TouchForm):
    SELDOM: tuple[str, ...] = ("channel", "campaign", "material", "half_life_days", "key")
    points = forms.IntegerField(label=_("Points for each"))
    at_most = forms.IntegerField(label=_("Most touches that count"), initial=1)
    half_life_days = forms.IntegerField(label=_("Half-life in days"), required=False)


class HandRaiserForm(TouchForm):
    pass


class ExclusionForm(ConditionForm):
    pass


class ListForm(NamedForm):
    label = forms.CharField(label=_("Name"), max_length=200)
    values = Lines(label=_("Values, one a line"), help_text=_("A * at the beginning or end stands for anything."))


class GroupForm(NamedForm):
    label = forms.CharField(label=_("Name"), max_length=200)
    at_most = forms.IntegerField(label=_("Together at most points"))


class EstimateForm(NamedForm):
    label = forms.CharField(label=_("Name"), max_length=200)
    model = forms.CharField(label=_("Fingerprint of the model"), max_length=64)
    at_least_percent = forms.IntegerField(label=_("Win probability at least, per cent"))
    points = forms.IntegerField(label=_("Points"))


class CornerForm(PartForm):
    """One step of the matrix: so much fit with so much interest is enough."""

    fit = forms.IntegerField(label=_("Fit at least"))
    interest = forms.IntegerField(label=_("and interest at least"))

    @property
    def heading(self) -> str:
        return ""


class ReasonForm(NamedForm):
    NAME = "en"

    de = forms.CharField(label=_("German"), max_length=200)
    en = forms.CharField(label=_("English"), max_length=200)
    then = forms.ChoiceField(
        label=_("What follows"), required=False, choices=lambda: [("", _("as for every return")), *AFTERWARDS.items()]
    )


class PauseForm(NamedForm):
    NAME = "en"

    de = forms.CharField(label=_("German"), max_length=200)
    en = forms.CharField(label=_("English"), max_length=200)
    at_most_days = forms.IntegerField(label=_("Days at most"))


class StepForm(PartForm):
    NAME = "channel"

    channel = forms.CharField(
        label=_("Channel"), max_length=60, help_text=_("For example email, phone, letter, visit.")
    )
    material = forms.CharField(label=_("Material"), max_length=200, required=False)
    guide = forms.CharField(label=_("Question guide"), max_length=60, required=False)
    after_days = forms.IntegerField(label=_("Days after the step before"), initial=0, required=False)


class ProcedureForm(NamedForm):
    NESTED = {"steps": (StepForm, _("Steps, in this order"))}

    label = forms.CharField(label=_("Name"), max_length=200)
    segment = forms.CharField(
        label=_("Segment"), max_length=60, required=False, help_text=_("Left empty: all that have none of their own.")
    )


class RuleForm(NamedForm):
    NESTED = {"where": (WhereForm, _("Where all of this holds"))}

    label = forms.CharField(label=_("Name"), max_length=200)
    team = forms.CharField(label=_("goes to the team"), max_length=200, required=False)
    skill = forms.CharField(label=_("goes to reps who can"), max_length=200, required=False)


class StageForm(PartForm):
    NAME = "stage"

    stage = forms.ChoiceField(label=_("Stage"), choices=lambda: STAGES.items())
    de = forms.CharField(label=_("German"), max_length=200)
    en = forms.CharField(label=_("English"), max_length=200)
