"""Signals of research: one by one, with the course of a value, or several from a table."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.market.core.cells import Columns, columns_of, days_of, decimal_mark, month_comes_first, number_of
from handschlag.market.core.series import read_series
from handschlag.market.forms.prepared import PreparedForm
from handschlag.market.forms.wording import said
from handschlag.market.models import Brand, Reliability, Segment, Signal, SignalKind
from handschlag.organisation.forms.fields import day_field
from handschlag.organisation.forms.tables import TableField, UploadedTable
from handschlag.organisation.models import User

MOST_POINTS = 5_000
MOST_SIGNALS = 500
SHOWN = 20


class SeriesField(forms.CharField):
    """Days and values, one pair a line; from programs a list of ``{"on": …, "value": …}``. Cleans to points in the order of time."""

    widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false"})

    def prepare_value(self, value: Any) -> Any:
        return _lines(value)

    def clean(self, value: Any) -> Any:
        text = super().clean(_lines(value))
        rows = [(number, _cells(line)) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
        return points_of((), rows) if rows else []

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(_lines(initial), _lines(data)))


class SignalForm(PreparedForm):
    published_on = day_field(_("Published or observed on"))
    valid_until = day_field(_("Valid until"), required=False)
    url = forms.URLField(label=_("Link"), required=False, assume_scheme="https", max_length=500)
    series = SeriesField(
        label=_("Course of the value"),
        required=False,
        max_length=200_000,
        help_text=_("One day and one value a line, for example 2026-03-01; 42.5. A month counts for its first day."),
    )
    table = TableField(
        label=_("Course from a table"),
        required=False,
        help_text=_("CSV or XLSX with a day and a value in each row; instead of the lines above."),
    )

    class Meta:
        model = Signal
        fields = [
            "kind", "says", "published_on", "title", "publisher", "url", "value", "unit", "reliability", "segments",
            "brands", "valid_until",
        ]  # fmt: skip
        widgets = {
            "segments": forms.CheckboxSelectMultiple(),
            "brands": forms.CheckboxSelectMultiple(),
            "says": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **others: Any) -> None:
        super().__init__(*args, **others)
        if not self.instance._state.adding:
            self.fields["series"].initial = list(self.instance.points.values("on", "value"))

    def clean_table(self) -> Any:
        table: UploadedTable | None = self.cleaned_data["table"]
        return points_of(table.headings, table.rows) if table else None

    def clean(self) -> dict[str, Any]:
        super().clean()
        answers = self.cleaned_data
        first, last = answers.get("published_on"), answers.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", gettext("It is valid at least on the day it was published."))
        return answers

    def complete(self, noun: Any, by: User, at: datetime) -> None:
        points = self.cleaned_data["table"]
        if points is not None or "series" in self.changed_data:
            noun.chart(points if points is not None else self.cleaned_data["series"], by=by, at=at)


class SignalTableForm(forms.Form):
    """Several signals from one table: all of them, or none and what is wrong."""

    KNOWN = {
        "says": "says, statement, aussage, was sie sagt, befund, finding",
        "kind": "kind, art, type, typ",
        "published_on": "published on, published, date, datum, veröffentlicht am, day, tag",
        "title": "title, titel, source, quelle",
        "publisher": "publisher, herausgeber",
        "url": "url, link",
        "value": "value, wert",
        "unit": "unit, einheit",
        "reliability": "reliability, verlässlichkeit",
        "segments": "segments, segment, segmente, marktsegment, marktsegmente",
        "brands": "brands, brand, marken, marke, mitbewerber, competitors",
        "valid_until": "valid until, gültig bis",
    }

    table = TableField(
        label=_("Table"),
        help_text=_(
            "CSV or XLSX. Needed are the columns statement and date; several segments or brands in a cell are parted by semicolons."
        ),
    )

    def clean_table(self) -> list[SignalForm]:
        table: UploadedTable = self.cleaned_data["table"]
        read = columns_of(table.headings, table.rows, self.KNOWN, ("says", "published_on"))
        if read is None:
            raise forms.ValidationError(gettext("No heading names a statement and a date."))
        if len(read.rows) > MOST_SIGNALS:
            raise forms.ValidationError(gettext("At most %(number)s signals at once.") % {"number": MOST_SIGNALS})
        reader = _SignalReader(read)
        signals = [(number, SignalForm(reader.answers(cells))) for number, cells in read.rows]
        wrong = [sentence for number, form in signals for sentence in _wrong(number, form, read)]
        if wrong:
            raise forms.ValidationError(wrong[:SHOWN])
        return [form for _number, form in signals]

    def keep(self, *, by: User, at: datetime) -> int:
        with transaction.atomic():
            for form in self.cleaned_data["table"]:
                form.keep(by=by, at=at)
        return len(self.cleaned_data["table"])


class _SignalReader:
    """Cells become a form's answers: words for choices, names for segments and brands."""

    def __init__(self, table: Columns) -> None:
        self.table = table
        self.mark = decimal_mark(table.column("value"))
        self.month_first = month_comes_first(table.column("published_on") + table.column("valid_until"))
        self.segments = {
            word.casefold(): pk
            for pk, *words in Segment.objects.filter(archived_at=None).values_list("pk", "key", "name")
            for word in words
        }
        self.brands = {
            name.casefold(): pk for pk, name in Brand.objects.filter(archived_at=None).values_list("pk", "name")
        }

    def answers(self, cells: Any) -> dict[str, Any]:
        plain = {name: self.table.cell(cells, name) for name in SignalTableForm.KNOWN}
        value = number_of(plain["value"], self.mark)
        return {
            **plain,
            "value": value if value is not None else plain["value"],
            "kind": _chosen(plain["kind"], SignalKind) or plain["kind"] or SignalKind.OBSERVATION.value,
            "reliability": _chosen(plain["reliability"], Reliability)
            or plain["reliability"]
            or Reliability.PLAUSIBLE.value,
            "published_on": self._day(plain["published_on"]),
            "valid_until": self._day(plain["valid_until"]),
            "segments": [self.segments.get(word.casefold(), word) for word in _words(plain["segments"])],
            "brands": [self.brands.get(word.casefold(), word) for word in _words(plain["brands"])],
        }

    def _day(self, cell: str) -> str:
        days = days_of(cell, self.month_first) if cell else ""
        return days[0].isoformat() if isinstance(days, tuple) else cell


