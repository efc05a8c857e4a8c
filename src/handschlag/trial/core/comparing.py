"""What a draft would have changed: from the moments at which leads would have qualified to figures that both can sign."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

import numpy as np
import pyarrow as pa

from handschlag.trial.core.estimating import Estimated, band, estimated_wins
from handschlag.trial.core.trying import MOST_ROOM, Tried

CURVE = range(-20, 41, 2)
"""Thresholds the curve shows, in points from the draft's own."""

LISTS = ("new", "gone", "earlier", "later", "same")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Outcomes:
    """What is known today of leads that sales got: won, or ended otherwise. By number."""

    won: frozenset[int] = frozenset()
    ended: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Comparison:
    """When leads would have come to sales under the draft and under the other version: number → microseconds since 1970, UTC."""

    draft: Mapping[int, int]
    other: Mapping[int, int]
    outcomes: Outcomes = Outcomes()
    room: Mapping[int, tuple[int | None, int | None]] = field(default_factory=dict)
    without: Mapping[str, Mapping[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, draft: Tried, other: Tried, outcomes: Outcomes) -> Comparison:
        without: dict[str, dict[int, int]] = {}
        if draft.without is not None and draft.counted is not None:
            without = {criterion: {} for criterion in draft.counted["criterion"].to_pylist()}
            columns = (draft.without[name].to_pylist() for name in ("dropped", "lead", "at"))
            for dropped, lead, at in zip(*columns, strict=True):
                without[dropped][lead] = at
        return cls(_pairs(draft.first), _pairs(other.first), outcomes, _rooms(draft.room), without)

    def list_of(self, lead: int) -> str:
        """In which of the lists a lead is that at least one of both would have handed over."""
        if lead not in self.other:
            return "new"
        if lead not in self.draft:
            return "gone"
        difference = self.draft[lead] - self.other[lead]
        return "earlier" if difference < 0 else "later" if difference else "same"

    def lists(self) -> dict[str, list[int]]:
        """The leads of every list, the latest first."""
        found: dict[str, list[int]] = {name: [] for name in LISTS}
        moments = {**self.other, **self.draft}
        for lead in sorted(moments, key=lambda lead: (-moments[lead], lead)):
            found[self.list_of(lead)].append(lead)
        return found

    def weeks(self, from_at: datetime, until_at: datetime, zone: tzinfo) -> list[dict[str, Any]]:
        """Every week the period touches, by its Monday in ``zone``, with how many would have come under each."""
        counts = [
            Counter(monday(EPOCH + timedelta(microseconds=at), zone) for at in found.values())
            for found in (self.draft, self.other)
        ]
        first, last = monday(from_at, zone), monday(until_at, zone)
        mondays = [first + timedelta(weeks=number) for number in range((last - first).days // 7 + 1)]
        return [{"monday": day.isoformat(), "draft": counts[0][day], "other": counts[1][day]} for day in mondays]

    def wins(self) -> dict[str, Any]:
        """Known wins that both would have handed over (``kept``), only the other (``lost``), only the draft (``gained``); and an
        estimate for the draft's new leads of which nobody knows the outcome."""
        won, lists = self.outcomes.won, self.lists()
        unknown = [lead for lead in lists["new"] if lead not in won | self.outcomes.ended]
        found = self._estimated(unknown)
        return {
            "kept": len(won.intersection(*(self.draft, self.other))),
            "lost": len(won.intersection(lists["gone"])),
            "gained": len(won.intersection(lists["new"])),
            "unknown": len(unknown),
            "estimated": None
            if found is None
            else {"mean": found.mean, "low": found.low, "high": found.high, "known": found.known},
        }

    def criteria(self) -> list[dict[str, Any]]:
        """What each criterion is worth: without it, how many fewer, more and later would have come; the weightiest first."""
        rows = []
        for key, found in self.without.items():
            fewer, more = len(self.draft.keys() - found.keys()), len(found.keys() - self.draft.keys())
            later = sum(found[lead] > at for lead, at in self.draft.items() if lead in found)
            won = len(self.outcomes.won & (self.draft.keys() - found.keys()))
            rows.append({"criterion": key, "fewer": fewer, "more": more, "later": later, "wins": won})
        return sorted(rows, key=lambda row: (-(row["fewer"] + row["more"]), -row["later"], row["criterion"]))

    def curve(self) -> list[dict[str, int]]:
        """Handovers, and known wins among them, if the draft asked for so many points more or fewer."""
        nobody = -MOST_ROOM
        leads = list(self.room)
        before, best = (
            np.array(
                [nobody if self.room[lead][side] is None else self.room[lead][side] for lead in leads], dtype=np.int64
            )
            for side in (0, 1)
        )
        is_won = np.array([lead in self.outcomes.won for lead in leads], dtype=bool)
        rows = []
        for points in CURVE:
            comes = (best >= 100 * points) & (before < 100 * points)
            rows.append({"points": points, "handovers": int(comes.sum()), "wins": int((comes & is_won).sum())})
        return rows

    def _estimated(self, leads: Sequence[int]) -> Estimated | None:
        known = [(self._band(lead), True) for lead in sorted(self.outcomes.won)]
        known += [(self._band(lead), False) for lead in sorted(self.outcomes.ended - self.outcomes.won)]
        return estimated_wins((self._band(lead) for lead in leads), known)

    def _band(self, lead: int) -> str:
        before, best = self.room.get(lead, (None, None))
        return band(max((room for room in (before, best) if room is not None), default=None), MOST_ROOM)


def monday(at: datetime, zone: tzinfo) -> date:
    """The Monday of the week that ``at`` falls into, in ``zone``."""
    day = at.astimezone(zone).date()
    return day - timedelta(days=day.weekday())


def _pairs(first: pa.Table) -> dict[int, int]:
    return dict(zip(first["lead"].to_pylist(), first["at"].to_pylist(), strict=True))


def _rooms(room: pa.Table | None) -> dict[int, tuple[int | None, int | None]]:
    if room is None:
        return {}
    columns = (room[name].to_pylist() for name in ("lead", "before", "best"))
    return {lead: (before, best) for lead, before, best in zip(*columns, strict=True)}
