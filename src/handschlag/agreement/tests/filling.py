"""What a browser posts from the form of a draft as it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import QueryDict

from handschlag.agreement.forms import DraftForm


def posted_of(form: DraftForm, **changes: Any) -> dict[str, Any]:
    """Every field with its value, rows within rows included, with changes."""
    posted = {}
    for one in _forms(form):
        for field in one:
            value = field.value()
            posted[field.html_name] = "" if value is None or value is False else value
    return posted | changes


def query_of(posted: dict[str, Any]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in posted.items():
        query.setlist(name, value if isinstance(value, list) else [str(value)])
    return query


def _forms(form: DraftForm) -> Iterator[Any]:
    yield form.general
    formsets = list(form.lists.values())
    while formsets:
        formset = formsets.pop()
        yield formset.management_form
        for row in formset:
            yield row
            formsets += row.nested.values()
