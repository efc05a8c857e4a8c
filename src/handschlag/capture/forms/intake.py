"""Reading what people enter on capture's pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from handschlag.capture.core.mapping import Mapping
from handschlag.capture.core.origins import MOST, origin_of
from handschlag.capture.core.suggesting import attribute_named, suggest
from handschlag.capture.core.targets import TARGETS
from handschlag.capture.models import SavedMapping, Source
from handschlag.capture.models.wording import FLAG_NAMES, target_groups

LARGEST_UPLOAD = 100 * 1024 * 1024

DATES = [
    ("", _("as ISO (2026-03-02) or German (02.03.2026)")),
    ("%d/%m/%Y", _("day/month/year")),
    ("%m/%d/%Y", _("month/day/year")),
    ("%m/%d/%Y %H:%M:%S%z", _("month/day/year with time and zone")),
]
ZONES = ["Europe/Berlin", "UTC", "Europe/London", "America/New_York", "America/Sao_Paulo", "Asia/Tokyo"]


class SourceForm(forms.Form):
    """What a source of touches is called."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("For example the address of the website."))


class RotationForm(forms.Form):
    """A new key, and what becomes of those there are."""

    OLD = [
        ("now", _("void at once")),
        ("1", _("valid for another day")),
        ("7", _("valid for another week")),
        ("30", _("valid for another 30 days")),
        ("stay", _("stay valid: the new one is a further one")),
    ]
    old = forms.ChoiceField(label=_("The keys there are"), choices=OLD, initial="7")

    @property
    def is_beside(self) -> bool:
        """Whether nothing is to end."""
        return bool(self.cleaned_data["old"] == "stay")

    def old_until(self, now: datetime) -> datetime | None:
        """When the keys there are become void; nothing for at once."""
        days = self.cleaned_data["old"]
        return now + timedelta(days=int(days)) if days.isdigit() else None


