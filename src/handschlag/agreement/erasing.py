"""The contract is about nobody outside the house; what colleagues wrote about it in their own words may have named somebody."""

from __future__ import annotations

from datetime import datetime

from handschlag.agreement.models import Comment, Suspension
from handschlag.kernel.erasing import Counts, Eraser, Fate, Person, register_eraser


def erase(person: Person, at: datetime) -> Counts:
    """Comments and reasons that speak of the person lose their words; that somebody said something stays."""
    comments = [pk for pk, text in Comment.objects.values_list("pk", "text") if person.is_in(text)]
    reasons = [pk for pk, reason in Suspension.objects.values_list("pk", "reason") if person.is_in(reason)]
    return {
        "agreement.Comment": Comment.objects.filter(pk__in=comments).update(text=""),
        "agreement.Suspension": Suspension.objects.filter(pk__in=reasons).update(reason=""),
    }


CONTRACT = (Fate.KEPT, "the contract between marketing and sales, about nobody outside the house")
EVIDENCE = (Fate.KEPT, "figures both sides signed; who makes them leaves people out")
KEY = (Fate.KEPT, "the house's own key")

register_eraser(
    Eraser(
        "agreement",
        {
            **{
                f"agreement.{name}": CONTRACT
                for name in ("Version", "Proposal", "Withdrawal", "Signature", "Commencement", "Resolution", "Lifting")
            },
            "agreement.Evidence": EVIDENCE,
            "agreement.Comment": (Fate.EMPTIED, "who commented on which version stays; words that name the person go"),
            "agreement.Suspension": (Fate.EMPTIED, "who suspended when stays; a reason that names the person goes"),
            "agreement.ProofKey": KEY,
        },
        erase,
    )
)
