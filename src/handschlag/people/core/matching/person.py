"""What is known of one person, made comparable, and written as one line of text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from handschlag.people.core.matching import address, spelling

FIELD, VALUE = "\x1f", "\x1e"
MOST = 2
"""Addresses and numbers compared of one person; the newest say most."""


class Person(NamedTuple):
    """Comparable spellings; "" where nothing is known. ``emails`` are ``box@domain`` of letterboxes that one person reads, ``phones`` in international form,
    ``birth`` is ``yyyymmdd``, ``number`` any official number (customer, tax, social security)."""

    given: str = ""
    family: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    company: str = ""
    domain: str = ""
    birth: str = ""
    street: str = ""
    house: str = ""
    postal_code: str = ""
    city: str = ""
    number: str = ""


def person_of(known: Mapping[str, str], emails: Iterable[str] = (), phones: Iterable[str] = ()) -> Person:
    """A person from attributes by the names touches and tables use; a name that is in the address alone is read from there.

    >>> person_of({"given_name": "Dr. Jörg", "family_name": "Müller", "company": "Bauer AG"}, ["j.mueller+x@bauer.de"])[:6]
    ('jorg', 'muller', ('j.mueller@bauer.de',), (), 'bauer', 'bauer.de')
    """
    said = known.get
    boxes = [address.split(email) for email in emails]
    given, family = spelling.name(said("given_name", "")), spelling.name(said("family_name", ""))
    if not given and not family:
        given, family = _name_in([box for box, _host in boxes])
    street, house = spelling.street(said("street", ""))
    return Person(
        given,
        family,
        tuple(dict.fromkeys(f"{box}@{host}" for box, host in boxes if box and not address.is_of_many(box)))[:MOST],
        tuple(dict.fromkeys(phone for phone in phones if phone))[:MOST],
        spelling.firm(said("company", "")),
        next((firm for _box, host in boxes if (firm := address.firm_domain(host))), ""),
        spelling.birth(said("birth_date", "")),
        street,
        spelling.digits(said("house_number", "")) or house,
        spelling.digits(said("postal_code", "")),
        spelling.plain(said("city", ""))[:80],
        spelling.digits(said("number", "")),
    )


def _name_in(boxes: Iterable[str]) -> tuple[str, str]:
    """``anna.bauer`` is Anna Bauer; anything else is no name."""
    for box in boxes:
        words = box.replace("_", ".").split(".")
        if (
            len(words) == 2
            and all(len(word) > 1 and word.isalpha() for word in words)
            and not address.is_of_many(words[0])
        ):
            return spelling.name(words[0]), spelling.name(words[1])
    return "", ""


def as_text(person: Person) -> str:
    """One line; ``from_text`` reads it back. The separators cannot occur in a field: spellings keep letters and digits."""
    return FIELD.join(value if isinstance(value, str) else VALUE.join(value) for value in person)


def from_text(text: str) -> Person:
    """The person written by ``as_text``."""
    fields = text.split(FIELD)
    fields[2:4] = [tuple(field.split(VALUE)) if field else () for field in fields[2:4]]  # type: ignore[misc]
    return Person(*fields)  # type: ignore[arg-type]
