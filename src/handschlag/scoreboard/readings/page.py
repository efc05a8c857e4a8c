"""The scoreboard as its page shows it: the figures under their names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handschlag.learning.core.period import Period
from handschlag.learning.readings import account_of
from handschlag.learning.readings.account import Account
from handschlag.scoreboard.core.duties import AT_RISK_FROM, KEPT_FROM, Standing
from handschlag.scoreboard.core.funnel import Stage
from handschlag.scoreboard.core.problems import Finding
from handschlag.scoreboard.readings.board import MOST_CHANNELS, Board, NamedChannel, board_of, named_channels
from handschlag.scoreboard.readings.debts import Totals, totals
from handschlag.scoreboard.readings.words import PROBLEMS, PROMISES, STAGES, STATES, WHAT_TO_DO


@dataclass(frozen=True)
class NamedStage:
    """A stage of the funnel: its name and its leads."""

    name: Any
    count: int


@dataclass(frozen=True)
class NamedDuty:
    """A duty under its name, with the word, kind and icon of its state."""

    name: Any
    state: Any
    kind: str
    icon: str
    standing: Standing


@dataclass(frozen=True)
class NamedProblem:
    """A data problem under its name, and what it means."""

    name: Any
    meaning: Any
    finding: Finding


@dataclass(frozen=True)
class Page:
    """All there is on the page."""

    board: Board
    stages: list[NamedStage]
    channels: list[NamedChannel]
    left_out: int
    marketing: list[NamedDuty]
    sales: list[NamedDuty]
    problems: list[NamedProblem]
    account: Account
    debts: Totals
    as_of: datetime
    kept_from: float = KEPT_FROM
    at_risk_from: float = AT_RISK_FROM

    @property
    def leads(self) -> int:
        return self.board.funnel.counts[Stage.LEAD]

    @property
    def won(self) -> int:
        return self.board.funnel.counts[Stage.WON]

    @property
    def rate(self) -> float | None:
        return self.board.funnel.share(Stage.WON)


def page_of(period: Period, now: datetime, sort: str) -> Page:
    """The scoreboard's page, its channels sorted by ``sort``. LookupError for a column nobody may sort by."""
    board, as_of = board_of(period, now)
    return Page(
        board=board,
        stages=[NamedStage(STAGES[stage], board.funnel.counts[stage]) for stage in Stage],
        channels=named_channels(board.funnel, sort),
        left_out=max(0, len(board.funnel.channels) - MOST_CHANNELS),
        marketing=[_named(standing) for standing in board.duties.marketing],
        sales=[_named(standing) for standing in board.duties.sales],
        problems=[NamedProblem(PROBLEMS[found.problem], WHAT_TO_DO[found.problem], found) for found in board.problems],
        account=account_of(period, now),
        debts=totals(now),
        as_of=as_of,
    )


def _named(standing: Standing) -> NamedDuty:
    state, kind, icon = STATES[standing.state]
    return NamedDuty(PROMISES[standing.promise], state, kind, icon, standing)
