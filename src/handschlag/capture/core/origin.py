"""Where a submission came from: what its page and its link say, the first and the last touch kept apart."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from urllib.parse import urlsplit

CAMPAIGN = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
CLICKS = ("gclid", "gbraid", "wbraid", "msclkid", "fbclid", "li_fat_id", "ttclid")
PLACES = ("page", "referrer")
LAST = (*CAMPAIGN, *CLICKS, *PLACES)
FIRST = tuple(f"first_{name}" for name in LAST)
"""The same of the very first visit; known only where own-site link parameters or a consented device say it."""

NAMES = (*LAST, *FIRST, "anonymous_id")
LONGEST = 120
LONGEST_PLACE = 500


def origin_of(said: Mapping[str, str], referrer: str = "") -> dict[str, str]:
    """What is known about the origin, under ``NAMES``; whatever else was said is dropped, and what is too long is cut.

    ``referrer`` is what the browser itself told; it counts where the page said nothing.

    >>> origin_of({"utm_source": " fair ", "page": "https://a.example/x?mail=anna@b.example", "evil": "1"})
    {'utm_source': 'fair', 'page': 'https://a.example/x'}
    """
    found = {}
    for name in NAMES:
        text = one_line(said.get(name, "") or (referrer if name == "referrer" else ""))
        value = place(text) if name.removeprefix("first_") in PLACES else text[:LONGEST]
        if value:
            found[name] = value
    return found


def place(text: str) -> str:
    """An address without its query, which may hold what is nobody's business; "" for what is no web address."""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    return f"{parts.scheme}://{host}{parts.path}"[:LONGEST_PLACE]


def one_line(text: str) -> str:
    """Control characters, line ends and half characters become single spaces: what is typed never begins a new line anywhere."""
    plain = "".join(
        " " if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") else character for character in text
    )
    return " ".join(plain.split())
