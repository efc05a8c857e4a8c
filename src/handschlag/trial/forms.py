"""What to try, against what, on how much of the past; and what becomes of something that occurs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from handschlag.agreement.models import Version, local_day
from handschlag.trial.core.adding import comparison, touch_condition
from handschlag.trial.core.goals import Goal
from handschlag.trial.core.occurring import Occurrence
from handschlag.trial.models.lately import Lately
from handschlag.trial.models.naming import TABS, label_of

USUAL = timedelta(days=90)


class BacktestForm(forms.Form):
    """Any two versions; by default the newest draft or proposal against the one in force, or that one against the one before.

    Days are those of the house's time zone, the last one included as far as it has passed.
    """

    draft = forms.ModelChoiceField(Version.objects.none(), label=_("Try"), empty_label=None)
    other = forms.ModelChoiceField(Version.objects.none(), label=_("against"), empty_label=None)
    from_day = forms.DateField(label=_("from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until_day = forms.DateField(label=_("to"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        versions = Version.objects.filter(withdrawal=None).order_by(
            F("commencement__from_at").desc(nulls_first=True), "-number"
        )
        draft, in_force = versions.first(), Version.in_force(now)
        other = draft.based_on if draft and draft == in_force and draft.based_on else in_force
        for name, initial in (("draft", draft), ("other", other)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = versions
            field.initial = initial
        self.fields["from_day"].initial, self.fields["until_day"].initial = local_day(now - USUAL), local_day(now)

    def period(self) -> tuple[datetime, datetime]:
        """The moments the days mean, the end at the latest now."""
        zone = timezone.get_default_timezone()
        from_at = datetime.combine(self.cleaned_data["from_day"], time.min, zone)
        until_at = datetime.combine(self.cleaned_data["until_day"] + timedelta(days=1), time.min, zone)
        return from_at, min(until_at, self.now)


OF_TOUCHES = {"interest": _("Interest: gives points"), "hand_raisers": _("Raised hand: goes to sales at once")}
OF_ATTRIBUTES = {"fit": _("Fit: gives points"), "exclusions": _("Exclusion: never goes to sales")}


class PickForm(forms.Form):
    """Something that occurs, and what the draft shall make of it."""

    what = forms.ChoiceField(choices=lambda: TABS.items(), widget=forms.HiddenInput)
    kind = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)
    name = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    value = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    place = forms.ChoiceField(label=_("Becomes"))
    label = forms.CharField(label=_("Name"), max_length=200)
    points = forms.IntegerField(label=_("Points"), required=False, initial=10)
    window_days = forms.IntegerField(label=_("Window in days"), required=False, initial=90)
    at_most = forms.IntegerField(label=_("Most touches that count"), required=False, initial=1)
    at_least = forms.FloatField(label=_("at least"), required=False)
    below = forms.FloatField(label=_("below"), required=False)

    def __init__(self, said: Mapping[str, Any], *, is_posted: bool) -> None:
        super().__init__(said if is_posted else None, initial=None if is_posted else _said_of(said))
        is_attribute = said.get("what") == "attribute"
        place = self.fields["place"]
        assert isinstance(place, forms.ChoiceField)
        place.choices = list((OF_ATTRIBUTES if is_attribute else OF_TOUCHES).items())
        is_number = any(said.get(name) for name in ("at_least", "below"))
        left_out = ("window_days", "at_most") if is_attribute else ()
        for field in (*left_out, *(() if is_number else ("at_least", "below"))):
            del self.fields[field]

    def criterion(self) -> tuple[str, dict[str, Any]]:
        """The list of the terms it belongs to, and the part as plain terms without its key."""
        said = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        place = said["place"]
        asked = (
            {"attribute": said.get("name", ""), **comparison(said)}
            if said["what"] == "attribute"
            else {"touch": touch_condition(said["what"], {"kind": "", "name": "", "value": "", **said})}
        )
        given = GIVEN[place]
        return place, {"label": said["label"], **asked, **{name: said[name] for name in given if name in said}}


GIVEN = {
    "interest": ("points", "window_days", "at_most"),
    "hand_raisers": ("window_days",),
    "fit": ("points",),
    "exclusions": (),
}
"""What is asked besides, by the list of the terms."""


def _said_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """What is filled in where somebody picks an occurrence."""
    known = {name: said.get(name, "") for name in ("what", "kind", "name", "value", "at_least")}
    one = Occurrence(known["what"], known["kind"], known["name"], known["value"], 0, 0)
    asked = {"label": label_of(one), "points": 10, "window_days": 90, "at_most": 1}
    return asked | {name: value for name, value in known.items() if value}


class GoalForm(forms.Form):
    """What is wanted in a year; everything else begins with what the house achieved in the last twelve months."""

    revenue = forms.IntegerField(label=_("Revenue wanted in a year"), min_value=1, max_value=10**12)
    deal_value = forms.IntegerField(label=_("Average value of a won deal"), min_value=1, max_value=10**12)
    win = forms.IntegerField(label=_("Of accepted leads are won, per cent"), min_value=1, max_value=100)
    acceptance = forms.IntegerField(label=_("Of handovers are accepted, per cent"), min_value=1, max_value=100)
    reps = forms.IntegerField(label=_("Sales reps"), min_value=1, max_value=10_000)
    weeks = forms.IntegerField(label=_("Working weeks a year"), min_value=1, max_value=53)
    capacity = forms.IntegerField(label=_("Leads sales takes a week"), min_value=1, max_value=1_000_000)

    def __init__(self, said: Mapping[str, Any] | None, lately: Lately) -> None:
        known = {
            name: getattr(lately, name) or None for name in ("deal_value", "win", "acceptance", "reps", "capacity")
        }
        super().__init__(said, initial=known | {"weeks": 44})
        for name, note in notes_on(lately).items():
            self.fields[name].help_text = note

    def goal(self) -> Goal:
        return Goal(**{name: value for name, value in self.cleaned_data.items() if name != "capacity"})


def notes_on(lately: Lately) -> dict[str, str]:
    """What each figure that is filled in rests on."""
    valued = ngettext(
        "from {number} won deal with a value, in {currency}",
        "from {number} won deals with a value, in {currency}",
        lately.valued,
    )
    ended = ngettext(
        "from {number} accepted lead that ended within a year",
        "from {number} accepted leads that ended within a year",
        lately.ended,
    )
    answered = ngettext(
        "from {number} handover answered in a year", "from {number} handovers answered in a year", lately.answered
    )
    counted = {"deal_value": (lately.valued, valued), "win": (lately.ended, ended)}
    counted["acceptance"] = (lately.answered, answered)
    unknown = gettext("nothing is known yet; please estimate")
    return {
        name: text.format(number=number, currency=lately.currency) if number else unknown
        for name, (number, text) in counted.items()
    }
