"""Reading human input: question guides and their questions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.market.models import KNOWN_BY, GuideQuestion, QuestionGuide
from handschlag.people.models import AttributeKind
from handschlag.people.readings.attributes import LABELS

MOST_CUES = 20


class GuideForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a guide is called and for whom it is."""

    class Meta:
        model = QuestionGuide
        fields = ("name_de", "name_en", "segments", "position")
        widgets = {"segments": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        segments = self.fields["segments"]
        segments.queryset = segments.queryset.filter(archived_at=None)  # type: ignore[attr-defined]
        segments.help_text = _("None: every segment that has no guide of its own.")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.instance._state.adding:
            self.instance.key = slugify(said.get("name_en", ""))[:60]
            if not self.instance.key or QuestionGuide.objects.filter(key=self.instance.key).exists():
                self.add_error(
                    "name_en", gettext("There is a guide with this name already, or the name has no letters.")
                )
        return said


class QuestionForm(forms.ModelForm):  # type: ignore[type-arg]
    """One question, whom it suits, and what tells its answer."""

    suits = forms.CharField(
        label=_("Suits whom"),
        required=False,
        max_length=500,
        help_text=_(
            "Words found in the pages, materials or the segment of a lead, separated by commas. None: everybody."
        ),
    )
    known_by = forms.ChoiceField(label=_("Known as soon as"), required=False)

    class Meta:
        model = GuideQuestion
        fields = ("step_de", "step_en", "de", "en", "suits", "known_by", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["known_by"].choices = ways_to_know(self.instance.known_by)  # type: ignore[attr-defined]
        self.initial["suits"] = ", ".join(self.instance.suits)

    def clean_suits(self) -> list[str]:
        words = [word.strip().lower() for word in self.cleaned_data["suits"].split(",")]
        return [word for word in words if word][:MOST_CUES]


def ways_to_know(kept: str = "") -> list[tuple[str, Any]]:
    """Besides an answer: something of a kind was heard, a next step is agreed, or an attribute has a value."""
    kinds = AttributeKind.objects.order_by("key")
    attributes: list[tuple[str, Any]] = [(f"attribute:{name}", label) for name, label in LABELS.items()]
    attributes += [(f"attribute:{kind.key}", str(kind)) for kind in kinds]
    if kept.startswith("attribute:") and kept not in dict(attributes):
        attributes.append((kept, kept.partition(":")[2]))
    return [
        *KNOWN_BY.items(),
        (gettext("an attribute is known"), attributes),
    ]
