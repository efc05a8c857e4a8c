"""The draft as one form: what is single, and a formset for each list of the terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from handschlag.agreement.core.problems import problems_of
from handschlag.agreement.core.terms import Terms
from handschlag.agreement.forms import parts
from handschlag.agreement.forms.general import GeneralForm
from handschlag.agreement.forms.parts import MOST_ROWS, PartForm, kept, mistakes, rows
from handschlag.agreement.forms.words import language

LISTS: Mapping[str, tuple[type[PartForm], Any, tuple[str, ...]]] = {
    "interest": (parts.InterestForm, _("Interest"), ("interest",)),
    "hand_raisers": (parts.HandRaiserForm, _("Hand-raisers"), ("hand_raisers",)),
    "fit": (parts.FitForm, _("Fit"), ("fit",)),
    "exclusions": (parts.ExclusionForm, _("Exclusions"), ("exclusions",)),
    "return_reasons": (parts.ReasonForm, _("Return reasons"), ("return_reasons",)),
    "corners": (parts.CornerForm, _("Matrix of fit and interest"), ("thresholds", "matrix")),
    "lists": (parts.ListForm, _("Lists"), ("lists",)),
    "groups": (parts.GroupForm, _("Groups"), ("groups",)),
    "estimates": (parts.EstimateForm, _("Win probabilities"), ("estimates",)),
    "rules": (parts.RuleForm, _("Routing rules"), ("routing", "rules")),
    "procedures": (parts.ProcedureForm, _("Procedures"), ("procedures",)),
    "pauses": (parts.PauseForm, _("Reasons for a pause"), ("sales", "pauses")),
    "stages": (parts.StageForm, _("Names of the stages"), ("stages",)),
}
"""Form, heading and place in the terms, by the prefix of its rows."""

GROUPS: Sequence[tuple[str, Any, tuple[str, ...], tuple[str, ...]]] = (
    ("matrix", _("A matrix instead of a sum"), (), ("corners",)),
    ("named", _("Lists and groups"), (), ("lists", "groups")),
    ("who", _("Win probabilities and ways to reach somebody"), ("reachable_by",), ("estimates",)),
    ("sales", _("What sales owes"), ("sales__",), ("pauses",)),
    ("marketing", _("What marketing owes besides"), ("marketing__brief", "marketing__completeness"), ()),
    ("afterwards", _("What becomes of a lead afterwards"), ("after_", "recycling"), ()),
    ("routing", _("Who gets a lead"), ("routing__",), ("rules",)),
    ("procedures", _("How leads are worked"), (), ("procedures",)),
    ("names", _("Names of the stages, and credit"), ("credit",), ("stages",)),
)
"""What is folded away: id, heading, how its fields begin, its lists."""

AT_ONCE = ("interest", "hand_raisers", "fit", "exclusions", "return_reasons")


@dataclass(frozen=True)
class Section:
    """A part of the page that opens; ``is_open`` where something in it is wrong, or was just added."""

    id: str
    label: Any
    fields: Sequence[forms.BoundField]
    lists: Mapping[str, Any]
    is_open: bool


class DraftForm:
    """All forms of a draft together. ``add`` names the rows that get one more, without anything being saved."""

    def __init__(self, terms: Terms, posted: QueryDict | None = None, add: str = "") -> None:
        self.plain = plain = terms.plain()
        self.add = add
        shown = _with_one_more(posted, add) if posted is not None and add else posted
        self.general = GeneralForm(shown, plain)
        self.lists: dict[str, Any] = {}
        for name, (form, label, where) in LISTS.items():
            is_posted = shown is not None and f"{name}-TOTAL_FORMS" in shown
            self.lists[name] = rows(form, label, name, shown if is_posted else None, _at(plain, where))

    @property
    def simple(self) -> list[forms.BoundField]:
        """The fields that stand first."""
        folded = tuple(begin for _id, _label, begins, _lists in GROUPS for begin in begins)
        return [field for field in self.general if not field.name.startswith(folded)]

    @property
    def at_once(self) -> dict[str, Any]:
        return {name: self.lists[name] for name in AT_ONCE}

    @property
    def sections(self) -> Iterator[Section]:
        for id_, label, begins, names in GROUPS:
            fields = [field for field in self.general if begins and field.name.startswith(begins)]
            lists = {name: self.lists[name] for name in names}
            wrong = any(field.errors for field in fields) or any(mistakes(one) for one in lists.values())
            is_added = self.add.split("-")[0] in names
            yield Section(id_, label, fields, lists, wrong or is_added)

    @property
    def named(self) -> dict[str, list[str]]:
        """What lists and groups there are, to choose from."""
        return {name: [row.heading for row in self.lists[name] if row.heading] for name in ("lists", "groups")}

    def read(self) -> Terms | None:
        """The terms as they were filled in, or nothing; then every problem stands at its field."""
        bound = {name: formset for name, formset in self.lists.items() if formset.is_bound}
        if not all([self.general.is_valid(), *(formset.is_valid() for formset in bound.values())]):
            return None
        said = {name: list(kept(formset)) for name, formset in bound.items()}
        plain = self.general.onto(self.plain)
        for name, forms_ in said.items():
            *outer, last = LISTS[name][2]
            _at(plain, outer)[last] = [row.part() for row in forms_]
        try:
            return Terms.model_validate(_by_key(plain))
        except ValidationError as error:
            for problem in problems_of(error):
                self._place(problem.path.split("."), problem.reason(language()), said)
            return None

    def _place(self, path: list[str], reason: str, said: Mapping[str, list[PartForm]]) -> None:
        """At the row and field the path leads to; what belongs to none, to the form as a whole."""
        form, rest = self._row_at(path, said)
        if form is None:
            names = ["__".join(path[:length]) for length in range(len(path), 0, -1)]
            named = [name for name in names if name in self.general.fields]
            self.general.add_error(named[0] if named else None, reason)
        else:
            named = [step for step in rest if step in form.fields]
            form.add_error(named[0] if named else None, reason)

    def _row_at(self, path: list[str], said: Mapping[str, list[PartForm]]) -> tuple[PartForm | None, list[str]]:
        """The innermost row a path leads to, and what is left of the path."""
        for name, forms_ in said.items():
            where = list(LISTS[name][2])
            if path[: len(where)] == where and path[len(where) :][:1] and path[len(where)].isdigit():
                form, rest = forms_[int(path[len(where)])], path[len(where) + 1 :]
                for place, step in enumerate(rest[:-1]):
                    if step in form.nested and rest[place + 1].isdigit():
                        return form.kept(step)[int(rest[place + 1])], rest[place + 2 :]
                return form, rest
        return None, path


def _at(plain: Any, where: Sequence[str]) -> Any:
    for step in where:
        plain = plain[step]
    return plain


def _by_key(plain: dict[str, Any]) -> dict[str, Any]:
    """Lists and groups may be called by their names; the terms know them by their keys."""
    keys = {name: {one["label"]: one["key"] for one in plain[f"{name}s"]} for name in ("list", "group")}
    known = {name: {one["key"] for one in plain[f"{name}s"]} for name in keys}

    def changed(value: Any) -> Any:
        if isinstance(value, list):
            return [changed(one) for one in value]
        if not isinstance(value, dict):
            return value
        said = {name: changed(one) for name, one in value.items()}
        for name, of in keys.items():
            if isinstance(said.get(name), str) and said[name] not in known[name]:
                said[name] = of.get(said[name], said[name])
        return said

    return {name: changed(one) if name not in ("lists", "groups") else one for name, one in plain.items()}


def _with_one_more(posted: QueryDict, name: str) -> QueryDict:
    more = posted.copy()
    total = more.get(f"{name}-TOTAL_FORMS", "")
    more[f"{name}-TOTAL_FORMS"] = str(min(int(total) + 1 if total.isdecimal() else 1, MOST_ROWS))
    more.setdefault(f"{name}-INITIAL_FORMS", "0")
    return more
