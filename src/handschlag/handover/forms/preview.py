"""What to ask of the past: routing under which version, and with which change of one rep or of one territory."""

from __future__ import annotations

from copy import copy
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from handschlag.agreement.models import Version
from handschlag.handover.models.roster import Rostered, reps_in_sales
from handschlag.organisation.core.postal import UnreadablePart, read_countries, read_prefixes
from handschlag.organisation.forms.fields import WordsField
from handschlag.organisation.models import Rep, Territory

NONE = "-"
"""What stands in a field for "none at all": an empty one leaves things as they are."""


class PreviewForm(forms.Form):
    """Everything may be left out: then it is the version in force, and the rosters as they stand. Nothing asked here is kept."""

    version = forms.ModelChoiceField(
        Version.objects.none(), label=_("Agreement"), required=False, to_field_name="number", empty_label=_("in force")
    )
    rep = forms.ModelChoiceField(Rep.objects.none(), label=_("If this rep"), required=False, empty_label="–")
    weight = forms.IntegerField(label=_("had the weight"), required=False, min_value=0, max_value=10_000)
    capacity = forms.IntegerField(label=_("took so many a week"), required=False, min_value=0, max_value=10_000)
    territories = forms.ModelMultipleChoiceField(
        Territory.objects.none(), label=_("had these territories"), required=False
    )
    skills = WordsField(label=_("had these skills"))
    territory = forms.ModelChoiceField(
        Territory.objects.none(), label=_("If this territory"), required=False, empty_label="–"
    )
    countries = forms.CharField(label=_("were these countries"), required=False, max_length=400)
    prefixes = forms.CharField(label=_("there only these postal codes"), required=False, max_length=2_000)
    industries = WordsField(label=_("of them only these industries"))
    accounts = WordsField(by_line=True, label=_("and these companies"))

    OF_REP, OF_TERRITORY = (
        ("weight", "capacity", "territories", "skills"),
        (
            "countries",
            "prefixes",
            "industries",
            "accounts",
        ),
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        versions = Version.objects.filter(withdrawal=None)
        choices: dict[str, Any] = {
            "version": versions.order_by(F("commencement__from_at").desc(nulls_first=True), "-number"),
            "rep": Rep.objects.select_related("user").order_by("user__name"),
            "territories": Territory.objects.all(),
            "territory": Territory.objects.all(),
        }
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def clean_countries(self) -> list[str]:
        return self._read("countries", read_countries)

    def clean_prefixes(self) -> list[str]:
        return self._read("prefixes", read_prefixes)

    def _read(self, name: str, read: Any) -> list[str]:
        try:
            return _unless_none(self.cleaned_data[name], read)
        except UnreadablePart as wrong:
            raise forms.ValidationError(_("“%(part)s” cannot be read."), params={"part": wrong.part}) from wrong

    @property
    def is_otherwise(self) -> bool:
        """Whether a rep or a territory is asked about: the part of the form that opens."""
        return any(self.data.get(name) for name in ("rep", "territory"))

    def agreed(self) -> Version | None:
        """The version asked for, else the one in force."""
        chosen = self.cleaned_data.get("version") if self.is_valid() else None
        return chosen or Version.in_force(self.now)

    def rosters(self) -> list[Rostered]:
        """The reps in sales, one or one territory otherwise where that was asked."""
        said = self.cleaned_data if self.is_valid() else {}
        changed = _territory_otherwise(said)
        return [_otherwise(rep, said, changed) for rep in reps_in_sales()]


def _unless_none(text: str, read: Any) -> list[str]:
    return [NONE] if text.strip() == NONE else read(text)


def _territory_otherwise(said: dict[str, Any]) -> Territory | None:
    if not said.get("territory"):
        return None
    territory: Territory = copy(said["territory"])
    for field, name in (
        ("countries", "countries"),
        ("postal_prefixes", "prefixes"),
        ("industries", "industries"),
        ("accounts", "accounts"),
    ):
        if said[name]:
            setattr(territory, field, _given(said[name], []))
    return territory


def _otherwise(rep: Rep, said: dict[str, Any], changed: Territory | None) -> Rostered:
    """Not saved."""
    territories = list(rep.territories.all())
    if said.get("rep") and said["rep"].pk == rep.pk:
        rep.weight = rep.weight if said["weight"] is None else said["weight"]
        rep.capacity_per_week = rep.capacity_per_week if said["capacity"] is None else said["capacity"]
        rep.skills = _given(said["skills"], rep.skills)
        territories = list(said["territories"]) or territories
    return rep, [changed if changed and one.pk == changed.pk else one for one in territories]


def _given(words: list[str], otherwise: list[str]) -> list[str]:
    return otherwise if not words else [] if words == [NONE] else words
