"""The touches of leads, and of their properties those the terms ask for."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from handschlag.agreement.core.terms import Terms
from handschlag.capture.core.machines import FLAGS
from handschlag.capture.models import Mark, Touch
from handschlag.people.models import Identifier
from handschlag.qualification.models.evidence.passes import ByContact
from handschlag.qualification.models.evidence.raw import microseconds, raw, rows_of

NEVER_SCORED = FLAGS
"""Flags of touches that machines left behind: they are kept, and give no points."""

Row = tuple[Any, ...]


def touches_and_properties(
    of: ByContact, terms: Iterable[Terms], since: datetime | None, *, is_all: bool
) -> tuple[list[Row], list[Row]]:
    """Rows of ``tables.TOUCHES`` and ``tables.PROPERTIES``. Properties are read only where a condition asks for one."""
    about = [part.touch for one in terms for part in one.about_touches()]
    kinds = {touch.kind for touch in about}
    names = {condition.name for touch in about for condition in touch.properties}
    touches: list[Row] = []
    properties: list[Row] = []
    for row, said in _touches(of, kinds, since, is_all=is_all, with_properties=bool(names)):
        touches.append(row)
        if said and said != "{}":
            properties += _properties(row[1], json.loads(said), names)
    return touches, properties


def _touches(
    of: ByContact, kinds: set[str], since: datetime | None, *, is_all: bool, with_properties: bool
) -> Iterator[tuple[Row, str]]:
    columns = ["who", "flags", "happened_at", "known_at", "id", "kind", "channel", "campaign", "material", "page"]
    owners = {
        key: (of[contact], microseconds(known_at))
        for identifiers in rows_of(Identifier.objects.all(), "contact", of, is_all=is_all)
        for key, contact, known_at in raw(identifiers, "key", "contact_id", "known_at")
        if contact in of
    }
    marked = _marked(owners, is_all=is_all)
    of_kinds = Touch.objects.filter(kind__in=kinds) if is_all else Touch.objects.all()
    recent = of_kinds if since is None else of_kinds.filter(happened_at__gte=since)
    for touches in rows_of(recent.order_by(), "who", owners, is_all=is_all):
        found = raw(touches, *columns, "properties") if with_properties else raw(touches, *columns)
        for who, flags, happened_at, known_at, touch_id, kind, channel, campaign, material, page, *said in found:
            # Kinds are sifted here too: asked for both, SQLite would rather walk all touches of a kind than those of a person.
            if who not in owners or kind not in kinds or touch_id in marked or (flags != "[]" and _is_machine(flags)):
                continue
            leads, owner_known_at = owners[who]
            at, known = microseconds(happened_at), max(microseconds(known_at), owner_known_at)
            for one in leads:
                if one.holds(at):
                    row = (one.number, touch_id, kind, channel, campaign, material, page, at, known)
                    yield row, said[0] if said else ""


def _properties(touch_id: Any, said: Any, names: set[str]) -> Iterator[Row]:
    """A list is as many values, of which one that meets a condition is enough; what is neither text, number nor truth is none."""
    for name in names & said.keys():
        value = said[name]
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, bool):
                yield touch_id, name, str(one).lower(), None
            elif isinstance(one, int | float):
                yield touch_id, name, f"{one:.15g}", float(one)
            elif isinstance(one, str):
                yield touch_id, name, one, _number(one)


def _number(text: str) -> float | None:
    """``"12.5"`` as a number: tracking scripts send many a number as text."""
    try:
        number = float(text) if text[:1] in "-0123456789" and "_" not in text else math.nan
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _marked(owners: Iterable[str], *, is_all: bool) -> set[Any]:
    """Touches found out to be a machine's after they were stored; few."""
    marks = Mark.objects.filter(flag__in=NEVER_SCORED)
    return {touch for rows in rows_of(marks, "who", owners, is_all=is_all) for (touch,) in raw(rows, "touch_id")}


def _is_machine(flags: str) -> bool:
    return not NEVER_SCORED.isdisjoint(json.loads(flags))
