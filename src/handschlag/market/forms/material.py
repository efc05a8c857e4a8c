"""Advertising material and its variants, with their files."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.kernel.refusal import Refused
from handschlag.market.forms.prepared import PreparedForm
from handschlag.market.models import Material, MaterialFile, MaterialVariant
from handschlag.market.models.file import kind_checked
from handschlag.organisation.models import User


class FiledForm(PreparedForm):
    """A noun that may have a file."""

    url = forms.URLField(label=_("Link"), required=False, assume_scheme="https")
    upload = forms.FileField(
        label=_("File"),
        required=False,
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.webp,.mp4"}),
        help_text=_("PDF, PNG, JPEG, WebP or MP4, up to 100 MB. It takes the place of the one there is."),
    )
    drop_file = forms.BooleanField(label=_("Take the file away"), required=False)

    def __init__(self, *args: Any, **others: Any) -> None:
        super().__init__(*args, **others)
        if not self.instance.file_id:
            del self.fields["drop_file"]

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        try:
            if upload:
                kind_checked(upload)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None
        return upload

    def prepare(self, noun: Any, by: User, at: datetime) -> None:
        if upload := self.cleaned_data.get("upload"):
            noun.file = MaterialFile.store(upload, by=by, at=at)
        elif self.cleaned_data.get("drop_file"):
            noun.file = None


class MaterialForm(FiledForm):
    class Meta:
        model = Material
        fields = ["name", "key", "kind", "url", "campaign", "segments", "claims"]
        widgets = {"segments": forms.CheckboxSelectMultiple(), "claims": forms.CheckboxSelectMultiple()}
        help_texts = {"kind": _("For example landing page, brochure, webinar.")}

    def clean_key(self) -> str:
        key = str(self.cleaned_data["key"])
        if self.instance._state.adding and Material.objects.filter(key=key).exists():
            raise forms.ValidationError(gettext("There is such a material already. Open it and make a new version."))
        if MaterialVariant.objects.filter(key=key).exists():
            raise forms.ValidationError(gettext("A variant of a material has this key."))
        return key


class MaterialVariantForm(FiledForm):
    class Meta:
        model = MaterialVariant
        fields = ["material", "name", "key", "segment", "channel", "url"]

    def __init__(self, *args: Any, **others: Any) -> None:
        super().__init__(*args, **others)
        if not self.instance._state.adding:
            self.fields["material"].disabled = True

    def clean(self) -> dict[str, Any]:
        super().clean()
        answers = self.cleaned_data
        if self.instance._state.adding and "key" in answers and "material" in answers:
            variant = MaterialVariant(material=answers["material"], key=answers["key"])
            if not variant.is_key_free():
                self.add_error("key", gettext("This key means another material or variant already."))
        return answers
