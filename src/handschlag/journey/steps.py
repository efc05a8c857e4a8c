"""The steps of a lead's way, in order. This list is the wiring; there is no other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from handschlag.capture.models import WaitingTouch
from handschlag.handover.models import Handover, hand_over
from handschlag.people.models import identify, match_leads
from handschlag.qualification.models import Verdict, qualify


@dataclass
class Walk:
    """What one turn carries from step to step: touches in, leads found, verdicts given, handovers made."""

    now: datetime
    touches: Sequence[WaitingTouch] = ()
    leads: set[UUID] = field(default_factory=set)
    verdicts: Sequence[Verdict] = ()
    handovers: Sequence[Handover] = ()


def identify_people(walk: Walk) -> None:
    """Touches find their contact, or make one; each contact has an open lead."""
    walk.leads |= identify(walk.touches, walk.now)


def match_people(walk: Walk) -> None:
    """Contacts the walk has made or changed are compared with all others; who is surely one person goes on as one."""
    walk.leads = match_leads(walk.leads, walk.now)


def qualify_leads(walk: Walk) -> None:
    """The agreement in force judges the leads something happened to."""
    walk.verdicts = qualify(walk.leads, walk.now)


def hand_over_leads(walk: Walk) -> None:
    """Qualified leads are given to a sales rep, or wait in the pool with a reason."""
    walk.handovers = hand_over(walk.verdicts, walk.now)


STEPS: tuple[Callable[[Walk], None], ...] = (identify_people, match_people, qualify_leads, hand_over_leads)
JUDGING = STEPS[2:]
"""What is left to do for leads that no touch has brought: people are known already."""
