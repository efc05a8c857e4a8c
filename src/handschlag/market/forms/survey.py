"""Surveys with the ratings they brought."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.market.core.survey import Ratings, Scale, read_ratings
from handschlag.market.forms.prepared import PreparedForm
from handschlag.market.forms.wording import said
from handschlag.market.models import Brand, PositionAttribute, Survey
from handschlag.organisation.forms.fields import day_field
from handschlag.organisation.forms.tables import TableField
from handschlag.organisation.models import User

SHOWN = 20
FIELDS = ("brand", "attribute", "respondents", "rating", "deviation")


class SurveyForm(PreparedForm):
    """Ratings come as a table, from programs as a list in ``ratings``; what is kept already stays where neither is given."""

    held_on = day_field(_("Held on"))
    url = forms.URLField(label=_("Link"), required=False, assume_scheme="https", max_length=500)
    table = TableField(
        label=_("Ratings"),
        required=False,
        help_text=_(
            "CSV or XLSX with brand, attribute and rating in each row; and either the respondent, or the number of respondents. "
            "Who answered is not kept."
        ),
    )

    class Meta:
        model = Survey
        fields = ["name", "held_on", "publisher", "url", "segment", "worst", "best"]

    ratings: Ratings | None = None

    def clean(self) -> dict[str, Any]:
        super().clean()
        answers = self.cleaned_data
        worst, best = answers.get("worst"), answers.get("best")
        if worst is not None and worst == best:
            self.add_error("best", gettext("The scale has two different ends."))
        elif worst is not None and best is not None and "table" in answers:
            self._read(answers, worst, best)
        return answers

    def _read(self, answers: dict[str, Any], worst: float, best: float) -> None:
        given = self._given(answers)
        if given is None:
            if self.instance._state.adding:
                self.add_error("table", gettext("Please choose the table with the ratings."))
            elif {"worst", "best"} & set(self.changed_data):
                self.add_error("table", gettext("On another scale the ratings have to be read again."))
            return
        self.ratings = read_ratings(*given, _scale(worst, best))
        if self.ratings.columns is None:
            self.add_error("table", gettext("No heading names a brand, an attribute and a rating."))
        for flaw in self.ratings.flaws[:SHOWN]:
            self.add_error("table", said(flaw))

    def _given(self, answers: dict[str, Any]) -> tuple[Any, Any] | None:
        if table := answers["table"]:
            return table.headings, table.rows
        listed = self.data.get("ratings")
        if isinstance(listed, list) and listed:
            cells = [["" if one.get(name) is None else str(one[name]) for name in FIELDS] for one in listed]
            return ("brand", "attribute", "n", "rating", "sd"), list(enumerate(cells, start=1))
        return None

    def complete(self, noun: Any, by: User, at: datetime) -> None:
        if self.ratings is None:
            return
        brands, attributes = Brand.objects.in_bulk(), PositionAttribute.objects.in_bulk()
        rated = self.ratings.rated.items()
        noun.rate([(brands[UUID(b)], attributes[UUID(a)], one) for (b, a), one in rated], by=by, at=at)


def _scale(worst: float, best: float) -> Scale:
    brands = Brand.objects.filter(archived_at=None).values_list("pk", "name")
    attributes = PositionAttribute.objects.filter(archived_at=None).values_list("pk", "key", "name")
    return Scale(
        worst,
        best,
        {name.casefold(): str(pk) for pk, name in brands},
        {word.casefold(): str(pk) for pk, *words in attributes for word in words},
    )
