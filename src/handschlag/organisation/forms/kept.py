"""Teams, territories, sales reps and working calendars."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.organisation.core.hours import UnreadableHours, read_hours, show_hours
from handschlag.organisation.core.postal import UnreadablePart, read_countries, read_prefixes
from handschlag.organisation.forms.fields import LanguagesField, PlaceField, TimeZoneField, WordsField, day_field
from handschlag.organisation.models import Rep, Role, Team, Territory, User, WorkingCalendar
from handschlag.organisation.models.kept import Kept

WEEKDAYS = (
    ("monday", _("Monday")),
    ("tuesday", _("Tuesday")),
    ("wednesday", _("Wednesday")),
    ("thursday", _("Thursday")),
    ("friday", _("Friday")),
    ("saturday", _("Saturday")),
    ("sunday", _("Sunday")),
)


class KeptForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    """A form whose object is stored by its own verb."""

    def keep(self, *, by: User, at: datetime) -> Kept:
        """Store the object and what it is joined to, with its entry in the ledger."""
        noun: Kept = self.save(commit=False)
        with transaction.atomic():
            noun.keep(by=by, at=at, changed=self.changed_data)
            self.save_m2m()
        return noun


class TeamForm(KeptForm):
    class Meta:
        model = Team
        fields = ["name", "leader"]
        help_texts = {"leader": _("Overdue handovers are escalated to the leader, who also enters absences.")}

    def __init__(self, *args: Any, **others: Any) -> None:
        super().__init__(*args, **others)
        leaders = User.objects.filter(is_active=True, role_assignments__role=Role.SALES)
        if self.instance.leader_id:
            leaders = leaders | User.objects.filter(pk=self.instance.leader_id)
        self.fields["leader"].queryset = leaders.distinct()  # type: ignore[attr-defined]


class TerritoryForm(KeptForm):
    countries = forms.CharField(
        label=_("Countries"),
        required=False,
        max_length=400,
        help_text=_("Two-letter codes, such as DE, AT, CH. Empty: wherever they are, if industries are named."),
    )
    postal_prefixes = forms.CharField(
        label=_("Postal codes beginning with"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "For example 80, 81, 86. Empty: the whole country. Where two territories fit, the longer beginning wins."
        ),
    )

    industries = WordsField(
        label=_("Only these industries"),
        help_text=_("As touches and imports name them. Empty: all. A territory of an industry goes before one of all."),
    )
    accounts = WordsField(
        by_line=True,
        label=_("And these companies, wherever they are"),
        help_text=_("One a line, by the domain of their addresses or by name. They go before every other territory."),
    )

    class Meta:
        model = Territory
        fields = ["name", "countries", "postal_prefixes", "industries", "accounts"]

    def __init__(self, *args: Any, **others: Any) -> None:
        super().__init__(*args, **others)
        for field in ("countries", "postal_prefixes"):
            self.initial[field] = ", ".join(getattr(self.instance, field))

    def clean(self) -> dict[str, Any]:
        super().clean()
        said = self.cleaned_data
        if not self.errors and not any(said[field] for field in ("countries", "industries", "accounts")):
            raise forms.ValidationError(gettext("A territory needs a country, an industry or a company."))
        if not self.errors and said["postal_prefixes"] and not said["countries"]:
            self.add_error("countries", gettext("Postal codes are those of a country; please name it."))
        return said

    def clean_countries(self) -> list[str]:
        try:
            return read_countries(self.cleaned_data["countries"])
        except UnreadablePart as wrong:
            raise forms.ValidationError(
                gettext("“%(part)s” is not the code of a country.") % {"part": wrong.part}
            ) from wrong

    def clean_postal_prefixes(self) -> list[str]:
        try:
            return read_prefixes(self.cleaned_data["postal_prefixes"])
        except UnreadablePart as wrong:
            raise forms.ValidationError(
                gettext("“%(part)s” is not the beginning of a postal code.") % {"part": wrong.part}
            ) from wrong


class RepForm(KeptForm):
    skills = WordsField(
        label=_("Skills"),
        help_text=_("By the names that the agreement's rules of routing ask for, such as Large accounts."),
    )
    languages = LanguagesField(
        label=_("Languages"),
        required=False,
        max_length=400,
        help_text=_(
            "For example German, French. Of reps with equal territories whoever speaks a lead's language goes first."
        ),
    )

    class Meta:
        model = Rep
        fields = ["user", "team", "calendar", "territories", "skills", "languages", "weight", "capacity_per_week"]
        widgets = {"territories": forms.CheckboxSelectMultiple()}
        help_texts = {
            "weight": _("Of two reps who could both take a lead, one with 200 receives twice as many as one with 100."),
            "capacity_per_week": _("How many leads a week at most."),
        }

    def __init__(self, *args: Any, **others: Any) -> None:
        super().__init__(*args, **others)
        if self.instance._state.adding:
            sellers = User.objects.filter(is_active=True, role_assignments__role=Role.SALES, rep=None)
            self.fields["user"].queryset = sellers  # type: ignore[attr-defined]
        else:
            self.fields.pop("user")


class HoursInput(forms.TextInput):
    """Left empty, it says that the day is free: browsers must let that pass."""

    def use_required_attribute(self, initial: Any) -> bool:
        return False


class HoursField(forms.CharField):
    """The hours of one day as people write them. Cleans to intervals; an empty text is an answer too, a day without work."""

    widget = HoursInput

    def validate(self, value: Any) -> None:
        """Every text is fit to be read."""

    def clean(self, value: Any) -> Any:
        try:
            return read_hours(super().clean(value))
        except UnreadableHours as wrong:
            sentence = gettext("“%(part)s” cannot be read as hours. Write them like 09:00-12:00, 13:00-17:00.")
            raise forms.ValidationError(sentence % {"part": wrong.part}) from wrong


class CalendarForm(KeptForm):
    place = PlaceField()
    time_zone = TimeZoneField()

    class Meta:
        model = WorkingCalendar
        fields = ["name", "time_zone"]

    field_order = ["name", "place", "time_zone"]

    def __init__(self, *args: Any, **others: Any) -> None:
        super().__init__(*args, **others)
        calendar = self.instance
        self.initial["place"] = "-".join(filter(None, (calendar.country, calendar.subdivision)))
        for number, (field, label) in enumerate(WEEKDAYS):
            text = format_lazy("{} {}", _("For example"), "09:00-12:00, 13:00-17:00.") if number == 0 else ""
            self.fields[field] = HoursField(label=label, max_length=120, help_text=text)
            self.initial[field] = show_hours(calendar.week[number])

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.errors:
            self.instance.week = [self.cleaned_data[field] for field, _label in WEEKDAYS]
        if "place" in self.cleaned_data:
            self.instance.country, self.instance.subdivision = self.cleaned_data["place"]
        return self.cleaned_data


class DayOffForm(forms.Form):
    on = day_field(_("Day"))
    name = forms.CharField(label=_("Name"), max_length=80)
