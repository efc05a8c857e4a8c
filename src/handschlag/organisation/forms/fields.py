"""Fields that several forms share: days, places on the map, passwords."""

from __future__ import annotations

from datetime import date
from typing import Any

from babel import Locale
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from handschlag.organisation.core.languages import read_languages, show_languages
from handschlag.organisation.core.postal import UnreadablePart
from handschlag.organisation.core.public_holidays import countries, is_place, subdivision_names
from handschlag.organisation.core.time_zones import time_zone_choices, time_zones
from handschlag.organisation.core.words import TooMuch, read_words
from handschlag.organisation.models import User

IN_PARTS = ("DE", "AT", "CH")
"""Countries whose regions one may choose one by one."""

Groups = list[tuple[str, list[tuple[str, str]]]]


class DayInput(forms.DateInput):
    """A day, with the browser's own picker."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    """A time of day, with the browser's own picker."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


def day_field(label: Any, **others: Any) -> forms.DateField:
    """A day between 1970 and 2199; others are slips of the pen, and beyond what calendars can reckon."""
    between = [MinValueValidator(date(1970, 1, 1)), MaxValueValidator(date(2199, 12, 31))]
    return forms.DateField(label=label, widget=DayInput(), validators=between, **others)


class PlaceField(forms.ChoiceField):
    """A country (``DE``) or one of its regions (``DE-BY``): whose public holidays hold. Cleans to (country, subdivision)."""

    def __init__(self, **others: Any) -> None:
        super().__init__(choices=place_choices, label=_("Public holidays of"), initial="DE", **others)

    def valid_value(self, value: str) -> bool:
        country, _dash, subdivision = value.partition("-")
        return is_place(country, subdivision)

    def clean(self, value: Any) -> Any:
        country, _dash, subdivision = super().clean(value).partition("-")
        return country, subdivision


def place_choices() -> Groups:
    """Germany, Austria and Switzerland with their regions, then every other country; named in the active language."""
    names = Locale(get_language() or "en").territories
    groups = []
    for country in IN_PARTS:
        whole = (country, gettext("%(country)s, nationwide") % {"country": names[country]})
        groups.append(
            (
                names[country],
                [whole, *((f"{country}-{code}", name) for code, name in subdivision_names(country).items())],
            )
        )
    others = sorted((names.get(code, code), code) for code in countries() if code not in IN_PARTS)
    return [*groups, (gettext("Other countries"), [(code, name) for name, code in others])]


class WordsField(forms.CharField):
    """Words kept apart by commas or lines; with ``by_line`` by lines alone. Cleans to a list, and shows one."""

    def __init__(self, *, by_line: bool = False, **others: Any) -> None:
        self.by_line = by_line
        if by_line:
            others.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        super().__init__(required=False, max_length=60_000, **others)

    def prepare_value(self, value: Any) -> Any:
        """A list as text; what somebody typed as it was."""
        return ("\n" if self.by_line else ", ").join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial or [])).split() != str(data or "").split()

    def clean(self, value: Any) -> Any:
        try:
            return read_words(super().clean(value), by_line=self.by_line)
        except TooMuch:
            raise forms.ValidationError(gettext("2,000 entries at most, each of 200 characters at most.")) from None


class LanguagesField(forms.CharField):
    """Languages by name or code. Cleans to two-letter codes, and shows names."""

    def prepare_value(self, value: Any) -> Any:
        return show_languages(value, get_language() or "en") if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial or [])) != str(data or "").strip()

    def clean(self, value: Any) -> Any:
        try:
            return read_languages(super().clean(value))
        except UnreadablePart as wrong:
            raise forms.ValidationError(gettext("“%(part)s” is no language we know.") % {"part": wrong.part}) from None


class TimeZoneField(forms.ChoiceField):
    """A place of the time zone database."""

    def __init__(self, **others: Any) -> None:
        super().__init__(choices=time_zone_choices, label=_("Time zone"), initial="Europe/Berlin", **others)

    def valid_value(self, value: str) -> bool:
        return value in time_zones()


def new_password_field(**others: Any) -> forms.CharField:
    return forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False, max_length=128, **others
    )


def check_password(form: forms.BaseForm, password: str) -> None:
    """Hold the password against the rules of the house, and against name and address in the form."""
    person = User(name=form.cleaned_data.get("name", ""), email=form.cleaned_data.get("email", ""))
    try:
        validate_password(password, person)
    except ValidationError as weak:
        form.add_error("password", weak)
