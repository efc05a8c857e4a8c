"""Handovers stay for the figures: who got the lead when and what came of it, without brief and words."""

from __future__ import annotations

from datetime import datetime

from handschlag.handover.models import FollowUp, Handover, PoolEntry, Return
from handschlag.kernel.erasing import Counts, Eraser, Fate, Person, register_eraser


def erase(person: Person, at: datetime) -> Counts:
    """Briefs go, open handovers and waiting in the pool end."""
    handovers = Handover.objects.filter(lead__in=person.leads)
    for handover in handovers.filter(is_open=True):
        handover.end(at)
    PoolEntry.objects.filter(lead__in=person.leads, left_at=None).update(left_at=at)
    returned = Return.objects.filter(handover__lead__in=person.leads).update(sentence="")
    FollowUp.objects.filter(handover__lead__in=person.leads).delete()
    return {"handover.Handover": handovers.update(brief={}, chosen_because={}), "handover.Return": returned}


WHEN = "who of the house did what when; says nothing about the person"

register_eraser(
    Eraser(
        "handover",
        {
            "handover.Handover": (Fate.EMPTIED, "rep, moments and way here stay; the brief and why this rep go"),
            "handover.Return": (Fate.EMPTIED, "the reason stays; the sentence goes"),
            "handover.FollowUp": (Fate.GONE, "the next step as somebody wrote it"),
            "handover.Acceptance": (Fate.KEPT, WHEN),
            "handover.Timeout": (Fate.KEPT, WHEN),
            "handover.Reassignment": (Fate.KEPT, WHEN),
            "handover.Joining": (Fate.KEPT, WHEN),
            "handover.Deadline": (Fate.KEPT, WHEN),
            "handover.PoolEntry": (Fate.KEPT, WHEN),
        },
        erase,
    )
)
