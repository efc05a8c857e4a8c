"""The scoreboard as both sides see it: funnel, duties and problems of one period, as of one moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import get_default_timezone

from handschlag.learning.core.period import Period
from handschlag.learning.readings import channel_names, kept, name_of
from handschlag.scoreboard.core.problems import Finding
from handschlag.scoreboard.readings.duties import Duties, duties_of
from handschlag.scoreboard.readings.funnel import ChannelFunnel, Funnel, funnel_of
from handschlag.scoreboard.readings.problems import problems_of

MOST_CHANNELS = 50
"""Channels on one page: whoever sends touches invents channels, and nobody reads a thousand rows."""

FIRST_SHOWN = "-leads"

ORDERS: dict[str, Callable[[NamedChannel], Any]] = {
    "channel": lambda named: named.name.casefold(),
    "leads": lambda named: named.channel.leads,
    "won": lambda named: named.channel.won,
    "rate": lambda named: named.channel.rate,
}
"""The columns a table of channels may be sorted by."""


@dataclass(frozen=True)
class NamedChannel:
    """A channel's funnel under the name people know it by."""

    name: str
    channel: ChannelFunnel


@dataclass(frozen=True)
class Board:
    """Everything on the scoreboard but words."""

    funnel: Funnel
    duties: Duties
    problems: list[Finding]


def measure_board(period: Period, now: datetime) -> Board:
    """The scoreboard measured now, whatever it takes."""
    zone = get_default_timezone()
    return Board(funnel_of(period, zone), duties_of(period, now, zone), problems_of(period, zone))


def board_of(period: Period, now: datetime) -> tuple[Board, datetime]:
    """The scoreboard, perhaps kept from a moment ago, and the moment it is of."""
    name = f"scoreboard:board:{period.from_on}:{period.until_on}"
    found = kept(name, lambda: measure_board(period, now), now)
    return found.result, found.as_of


def named_channels(funnel: Funnel, sort: str) -> list[NamedChannel]:
    """The funnel's channels by name, sorted by one of ``ORDERS`` (``-`` before it: the greatest first), at most MOST_CHANNELS.

    LookupError for a column nobody may sort by.
    """
    names = channel_names()
    order = ORDERS[sort.removeprefix("-")]
    named = sorted(
        (NamedChannel(name_of(found.channel, names), found) for found in funnel.channels), key=lambda one: one.name
    )
    return sorted(named, key=order, reverse=sort.startswith("-"))[:MOST_CHANNELS]