def points_of(headings: Any, rows: Any) -> Any:
    """The points of a series; ValidationError with the rows where some of it cannot be read."""
    series = read_series(headings, rows)
    if series.flaws:
        raise forms.ValidationError([said(flaw) for flaw in series.flaws[:SHOWN]])
    if len(series.points) > MOST_POINTS:
        raise forms.ValidationError(gettext("At most %(number)s points.") % {"number": MOST_POINTS})
    return series.points


def _wrong(number: int, form: SignalForm, table: Columns) -> list[str]:
    place = gettext("Row %(row)s, column “%(column)s”: %(fault)s")
    return [
        place % {"row": number, "column": table.heading(name), "fault": sentence}
        for name, sentences in form.errors.items()
        for sentence in sentences
    ]


def _chosen(cell: str, choices: Any) -> Any:
    """The choice that a cell means: its value, or what it is called in the reader's language or in English."""
    wanted = cell.casefold()
    return next(
        (one.value for one in choices if wanted in (str(one.value), str(one.label).casefold(), one.name.casefold())),
        None,
    )


def _words(cell: str) -> list[str]:
    return [word.strip() for word in cell.split(";") if word.strip()]


def _cells(line: str) -> list[str]:
    cells = re.split(r"[;\t]", line) if re.search(r"[;\t]", line) else line.split(maxsplit=1)
    return [cell.strip() for cell in cells]


def _lines(value: Any) -> Any:
    if isinstance(value, list):
        return "\n".join(f"{one['on']}; {one['value']:f}" for one in value)
    return (value or "").replace("\r\n", "\n")
