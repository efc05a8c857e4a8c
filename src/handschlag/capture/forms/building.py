"""What marketing enters when it builds a form, and the wordings that stand on it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from handschlag.capture.core.form import FILLS, OWN_KINDS, Entry, FieldKind, FormField, FormSpec
from handschlag.capture.core.form_starters import TEXTS
from handschlag.capture.models import PrivacyText, Subject

STARTER_NAMES = [
    ("contact", _("Contact form: counts at once")),
    ("newsletter", _("Newsletter: counts once confirmed")),
    ("download", _("Brochure: counts once confirmed")),
    ("empty", _("Empty")),
]

ENTRIES = [
    (
        Entry.CONFIRMED.value,
        _("After confirmation: nothing counts until the address has been confirmed by mail (newsletter, download)."),
    ),
    (
        Entry.AT_ONCE.value,
        _("At once: somebody asks for us, and we may answer. Boxes ticked besides count only once confirmed."),
    ),
]

ASKING = [
    ("", _("not asked")),
    ("asked", _("asked, of their own free will")),
    ("required", _("required, because the form is about nothing else")),
]

MISTAKES: dict[str, str | Promise] = {
    "asked_twice": _("Another field asks for the same already."),
    "fills_reserved": _("There is a kind of field of its own for this attribute."),
    "no_options": _("A choice needs options."),
    "double_option": _("Two options are the same."),
    "no_value": _("A constant needs a value."),
    "no_origin": _("Sites are written as https://www.example.com, one a line."),
    "no_address": _("An address is written as https://www.example.com/thanks."),
    "string_pattern_mismatch": _("Please use small letters, digits and underscores; and no invisible characters."),
    "string_too_long": _("This is too long."),
    "too_long": _("There are too many of them."),
}


def say(mistake: ValidationError) -> str:
    """The first thing that is wrong, as a sentence."""
    first = mistake.errors()[0]
    return str(MISTAKES.get(first["type"], first["msg"]))


class NewFormForm(forms.Form):
    """What a new form is called, and what it begins as."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("Inside the house; visitors never see it."))
    key = forms.SlugField(
        label=_("Key"), max_length=60, help_text=_("Short and lasting: part of the form's address, and its material.")
    )
    starter = forms.ChoiceField(label=_("Begins as"), choices=STARTER_NAMES)

    def clean_key(self) -> str:
        return str(self.cleaned_data["key"]).lower()


class AddFieldForm(forms.Form):
    """Which kind of field to add; each kind that fills its own attribute once."""

    kind = forms.ChoiceField(label=_("Add a field"))

    def __init__(self, spec: FormSpec, names: dict[FieldKind, Any], *args: Any, **others: Any) -> None:
        super().__init__(*args, **others)
        taken = {field.kind for field in spec.fields} - OWN_KINDS
        choices = [(kind.value, name) for kind, name in names.items() if kind not in taken]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]


