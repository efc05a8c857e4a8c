"""Backtests as the pages and the command show them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handschlag.agreement.models import State, may_draft
from handschlag.kernel.sheets import Sheet
from handschlag.organisation.models import User
from handschlag.trial.models import Backtest, TriedLead

ON_A_PAGE = 25

LISTS = {
    "new": gettext_lazy("New under the draft"),
    "gone": gettext_lazy("No longer handed over"),
    "earlier": gettext_lazy("Earlier than before"),
    "later": gettext_lazy("Later than before"),
    "same": gettext_lazy("At the same moment"),
}

WIDTH, HEIGHT = 600, 200
"""Of the curve, in the units of its picture."""


@dataclass(frozen=True)
class WeekRow:
    """A week as a row of the table; bars are widths in per cent of the longest, capacity among them."""

    monday: date
    draft: int
    other: int
    draft_bar: str
    other_bar: str
    capacity_mark: str
    is_over: bool


@dataclass(frozen=True)
class CriterionRow:
    """What would happen without a criterion; ``bar`` is a width in per cent of the weightiest."""

    label: str
    fewer: int
    more: int
    later: int
    wins: int
    bar: str


@dataclass(frozen=True)
class CurvePoint:
    """A threshold so many points from the draft's own, and what it would bring; ``x`` is its place in the picture."""

    points: int
    handovers: int
    wins: int
    x: str


@dataclass(frozen=True)
class Curve:
    """Handovers and known wins over the threshold: the points, and two lines for the picture."""

    points: Sequence[CurvePoint]
    handovers: str
    wins: str
    own: str
    most_handovers: int
    most_wins: int


@dataclass(frozen=True)
class ListRow:
    """One of the lists: its key, its name, how many."""

    key: str
    label: str
    count: int


@dataclass(frozen=True)
class Shown:
    """A finished backtest, ready to be shown."""

    backtest: Backtest
    result: Mapping[str, Any]
    lists: Sequence[ListRow]
    weeks: Sequence[WeekRow]
    criteria: Sequence[CriterionRow]
    curve: Curve
    may_attach: bool
    is_attached: bool

    @property
    def wins(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.result["wins"]
        return found


def listing(page: int | str = 1) -> Page[Backtest]:
    """All backtests, the newest first."""
    return Paginator(Backtest.objects.select_related("draft", "other", "asked_by"), ON_A_PAGE).get_page(page)


def shown(backtest: Backtest, user: User, at: datetime) -> Shown | None:
    """The result with everything its page draws; nothing while there is none."""
    if backtest.result is None:
        return None
    result = backtest.result
    is_draft = backtest.draft.state(at) is State.DRAFT
    evidence = getattr(backtest.draft, "evidence", None)
    return Shown(
        backtest=backtest,
        result=result,
        lists=[ListRow(key, str(label), result["handovers"][key]) for key, label in LISTS.items()],
        weeks=_weeks(result["weeks"], result["capacity"]),
        criteria=_criteria(backtest, result["criteria"]),
        curve=_curve(result["curve"]),
        may_attach=is_draft and backtest.is_of_present_terms and may_draft(user, at),
        is_attached=evidence is not None and evidence.document == result,
    )


def leads_of(backtest: Backtest, key: str, page: int | str | None) -> Page[TriedLead]:
    """The leads of one list, the latest first."""
    rows = backtest.leads.filter(list=key).select_related("lead__contact__company")
    return Paginator(rows, ON_A_PAGE).get_page(page)


def sheet_of(backtest: Backtest, key: str, rows: Iterator[TriedLead]) -> Sheet:
    """The leads of one list as a file."""
    headings = (_("Contact"), _("Company"), str(backtest.draft), str(backtest.other), _("Won"))
    return Sheet(
        f"backtest-{key}",
        headings,
        (
            (str(row.lead.contact), str(row.lead.contact.company or ""), row.draft_at, row.other_at, row.is_won)
            for row in rows
        ),
    )


def sheet_of_all(rows: Iterator[Backtest]) -> Sheet:
    """All backtests as a file."""
    headings = (_("Tried"), _("against"), _("from"), _("to"), _("Asked"), _("New"), _("No longer"))
    return Sheet("backtests", headings, (_row(one) for one in rows))


def _row(one: Backtest) -> tuple[str | datetime | int | None, ...]:
    came = one.result["handovers"] if one.result else {}
    versions = (str(one.draft), str(one.other))
    return (*versions, one.from_at, one.until_at, one.asked_at, came.get("new"), came.get("gone"))


def _weeks(weeks: Sequence[Mapping[str, Any]], capacity: int) -> list[WeekRow]:
    most = max([capacity, 1, *(max(week["draft"], week["other"]) for week in weeks)])

    def bar(number: int) -> str:
        return f"{100 * number / most:.2f}"

    return [
        WeekRow(
            monday=date.fromisoformat(week["monday"]),
            draft=week["draft"],
            other=week["other"],
            draft_bar=bar(week["draft"]),
            other_bar=bar(week["other"]),
            capacity_mark=bar(capacity),
            is_over=week["draft"] > capacity,
        )
        for week in weeks
    ]


def _criteria(backtest: Backtest, rows: Sequence[Mapping[str, Any]]) -> list[CriterionRow]:
    labels = {part.key: part.label for part in backtest.draft.parsed.criteria()}
    most = max([1, *(row["fewer"] + row["more"] for row in rows)])
    return [
        CriterionRow(
            label=labels.get(row["criterion"], row["criterion"]),
            fewer=row["fewer"],
            more=row["more"],
            later=row["later"],
            wins=row["wins"],
            bar=f"{100 * (row['fewer'] + row['more']) / most:.2f}",
        )
        for row in rows
    ]


def _curve(rows: Sequence[Mapping[str, int]]) -> Curve:
    lowest, highest = rows[0]["points"], rows[-1]["points"]
    places = [f"{WIDTH * (row['points'] - lowest) / (highest - lowest):.1f}" for row in rows]
    points = [CurvePoint(row["points"], row["handovers"], row["wins"], x) for row, x in zip(rows, places, strict=True)]
    handovers, wins = (max([1, *(row[name] for row in rows)]) for name in ("handovers", "wins"))

    def line(name: str, most: int) -> str:
        return " ".join(f"{x},{HEIGHT * (1 - row[name] / most):.1f}" for row, x in zip(rows, places, strict=True))

    own = f"{WIDTH * -lowest / (highest - lowest):.1f}"
    return Curve(points, line("handovers", handovers), line("wins", wins), own, handovers, wins)
