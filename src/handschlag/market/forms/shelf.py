"""What of a shelf to show."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handschlag.market.models import Brand, Segment
from handschlag.market.models.signal import signal_kinds


class ShelfForm(forms.Form):
    """What of a shelf to show."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.SearchInput())
    show = forms.ChoiceField(label=_("Show"), required=False, choices=[("", _("in use")), ("archived", _("archived"))])

    @property
    def chosen(self) -> dict[str, Any]:
        """The filters that are set, beside the search and archived or not."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("q", "show") and value}


class SignalShelfForm(ShelfForm):
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=lambda: [("", _("all")), *signal_kinds()])
    segment = forms.ModelChoiceField(
        label=_("Segment"), required=False, queryset=Segment.objects.all(), empty_label=_("all")
    )
    brand = forms.ModelChoiceField(label=_("Brand"), required=False, queryset=Brand.objects.all(), empty_label=_("all"))

    field_order = ["q", "kind", "segment", "brand", "show"]


SHELF_FORMS: dict[str, type[ShelfForm]] = {"signals": SignalShelfForm}
"""The shelves that have filters of their own."""
