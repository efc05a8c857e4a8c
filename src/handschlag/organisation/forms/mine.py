"""What everybody enters for themselves: absences, tokens, name and language."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.organisation.core.notifying import Kind, Way, kinds_for
from handschlag.organisation.forms.fields import ClockInput, day_field
from handschlag.organisation.models import NotificationSettings, Scope, User, WorkingCalendar
from handschlag.organisation.models.calendar import people_whose_absences_are_entered_by


class AbsenceForm(forms.Form):
    """From a day until a day, both included; with times for half a day."""

    who = forms.ModelChoiceField(label=_("Who"), queryset=User.objects.none())
    from_on = day_field(_("First day"))
    from_time = forms.TimeField(
        label=_("From"), required=False, widget=ClockInput(), help_text=_("Empty: the whole day.")
    )
    until_on = day_field(_("Last day"))
    until_time = forms.TimeField(
        label=_("Until"), required=False, widget=ClockInput(), help_text=_("Empty: the whole day.")
    )

    def __init__(self, *args: Any, by: User, **others: Any) -> None:
        super().__init__(*args, **others)
        self.fields["who"].queryset = people_whose_absences_are_entered_by(by).filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["who"].initial = by

    def clean(self) -> dict[str, Any]:
        if not self.errors and self.until_at <= self.from_at:
            raise forms.ValidationError(gettext("An absence ends after it begins."))
        return self.cleaned_data

    @property
    def from_at(self) -> datetime:
        """The first moment of the absence."""
        return _moment(self.cleaned_data["from_on"], self.cleaned_data["from_time"] or time())

    @property
    def until_at(self) -> datetime:
        """The first moment after the absence."""
        last_on, until = self.cleaned_data["until_on"], self.cleaned_data["until_time"]
        return _moment(last_on, until) if until else _moment(last_on + timedelta(days=1), time())


def _moment(on: Any, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(on, clock))


class TokenForm(forms.Form):
    name = forms.CharField(label=_("What it is for"), max_length=80, help_text=_("For example: our CRM, the web shop."))
    scopes = forms.MultipleChoiceField(label=_("What it may do"), widget=forms.CheckboxSelectMultiple())

    def __init__(self, *args: Any, user: User, **others: Any) -> None:
        super().__init__(*args, **others)
        offered = [choice for choice in Scope.choices if choice[0] != Scope.ON_BEHALF or user.is_operations]
        self.fields["scopes"].choices = offered  # type: ignore[attr-defined]


WAYS = {
    Way.AT_ONCE: _("At once"),
    Way.MORNING: _("In the morning"),
    Way.NEVER: _("Not at all"),
}


class NotificationsForm(forms.Form):
    """How to be told of each kind that concerns somebody; and, for who has no calendar as a rep, by whose hours the day begins."""

    def __init__(self, *args: Any, user: User, at: datetime, **others: Any) -> None:
        super().__init__(*args, **others)
        self.kinds, kept = kinds_for(user, at), NotificationSettings.of(user)
        for kind in self.kinds:
            self.fields[kind.name] = _way_field(kind, kept.way(kind.name))
        if not hasattr(user, "rep") and WorkingCalendar.objects.exists():
            self.fields["calendar"] = forms.ModelChoiceField(
                label=_("My working days"),
                queryset=WorkingCalendar.objects.all(),
                initial=kept.calendar or WorkingCalendar.objects.first(),
                help_text=_("The morning's mail comes as this day begins, and on no day that is free."),
            )

    @property
    def ways(self) -> dict[str, str]:
        """Kind → what was chosen."""
        return {kind.name: self.cleaned_data[kind.name] for kind in self.kinds}


def _way_field(kind: Kind, initial: Way) -> forms.ChoiceField:
    def said(way: Way) -> str:
        return gettext("%(way)s (usual)") % {"way": WAYS[way]} if way is kind.usual else str(WAYS[way])

    return forms.ChoiceField(
        label=kind.label,
        help_text=kind.says,
        choices=[(way.value, said(way)) for way in kind.ways],
        initial=initial.value,
        widget=forms.RadioSelect(attrs={"class": "choices--row"}),
    )


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta:
        model = User
        fields = ["name", "language"]
