"""Reading human input: a return, a new rep, the filters of the list."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from handschlag.handover.forms.answers import DisputeForm, LettingGoForm, PauseForm, ReturnForm, RulingForm
from handschlag.handover.forms.preview import PreviewForm
from handschlag.handover.models import PoolEntry, State, return_reasons
from handschlag.market.models import Segment
from handschlag.organisation.models import Rep, Role

__all__ = [
    "ChosenForm",
    "DisputeForm",
    "FilterForm",
    "LettingGoForm",
    "PauseForm",
    "PoolFilterForm",
    "PreviewForm",
    "RepForm",
    "ReturnForm",
    "RulingForm",
]

MOST_CHOSEN = 50


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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = [(reason, f"{words} ({count})") for reason, words, count in PoolEntry.waiting_for()]
        self.fields["reason"].choices = [("", _("all")), *waiting]  # type: ignore[attr-defined]

    def sort_of(self, asked: str) -> str:
        """The order asked for, where it is one of ours."""
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
