"""Who is who: which contact a touch belongs to, judged by the identifier keys it carries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from handschlag.capture.core.keys import is_anonymous, kind_of

NAMING = frozenset({"email", "user", "external"})
"""Keys that belong to one person. A phone or a browser may be shared: they find a person, but never unite two."""


@dataclass
class Findings:
    """What came of it: the contact of each sighting (``None``: nobody known yet), who has to be made, which keys are new to whom."""

    contacts: list[UUID | None]
    made: list[UUID] = field(default_factory=list)
    links: dict[str, UUID] = field(default_factory=dict)


def find_out(
    sightings: Sequence[Sequence[str]],
    owners: Mapping[str, UUID],
    keys_of: Mapping[UUID, Iterable[str]],
    new_contact: Callable[[], UUID],
) -> Findings:
    """Find each sighting's contact, or make one.

    ``sightings`` are the keys of each touch, strongest first; ``owners`` the contacts of the keys already linked and
    ``keys_of`` all keys of those contacts. The strongest linked key decides. Sightings that share a naming key are one
    person, whatever their order. A phone or a browser leads to its contact unless that contact is named otherwise: two
    colleagues with one phone number, or visitors at one tablet, stay two. A key once linked stays where it is.
    """
    findings = Findings([None] * len(sightings))
    book = dict(owners)
    names = {contact: _naming(keys) for contact, keys in keys_of.items()}
    bundles = _bundles(sightings)
    for place, keys in enumerate(sightings):
        naming = bundles.get(next(iter(_naming(keys)), ""), [])
        contact = _known(keys, naming, book, names)
        if contact is None and not all(map(is_anonymous, keys)):
            contact = new_contact()
            findings.made.append(contact)
        if contact is None:
            continue
        findings.contacts[place] = contact
        names.setdefault(contact, []).extend(_naming(keys))
        for key in keys:
            if key not in book:
                book[key] = findings.links[key] = contact
    for place, keys in enumerate(sightings):
        findings.contacts[place] = findings.contacts[place] or next((book[key] for key in keys if key in book), None)
    return findings


def _known(
    keys: Sequence[str], naming: Sequence[str], book: Mapping[str, UUID], names: Mapping[UUID, list[str]]
) -> UUID | None:
    """The contact of the strongest linked key, of the sighting itself before those it is bundled with."""
    for key in [*_naming(keys), *naming]:
        if key in book:
            return book[key]
    said = {kind_of(key) for key in naming}
    for key in keys:
        if key in book and said.isdisjoint(kind_of(name) for name in names.get(book[key], ())):
            return book[key]
    return None


def _bundles(sightings: Sequence[Sequence[str]]) -> dict[str, list[str]]:
    """Naming keys → all naming keys connected with them through common sightings."""
    bundle_of: dict[str, list[str]] = {}
    for keys in sightings:
        together: list[str] = []
        for key in _naming(keys):
            for member in bundle_of.get(key, [key]):
                if member not in together:
                    together.append(member)
        for key in together:
            bundle_of[key] = together
    return bundle_of


def _naming(keys: Iterable[str]) -> list[str]:
    return [key for key in keys if kind_of(key) in NAMING]
