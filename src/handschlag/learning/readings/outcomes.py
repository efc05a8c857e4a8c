"""A file of leads with an outcome, from anywhere, as the table a win model learns from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _

from handschlag.kernel.refusal import Refused
from handschlag.kernel.tables import inspect
from handschlag.learning.core.winning.columns import Column, Flags, Numbers, Texts, Typed, typed

WON = frozenset({"1", "yes", "y", "true", "won", "ja", "gewonnen", "closed won"})
LOST = frozenset({"0", "no", "n", "false", "lost", "nein", "verloren", "closed lost"})
ANY = "*"
"""Whatever stands there means won, and nothing means lost."""


@dataclass(frozen=True)
class Leads:
    """``order`` is None where nobody said which came first; ``unknown`` counts rows left out because their outcome is not known."""

    typed: Typed
    won: Flags
    order: Numbers | None
    unknown: int


@dataclass(frozen=True)
class Asked:
    """``won`` is the value that means won, None: one of the usual words. ``time`` is a column, ``in_order`` says the rows stand in order of time."""

    outcome: str
    won: str | None = None
    time: str | None = None
    in_order: bool = False
    without: Collection[str] = ()
    allow: Collection[str] = ()


def leads_of(path: Path, asked: Asked) -> Leads:
    """Raises Refused for columns there are not and outcomes that cannot be told apart, TableRefused for what is no table."""
    table = inspect(path)
    named = [asked.outcome, *([asked.time] if asked.time else []), *asked.without, *asked.allow]
    if missing := [name for name in named if name not in table.headings]:
        there_are = ", ".join(table.headings)
        raise Refused(
            _("There is no column %(names)s; there are %(columns)s.")
            % {"names": ", ".join(missing), "columns": there_are}
        )
    cells = [row + [""] * (len(table.headings) - len(row)) for _number, row in table.rows()]
    columns: dict[str, Texts] = {
        name: np.array([row[place].strip() for row in cells], dtype=object) for place, name in enumerate(table.headings)
    }
    won, is_known = _outcomes(columns[asked.outcome], asked.won)
    order = _order(columns[asked.time]) if asked.time else np.arange(len(won), dtype=np.float64)
    left_out = {asked.outcome, asked.time, *asked.without}
    taught: dict[str, Column] = {name: column[is_known] for name, column in columns.items() if name not in left_out}
    has_order = asked.in_order or asked.time is not None
    return Leads(
        typed(taught, frozenset(asked.allow)),
        won[is_known],
        order[is_known] if has_order else None,
        int((~is_known).sum()),
    )


def _outcomes(column: Texts, won: str | None) -> tuple[Flags, Flags]:
    """Whether won, and whether that is known."""
    if won == ANY:
        return column != "", np.ones(len(column), dtype=bool)
    if won is not None:
        if won not in set(column):
            raise Refused(_("No row has the outcome “%(won)s”.") % {"won": won})
        return column == won, column != ""
    said = np.array([text.lower() for text in column], dtype=object)
    is_won, is_lost = np.isin(said, list(WON)), np.isin(said, list(LOST))
    if strange := sorted(set(column[~is_won & ~is_lost]) - {""})[:5]:
        raise Refused(
            _("Which outcome means won? Say it with --won; there is “%(values)s”.") % {"values": "”, “".join(strange)}
        )
    return is_won, is_won | is_lost


def _order(column: Texts) -> Numbers:
    """By number where all are, else by text, as days and moments of ISO 8601 sort."""
    try:
        return np.array([float(text) for text in column], dtype=np.float64)
    except ValueError:
        return np.unique(column.astype(str), return_inverse=True)[1].astype(np.float64)