class FieldForm(forms.Form):
    """One field of a form, in both languages."""

    fills = forms.CharField(
        label=_("Attribute it fills"),
        max_length=40,
        help_text=_("Small letters, for example machine_park. Agreements can ask for it."),
    )
    label_de = forms.CharField(label=_("Label, German"), max_length=300, required=False)
    label_en = forms.CharField(label=_("Label, English"), max_length=300, required=False)
    help_de = forms.CharField(label=_("Hint, German"), max_length=300, required=False)
    help_en = forms.CharField(label=_("Hint, English"), max_length=300, required=False)
    options = forms.CharField(
        label=_("Options"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One a line: value | German | English. What is kept is the value."),
    )
    value = forms.CharField(label=_("Value"), max_length=300, required=False)
    required = forms.BooleanField(label=_("Must be filled in"), required=False)

    def __init__(self, kind: FieldKind, *args: Any, **others: Any) -> None:
        super().__init__(*args, **others)
        self.kind = kind
        for name in _needless(kind):
            del self.fields[name]

    @staticmethod
    def about(field: FormField) -> dict[str, Any]:
        """What stands in the field now."""
        return {
            "fills": field.fills,
            "label_de": field.label.de,
            "label_en": field.label.en,
            "help_de": field.help.de,
            "help_en": field.help.en,
            "options": "\n".join(f"{one.value} | {one.label.de} | {one.label.en}" for one in field.options),
            "value": field.value,
            "required": field.required,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        fills = cleaned.get("fills") or FILLS[self.kind]
        try:
            cleaned["field"] = FormField.model_validate(
                {
                    "kind": self.kind.value,
                    "key": fills,
                    "fills": fills,
                    "label": {"de": cleaned.get("label_de", ""), "en": cleaned.get("label_en", "")},
                    "help": {"de": cleaned.get("help_de", ""), "en": cleaned.get("help_en", "")},
                    "options": [_option(line) for line in cleaned.get("options", "").splitlines() if line.strip()],
                    "value": cleaned.get("value", ""),
                    "required": cleaned.get("required", False),
                }
            )
        except ValidationError as mistake:
            self.add_error(None, say(mistake))
        return cleaned


def _needless(kind: FieldKind) -> set[str]:
    needless = set() if kind in OWN_KINDS else {"fills"}
    if kind not in (FieldKind.CHOICE, FieldKind.SELF_REPORTED):
        needless.add("options")
    if kind is FieldKind.HIDDEN:
        return needless | {"label_de", "label_en", "help_de", "help_en", "required"}
    return needless | {"value"}


def _option(line: str) -> dict[str, Any]:
    """``fair | Messe | Trade fair``; what is left out is said like what stands before it."""
    parts = [part.strip() for part in line.split("|")]
    value, german = parts[0], parts[1] if len(parts) > 1 else parts[0]
    return {"value": value[:100], "label": {"de": german, "en": parts[2] if len(parts) > 2 else german}}


class SettingsForm(forms.Form):
    """Everything about a form but its fields."""

    name = forms.CharField(label=_("Name inside the house"), max_length=120)
    title_de = forms.CharField(label=_("Title, German"), max_length=300, required=False)
    title_en = forms.CharField(label=_("Title, English"), max_length=300, required=False)
    intro_de = forms.CharField(label=_("Introduction, German"), max_length=2_000, required=False, widget=forms.Textarea)
    intro_en = forms.CharField(
        label=_("Introduction, English"), max_length=2_000, required=False, widget=forms.Textarea
    )
    submit_de = forms.CharField(label=_("Button, German"), max_length=60, required=False)
    submit_en = forms.CharField(label=_("Button, English"), max_length=60, required=False)
    thanks_de = forms.CharField(label=_("Thanks, German"), max_length=2_000, required=False, widget=forms.Textarea)
    thanks_en = forms.CharField(label=_("Thanks, English"), max_length=2_000, required=False, widget=forms.Textarea)
    leads_to = forms.CharField(
        label=_("Leads on to"),
        max_length=500,
        required=False,
        help_text=_("A page of thanks on a site that may embed the form; empty for ours."),
    )
    entry = forms.ChoiceField(label=_("From when a submission counts"), choices=ENTRIES, widget=forms.RadioSelect)
    answering = forms.MultipleChoiceField(
        label=_("What the request itself allows"),
        required=False,
        choices=[("scoring", _("Qualification by points")), ("phone", _("A call in answer"))],
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Lawful basis: contract, at the person's own request. Never advertising by mail, and never against an objection."
        ),
    )
    consent_email = forms.ChoiceField(label=_("Consent to advertising by e-mail"), choices=ASKING, required=False)
    consent_phone = forms.ChoiceField(label=_("Consent to advertising by phone"), choices=ASKING, required=False)
    consent_scoring = forms.ChoiceField(label=_("Consent to qualification by points"), choices=ASKING, required=False)
    kind = forms.CharField(
        label=_("What its touch is called"),
        max_length=60,
        help_text=_("For example contact_requested; agreements name it."),
    )
    material = forms.CharField(
        label=_("Material"), max_length=120, required=False, help_text=_("The key of the form where left empty.")
    )
    campaign = forms.CharField(
        label=_("Campaign"), max_length=120, required=False, help_text=_("Where the visitor's own link names none.")
    )
    channel = forms.CharField(
        label=_("Channel"), max_length=120, required=False, help_text=_("Where the visitor's own link names none.")
    )
    origins = forms.CharField(
        label=_("Sites that may embed it"),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line, for example https://www.example.com"),
    )

    def rows(self) -> list[list[forms.BoundField]]:
        """The fields as they stand on the page: both languages of a text side by side."""
        pairs: dict[str, list[forms.BoundField]] = {}
        for field in self:
            pairs.setdefault(field.name.removesuffix("_de").removesuffix("_en"), []).append(field)
        return list(pairs.values())

    @staticmethod
    def about(name: str, spec: FormSpec) -> dict[str, Any]:
        """What stands in the draft now."""
        words = {
            f"{part}_{language}": getattr(getattr(spec, part), language) for part in _WORDS for language in ("de", "en")
        }
        asked = {f"consent_{one.purpose}": "required" if one.required else "asked" for one in spec.consents}
        plain = {part: getattr(spec, part) for part in ("leads_to", "kind", "material", "campaign", "channel")}
        return (
            words
            | asked
            | plain
            | {
                "name": name,
                "entry": spec.entry.value,
                "answering": list(spec.answering),
                "origins": "\n".join(spec.origins),
            }
        )

    def change(self, spec: FormSpec) -> FormSpec:
        """The draft as it should be. Raises pydantic's ``ValidationError``."""
        said = self.cleaned_data
        plain: dict[str, Any] = spec.model_dump(mode="json")
        for part in _WORDS:
            plain[part] = {
                "de": said[f"{part}_de"].replace("\r\n", "\n"),
                "en": said[f"{part}_en"].replace("\r\n", "\n"),
            }
        for part in ("leads_to", "kind", "material", "campaign", "channel", "entry"):
            plain[part] = said[part]
        plain["answering"] = list(said["answering"]) if said["entry"] == Entry.AT_ONCE.value else []
        plain["origins"] = [line.strip().rstrip("/") for line in said["origins"].splitlines() if line.strip()]
        asked = [(purpose, said[f"consent_{purpose}"]) for purpose in ("email", "phone", "scoring")]
        plain["consents"] = [{"purpose": purpose, "required": how == "required"} for purpose, how in asked if how]
        return FormSpec.model_validate(plain)


_WORDS = ("title", "intro", "submit", "thanks")


class PrivacyTextForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    """A wording in both languages; only the notice leads to a page of its own."""

    url_de = forms.URLField(label=_("Address of the full notice, German"), required=False, assume_scheme="https")
    url_en = forms.URLField(label=_("Address of the full notice, English"), required=False, assume_scheme="https")

    class Meta:
        model = PrivacyText
        fields = ("de", "en", "url_de", "url_en")
        widgets = {"de": forms.Textarea(attrs={"rows": 6}), "en": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, subject: Subject, *args: Any, **others: Any) -> None:
        super().__init__(*args, **others)
        if subject is not Subject.NOTICE:
            del self.fields["url_de"], self.fields["url_en"]

    def words(self) -> dict[str, str]:
        """As the verb takes them."""
        said = {name: str(self.cleaned_data.get(name) or "").replace("\r\n", "\n").strip() for name in ("de", "en")}
        return said | {name: self.cleaned_data.get(name) or "" for name in ("url_de", "url_en")}


def suggestion(subject: Subject, house: str) -> dict[str, str]:
    """A wording to begin with."""
    return {language: text.format(house=house) for language, text in TEXTS[subject.value].items()}
