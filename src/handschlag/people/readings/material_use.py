"""Where touches used a material: by variant, version, channel and campaign, over the last 90 days."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import merge
from itertools import count, islice
from operator import attrgetter
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from handschlag.capture.core.machines import FLAGS
from handschlag.capture.models import SeenKey, Touch
from handschlag.market.core.naming import NAMED, PAGE
from handschlag.market.models import Campaign, Channel, Material, MaterialName, MaterialVariant
from handschlag.market.readings.panels import Panel
from handschlag.organisation.models import User
from handschlag.people.models import Identifier

SPAN = timedelta(days=90)
MOST, CHUNK, AT_ONCE, MOST_ROWS = 10_000, 1_000, 5_000, 25

Name = tuple[str, str]
"""Way and name, as ``MaterialName`` has them."""


class Seen(NamedTuple):
    """A touch that means the material, as the database's driver hands it over: converting it would cost more than counting it."""

    known_at: datetime
    happened_at: datetime
    material: str
    page: str
    channel: str
    campaign: str
    who: str
    flags: str
    mark: str | None

    @property
    def name(self) -> Name:
        return (NAMED, self.material) if self.material else (PAGE, self.page)

    @property
    def is_machine(self) -> bool:
        return self.mark in FLAGS or (self.flags != "[]" and not FLAGS.isdisjoint(json.loads(self.flags)))


@dataclass(frozen=True)
class Share:
    """One variant, version, channel, campaign or name: touches, and how many known people left them; ``url`` lists them, where it can."""

    label: str
    touches: int
    people: int
    url: str = ""


@dataclass(frozen=True)
class Use:
    """The touches from ``since`` on, machines' left out: the newest 10,000 where there are more (``is_more``).

    ``people`` are known ones, ``unknown`` are keys nobody is known by. ``tables`` are titles with rows, the most touches first.
    """

    since: datetime
    touches: int
    people: int
    unknown: int
    is_more: bool
    tables: Sequence[tuple[str, Sequence[Share]]]


def material_use(material: Material, user: User, now: datetime) -> Panel:
    """For the material's page. Links lead to the touches themselves, for those who may see them."""
    return Panel("people/_material_use.html", use_of(material, now, with_links=user.is_marketing))


def use_of(material: Material, now: datetime, *, with_links: bool = True) -> Use:
    """All versions and variants together, of the last 90 days. However many touches there are, an index finds the newest 10,000."""
    owners = _owners(material)
    newest = merge(*_newest_by_name(owners, now - SPAN), key=attrgetter("known_at"), reverse=True)
    found = list(islice(newest, MOST + 1))
    is_more = len(found) > MOST
    seen = [one for one in found[:MOST] if not one.is_machine]
    people = _contacts({one.who for one in seen})
    tally = Tally(seen, [people.get(one.who) for one in seen], with_links)
    return Use(
        since=_moment(found[MOST - 1].known_at) if is_more else now - SPAN,
        touches=len(seen),
        people=len({*people.values()}),
        unknown=len({one.who for one in seen} - people.keys()),
        is_more=is_more,
        tables=[(title, rows) for title, rows in _tables(material, owners, tally) if rows],
    )


@dataclass(frozen=True)
class Tally:
    """Touches, and beside each the contact that left it, counted by anything."""

    seen: Sequence[Seen]
    contacts: Sequence[Any]
    with_links: bool

    def by(
        self, what: Callable[[Seen], Any], label: Callable[[Any], str], query: Callable[[Any], Mapping[str, str]]
    ) -> list[Share]:
        """A row for each of the most frequent ``what`` that are not empty; ``query`` says which touches the list is asked for."""
        keys = [what(one) for one in self.seen]
        people = Counter(key for key, contact in {*zip(keys, self.contacts, strict=True)} if contact)
        ordered = sorted(Counter(keys).items(), key=lambda pair: (-pair[1], str(pair[0])))
        shown = [(key, number) for key, number in ordered if key][:MOST_ROWS]
        return [Share(label(key), number, people[key], self._url(query(key))) for key, number in shown]

    def _url(self, query: Mapping[str, str]) -> str:
        return f"{reverse('capture:touches')}?{urlencode(query)}" if query and self.with_links else ""


