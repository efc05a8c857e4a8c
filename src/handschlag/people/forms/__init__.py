"""Reading what colleagues enter about people."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.capture.core.dropping import Dropped
from handschlag.capture.core.keys import normal_email, normal_phone
from handschlag.market.models import Segment
from handschlag.organisation.forms.fields import day_field
from handschlag.organisation.models import User
from handschlag.people.core.attributes import AttributeType, written
from handschlag.people.core.names import FREE_MAIL
from handschlag.people.models import AttributeKind, Company, Contact, known, known_of

MOST_CHOICES = 200
DOMAIN = re.compile(r"(?:[^@\s./:]+\.)+[^@\s./:]{2,}")

ORDER_NAMES = [("name", _("by name")), ("newest", _("newest first"))]


class ContactFilterForm(forms.Form):
    """Which contacts to show, and in which order."""

    q = forms.CharField(label=_("Search"), required=False, max_length=120)
    order = forms.ChoiceField(label=_("Sorted"), required=False, choices=ORDER_NAMES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        segments = Segment.objects.filter(archived_at=None).values_list("key", "name")
        self.fields["segment"] = forms.ChoiceField(
            label=_("Segment"), required=False, choices=[("", _("all")), *segments]
        )
        self.order_fields(["q", "segment", "order"])


class CompanyFilterForm(ContactFilterForm):
    """Which companies to show."""

    order = None  # type: ignore[assignment]


class AttributesForm(forms.Form):
    """The attributes the house keeps of somebody, each read by its type; ``of`` is "contact" or "company"."""

    of = "company"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = {kind.key: kind for kind in AttributeKind.objects.active().filter(of=self.of)}
        for key, kind in self.kinds.items():
            self.fields[key] = _field_of(kind)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for key, kind in self.kinds.items():
            try:
                cleaned[key] = written(cleaned.get(key, ""), AttributeType(kind.type), kind.choices)
            except ValueError:
                self.add_error(key, gettext("This does not fit: {type}.").format(type=kind.get_type_display()))
        return cleaned


def _field_of(kind: AttributeKind) -> forms.CharField | forms.ChoiceField:
    label = f"{kind.label} ({kind.unit})" if kind.unit else kind.label
    if kind.type == AttributeType.CHOICE:
        return forms.ChoiceField(
            label=label, required=False, choices=[("", "–"), *((one, one) for one in kind.choices)]
        )
    if kind.type == AttributeType.YES_NO:
        choices = [("", "–"), ("true", _("yes")), ("false", _("no"))]
        return forms.ChoiceField(label=label, required=False, choices=choices)
    return forms.CharField(label=label, max_length=300, required=False)


class ContactForm(AttributesForm):
    """What a colleague knows about a person."""

    of = "contact"

    given_name = forms.CharField(label=_("Given name"), max_length=120, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=120, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False, widget=forms.EmailInput)
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        help_text=_("With country code; without one it is read as a German number."),
    )
    company = forms.CharField(label=_("Company"), max_length=200, required=False)
    position = forms.CharField(label=_("Role in the firm"), max_length=120, required=False)
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", "–"), ("de", _("German")), ("en", _("English"))]
    )

    def clean_email(self) -> str:
        return _normal(normal_email, self.cleaned_data["email"], _("This is no e-mail address."))

    def clean_phone(self) -> str:
        return _normal(normal_phone, self.cleaned_data["phone"], _("This is no phone number."))

    @classmethod
    def about(cls, contact: Contact) -> dict[str, str]:
        """What the form starts from when a contact is corrected."""
        names = [*cls.base_fields, *AttributeKind.objects.active().filter(of=cls.of).values_list("key", flat=True)]
        return {name: known(contact, name) for name in names}


def _normal(normalise: Any, text: str, otherwise: Any) -> str:
    if not text:
        return ""
    try:
        return str(normalise(text))
    except Dropped:
        raise forms.ValidationError(otherwise) from None


class CompanyForm(AttributesForm):
    """What a colleague knows about a company."""

    called = forms.CharField(label=_("Name"), max_length=200)
    domain = forms.CharField(
        label=_("Domain"), max_length=200, required=False, help_text=_("As in its e-mail addresses: bauer.de")
    )
    industry = forms.CharField(label=_("Industry"), max_length=120, required=False)
    employees = forms.IntegerField(label=_("Employees"), min_value=0, max_value=10_000_000, required=False)
    country = forms.CharField(label=_("Country"), max_length=60, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=20, required=False)

    def clean_domain(self) -> str:
        domain = str(self.cleaned_data["domain"]).strip().lower().removeprefix("www.")
        if domain and not DOMAIN.fullmatch(domain):
            raise forms.ValidationError(gettext("Please enter a domain such as bauer.de."))
        if domain in FREE_MAIL:
            raise forms.ValidationError(
                gettext("Everybody may have an address there; it says nothing about a company.")
            )
        return domain

    def clean_employees(self) -> str:
        number = self.cleaned_data["employees"]
        return "" if number is None else str(number)

    @classmethod
    def about(cls, company: Company) -> dict[str, str]:
        """What the form starts from when a company is corrected."""
        names = [*cls.base_fields, *AttributeKind.objects.active().filter(of=cls.of).values_list("key", flat=True)]
        return {name: known_of(company, name) for name in names}


class AttributeKindForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    """An attribute the house keeps. Key and owner are given once, when it is added."""

    choices = forms.CharField(
        label=_("Choices"), required=False, widget=forms.Textarea(attrs={"rows": 4}), help_text=_("One a line.")
    )

    class Meta:
        model = AttributeKind
        fields = ("key", "of", "label_de", "label_en", "type", "unit", "choices")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["choices"] = "\n".join(self.instance.choices)
        for name in ("key", "of") if not self.instance._state.adding else ():
            self.fields[name].disabled = True

    def clean_choices(self) -> list[str]:
        lines = [line.strip()[:300] for line in self.cleaned_data["choices"].splitlines() if line.strip()]
        return list(dict.fromkeys(lines))[:MOST_CHOICES]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("type") == AttributeType.CHOICE and not cleaned.get("choices"):
            self.add_error("choices", gettext("A list needs its choices."))
        return cleaned

    def keep(self, *, by: User, at: datetime) -> AttributeKind:
        kind: AttributeKind = self.instance
        kind.keep(by=by, at=at, changed=self.changed_data)
        return kind


class AsOfForm(forms.Form):
    """The day as of which somebody wants to see what was known."""

    as_of = day_field(label=_("As known on"), required=False)

    def moment(self, now: datetime) -> datetime:
        """The end of that day in the house's time zone, but no later than ``now``; ``now`` where no day is asked for."""
        day = self.cleaned_data.get("as_of") if self.is_valid() else None
        if day is None:
            return now
        return min(now, datetime.combine(day + timedelta(days=1), time(), get_current_timezone()))


class AddressForm(forms.Form):
    """Whose preferences somebody wants to see."""

    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def clean_email(self) -> str:
        try:
            return normal_email(self.cleaned_data["email"])
        except Dropped:
            raise forms.ValidationError(gettext("Please enter an e-mail address such as anna@example.com.")) from None
