"""Reading what people answer: a return, letting a lead go, a pause, a dispute, a ruling."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from handschlag.agreement.core.terms import Afterwards
from handschlag.handover.models import may_be_recycled, pause_reasons, return_reasons
from handschlag.organisation.forms.fields import day_field


class ReturnForm(forms.Form):
    """Why a lead goes back: a reason from the agreement it was handed over under, and a sentence where one helps."""

    reason = forms.ChoiceField(label=_("Reason"))
    sentence = forms.CharField(
        label=_("In one sentence"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, version_id: UUID, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [("", "—"), *return_reasons(version_id).items()]  # type: ignore[attr-defined]


class DisputeForm(forms.Form):
    """Why the lead should not have been returned."""

    sentence = forms.CharField(
        label=_("Why the return was not justified"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )


class RulingForm(forms.Form):
    """The word of sales on a disputed return."""

    is_upheld = forms.TypedChoiceField(
        label=_("Ruling"),
        coerce=lambda said: said == "yes",
        choices=[
            ("", "—"),
            ("yes", _("Marketing is right: the return does not count")),
            ("no", _("The return stands")),
        ],
    )
    sentence = forms.CharField(
        label=_("In one sentence"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )


class LettingGoForm(ReturnForm):
    """What becomes of a lead that sales does not keep, why, and, where it is recycled, on which day it is opened anew."""

    then = forms.ChoiceField(label=_("What becomes of the lead"))
    on = day_field(_("Opened anew on"), required=False)

    field_order = ("then", "reason", "sentence", "on")

    def __init__(self, version_id: UUID, *args: Any, **kwargs: Any) -> None:
        super().__init__(version_id, *args, **kwargs)
        ways = [way for way in Afterwards if way is not Afterwards.RECYCLE or may_be_recycled(version_id)]
        self.fields["then"].choices = [(way.value, AFTERWARDS[way]) for way in ways]  # type: ignore[attr-defined]


AFTERWARDS = {
    Afterwards.NURTURE: _("Back to marketing, who nurtures it"),
    Afterwards.DISQUALIFY: _("Closed for good"),
    Afterwards.RECYCLE: _("Closed, and opened anew later"),
}


class PauseForm(forms.Form):
    """Why the clocks stand still, and until the end of which day."""

    reason = forms.ChoiceField(label=_("Reason"))
    until = day_field(_("Until the end of"), required=False)
    sentence = forms.CharField(
        label=_("In one sentence"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, version_id: UUID, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [("", "—"), *pause_reasons(version_id).items()]  # type: ignore[attr-defined]
