"""The time zones one may choose: the places of the time zone database, nothing else."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from zoneinfo import available_timezones

Choice = tuple[str, str]


@lru_cache(maxsize=1)
def time_zones() -> frozenset[str]:
    """Names such as ``Europe/Berlin``, and ``UTC``."""
    no_places = ("Etc/", "SystemV/", "posix/", "right/", "US/")
    return frozenset(name for name in available_timezones() if "/" in name and not name.startswith(no_places)) | {"UTC"}


@lru_cache(maxsize=1)
def time_zone_choices() -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    """By part of the world, Europe first, for a select with groups."""
    by_region = groupby(sorted(time_zones()), key=lambda name: name.split("/")[0])
    groups = [
        (region, tuple((name, name.split("/", 1)[-1].replace("_", " ")) for name in names))
        for region, names in by_region
    ]
    return tuple(sorted(groups, key=lambda group: (group[0] != "Europe", group[0])))
