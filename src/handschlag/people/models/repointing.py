"""Every row of every room that refers to one record is put to another, and back again; no room need be named."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models

AT_ONCE = 5_000
"""Keys in one statement; a firm may have more contacts than a statement holds."""

Moved = dict[str, list[Any]]
"""``app.model.field`` → primary keys of the rows that refer through this field, as JSON keeps them."""


def rows_of(record: models.Model) -> Moved:
    """All rows that refer to the record by a foreign key. Rows that exist at most once per record are its own and are left out."""
    found: Moved = {}
    for relation in type(record)._meta.related_objects:
        if not relation.one_to_many:
            continue
        model: Any = relation.related_model
        keys = model._base_manager.filter(**{relation.field.name: record.pk}).values_list("pk", flat=True)
        if pks := [key if isinstance(key, int | str) else str(key) for key in keys]:
            found[f"{model._meta.label_lower}.{relation.field.name}"] = pks
    return found


def put(rows: Moved, record: models.Model, held_by: models.Model | None = None) -> None:
    """Let the rows that still exist (and still refer to ``held_by``, where that is named) refer to this record.

    Raises IntegrityError where the record has what there may be only once.
    """
    for place, pks in rows.items():
        label, _dot, field = place.rpartition(".")
        held = apps.get_model(label)._base_manager.filter(**{field: held_by.pk} if held_by else {})
        for start in range(0, len(pks), AT_ONCE):
            held.filter(pk__in=pks[start : start + AT_ONCE]).update(**{field: record})
