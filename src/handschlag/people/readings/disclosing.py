"""The copy for a person: one ZIP with everything as JSON, and a page to read it in German and English."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from django.apps import apps
from django.db import models
from django.template.loader import render_to_string
from django.utils import translation

from handschlag.capture.models import ImportedRecord, ImportRow, Touch
from handschlag.kernel.erasing import fates
from handschlag.organisation.models import House
from handschlag.people.core.timeline import collect
from handschlag.people.models import Contact, Disclosure, Identifier, Lead, permissions
from handschlag.people.readings.profile import KIND_LABELS

HIDDEN = frozenset({"digest", "sealed", "by_family", "by_given", "fingerprint", "portrait"})
"""Columns that are ours alone: keys of access, and names written another way."""

LEFT_OUT = frozenset({"people.Portrait", "people.MatchKey", "people.DataKey", "people.Disclosure"})
"""Tables that hold what others hold, written another way."""

STYLE = Path(__file__).parents[1] / "static" / "people" / "disclosure.css"

MOST_ENTRIES = 100_000


def make_waiting(now: datetime) -> int:
    """Chore of the worker: make the oldest copy that was asked for; 1 where there was one."""
    waiting = Disclosure.objects.filter(made_at=None, contact__erased_at=None).order_by("asked_at").first()
    if waiting is None:
        return 0
    waiting.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = waiting.file.with_suffix(".part")
    with ZipFile(beside, "w", ZIP_DEFLATED) as archive:
        for name, content in files(waiting.contact, now):
            archive.writestr(name, content)
    beside.chmod(0o600)
    beside.replace(waiting.file)
    waiting.made(now)
    return 1


def files(contact: Contact, now: datetime) -> Iterator[tuple[str, str]]:
    """Names and contents. The pages escape whatever anybody wrote; there is nothing a spreadsheet would run."""
    everything = known(contact)
    yield "data.json", json.dumps({"as_of": now.isoformat(), "tables": everything}, ensure_ascii=False, indent=1)
    yield "disclosure.css", STYLE.read_text(encoding="utf-8")
    for language, name in (("de", "auskunft.html"), ("en", "disclosure.html")):
        with translation.override(language):
            yield name, render_to_string("people/disclosure.html", _shown(contact, everything, now))


def known(contact: Contact) -> dict[str, list[dict[str, Any]]]:
    """Every row of every room about this person: found by following references, so that no table can be forgotten.

    Table → rows. Touches come by their keys, imported rows by what came of them.
    """
    keys = list(Identifier.objects.filter(contact=contact).values_list("key", flat=True))
    leads = list(Lead.objects.filter(contact=contact).values_list("pk", flat=True))
    rows = ImportedRecord.objects.filter(record_id__in=[contact.pk, *leads]).values("row")
    found: dict[str, list[Any]] = {
        "people.Contact": [contact],
        "capture.Touch": list(Touch.objects.filter(who__in=keys).order_by("happened_at")),
        "capture.ImportRow": list(ImportRow.objects.filter(pk__in=rows)),
    }
    _follow([contact], found)
    order = [label for label in fates() if label in found and label not in LEFT_OUT]
    return {label: [_plain(row) for row in found[label]] for label in order if found[label]}


def _follow(rows: list[Any], found: dict[str, list[Any]]) -> None:
    """Rows that refer to these, and rows that refer to those."""
    for relation in type(rows[0])._meta.related_objects:
        model: Any = relation.related_model
        label = model._meta.label
        if relation.many_to_many or not model.__module__.startswith("handschlag."):
            continue
        known_already = {row.pk for row in found.get(label, ())}
        referring = model._default_manager.filter(**{f"{relation.field.name}__in": [row.pk for row in rows]})
        new = [row for row in referring if row.pk not in known_already]
        if new:
            found.setdefault(label, []).extend(new)
            _follow(new, found)


def _plain(row: models.Model) -> dict[str, Any]:
    fields = [field for field in row._meta.concrete_fields if field.name not in HIDDEN]
    return {field.name: _said(getattr(row, field.attname)) for field in fields}


def _said(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return value if isinstance(value, str | int | float | bool | list | dict) or value is None else str(value)


def _shown(contact: Contact, everything: dict[str, list[dict[str, Any]]], now: datetime) -> dict[str, Any]:
    house = House.the()
    identifiers = Identifier.objects.filter(contact=contact).order_by("key")
    return {
        "contact": contact,
        "house": house.name if house else "",
        "now": now,
        "identifiers": [
            (KIND_LABELS.get(one.key.partition(":")[0], ""), one.key.partition(":")[2]) for one in identifiers
        ],
        "permissions": permissions([contact.id], now)[contact.id].values(),
        "timeline": collect(contact.id, None, MOST_ENTRIES),
        "attributes": _of(everything, "people.AttributeValue", ("name", "text", "happened_at")),
        "consents": _of(
            everything, "people.Consent", ("purpose", "is_given", "basis", "wording", "happened_at", "proof")
        ),
        "tables": [(apps.get_model(label)._meta.verbose_name, len(rows)) for label, rows in everything.items()],
    }


def _of(everything: dict[str, list[dict[str, Any]]], label: str, names: Iterable[str]) -> list[list[Any]]:
    return [[row[name] for name in names] for row in everything.get(label, ())]
