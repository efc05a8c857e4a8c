"""What a message says about the person, under the names this house uses."""

from __future__ import annotations

import re
from collections.abc import Mapping

ALIASES = {
    "first_name": "given_name",
    "firstname": "given_name",
    "vorname": "given_name",
    "last_name": "family_name",
    "lastname": "family_name",
    "surname": "family_name",
    "nachname": "family_name",
    "title": "position",
    "job_title": "position",
    "jobtitle": "position",
    "company_name": "company",
    "organization": "company",
    "company_industry": "industry",
    "company_employees": "employees",
    "company_employee_count": "employees",
    "employee_count": "employees",
    "company_domain": "domain",
    "company_country": "country",
    "company_postal_code": "postal_code",
    "address_country": "country",
    "address_postal_code": "postal_code",
    "address_postalcode": "postal_code",
    "address_city": "city",
    "postalcode": "postal_code",
    "zip": "postal_code",
    "plz": "postal_code",
    "locale": "language",
}
"""Other people's names for the same thing, after ``trait_name``."""

OF_COMPANY = frozenset({"industry", "employees", "country", "postal_code"})
"""Traits that describe the firm, where there is one, and not the person."""

UMLAUT_WORDS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})

LONGEST_NAME, LONGEST_TEXT, MOST = 60, 300, 100

Value = str | int | float | bool


def trait_name(text: str) -> str:
    """``Job Title`` and ``jobTitle`` → ``job_title``; what is no letter, digit, dash or underscore separates."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text.strip())
    return re.sub(r"[^a-z0-9_-]+", "_", words.lower()).strip("_-")[:LONGEST_NAME]


def plain_traits(said: Mapping[str, object]) -> dict[str, Value]:
    """Traits as a flat table: nested objects joined by ``_``, empty ones left out, texts cut at 300 characters, at most 100.

    >>> plain_traits({"firstName": "Anna", "company": {"name": "Bauer AG", "employees": 80}})
    {'given_name': 'Anna', 'company': 'Bauer AG', 'employees': 80}
    """
    plain: dict[str, Value] = {}
    for name, value in _flat(said):
        name = ALIASES.get(name, name)
        if isinstance(value, str):
            value = value.strip()[:LONGEST_TEXT]
        if name and value != "" and len(plain) < MOST:
            plain.setdefault(name, value)
    return plain


def _flat(said: Mapping[str, object], prefix: str = "") -> list[tuple[str, Value]]:
    pairs: list[tuple[str, Value]] = []
    for key, value in said.items():
        name = f"{prefix}_{trait_name(key)}" if prefix else trait_name(key)
        if isinstance(value, Mapping):
            pairs += _flat(value, name)
        elif isinstance(value, str | int | float):
            pairs.append((name, value))
    return pairs
