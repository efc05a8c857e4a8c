"""Experiments as a page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from handschlag.kernel.sheets import Cell, Sheet
from handschlag.learning.core.experiments import Effect
from handschlag.learning.models import Design, Experiment, State

PAGE = 25
KINDS = {State.PLANNED: "", State.RUNNING: "accent", State.WAITING: "accent", State.RIPE: "caution", State.READ: "positive", State.STOPPED: ""}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """An experiment's state in words, its units under their names, and the effect in per cent where it was read."""

    state: State
    word: str
    kind: str
    without: list[date | str]
    going_on: list[date | str]
    effect: Effect | None
    is_open: bool

    @property
    def is_ripe(self) -> bool:
        return self.state is State.RIPE

    @property
    def has_shown(self) -> bool:
        """Whether the interval leaves out that nothing changed."""
        low, high = (self.effect.low, self.effect.high) if self.effect else (None, None)
        return self.effect is not None and ((high is not None and high < 0) or (low is not None and low > 0))


def listed(page: Any) -> Page[Experiment]:
    """The experiments, the latest first."""
    return Paginator(Experiment.objects.select_related("channel", "stop", "reading"), PAGE).get_page(page)


def shown(experiment: Experiment, at: datetime) -> Shown:
    """How it stands at ``at``."""
    state = experiment.state(at)
    return Shown(
        state=state,
        word=word_of(state),
        kind=KINDS[state],
        without=_named(experiment, experiment.without),
        going_on=_named(experiment, experiment.going_on),
        effect=experiment.reading.effect if state is State.READ else None,
        is_open=state not in (State.READ, State.STOPPED),
    )


def word_of(state: State) -> str:
    words = {
        State.PLANNED: pgettext("experiment", "planned"),
        State.RUNNING: pgettext("experiment", "running"),
        State.WAITING: _("waiting for what comes later"),
        State.RIPE: _("ready to be read"),
        State.READ: pgettext("experiment", "read"),
        State.STOPPED: _("broken off"),
    }
    return words[state]


def experiments_sheet(experiments: Iterable[Experiment], at: datetime) -> Sheet:
    """One row per experiment; shares as numbers between −1 and more."""
    headings = [
        *(_("Id"), _("Name"), _("Channel"), _("Left out in some"), _("Counted are"), _("From"), _("Until"), _("State")),
        *(
            _("Expected change"),
            pgettext("experiment", "Change"),
            _("at least"),
            _("at most"),
            _("Left out"),
            _("Going on"),
        ),
    ]
    return Sheet("experiments", headings, _lines(experiments, at))


def _lines(experiments: Iterable[Experiment], at: datetime) -> Iterator[list[Cell]]:
    for one in experiments:
        effect = shown(one, at).effect
        found = [effect.change, effect.low, effect.high] if effect else [None, None, None]
        told: list[Cell] = [str(one.id), one.name, str(one.channel), one.design, one.metric, one.from_on, one.last_on]
        yield [
            *told,
            one.state(at).value,
            -one.expected_percent / 100,
            *found,
            " ".join(one.without),
            " ".join(one.going_on),
        ]


def _named(experiment: Experiment, units: list[str]) -> list[date | str]:
    if experiment.design == Design.WEEKS:
        return [date.fromisoformat(unit) for unit in units]
    return list(units)
