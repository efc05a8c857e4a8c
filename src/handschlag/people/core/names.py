"""Names as they are sorted and searched, and the firm an e-mail address speaks of."""

from __future__ import annotations

import re
import unicodedata

FREE_MAIL = frozenset(
    [
        "aol.com",
        "arcor.de",
        "bluewin.ch",
        "freenet.de",
        "fastmail.com",
        "gmail.com",
        "gmx.at",
        "gmx.ch",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hotmail.com",
        "hotmail.de",
        "icloud.com",
        "mac.com",
        "mail.com",
        "mail.de",
        "mailbox.org",
        "mail.ru",
        "me.com",
        "msn.com",
        "online.de",
        "outlook.com",
        "outlook.de",
        "posteo.de",
        "proton.me",
        "protonmail.com",
        "qq.com",
        "rocketmail.com",
        "t-online.de",
        "tutanota.com",
        "tuta.io",
        "uol.com.br",
        "web.de",
        "yahoo.com",
        "yahoo.de",
        "yandex.ru",
        "ymail.com",
    ]
)
"""Domains at which everybody may have an address; they say nothing about the firm."""

SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gov", "gv", "net", "or", "org"})
"""Below a country's domain these are no firm yet: ``bauer.co.uk``, ``bauer.com.br``."""


def fold(text: str) -> str:
    """Case, accents and repeated spaces do not matter in search: ``Müller  GmbH`` → ``muller gmbh``."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def is_named_after(text: str, given_name: str, family_name: str) -> bool:
    """Whether a firm's name or domain says a person's full name, in either order and spelling.

    >>> is_named_after("Jörg Müller Maschinenbau e.K.", "Jörg", "Müller"), is_named_after("joergmueller.de", "Jörg", "Müller")
    (True, True)
    >>> is_named_after("Johann Müller GmbH", "Jo", "Müller")
    False
    """
    said = {_words(text), _words(text.partition(".")[0])}
    for given, family in {(given_name, family_name), (_plain(given_name), _plain(family_name))}:
        own = (_words(given), _words(family))
        if not all(own):
            return False
        together = {"".join(own[0] + own[1]), "".join(own[1] + own[0])}
        if any({*own[0], *own[1]} <= {*words} or not together.isdisjoint(words) for words in said):
            return True
    return False


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in re.split(r"[\W_]+", fold(text)) if word)


def _plain(name: str) -> str:
    return name.casefold().translate(UMLAUTS)


def name_keys(given_name: str, family_name: str, email: str) -> tuple[str, str]:
    """``(by family name, by given name)``; a contact without a name is listed under its address."""
    by_family, by_given = fold(f"{family_name} {given_name}"), fold(f"{given_name} {family_name}")
    return (by_family or email)[:250], (by_given or email)[:250]


def split_name(name: str) -> tuple[str, str]:
    """``Anna Maria Bauer`` → ``("Anna Maria", "Bauer")``; a single word is a family name. ``Bauer, Anna`` is understood too."""
    if "," in name:
        family, _comma, given = name.partition(",")
        return given.strip(), family.strip()
    given, _space, family = name.strip().rpartition(" ")
    return given.strip(), family


def domain_of(email: str) -> str:
    """The part of the address after the @, reduced to what can be registered: ``info@mail.bauer.de`` → ``bauer.de``."""
    labels = email.rpartition("@")[2].split(".")
    keep = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in SECOND_LEVEL else 2
    return ".".join(labels[-keep:])


def company_domain(email: str) -> str:
    """The firm's domain, or nothing for free mail."""
    domain = domain_of(email) if email else ""
    return "" if domain in FREE_MAIL else domain
