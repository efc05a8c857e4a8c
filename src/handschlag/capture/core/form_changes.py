"""What can be done to the fields of a form that is being built."""

from __future__ import annotations

from collections.abc import Callable

from handschlag.capture.core.form import FormField, FormSpec

Change = Callable[[FormSpec], FormSpec]
"""A draft before, a draft after; raises pydantic's ``ValidationError`` where the grammar does not allow it."""


def with_field(field: FormField, instead_of: str = "") -> Change:
    """Puts a field at the end, or in the place of the one with that key."""

    def change(spec: FormSpec) -> FormSpec:
        fields = [field if one.key == instead_of else one for one in spec.fields]
        return _with(spec, fields if instead_of else [*fields, field])

    return change


def without_field(key: str) -> Change:
    """Takes a field away; twice changes nothing."""
    return lambda spec: _with(spec, [one for one in spec.fields if one.key != key])


def with_moved(key: str, step: int) -> Change:
    """Moves a field up (-1) or down (+1); beyond the ends nothing happens."""

    def change(spec: FormSpec) -> FormSpec:
        fields = list(spec.fields)
        place = next((number for number, one in enumerate(fields) if one.key == key), None)
        if place is None or not 0 <= place + step < len(fields):
            return spec
        fields.insert(place + step, fields.pop(place))
        return _with(spec, fields)

    return change


def _with(spec: FormSpec, fields: list[FormField]) -> FormSpec:
    return FormSpec.model_validate({**spec.model_dump(), "fields": [one.model_dump() for one in fields]})
