"""How a territory may name a company: by the domain of its addresses, or by its name with or without the legal form."""

from __future__ import annotations

from collections.abc import Iterable

from handschlag.people.core.matching.spelling import firm, plain
from handschlag.people.core.names import domain_of


def spelled(account: str) -> str:
    """What somebody wrote for a company, as ``spellings`` writes companies.

    >>> spelled("www.Bauer.DE"), spelled("Bauer & Söhne GmbH")
    ('bauer.de', 'bauer sohne gmbh')
    """
    text = account.strip().casefold()
    if "." in text and " " not in text and not text.endswith("."):
        return domain_of(text.removeprefix("https://").removeprefix("http://").partition("/")[0])
    return plain(text.replace(".", ""))


def spellings(domains: Iterable[str], names: Iterable[str]) -> frozenset[str]:
    """Under what a territory may name a company that has these domains and names.

    Who writes the legal form means it; who leaves it out means the firm whatever its form.

    >>> sorted(spellings(["bauer.de"], ["Bauer & Söhne GmbH"]))
    ['bauer sohne', 'bauer sohne gmbh', 'bauer.de']
    """
    said = {domain.casefold() for domain in domains}
    for name in names:
        said |= {plain(name.replace(".", "")), firm(name)}
    return frozenset(said - {""})
