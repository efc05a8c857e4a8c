"""What the market's forms share: an object stored by its own verb, and fields of several lines."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext

from handschlag.market.models import Prepared
from handschlag.organisation.models import User

MOST_LINES = 200


class LinesField(forms.CharField):
    """One entry a line; a list as well, from the API. Cleans to a list without empty and repeated entries."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return _text(value)

    def clean(self, value: Any) -> Any:
        lines = list(dict.fromkeys(line.strip() for line in super().clean(_text(value)).splitlines() if line.strip()))
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(gettext("At most %(number)s entries.") % {"number": MOST_LINES})
        return lines

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(_text(initial), _text(data)))


def _text(lines: Any) -> str:
    return "\n".join(map(str, lines)) if isinstance(lines, list) else (lines or "").replace("\r\n", "\n")


class PreparedForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    """A form whose object is stored by its own verb. The key by which touches name it is given once, when it is added."""

    def __init__(self, *args: Any, **others: Any) -> None:
        super().__init__(*args, **others)
        if "key" in self.fields and not self.instance._state.adding:
            self.fields["key"].disabled = True
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = self._offered(name, field)

    def _offered(self, name: str, field: forms.ModelChoiceField[Any]) -> Any:
        """What is in use, and what this object refers to already."""
        rows = field.queryset
        assert rows is not None
        if self.instance._state.adding:
            return rows.filter(archived_at=None)
        chosen = getattr(self.instance, name)
        kept = chosen.values("pk") if hasattr(chosen, "values") else [chosen.pk if chosen else None]
        return rows.filter(archived_at=None) | rows.filter(pk__in=kept)

    def keep(self, *, by: User, at: datetime) -> Prepared:
        """Store the object and what it is joined to, with its entry in the ledger."""
        noun: Prepared = self.save(commit=False)
        with transaction.atomic():
            self.prepare(noun, by, at)
            noun.keep(by=by, at=at, changed=self.changed_data)
            self.save_m2m()
            self.complete(noun, by, at)
        return noun

    def prepare(self, noun: Any, by: User, at: datetime) -> None:
        """What has to be stored before the object itself."""

    def complete(self, noun: Any, by: User, at: datetime) -> None:
        """What hangs on the object, stored with it."""
