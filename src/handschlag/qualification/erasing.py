"""Verdicts stay for the figures: decision and points, without what they rested on."""

from __future__ import annotations

from datetime import datetime

from handschlag.kernel.erasing import Counts, Eraser, Fate, Person, register_eraser
from handschlag.qualification.models import Estimate, Standing, Verdict


def erase(person: Person, at: datetime) -> Counts:
    """Evidence goes: texts of attributes and ids of touches. The lead is not looked at again."""
    verdicts = list(Verdict.objects.filter(lead__in=person.leads).only("id", "reasons"))
    for verdict in verdicts:
        verdict.reasons = [{**reason, "evidence": []} for reason in verdict.reasons]
    Verdict.objects.bulk_update(verdicts, ["reasons"], batch_size=200)
    estimates, _of_them = Estimate.objects.filter(lead__in=person.leads).delete()
    Standing.objects.filter(lead__in=person.leads).update(version=None, look_again_at=None)
    return {"qualification.Verdict": len(verdicts), "qualification.Estimate": estimates}


register_eraser(
    Eraser(
        "qualification",
        {
            "qualification.Verdict": (Fate.EMPTIED, "decision and points stay; evidence goes"),
            "qualification.Estimate": (Fate.GONE, "what models estimated of the person"),
            "qualification.Standing": (Fate.KEPT, "which verdict was the last; it is not looked at again"),
        },
        erase,
    )
)