class OriginsForm(forms.Form):
    """From which pages a source may send."""

    is_browser = forms.BooleanField(label=_("Its messages come out of visitors' browsers"), required=False)
    origins = forms.CharField(
        label=_("Addresses of the pages"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_("One in a line, for example https://www.example.com. From other pages nothing is accepted."),
    )

    @classmethod
    def of(cls, source: Source) -> OriginsForm:
        return cls(initial={"is_browser": source.is_browser, "origins": "\n".join(source.origins)})

    def clean_origins(self) -> list[str]:
        lines = [line for line in self.cleaned_data["origins"].split() if line]
        if len(lines) > MOST:
            raise forms.ValidationError(_("These are too many."))
        try:
            return [origin_of(line) for line in lines]
        except ValueError as problem:
            raise forms.ValidationError(
                _("This is no address of a page: %(text)s"), params={"text": str(problem)}
            ) from None


class TouchFilterForm(forms.Form):
    """Which touches to show."""

    kind = forms.CharField(label=_("Kind"), required=False, max_length=80)
    channel = forms.CharField(label=_("Channel"), required=False, max_length=120)
    campaign = forms.CharField(label=_("Campaign"), required=False, max_length=120)
    material = forms.CharField(label=_("Material"), required=False, max_length=120)
    page = forms.CharField(label=_("Page, where no material is named"), required=False, max_length=500)
    flag = forms.ChoiceField(label=_("Mark"), required=False, choices=[("", _("any")), *FLAG_NAMES.items()])


class ReplayForm(forms.Form):
    """A quarantined message, corrected by hand."""

    text = forms.CharField(
        label=_("Message"), widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false"}), max_length=600_000
    )


class UploadForm(forms.Form):
    """A table to be imported."""

    file = forms.FileField(
        label=_("File"), help_text=_("CSV in any usual form, or XLSX; at most 100 MB."), allow_empty_file=True
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_UPLOAD:
            raise forms.ValidationError(
                _("The file is larger than 100 MB; please use the command “handschlag import”.")
            )
        return file


class ChooseMappingForm(forms.Form):
    """A mapping that fits the file, chosen by name."""

    mapping = forms.ChoiceField(label=_("Mapping"))

    def __init__(self, names: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mapping"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]


class ColumnsForm(forms.Form):
    """What each column means, with a suggestion from its heading; and how dates and numbers are written."""

    time_zone = forms.ChoiceField(label=_("Time zone of dates without one"), choices=[(zone, zone) for zone in ZONES])
    dates = forms.ChoiceField(label=_("How dates are written"), choices=DATES, required=False)
    decimal = forms.ChoiceField(label=_("Decimals after"), choices=[(",", _("a comma")), (".", _("a point"))])
    touch_kind = forms.CharField(
        label=_("What a row's touch is called"),
        required=False,
        max_length=60,
        help_text=_("For example first_contact or fair_visit; only where a date of the touch is mapped."),
    )
    external_system = forms.SlugField(label=_("System the ids come from"), required=False, max_length=40)
    save_as = forms.SlugField(
        label=_("Save this mapping as"),
        required=False,
        max_length=80,
        help_text=_("Next time it can be chosen by name."),
    )

    def __init__(self, headings: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings = headings
        suggested = suggest(headings)
        for place, heading in enumerate(headings):
            if heading:
                self.fields[f"column_{place}"] = forms.ChoiceField(
                    label=heading, required=False, choices=target_groups, initial=suggested.get(heading, "")
                )

    def columns(self, first: list[str]) -> list[tuple[forms.BoundField, str]]:
        """One field for each column that has a heading, in the order of the file, with what its ``first`` row says."""
        names = ((f"column_{place}", place) for place in range(len(self.headings)))
        return [
            (self[name], first[place] if place < len(first) else "") for name, place in names if name in self.fields
        ]

    def settings(self) -> list[forms.BoundField]:
        """The fields that concern all columns."""
        return [self[name] for name in self.fields if not name.startswith("column_")]

    def clean_save_as(self) -> str:
        name: str = self.cleaned_data["save_as"].lower()
        if name and SavedMapping.objects.filter(name=name).exists():
            raise forms.ValidationError(_("There is a mapping of that name already."))
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            cleaned["mapping"] = Mapping.model_validate(self._spec(cleaned))
        except ValidationError as mistakes:
            for mistake in mistakes.errors():
                self.add_error(
                    None, _MISTAKES.get(str(mistake["msg"]).removeprefix("Value error, "), str(mistake["msg"]))
                )
        return cleaned

    def _spec(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for place, heading in enumerate(self.headings):
            name = self._target(cleaned.get(f"column_{place}", ""), heading)
            if name in fields:
                self.add_error(f"column_{place}", gettext("Another column means this already."))
            elif name:
                fields[name] = self._rule(name, heading, cleaned)
        if "touch.happened_at" in fields and "touch.kind" not in fields and cleaned["touch_kind"]:
            fields["touch.kind"] = {"constant": cleaned["touch_kind"]}
        return {
            "time_zone": cleaned["time_zone"],
            "external_system": cleaned["external_system"].lower(),
            "fields": fields,
        }

    def _target(self, chosen: str, heading: str) -> str:
        """Attributes are called like their column."""
        if chosen in ("attribute", "company_attribute"):
            name = attribute_named(heading)
            return f"{chosen}.{name}" if name else ""
        return chosen

    def _rule(self, name: str, heading: str, cleaned: dict[str, Any]) -> dict[str, Any]:
        rule: dict[str, Any] = {"column": heading}
        if name in TARGETS and TARGETS[name].kind == "moment" and cleaned["dates"]:
            rule["format"] = cleaned["dates"]
        if name == "deal.value":
            rule["decimal"] = cleaned["decimal"]
        return rule


_MISTAKES = {
    "one of contact.email, contact.external_id and contact.phone is needed to know whose row it is": _(
        "One column must say whose row it is: an e-mail address, an id or a phone number."
    ),
    "a touch needs touch.happened_at": _("A touch needs a column that says when it happened."),
    "Dictionary should have at least 1 item after validation, not 0": _("No column means anything yet."),
}
