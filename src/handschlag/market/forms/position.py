"""Stating an intended position: attribute by attribute, brand by brand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.kernel.refusal import Refused
from handschlag.market.forms.prepared import PreparedForm
from handschlag.market.models import Brand, IntendedPosition, PositionAttribute, Prepared
from handschlag.market.models.position import STRONGEST, WEAKEST, Strengths, check_statement
from handschlag.organisation.forms.fields import day_field
from handschlag.organisation.models import User

MOST_CHOSEN = 8
STRENGTHS = [
    ("", "–"),
    *((number, f"{number:+d}".replace("-", "−").replace("+0", "0")) for number in range(STRONGEST, WEAKEST - 1, -1)),
]


class ComparedForm(forms.Form):
    """Beside whom to stand: asked before the statement itself, so that its table stays readable."""

    brand = forms.ModelChoiceField(
        label=_("Brand"), queryset=Brand.objects.filter(archived_at=None, is_ours=True), empty_label=None
    )
    against = forms.ModelMultipleChoiceField(
        label=_("Competitors"),
        required=False,
        queryset=Brand.objects.filter(archived_at=None, is_ours=False),
        widget=forms.CheckboxSelectMultiple(),
        help_text=_("Those customers compare us with; eight at most."),
    )

    def clean_against(self) -> Any:
        chosen = self.cleaned_data["against"]
        if len(chosen) > MOST_CHOSEN:
            raise forms.ValidationError(gettext("Choose %(number)s at most.") % {"number": MOST_CHOSEN})
        return chosen


class IntendedPositionForm(PreparedForm):
    """A statement; every attribute has a choice for every brand, empty where nothing is said."""

    from_on = day_field(_("Holds from"))

    class Meta:
        model = IntendedPosition
        fields = ["brand", "segment", "from_on", "sentence", "claims"]
        widgets = {"claims": forms.CheckboxSelectMultiple()}

    def __init__(self, data: Any = None, **others: Any) -> None:
        super().__init__(_flat(data) if isinstance(data, dict) else data, **others)
        self.fields["brand"].queryset = Brand.objects.filter(archived_at=None, is_ours=True)  # type: ignore[attr-defined]
        self.fields["segment"].empty_label = gettext("whole market")  # type: ignore[attr-defined]
        self.attributes = list(PositionAttribute.objects.filter(archived_at=None))
        self.placed = list(Brand.objects.filter(archived_at=None))
        for attribute in self.attributes:
            for brand in self.placed:
                label = gettext("%(attribute)s of %(brand)s") % {"attribute": attribute, "brand": brand}
                self.fields[_name(attribute.pk, brand.pk)] = forms.TypedChoiceField(
                    label=label,
                    widget=forms.Select(attrs={"aria-label": label}),
                    choices=STRENGTHS,
                    coerce=int,
                    empty_value=None,
                    required=False,
                )

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """The fields above the table."""
        return [self[name] for name in ("segment", "from_on", "sentence", "claims")]

    def matrix(self, brands: list[Brand]) -> list[tuple[PositionAttribute, list[forms.BoundField]]]:
        """The table for these brands: each attribute with its choices."""
        return [(attribute, [self[_name(attribute.pk, brand.pk)] for brand in brands]) for attribute in self.attributes]

    @property
    def strengths(self) -> Strengths:
        found = {}
        for attribute in self.attributes:
            for brand in self.placed:
                if (strength := self.cleaned_data.get(_name(attribute.pk, brand.pk))) is not None:
                    found[attribute, brand] = strength
        return found

    def clean(self) -> dict[str, Any]:
        super().clean()
        if any(name.startswith("strength-") and name not in self.fields for name in self.data):
            self.add_error(None, gettext("An attribute or a brand is unknown or archived. Please begin again."))
        if "brand" in self.cleaned_data and "claims" in self.cleaned_data:
            try:
                check_statement(self.cleaned_data["brand"], self.strengths, self.cleaned_data["claims"])
            except Refused as refused:
                self.add_error(None, str(refused))
        return self.cleaned_data

    def keep(self, *, by: User, at: datetime) -> Prepared:
        said = self.cleaned_data
        return IntendedPosition.state(
            said["brand"],
            said["segment"],
            said["from_on"],
            said["sentence"],
            self.strengths,
            said["claims"],
            by=by,
            at=at,
        )


def initial_of(stated: IntendedPosition) -> dict[str, Any]:
    """What a new statement begins with that follows an earlier one."""
    strengths = {_name(row.attribute_id, row.brand_id): row.strength for row in stated.strengths.all()}
    return {"segment": stated.segment_id, "sentence": stated.sentence, "claims": list(stated.claims.all()), **strengths}


def _name(attribute: object, brand: object) -> str:
    return f"strength-{attribute}-{brand}"


def _flat(data: Mapping[str, Any]) -> dict[str, Any]:
    """Programs send a list of strengths; each becomes the choice of its attribute and brand."""
    plain = {name: value for name, value in data.items() if name != "strengths"}
    for one in data.get("strengths") or ():
        plain[_name(one["attribute"], one["brand"])] = one["strength"]
    return plain
