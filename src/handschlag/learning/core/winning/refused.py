"""What no model here may learn from: who somebody is, and who of the house worked on the lead."""

from __future__ import annotations

import re
from collections.abc import Iterable

PROTECTED = frozenset(
    [
        "gender",
        "sex",
        "geschlecht",
        "sexual",
        "orientation",
        "age",
        "alter",
        "birthday",
        "birthdate",
        "birth",
        "geburtstag",
        "geburtsdatum",
        "dob",
        "ethnicity",
        "ethnic",
        "race",
        "herkunft",
        "nationality",
        "staatsangehoerigkeit",
        "citizenship",
        "religion",
        "konfession",
        "belief",
        "weltanschauung",
        "disability",
        "disabled",
        "behinderung",
        "marital",
        "familienstand",
        "married",
        "pregnancy",
        "pregnant",
        "schwanger",
        "children",
        "kinder",
        "union",
        "gewerkschaft",
        "party",
        "partei",
        "diagnosis",
        "salutation",
        "anrede",
        "title",
        "firstname",
        "vorname",
        "lastname",
        "nachname",
        "surname",
        "fullname",
    ]
)
"""Words for what the law protects (AGG § 1, GDPR art. 9) and what gives it away, German and English."""

EMPLOYEES = frozenset(
    [
        "rep",
        "seller",
        "salesperson",
        "salesrep",
        "verkaeufer",
        "owner",
        "assignee",
        "agent",
        "employee",
        "mitarbeiter",
        "bearbeiter",
        "betreuer",
        "sdr",
        "sr",
        "bdr",
        "ae",
        "closer",
    ]
)
"""Words for people of the house: their performance is nobody's feature (BetrVG § 87). ``employees``, a company's size, is another word."""

NEUTRAL = frozenset(
    [
        "customer",
        "contact",
        "person",
        "client",
        "lead",
        "user",
        "of",
        "the",
        "in",
        "years",
        "year",
        "group",
        "range",
        "band",
        "status",
        "code",
        "id",
        "key",
        "number",
        "name",
        "date",
        "day",
        "at",
        "sales",
        "assigned",
        "kunde",
        "kontakt",
        "des",
        "der",
        "jahre",
        "gruppe",
        "stand",
    ]
)
"""Words that change nothing: ``contact_age_years`` is an age. ``machine_age_years`` is not one of a person, for its other word."""


def refused(names: Iterable[str]) -> tuple[str, ...]:
    """The names among these that say something protected, or name a person of the house.

    >>> refused(["age", "Contact gender", "machine_age_years", "sdr_id", "employees", "Verkäufer"])
    ('age', 'Contact gender', 'sdr_id', 'Verkäufer')
    """
    return tuple(name for name in names if _says_too_much(name))


def _says_too_much(name: str) -> bool:
    left = [word for word in words_of(name) if word not in NEUTRAL]
    return bool(left) and all(word in PROTECTED or word in EMPLOYEES for word in left)


def words_of(name: str) -> list[str]:
    """The words of a column's name, small, without umlauts: ``SalesRep`` and ``sales rep`` are the same two."""
    plain = re.sub(r"(?<=[a-zäöü])(?=[A-ZÄÖÜ])", " ", name).lower()
    for letter, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        plain = plain.replace(letter, letters)
    return re.findall(r"[a-z]+", plain)
