"""Reading human input: a return, a new rep, the filters of the list."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from handschlag.agreement.core.terms import Afterwards
from handschlag.handover.forms.preview import PreviewForm
from handschlag.handover.models import PoolEntry, State, may_be_recycled, return_reasons
from handschlag.market.models import Segment
from handschlag.organisation.forms.fields import day_field
from handschlag.organisation.models import Rep, Role

__all__ = [
    "ChosenForm",
    "DisputeForm",
    "FilterForm",
    "LettingGoForm",
    "PoolFilterForm",
    "PreviewForm",
    "RepForm",
    "ReturnForm",
    "RulingForm",
]

MOST_CHOSEN = 50


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


class RepForm(forms.Form):
    """To whom a lead goes: any rep who can log in."""

    rep = forms.ModelChoiceField(label=_("Rep"), queryset=Rep.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_sales = Rep.objects.filter(user__is_active=True, user__role_assignments__role=Role.SALES)
        self.fields["rep"].queryset = in_sales.select_related("user", "calendar").order_by("user__name")  # type: ignore[attr-defined]


class ChosenForm(RepForm):
    """Leads ticked in a list, and the rep they go to: all of them or none."""

    chosen = forms.TypedMultipleChoiceField(coerce=UUID, choices=())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.data.getlist("chosen")[:MOST_CHOSEN] if hasattr(self.data, "getlist") else ()
        self.fields["chosen"].choices = [(one, one) for one in asked]  # type: ignore[attr-defined]


class PoolFilterForm(forms.Form):
    """Whom to show of the pool. Reasons are those for which anybody waits, each with how many."""

    SORTS = ("since_at", "verdict__points", "lead__contact__by_family")

    q = forms.CharField(label=_("Name or company"), required=False, max_length=100, widget=forms.SearchInput())
    reason = forms.ChoiceField(label=_("Why nobody"), required=False)
    sort = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = [(reason, f"{words} ({count})") for reason, words, count in PoolEntry.waiting_for()]
        self.fields["reason"].choices = [("", _("all")), *waiting]  # type: ignore[attr-defined]

    def clean_sort(self) -> str:
        """The order asked for, where it is one of ours."""
        asked = str(self.cleaned_data["sort"])
        return asked if asked.removeprefix("-") in self.SORTS else ""


class FilterForm(forms.Form):
    """What to show of all handovers."""

    state = forms.ChoiceField(label=_("State"), required=False)
    reason = forms.ChoiceField(label=_("Reason of return"), required=False)
    segment = forms.ModelChoiceField(
        label=_("Segment"), required=False, queryset=Segment.objects.order_by("name"), empty_label=_("all")
    )

    def __init__(self, version_id: UUID | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", _("all"))
        self.fields["state"].choices = [everything, *State.choices]  # type: ignore[attr-defined]
        self.fields["reason"].choices = [everything, *(return_reasons(version_id).items() if version_id else ())]  # type: ignore[attr-defined]
