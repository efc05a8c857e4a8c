"""Reading what people say on a version's way: comments, and the reason for a suspension."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handschlag.agreement.models.comment import MOST_CHARACTERS as LONGEST_COMMENT
from handschlag.agreement.models.suspension import MOST_CHARACTERS as LONGEST_REASON
from handschlag.organisation.models import Side


class CommentForm(forms.Form):
    """A comment on the whole version, or on one part of its terms."""

    about = forms.ChoiceField(label=_("About"), required=False)
    text = forms.CharField(
        label=_("Comment"), max_length=LONGEST_COMMENT, widget=forms.Textarea(attrs={"rows": 3}), strip=True
    )

    def __init__(self, parts: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", _("the whole version")), *parts.items()]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """An answer to a comment."""

    text = forms.CharField(
        label=_("Answer"), max_length=LONGEST_COMMENT, widget=forms.Textarea(attrs={"rows": 2}), strip=True
    )


class SuspensionForm(forms.Form):
    """Why, and until which day at the latest; for which side only where one holds both mandates."""

    side = forms.ChoiceField(label=_("For which side"))
    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2}))
    last_day = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("At most 30 days ahead; lift it as soon as you can."),
    )

    def __init__(self, sides: Sequence[Side], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["side"].choices = [(side.value, side.label) for side in sides]  # type: ignore[attr-defined]
        if len(sides) == 1:
            self.fields["side"].widget = forms.HiddenInput()
            self.fields["side"].initial = sides[0].value
