"""Identifier keys: how a person is written down so that the same person is always written alike.

A key is a kind and a value, ``email:anna@example.com``. From the strongest kind to the weakest: e-mail, user id of an own
system, id in an outside system, phone, anonymous id of a browser.
"""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers

from handschlag.capture.core.dropping import Dropped, DropReason

KINDS = ("email", "user", "external", "phone", "anon")
STRENGTH = {kind: place for place, kind in enumerate(KINDS)}
LONGEST_VALUE = 254
LONGEST_EMAIL = 254
PHONE_REGION = "DE"
"""Numbers written without a country are read as German ones where nobody says otherwise."""

EMAIL = re.compile(r"[^@\s,;:<>()\[\]\\\"']+@(?:[^@\s.,;:<>()\[\]\\\"'/]+\.)+[^@\s.,;:<>()\[\]\\\"'/]{2,}")


def kind_of(key: str) -> str:
    """The part before the first colon."""
    return key.partition(":")[0]


def value_of(key: str) -> str:
    """The part after the first colon."""
    return key.partition(":")[2]


def is_anonymous(key: str) -> bool:
    """Whether the key says which browser, but not who."""
    return kind_of(key) == "anon"


def by_strength(keys: list[str]) -> list[str]:
    """The keys without repetition, strongest kind first; within a kind in their order."""
    return sorted(dict.fromkeys(keys), key=lambda key: STRENGTH[kind_of(key)])


@lru_cache(maxsize=50_000)
def normal_email(text: str) -> str:
    """Trimmed and in lower case. Raises ``Dropped`` for what cannot be an address (line breaks and header tricks included)."""
    email = text.strip().lower()
    if len(email) > LONGEST_EMAIL or not EMAIL.fullmatch(email):
        raise Dropped(DropReason.BAD_IDENTIFIER, "not an e-mail address")
    return email


@lru_cache(maxsize=50_000)
def normal_phone(text: str, region: str = PHONE_REGION) -> str:
    """``+4982112345``: international form without spaces. Raises ``Dropped`` for what cannot be a number."""
    try:
        number = phonenumbers.parse(text.strip(), region)
    except phonenumbers.NumberParseException:
        raise Dropped(DropReason.BAD_IDENTIFIER, "not a phone number") from None
    if not phonenumbers.is_possible_number(number):
        raise Dropped(DropReason.BAD_IDENTIFIER, "not a phone number")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def plain_key(kind: str, value: str) -> str:
    """A key of a kind that is written as it came, trimmed."""
    trimmed = value.strip()
    if not trimmed or len(trimmed) > LONGEST_VALUE:
        raise Dropped(DropReason.BAD_IDENTIFIER, f"an id of 1 to {LONGEST_VALUE} characters is needed")
    return f"{kind}:{trimmed}"


def email_key(text: str) -> str:
    return f"email:{normal_email(text)}"


def phone_key(text: str) -> str:
    return f"phone:{normal_phone(text)}"
