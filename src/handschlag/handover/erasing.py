"""Handovers stay for the figures: who got the lead when and what came of it, without brief and words."""

from __future__ import annotations

from datetime import datetime

from handschlag.handover.models import Dispute, FollowUp, Handover, LettingGo, Pause, PoolEntry, Return, Ruling
from handschlag.handover.models.reopening import forget
from handschlag.kernel.erasing import Counts, Eraser, Fate, Person, register_eraser


def erase(person: Person, at: datetime) -> Counts:
    """Briefs go, open handovers and waiting in the pool end."""
    handovers = Handover.objects.filter(lead__in=person.leads)
    for handover in handovers.filter(is_open=True):
        handover.end(at)
    waiting = PoolEntry.objects.filter(lead__in=person.leads)
    waiting.filter(left_at=None).update(left_at=at)
    waiting.update(because={})
    returned = Return.objects.filter(handover__lead__in=person.leads).update(sentence="")
    let_go = LettingGo.objects.filter(handover__lead__in=person.leads).update(sentence="")
    disputes = Dispute.objects.filter(return_row__handover__lead__in=person.leads)
    ruled = Ruling.objects.filter(dispute__in=disputes).update(sentence="")
    disputed = disputes.update(sentence="")
    paused = Pause.objects.filter(handover__lead__in=person.leads).update(sentence="")
    FollowUp.objects.filter(handover__lead__in=person.leads).delete()
    forget(person.leads, at)
    emptied = handovers.update(brief={}, chosen_because={})
    return {
        "handover.Handover": emptied,
        "handover.Return": returned,
        "handover.LettingGo": let_go,
        "handover.Pause": paused,
        "handover.Dispute": disputed,
        "handover.Ruling": ruled,
    }


WHEN = "who of the house did what when; says nothing about the person"

register_eraser(
    Eraser(
        "handover",
        {
            "handover.Handover": (Fate.EMPTIED, "rep, moments and way here stay; the brief and why this rep go"),
            "handover.Return": (Fate.EMPTIED, "the reason stays; the sentence goes"),
            "handover.LettingGo": (Fate.EMPTIED, "the reason and what followed stay; the sentence goes"),
            "handover.Dispute": (Fate.EMPTIED, "who disputed a return, and when, stays; the sentence goes"),
            "handover.Ruling": (Fate.EMPTIED, "who ruled how, and when, stays; the sentence goes"),
            "handover.Pause": (Fate.EMPTIED, "the reason and moments stay; the sentence goes"),
            "handover.Reopening": (Fate.KEPT, WHEN),
            "handover.FollowUp": (Fate.GONE, "the next step as somebody wrote it"),
            "handover.StepTaken": (Fate.KEPT, WHEN),
            "handover.Acceptance": (Fate.KEPT, WHEN),
            "handover.Timeout": (Fate.KEPT, WHEN),
            "handover.Reassignment": (Fate.KEPT, WHEN),
            "handover.Joining": (Fate.KEPT, WHEN),
            "handover.Lineup": (Fate.KEPT, "which reps there were; says nothing about the person"),
            "handover.Deadline": (Fate.KEPT, WHEN),
            "handover.PoolEntry": (Fate.KEPT, WHEN),
        },
        erase,
    )
)
