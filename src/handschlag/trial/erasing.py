"""Figures of a backtest name nobody; its lists lose the erased."""

from __future__ import annotations

from datetime import datetime

from handschlag.kernel.erasing import Counts, Eraser, Fate, Person, register_eraser
from handschlag.trial.models import TriedLead


def erase(person: Person, at: datetime) -> Counts:
    """The person's leads leave every list."""
    gone, _of_them = TriedLead.objects.filter(lead__in=person.leads).delete()
    return {"trial.TriedLead": gone}


register_eraser(
    Eraser(
        "trial",
        {
            "trial.Backtest": (Fate.KEPT, "figures of many; nobody is named"),
            "trial.TriedLead": (Fate.GONE, "that and when a version would have handed the lead over"),
        },
        erase,
    )
)
