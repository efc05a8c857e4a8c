"""Who is who: which contact a touch belongs to, judged by the identifier keys it carries, whatever the order of arrival.

E-mail, user id and external id *name* a person: keys named together are one person, for ever and in any order. A phone or a browser
may be shared, so it unites nobody: it belongs to the earliest person who named themselves with it. A phone nobody has named
yet stands for a contact of its own; a browser nobody has named belongs to the phone first seen in it, else to nobody.
Earliest is by when it happened, never by when we heard of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from handschlag.capture.core.keys import kind_of

NAMING = frozenset({"email", "user", "external"})
"""Kinds of keys that belong to one person."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """Keys seen together (strongest first), when, and who told: a touch, an imported row or a colleague."""

    keys: Sequence[str]
    at: datetime
    told_by: UUID

    @property
    def naming(self) -> list[str]:
        return [key for key in self.keys if kind_of(key) in NAMING]

    @property
    def phone(self) -> str:
        """The phone it came by where nobody is named; "" otherwise."""
        return "" if self.naming else next((key for key in self.keys if kind_of(key) == "phone"), "")


@dataclass(frozen=True, slots=True)
class Holding:
    """Whose a key is: since ``at``, through the key ``by`` ("" where it stands for itself), as ``told_by`` said."""

    contact: UUID
    by: str
    at: datetime
    told_by: UUID | None = None

    @property
    def rank(self) -> tuple[bool, datetime, str]:
        """The smallest claim on a phone or browser wins: a named person before a mere phone, then the earliest."""
        return (kind_of(self.by) == "phone", self.at, self.by)


@dataclass
class Findings:
    """What came of it.

    ``contacts``: the contact of each sighting, ``None`` where nobody is known. ``made``: contacts that exist from now on.
    ``holdings``: keys that are new or held otherwise than before; ``known``: the keys known before.
    ``unions``: (stays, joins it) where two turned out to be one. ``shaken``: contacts between whom a key has changed hands.
    """

    contacts: list[UUID | None] = field(default_factory=list)
    made: list[UUID] = field(default_factory=list)
    holdings: dict[str, Holding] = field(default_factory=dict)
    known: Collection[str] = ()
    unions: list[tuple[UUID, UUID]] = field(default_factory=list)
    shaken: set[UUID] = field(default_factory=set)


def find_out(
    sightings: Sequence[Sighting],
    book: Mapping[str, Holding],
    named: Collection[UUID],
    new_contact: Callable[[], UUID],
) -> Findings:
    """Find each sighting's contact, or make one.

    ``book`` holds what is known of the keys sighted, ``named`` those of its contacts that have a naming key. Of contacts that
    turn out to be one, the oldest stays (ids are in order of time). Linear in the keys sighted.
    """
    return _Inquiry(book, named, new_contact).run(sightings)


class _Inquiry:
    """One run of :func:`find_out`. ``self.held`` is the book as it will be."""

    def __init__(self, book: Mapping[str, Holding], named: Collection[UUID], new_contact: Callable[[], UUID]) -> None:
        self.book, self.held = book, dict(book)
        self.named, self.new_contact = named, new_contact
        self.person: dict[str, str] = {}
        self.contact_of: dict[str, UUID] = {}
        self.findings = Findings(known=book.keys())

    def run(self, sightings: Sequence[Sighting]) -> Findings:
        self._bundle(sightings)
        claims = self._claims(sightings, "phone")
        self._find_people(sightings, claims)
        self._hold_naming(sightings)
        self._hold_phones(sightings, claims)
        self._hold_claimed(self._claims(sightings, "anon"))
        self._finish(sightings)
        return self.findings

    def _bundle(self, sightings: Sequence[Sighting]) -> None:
        """Naming keys seen together, here or before, are one person: the sets of a union-find forest."""
        for sighting in sightings:
            for key in sighting.naming:
                self._unite(sighting.naming[0], key)
                if key in self.book:
                    self._unite(key, f"contact:{self.book[key].contact}")

    def _root(self, key: str) -> str:
        while (above := self.person.setdefault(key, key)) != key:
            self.person[key] = self.person[above]
            key = self.person[key]
        return key

    def _unite(self, one: str, other: str) -> None:
        self.person[self._root(other)] = self._root(one)

    def _claims(self, sightings: Iterable[Sighting], kind: str) -> dict[str, Holding]:
        """The best claim on each key of ``kind``; ``contact`` is left to be found out."""
        best: dict[str, Holding] = {}
        for sighting in sightings:
            by = next(iter(sighting.naming), sighting.phone if kind == "anon" else "")
            for key in sighting.keys if by else ():
                if kind_of(key) == kind:
                    claim = Holding(NOBODY, by, sighting.at, sighting.told_by)
                    best[key] = min(best.get(key, claim), claim, key=lambda one: one.rank)
        return best

    def _find_people(self, sightings: Sequence[Sighting], phone_claims: Mapping[str, Holding]) -> None:
        """The contact of each bundle: the oldest of those known by its keys, or of nameless phones it claims, or a new one."""
        known: dict[str, set[UUID]] = {}
        for sighting in sightings:
            for key in sighting.naming:
                root = self._root(key)
                known.setdefault(root, set())
                if key in self.book:
                    known[root].add(self.book[key].contact)
        for phone, claim in phone_claims.items():
            holding = self.book.get(phone)
            if holding and self._is_nameless(holding):
                known[self._root(claim.by)].add(holding.contact)
        self._settle(known)

    def _settle(self, known: Mapping[str, set[UUID]]) -> None:
        for root, contacts in known.items():
            if not contacts:
                self.findings.made.append(self.new_contact())
            stays, *joining = sorted(contacts) or [self.findings.made[-1]]
            self.contact_of[root] = stays
            self.findings.unions += [(stays, gone) for gone in joining]

    def _hold_naming(self, sightings: Iterable[Sighting]) -> None:
        for sighting in sightings:
            for key in sighting.naming:
                said = Holding(self.contact_of[self._root(key)], "", sighting.at, sighting.told_by)
                first = min(self.held.get(key, said), said, key=lambda one: one.at)
                self.held[key] = replace(first, contact=said.contact)

    def _hold_phones(self, sightings: Iterable[Sighting], claims: Mapping[str, Holding]) -> None:
        """A phone belongs to who named themselves with it first; one that nobody claims stands for itself."""
        self._hold_claimed(claims)
        for sighting in sightings:
            phone = sighting.phone
            if phone and phone not in self.held:
                self.findings.made.append(self.new_contact())
                self.held[phone] = Holding(self.findings.made[-1], "", sighting.at, sighting.told_by)
            elif phone and self.held[phone].by == "" and sighting.at < self.held[phone].at:
                self.held[phone] = replace(self.held[phone], at=sighting.at, told_by=sighting.told_by)

    def _hold_claimed(self, claims: Mapping[str, Holding]) -> None:
        for key, claim in claims.items():
            before = self.held.get(key)
            if before is None or self._is_nameless(before) or claim.rank < before.rank:
                before = claim
            if before.by in self.held:
                self.held[key] = replace(before, contact=self.held[before.by].contact)

    def _is_nameless(self, holding: Holding) -> bool:
        return holding.by == "" and holding.contact not in self.named

    def _finish(self, sightings: Sequence[Sighting]) -> None:
        """Whose sightings they are: the strongest key decides. Who joined somebody is that somebody from now on."""
        now = {gone: stays for stays, gone in self.findings.unions}
        self.held = {key: replace(one, contact=now.get(one.contact, one.contact)) for key, one in self.held.items()}
        holders = (self.held.get(sighting.keys[0]) for sighting in sightings)
        self.findings.contacts = [holding.contact if holding else None for holding in holders]
        self.findings.holdings = {key: one for key, one in self.held.items() if one != self.book.get(key)}


NOBODY = UUID(int=0)
"""Stands in a claim until it is found out who the claimant is."""
