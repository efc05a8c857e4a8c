"""Machines that leave touches behind: crawlers by the name they give themselves, prefetching, mail scanners by their pace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TypeVar

BOTS = (
    "googlebot", "google-inspectiontool", "adsbot", "mediapartners-google", "storebot", "bingbot", "bingpreview", "slurp",
    "duckduckbot", "baiduspider", "yandexbot", "yandeximages", "applebot", "facebookexternalhit", "meta-externalagent",
    "twitterbot", "linkedinbot", "slackbot", "discordbot", "telegrambot", "whatsapp", "pinterestbot", "petalbot", "semrush",
    "ahrefs", "mj12bot", "dotbot", "seznambot", "bytespider", "gptbot", "claudebot", "perplexitybot", "ccbot", "amazonbot",
    "crawler", "spider", "headlesschrome", "phantomjs", "lighthouse", "pagespeed", "uptimerobot", "pingdom", "statuscake",
    "proofpoint", "mimecast", "barracuda", "safelinks", "urldefense",
)  # fmt: skip
"""Parts of user agents, in small letters, by which search engines, previews, monitors and mail filters name themselves."""

FLAGS = frozenset({"bot", "scanner", "prefetch"})
"""What touches of machines are marked with; ``prefetch`` comes from browsers that fetch pages ahead."""

CLICKS_OF_A_MACHINE = 10
WITHIN = timedelta(seconds=2)
"""Ten clicks or pages of one person within two seconds: nobody reads so fast, mail filters open every link at once."""

CLICKS = frozenset({"page_viewed", "screen_viewed", "link_opened"})
"""Kinds besides those that end in ``_clicked``, such as ``email_clicked``, that a machine opening links leaves behind."""

Touch = TypeVar("Touch")


@lru_cache(maxsize=10_000)
def _names_a_bot(user_agent: str) -> bool:
    small = user_agent.lower()
    return any(name in small for name in BOTS)


def is_bot(user_agent: object) -> bool:
    """Whether the user agent names a known crawler, preview or mail filter."""
    return isinstance(user_agent, str) and _names_a_bot(user_agent[:500])


def is_prefetch(hints: Iterable[str]) -> bool:
    """Whether a browser says, in ``Purpose``, ``Sec-Purpose`` or ``X-Moz``, that nobody looks at the page yet."""
    return any("prefetch" in hint.lower() or "preview" in hint.lower() for hint in hints)


def is_click(kind: str) -> bool:
    """Whether a machine that opens links leaves touches of this kind behind."""
    return kind in CLICKS or kind.endswith("_clicked")


def bursts(moments: Sequence[tuple[datetime, Touch]]) -> list[Touch]:
    """Of one person's clicks, those that stand among ten or more within two seconds; in the order they happened.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> bursts([(noon + timedelta(milliseconds=100 * n), n) for n in range(10)]) == list(range(10))
    True
    >>> bursts([(noon + timedelta(seconds=n), n) for n in range(10)])
    []
    """
    clicks = sorted(moments, key=lambda pair: pair[0])
    marked = [False] * len(clicks)
    first = 0
    for last, (at, _touch) in enumerate(clicks):
        while at - clicks[first][0] > WITHIN:
            first += 1
        if last - first + 1 >= CLICKS_OF_A_MACHINE:
            marked[first : last + 1] = [True] * (last - first + 1)
    return [touch for (_at, touch), is_marked in zip(clicks, marked, strict=True) if is_marked]
