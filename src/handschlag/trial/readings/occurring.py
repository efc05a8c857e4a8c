"""What occurs in this house, counted once an hour at most, and as a page asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from urllib.parse import urlencode

from django.core.cache import cache
from django.utils.translation import gettext as _

from handschlag.trial.core.occurring import Occurrence, counted
from handschlag.trial.models.counting import attributes, touches_since
from handschlag.trial.models.naming import label_of

LOOKED_AT = timedelta(days=90)
KEPT_SECONDS = 3600

_one_at_a_time = Lock()


@dataclass(frozen=True)
class Line:
    """An occurrence as a line of the page."""

    occurrence: Occurrence

    @property
    def label(self) -> str:
        return label_of(self.occurrence)

    @property
    def address(self) -> str:
        """The query that picks it."""
        one = self.occurrence
        said = {"pick": "1", "what": one.what, "kind": one.kind, "name": one.name, "value": one.value}
        number = {"at_least": f"{one.middle:.6g}"} if one.is_number else {}
        return urlencode({name: value for name, value in (said | number).items() if value})

    @property
    def range(self) -> str:
        one = self.occurrence
        if not one.is_number:
            return ""
        low, middle, high = (f"{value:.6g}" for value in (one.low, one.middle, one.high) if value is not None)
        return _("from {low} to {high}, half of them below {middle}").format(low=low, middle=middle, high=high)


@dataclass(frozen=True)
class Found:
    """What occurs, of one sort, as far as it matches what was looked for; ``as_of`` is when it was counted."""

    what: str
    lines: Sequence[Line]
    as_of: datetime
    days: int = LOOKED_AT.days


def occurring(what: str, words: str, now: datetime) -> Found:
    """What occurs of the sort ``what``, of which each of ``words`` is part."""
    found, as_of = _counted(now)
    lines = [Line(one) for one in found[what]]
    return Found(what, [one for one in lines if _matches(one, words)], as_of)


def _matches(line: Line, words: str) -> bool:
    one = line.occurrence
    text = " ".join((line.label, one.kind, one.name, one.value)).casefold()
    return all(word in text for word in words.casefold().split())


def _counted(now: datetime) -> tuple[dict[str, list[Occurrence]], datetime]:
    """Counted by one at a time: ten people who open the page cost one reading of the touches."""
    with _one_at_a_time:
        kept: tuple[dict[str, list[Occurrence]], datetime] | None = cache.get("trial:occurring")
        if kept and timedelta(0) <= now - kept[1] < timedelta(seconds=KEPT_SECONDS):
            return kept
        fresh = counted(touches_since(now - LOOKED_AT), attributes()), now
        cache.set("trial:occurring", fresh, KEPT_SECONDS)
        return fresh
