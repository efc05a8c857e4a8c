"""What both sides promised each other, and how far each promise is kept. Totals only: nobody is judged by name."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

KEPT_FROM = 0.95
"""From this share of what is owed a duty counts as kept: the same for both sides."""

AT_RISK_FROM = 0.80
"""From this share of what is owed a duty is at risk; below it, missed."""


class State(StrEnum):
    """How a duty stands. ``NOTHING_YET``: no case to judge by. ``NO_GOAL``: shown, but the agreement names no figure."""

    KEPT = "kept"
    AT_RISK = "at_risk"
    MISSED = "missed"
    NOTHING_YET = "nothing_yet"
    NO_GOAL = "no_goal"


class Promise(StrEnum):
    """The duties, marketing's first."""

    QUALIFIED_LEADS = "qualified_leads"
    ACCEPTANCE_RATE = "acceptance_rate"
    COMPLETENESS = "completeness"
    ANSWERED_IN_TIME = "answered_in_time"
    FIRST_CONTACT_IN_TIME = "first_contact_in_time"
    ATTEMPTS_IN_TIME = "attempts_in_time"
    RESULT_IN_TIME = "result_in_time"


@dataclass(frozen=True, slots=True)
class Standing:
    """One duty: ``done`` cases of ``of`` cases, against what is ``owed``.

    For QUALIFIED_LEADS ``done`` and ``owed`` are leads, ``of`` is what the whole month owes. For all others ``done`` of ``of``
    cases count and ``owed`` is a share, 0 to 1. ``owed`` is missing where the agreement names no figure. ``overdue`` are
    open debts: cases past due and still not done.
    """

    promise: Promise
    state: State
    done: int
    of: int
    owed: float | None
    overdue: int = 0

    @property
    def share(self) -> float | None:
        """``done`` of ``of``, 0 to 1; missing without cases."""
        return self.done / self.of if self.of else None


def qualified_leads(done: int, a_month: int | None, today: date) -> Standing:
    """Leads qualified since the first of the month against the agreed number, pro rata: the days gone by, today included."""
    owed = None if a_month is None else a_month * today.day / monthrange(today.year, today.month)[1]
    return Standing(Promise.QUALIFIED_LEADS, _state(done, owed), done=done, of=a_month or 0, owed=owed)


def acceptance_rate(accepted: int, answered: int, agreed_percent: int | None) -> Standing:
    """Accepted among answered handovers against the agreed rate."""
    return _share(Promise.ACCEPTANCE_RATE, accepted, answered, None if agreed_percent is None else agreed_percent / 100)


def completeness(complete: int, handovers: int, agreed_percent: int | None = None) -> Standing:
    """Handovers of which all was known that is agreed, against the agreed share of them; where nothing is agreed, those whose contact
    came with a company and a phone number or an e-mail address."""
    return _share(Promise.COMPLETENESS, complete, handovers, None if agreed_percent is None else agreed_percent / 100)


def in_time(promise: Promise, met: int, closed: int, overdue: int) -> Standing:
    """Deadlines met among those that ended, met or missed; every one of them is owed. ``overdue`` are still not done."""
    return _share(promise, met, closed, 1.0, overdue)


def _share(promise: Promise, done: int, of: int, owed: float | None, overdue: int = 0) -> Standing:
    state = _state(done / of, owed) if of else State.NOTHING_YET
    return Standing(promise, state, done=done, of=of, owed=owed, overdue=overdue)


def _state(reached: float, owed: float | None) -> State:
    if owed is None:
        return State.NO_GOAL
    if reached >= KEPT_FROM * owed:
        return State.KEPT
    return State.AT_RISK if reached >= AT_RISK_FROM * owed else State.MISSED
