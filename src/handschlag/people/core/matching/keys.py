"""Keys under which look-alikes meet: two people are compared only where they share one.

Every key is several facts together or one rare fact, so that a million people fall into small blocks; each slip of the pen
leaves at least one key whole. Larger blocks than ``MOST_IN_A_BLOCK`` say nothing and are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b

from handschlag.people.core.matching.person import Person
from handschlag.people.core.matching.spelling import sound

MOST_IN_A_BLOCK = 25


SMALL_BASE = 100_000
"""Up to so many people the broad keys are worth their while; beyond, their blocks are too large to say anything."""


def match_keys(person: Person) -> set[int]:
    """The person's keys, about eleven where much is known, as signed 64-bit numbers (BLAKE2b of kind and facts)."""
    return {hashed(key) for key in facts(person)}


def broad_keys(person: Person) -> set[int]:
    """More keys, of one name with place or year: for records with little on them, in a small base."""
    return {hashed(key) for key in broad_facts(person)}


def facts(person: Person) -> Iterator[str]:
    """The keys in readable form, ``kind|fact|fact``."""
    given, family = person.given, person.family
    for email in person.emails:
        box, _at, host = email.partition("@")
        yield f"mail|{email}"
        if len(box) >= 5 and not (given and family and box.replace(".", "").isalpha()):
            yield f"box|{box}"
        if person.domain:
            yield f"start|{box[:4]}|{host}"
    for phone in person.phones:
        yield f"phone|{phone}"
        yield f"digits|{phone[:5]}|{''.join(sorted(phone[5:]))}"
    if person.number:
        yield f"number|{person.number}"
    if given and family:
        yield from _of_both_names(person, _first(given), family)
    yield from _of_the_firm(person)
    if person.birth:
        yield from _of_the_birth(person)
    if person.street and (person.postal_code or person.city):
        yield f"door|{person.street}|{person.house}|{person.postal_code[:3] or person.city}"
    if person.street and person.postal_code:
        yield f"lane|{person.street[:5]}|{person.postal_code}"


def broad_facts(person: Person) -> Iterator[str]:
    """The broad keys in readable form."""
    if person.given and person.family:
        yield "heard|" + "|".join(sorted((sound(_first(person.given)), sound(person.family))))
    for name in filter(None, map(sound, (person.given, person.family))):
        if person.city:
            yield f"folk|{name}|{sound(person.city)}"
        if person.birth:
            yield f"cohort|{name}|{person.birth[:4]}"
            yield f"feast|{name}|{person.birth[4:]}"
    for email in person.emails:
        box, _at, host = email.partition("@")
        yield f"letter|{box}"
        yield f"host|{host}"


def _of_both_names(person: Person, given: str, family: str) -> Iterator[str]:
    yield "names|" + "|".join(sorted((given, family)))
    heard = "|".join(sorted((sound(given), sound(family))))
    if person.city:
        yield f"town|{heard}|{sound(person.city)}"
    elif person.postal_code:
        yield f"area|{heard}|{person.postal_code[:3]}"


def _of_the_birth(person: Person) -> Iterator[str]:
    """The day with the sound of a name; and any two of year, month and day with the initials, for a slip in both."""
    birth, initials = person.birth, "".join(sorted(person.given[:1] + person.family[:1]))
    yield f"date|{birth}"
    yield f"birth|{birth}|{initials}"
    for part in (birth[:6], birth[:4] + "  " + birth[6:], birth[4:]):
        yield f"initials|{initials}|{part}"


def _of_the_firm(person: Person) -> Iterator[str]:
    """One name with the firm, in case the other is misspelt; where two people of that name work there, the rest tells them apart."""
    for name in filter(None, {sound(person.given), sound(person.family)}):
        if person.company:
            yield f"firm|{name}|{person.company}"
        elif person.domain:
            yield f"domain|{name}|{person.domain}"
    if person.company and person.domain:
        yield f"domain|{sound(person.family) or sound(person.given)}|{person.domain}"


@lru_cache(65_536)
def _first(name: str) -> str:
    return name.partition(" ")[0]


def hashed(key: str) -> int:
    """A fact as a signed 64-bit number (BLAKE2b): it finds, and tells nothing."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)
