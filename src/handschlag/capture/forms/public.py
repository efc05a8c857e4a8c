"""A published form as a visitor fills it in: built from its version, in the visitor's language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from babel import Locale
from django import forms
from django.utils.html import escape
from django.utils.translation import gettext as _

from handschlag.capture.core.dropping import Dropped
from handschlag.capture.core.form import FieldKind, FormField, FormSpec
from handschlag.capture.core.keys import normal_email, normal_phone
from handschlag.capture.core.origin import NAMES, one_line
from handschlag.capture.core.traits import Value
from handschlag.capture.models import FormVersion, PrivacyText

BAIT = "website_address"
"""A field no person sees. Programs fill in whatever they find."""

MOST_EMPLOYEES = 10_000_000
NEIGHBOURS = ("DE", "AT", "CH")

AUTOCOMPLETE = {
    FieldKind.EMAIL: "email",
    FieldKind.GIVEN_NAME: "given-name",
    FieldKind.FAMILY_NAME: "family-name",
    FieldKind.COMPANY: "organization",
    FieldKind.POSITION: "organization-title",
    FieldKind.PHONE: "tel",
    FieldKind.COUNTRY: "country",
    FieldKind.POSTAL_CODE: "postal-code",
}


class VisitorForm(forms.Form):
    """One version of a form. Own fields are named ``a_<key>``, boxes ``c_<purpose>``: nothing that is sent can mean anything else."""

    def __init__(
        self, spec: FormSpec, texts: Mapping[str, PrivacyText], language: str, *args: Any, **others: Any
    ) -> None:
        super().__init__(*args, **{"auto_id": "%s", **others})
        self.spec = spec
        for field in spec.fields:
            if field.kind is not FieldKind.HIDDEN:
                self.fields[f"a_{field.key}"] = _built(field, language)
        for asked in spec.consents:
            if text := texts.get(asked.purpose):
                self.fields[f"c_{asked.purpose}"] = forms.BooleanField(
                    label=text.said(language),
                    required=asked.required,
                    error_messages={
                        "required": _("This form is about nothing else; without this consent we cannot do it.")
                    },
                )
        for bound in self.errors:
            self.fields[bound].widget.attrs["aria-invalid"] = "true"

    @classmethod
    def of(cls, version: FormVersion, language: str, *args: Any, **others: Any) -> VisitorForm:
        return cls(version.read, version.wordings, language, *args, **others)

    def answers(self) -> dict[str, Value]:
        """What was answered, under the keys of the fields; hidden constants among it."""
        constants: dict[str, Value] = {f.key: f.value for f in self.spec.fields if f.kind is FieldKind.HIDDEN}
        said = {name.removeprefix("a_"): value for name, value in self.cleaned_data.items() if name.startswith("a_")}
        return constants | {key: value for key, value in said.items() if value not in (None, "")}

    def ticked(self) -> list[str]:
        """The purposes whose boxes were ticked."""
        return [name.removeprefix("c_") for name, value in self.cleaned_data.items() if name.startswith("c_") and value]

    def mistakes(self) -> list[tuple[str, str, str]]:
        """For the summary above the form: id of the control, its label, what is wrong."""
        return [
            (name, str(self.fields[name].label), str(error))
            for name, errors in self.errors.items()
            if name in self.fields
            for error in errors
        ]

    @property
    def asked(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("a_")]

    @property
    def boxes(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("c_")]


def origin_said(values: Mapping[str, Any]) -> dict[str, str]:
    """What a page or a link says about the origin, as text and nothing else."""
    return {name: str(values[name])[:2_000] for name in NAMES if values.get(name)}


class _Line(forms.CharField):
    """One line: what begins a new one becomes a space, before anything is judged."""

    def to_python(self, value: Any) -> str:
        return one_line(str(value)) if value not in self.empty_values else ""


class _Paragraphs(forms.CharField):
    """Several lines; other control characters become spaces."""

    def to_python(self, value: Any) -> str:
        lines = str(value or "").splitlines()
        return "\n".join(one_line(line) for line in lines).strip()


class _Email(_Line):
    """An address as the house writes them down."""

    def clean(self, value: Any) -> str:
        raw = str(value or "")
        if re.search(r"[\r\n]", raw.strip()):
            raise forms.ValidationError(_("Please enter an e-mail address such as anna@example.com."))
        return _normal(
            super().clean(value), normal_email, _("Please enter an e-mail address such as anna@example.com.")
        )


class _Phone(_Line):
    """A number as the house writes them down."""

    def clean(self, value: Any) -> str:
        return _normal(super().clean(value), normal_phone, _("Please enter a phone number such as +49 821 12345."))


def _normal(text: str, normal: Callable[[str], str], otherwise: str) -> str:
    if not text:
        return ""
    try:
        return normal(text)
    except Dropped:
        raise forms.ValidationError(otherwise) from None


def _built(field: FormField, language: str) -> forms.Field:
    label = field.label.said(language)
    common: dict[str, Any] = {
        "label": label,
        "help_text": escape(field.help.said(language)),
        "required": field.required,
        "error_messages": {"required": _("Please fill in: {label}").format(label=label)},
    }
    built = _BUILD.get(field.kind, _text)(field, language, common)
    if autocomplete := AUTOCOMPLETE.get(field.kind):
        built.widget.attrs["autocomplete"] = autocomplete
    return built


def _text(field: FormField, language: str, common: dict[str, Any]) -> forms.Field:
    return _Line(max_length=120 if field.kind in _SHORT else 300, **common)


def _choice(field: FormField, language: str, common: dict[str, Any]) -> forms.Field:
    if not field.options:
        return _text(field, language, common)
    options = [(option.value, option.label.said(language) or option.value) for option in field.options]
    return forms.ChoiceField(choices=[("", _("– please choose –")), *options], **common)


def _country(field: FormField, language: str, common: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(choices=[("", _("– please choose –")), *_countries(language)], **common)


@cache
def _countries(language: str) -> list[tuple[str, str]]:
    """Countries by name, the near ones first."""
    names = {code: name for code, name in Locale.parse(language).territories.items() if re.fullmatch("[A-Z]{2}", code)}
    for no_country in ("EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"):
        names.pop(no_country, None)
    near = [(code, names[code]) for code in NEIGHBOURS]
    return near + sorted(
        ((code, name) for code, name in names.items() if code not in NEIGHBOURS), key=lambda pair: pair[1]
    )


_SHORT = frozenset({FieldKind.GIVEN_NAME, FieldKind.FAMILY_NAME, FieldKind.POSTAL_CODE, FieldKind.POSITION})

_BUILD: dict[FieldKind, Callable[[FormField, str, dict[str, Any]], forms.Field]] = {
    FieldKind.EMAIL: lambda _field, _language, common: _Email(
        max_length=254, widget=forms.EmailInput(attrs={"inputmode": "email"}), **common
    ),
    FieldKind.PHONE: lambda _field, _language, common: _Phone(
        max_length=40, widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}), **common
    ),
    FieldKind.MESSAGE: lambda _field, _language, common: _Paragraphs(
        max_length=4_000, widget=forms.Textarea(attrs={"rows": 5}), **common
    ),
    FieldKind.EMPLOYEES: lambda _field, _language, common: forms.IntegerField(
        min_value=1, max_value=MOST_EMPLOYEES, **common
    ),
    FieldKind.CHECKBOX: lambda _field, _language, common: forms.BooleanField(**common),
    FieldKind.COUNTRY: _country,
    FieldKind.CHOICE: _choice,
    FieldKind.SELF_REPORTED: _choice,
}
