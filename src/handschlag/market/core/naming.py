"""By which words touches name a material or a variant: its key, its file, its link, or the page that its link leads to."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

NAMED, PAGE = "named", "page"
"""How a touch says it: as its material, or, where it names none, by the page on which it took place."""

LONGEST = {NAMED: 120, PAGE: 500}
"""As long as touches keep them."""


def names_of(key: str, link: str = "", file: str = "") -> set[tuple[str, str]]:
    """``(how, name)`` of everything that means it. The front page of a site means nothing: every material might lead there.

    >>> sorted(names_of("guide", "https://www.example.com/guide/?utm_content=li", "guide.pdf"))[:2]
    [('named', 'guide'), ('named', 'guide.pdf')]
    >>> sorted(name for how, name in names_of("guide", "https://www.example.com/guide/") if how == PAGE)
    ['/guide', '/guide/']
    """
    found = {(NAMED, key), (NAMED, file), *_of_link(link)}
    return {(how, name) for how, name in found if name and len(name) <= LONGEST[how]}


def _of_link(link: str) -> Iterator[tuple[str, str]]:
    bare = link.partition("#")[0]
    yield NAMED, bare
    yield NAMED, bare.partition("?")[0]
    try:
        path = unquote(urlsplit(link).path).rstrip("/")
    except ValueError:
        return
    if path:
        yield PAGE, path
        yield PAGE, f"{path}/"
