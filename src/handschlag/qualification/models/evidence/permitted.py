"""When contacts might be scored, and by which ways they might be reached: the turns of ``people.core.permission``, which alone decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from handschlag.agreement.core.terms import Terms
from handschlag.ledger.models.raw import in_batches, raw, uuid
from handschlag.people.core.permission import SCORING, Circumstances, Declared, turns
from handschlag.people.models import (
    Consent,
    Erasure,
    Purpose,
    Restriction,
    SuppressedContact,
    circumstances,
    declarations,
)
from handschlag.qualification.models.evidence.moments import microseconds
from handschlag.qualification.models.evidence.passes import ByContact
from handschlag.qualification.models.evidence.portions import portions

FEW = 10_000
"""Up to so many blocked contacts are read together."""


def bases(of: ByContact, terms: Iterable[Terms], *, is_all: bool) -> Iterator[tuple[Any, ...]]:
    """Rows of ``tables.BASES``. Whoever could be scored as soon as anything was known of them, and ever since, needs no row;
    nor does, of a way, whoever never said anything about it."""
    ways = {str(way) for one in terms for way in one.reachable_by}
    declared = declarations()
    for ids in [list(of)] if is_all else portions(of):
        of_them = {} if is_all else {"contact__in": ids}
        blocked = _blocked(of_them)
        unscored = blocked | _doubtful(ids, of, declared, of_them)
        spoke = blocked | _who_spoke_of(ways, of_them) if ways else set()
        wanted = {uuid(contact): contact for contact in unscored | spoke if contact in of}
        for contact, known in circumstances(wanted).items():
            asked = [SCORING] * (wanted[contact] in unscored) + sorted(ways) * (wanted[contact] in spoke)
            for said in _turns(known, asked):
                yield from ((one.number, *said) for one in of[wanted[contact]])


def _turns(known: Circumstances, purposes: Iterable[str]) -> Iterator[tuple[str, bool, int, int]]:
    """Purpose, whether it was allowed, and from when on, twice: nothing is known later than it holds."""
    for purpose in purposes:
        if purpose == SCORING:
            yield purpose, False, 0, 0
        for at, is_allowed in turns(known, purpose):
            yield purpose, is_allowed, microseconds(at), microseconds(at)


def _doubtful(
    contacts: Sequence[Any], of: ByContact, declared: Sequence[Declared], of_them: Mapping[str, Any]
) -> set[Any]:
    """Those who have not been allowed ever since they are known: they withdrew, or were known before the house declared."""
    if not declared or not all(one.basis for one in declared):
        return set(contacts)
    since = microseconds(declared[0].from_at)
    found = {contact for contact in contacts if min(one.known_at for one in of[contact]) < since}
    said_no = Consent.objects.filter(purpose=Purpose.SCORING, is_given=False, **of_them).order_by()
    return found | {contact for (contact,) in raw(said_no, "contact_id")}


def _who_spoke_of(ways: Iterable[str], of_them: Mapping[str, Any]) -> set[Any]:
    spoke = Consent.objects.filter(purpose__in=ways, **of_them).order_by()
    return {contact for (contact,) in raw(spoke, "contact_id")}


def _blocked(of_them: Mapping[str, Any]) -> set[Any]:
    """Restricted, suppressed and erased contacts. As a rule there are few in all, and reading them all is cheaper than naming thousands."""
    ways = (
        Restriction.objects.values_list("contact_id"),
        SuppressedContact.objects.values_list("contact_id"),
        Erasure.objects.values_list("contact_id"),
    )
    first, *others = (way.order_by() for way in ways)
    found = {contact for (contact,) in chain.from_iterable(in_batches(first.union(*others, all=True)[: FEW + 1]))}
    if len(found) <= FEW:
        return found
    ids = of_them.get("contact__in")
    first, *others = (way.order_by() if ids is None else way.order_by().filter(contact_id__in=ids) for way in ways)
    return {contact for (contact,) in chain.from_iterable(in_batches(first.union(*others, all=True)))}