def _tables(material: Material, owners: Mapping[Name, str], tally: Tally) -> Iterator[tuple[str, list[Share]]]:
    variants = dict(MaterialVariant.objects.filter(key__in=owners.values()).values_list("key", "name"))
    versions = _versions(material)
    yield (
        _("By variant"),
        tally.by(lambda one: owners[one.name], lambda key: variants.get(key) or _("the material itself"), _nothing),
    )
    yield (
        _("By name"),
        tally.by(
            attrgetter("name"),
            lambda name: name[1],
            lambda name: {"page" if name[0] == PAGE else "material": name[1]},
        ),
    )
    if len(versions) > 1:
        yield (
            _("By version"),
            tally.by(
                lambda one: _version_at(versions, _moment(one.happened_at)),
                lambda number: _("Version {number}").format(number=number),
                _nothing,
            ),
        )
    for title, name, model in ((_("By channel"), "channel", Channel), (_("By campaign"), "campaign", Campaign)):
        yield title, tally.by(attrgetter(name), _called(model), lambda key, name=name: {name: key})  # type: ignore[misc]


def _nothing(_key: object) -> dict[str, str]:
    return {}


def _called(model: type[Model]) -> Callable[[str], str]:
    """Keys by the names marketing gave them."""
    names = dict(model._default_manager.values_list("key", "name"))
    return lambda key: names.get(key) or key


def _versions(material: Material) -> list[tuple[int, datetime | None]]:
    """Number of each version, and until when it was in use; the first version first."""
    return list(Material.objects.filter(key=material.key).order_by("version").values_list("version", "archived_at"))


def _version_at(versions: Sequence[tuple[int, datetime | None]], at: datetime) -> int:
    """The first version that was not archived yet; the last where all are."""
    return next((number for number, until in versions if until is None or at < until), versions[-1][0])


def _owners(material: Material) -> dict[Name, str]:
    """Each name of the material → the key of the variant that alone has it, or of the material."""
    found: dict[Name, str] = {}
    for one in MaterialName.objects.filter(material_key=material.key):
        mine = one.variant_key or material.key
        found[one.way, one.name] = mine if found.get((one.way, one.name), mine) == mine else material.key
    return found or {(NAMED, material.key): material.key}


def _newest_by_name(names: Collection[Name], since: datetime) -> Iterator[Iterator[Seen]]:
    """For each name that any touch has said, its touches, the newest arrival first."""
    spoken = {name for way, name in names if way == NAMED}
    seen = SeenKey.objects.filter(of="material", key__in=spoken).values_list("key", flat=True)
    recent = Touch.objects.filter(known_at__gte=since, happened_at__gte=since).order_by("-known_at", "-id")
    # What is excluded says nothing new, but only so does SQLite see that an index serves.
    for name in seen:
        yield _in_portions(recent.filter(material=name).exclude(material=""))
    for way, name in names:
        if way == PAGE:
            yield _in_portions(recent.filter(material="", page=name).exclude(page=""))


def _in_portions(touches: QuerySet[Touch]) -> Iterator[Seen]:
    columns = ("known_at", "happened_at", "material", "page", "channel", "campaign", "who", "flags", "mark__flag")
    rows = touches.values_list(*columns)
    for start in count(0, CHUNK):
        portion = _fetched(rows[start : start + CHUNK])
        yield from map(Seen._make, portion)
        if len(portion) < CHUNK:
            return


def _contacts(keys: Collection[str]) -> dict[str, Any]:
    ordered, found = sorted(keys), dict[str, Any]()
    for start in range(0, len(ordered), AT_ONCE):
        some = Identifier.objects.filter(key__in=ordered[start : start + AT_ONCE])
        found.update(_fetched(some.values_list("key", "contact_id")))
    return found


def _fetched(rows: QuerySet[Any, Any]) -> list[Any]:
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _moment(at: datetime) -> datetime:
    """SQLite keeps moments in UTC, and says so nowhere."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)
