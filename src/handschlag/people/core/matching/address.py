"""E-mail addresses made alike: plus tags, Gmail's dots, and slips in the domains everybody uses."""
# ruff: noqa: SIM905 – lists of words are read as text

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from handschlag.people.core.names import FREE_MAIL, domain_of

SLIPS = {
    "gmial.com": "gmail.com",
    "gmai.com": "gmail.com",
    "gmal.com": "gmail.com",
    "gmil.com": "gmail.com",
    "gamil.com": "gmail.com",
    "gmaill.com": "gmail.com",
    "gnail.com": "gmail.com",
    "gmail.de": "gmail.com",
    "gmail.con": "gmail.com",
    "gmail.co": "gmail.com",
    "googlemail.com": "gmail.com",
    "googlemail.de": "gmail.com",
    "hotmial.com": "hotmail.com",
    "hotmal.com": "hotmail.com",
    "hotmail.con": "hotmail.com",
    "outlok.com": "outlook.com",
    "outlook.con": "outlook.com",
    "outllok.de": "outlook.de",
    "gmx.ed": "gmx.de",
    "gmx.dee": "gmx.de",
    "gxm.de": "gmx.de",
    "gmy.de": "gmx.de",
    "web.ed": "web.de",
    "wbe.de": "web.de",
    "webb.de": "web.de",
    "t-onlin.de": "t-online.de",
    "tonline.de": "t-online.de",
    "t-online.ed": "t-online.de",
    "yaho.com": "yahoo.com",
    "yahoo.con": "yahoo.com",
    "yahho.com": "yahoo.com",
    "freenet.ed": "freenet.de",
    "iclud.com": "icloud.com",
    "icloud.con": "icloud.com",
}
"""Slips seen again and again, and second names of one provider. None of them lets mail through to somebody else."""

OF_MANY = frozenset(
    "info office kontakt contact mail post hello hallo sales vertrieb marketing service support einkauf verkauf bestellung"
    " buchhaltung rechnung admin webmaster team zentrale empfang sekretariat personal jobs bewerbung newsletter presse noreply"
    " no-reply datenschutz".split()
)
"""Letterboxes that many read: they say which firm, not who."""


@lru_cache(65_536)
def domain(text: str) -> str:
    """The domain as it was meant: ``gmial.com`` → ``gmail.com``; subdomains stay."""
    return SLIPS.get(text, text)


def split(email: str) -> tuple[str, str]:
    """``(letterbox, domain)`` of an address: ``a.bauer+news@googlemail.com`` → ``("abauer", "gmail.com")``. Empty where it is none."""
    box, at, host = email.strip().casefold().rpartition("@")
    if not at or not box or len(email.split()) != 1:
        return "", ""
    host = domain(host)
    box = box.partition("+")[0] or box
    return (box.replace(".", "") or box if host == "gmail.com" else box), host


@lru_cache(65_536)
def firm_domain(host: str) -> str:
    """The domain that can be registered, or nothing for free mail, which everybody may have."""
    registered = SLIPS.get(domain_of(host), domain_of(host))
    return "" if registered in FREE_MAIL or "." not in registered else registered


def is_of_many(box: str) -> bool:
    """Whether many read this letterbox: ``info``, ``vertrieb``."""
    return box in OF_MANY


def both_free(one: str, other: str) -> bool:
    """Whether everybody may have an address at either: ``anna@gmx.de`` and ``anna@gmx.at`` are as different as any two."""
    return one in FREE_MAIL and other in FREE_MAIL


def are_numbered_apart(one: str, other: str) -> bool:
    """Whether both carry numbers, and neither's digits are among the other's: they were chosen to be told apart."""
    numbers, others = (Counter(filter(str.isdigit, text)) for text in (one, other))
    return bool(numbers - others) and bool(others - numbers)
