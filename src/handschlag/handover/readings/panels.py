"""What later rooms show on a handover's page and in its line of the inbox: they contribute, this room has never heard of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handschlag.handover.models import Handover
from handschlag.organisation.models import User


@dataclass(frozen=True)
class Panel:
    """A part of the page: a template, and what it shows, there called ``panel``. ``is_aside``: beside the brief instead of above it."""

    template: str
    content: Any
    is_aside: bool = False


Contribution = Callable[[Handover, User, datetime], Panel | None]

_contributions: list[Contribution] = []


def contribute(contribution: Contribution) -> Contribution:
    """Show something on every handover's page, or nothing where the contribution answers None. Rooms call it once, when they are ready."""
    if contribution not in _contributions:
        _contributions.append(contribution)
    return contribution


def panels(handover: Handover, user: User, now: datetime) -> list[Panel]:
    """What the other rooms have to show to ``user``, in the order they came."""
    shown = (contribution(handover, user, now) for contribution in _contributions)
    return [panel for panel in shown if panel is not None]


LineContribution = Callable[[Handover, User], Panel | None]

_line_contributions: list[LineContribution] = []


def contribute_to_lines(contribution: LineContribution) -> LineContribution:
    """Let the rep do something in every line of the inbox. It is asked for each line: it may ask no table."""
    if contribution not in _line_contributions:
        _line_contributions.append(contribution)
    return contribution


def line_panels(handover: Handover, user: User) -> list[Panel]:
    """What can be done about this handover by ``user`` besides answering it."""
    shown = (contribution(handover, user) for contribution in _line_contributions)
    return [panel for panel in shown if panel is not None]
