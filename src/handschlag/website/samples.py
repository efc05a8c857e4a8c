"""What the living style page shows: a small form, a few moments, a short list. Nothing here is stored."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    """Every kind of field once."""

    name = forms.CharField(label=_("Name"), max_length=80)
    email = forms.EmailField(label=_("E-mail"), help_text=_("Where the brief is sent."))
    outcome = forms.ChoiceField(label=_("Outcome"), choices=[("meeting", _("meeting agreed")), ("later", _("later"))])
    until_on = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    means = forms.ChoiceField(
        label=_("Means"), widget=forms.RadioSelect, choices=[("phone", _("phone")), ("visit", _("visit"))]
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    agreed = forms.BooleanField(label=_("The customer agrees to a call"), required=False)


class SampleFilters(forms.Form):
    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), ("open", _("open"))])


def samples(now: datetime) -> dict[str, Any]:
    """The context of the style page, as seen from ``now``."""
    hour = timedelta(hours=1)
    return {
        "form": SampleForm(
            {"name": "Anna Winter", "email": "anna.winter@", "outcome": "meeting", "means": "phone", "agreed": "on"}
        ),
        "filters": SampleFilters(),
        "page": Paginator(range(1, 240), 10).page(3),
        "rows": [
            {
                "name": "Anna Winter",
                "company": "Brandt Antriebe GmbH",
                "points": 74,
                "value": 4_800_000,
                "due_at": now + 26 * hour,
            },
            {
                "name": "Jonas Öztürk",
                "company": "Werkzeugbau Hell KG",
                "points": 61,
                "value": 1_250_050,
                "due_at": now + hour,
            },
            {
                "name": "Mathilde Freifrau von Ungern-Sternberg",
                "company": "Lauterbach Präzisionsteile",
                "points": 58,
                "value": None,
                "due_at": now - 3 * hour,
            },
        ],
        "deadlines": [
            {"name": _("Accept"), "due_at": now + 20 * hour, "met_at": None},
            {"name": _("First contact"), "due_at": now + hour, "met_at": None},
            {"name": _("Result"), "due_at": now - 4 * hour, "met_at": None},
            {"name": _("Accept"), "due_at": now - 2 * hour, "met_at": now - 3 * hour},
            {"name": _("First contact"), "due_at": now - 9 * hour, "met_at": now - 3 * hour},
        ],
        "entries": [
            {
                "at": now - hour,
                "text": _("Handed over to Sam"),
                "icon": "handover",
                "kind": "accent",
                "by": "Handschlag",
            },
            {
                "at": now - 3 * hour,
                "text": _("Qualified with 74 points"),
                "icon": "check",
                "kind": "positive",
                "note": _("Fit 40, interest 34; the threshold is 60."),
            },
            {"at": now - 50 * hour, "text": _("Downloaded the price list"), "icon": "download"},
            {"at": now - 220 * hour, "text": _("Came through the trade fair newsletter"), "icon": "mail"},
        ],
        "stages": [
            {"name": _("Leads"), "count": 8000},
            {"name": _("Qualified"), "count": 3120},
            {"name": _("Accepted"), "count": 2410, "note": _("three of four handed over")},
            {"name": _("Deals won"), "count": 842},
        ],
        "signed_at": now - 400 * hour,
    }
