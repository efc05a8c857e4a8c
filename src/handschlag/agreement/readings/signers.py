"""Who may sign for which side, and until when."""

from __future__ import annotations

from datetime import datetime

from handschlag.agreement.models import local_day
from handschlag.organisation.models import Mandate, OnePersonMode


def signers(at: datetime) -> list[Mandate]:
    """The mandates valid on the day of ``at``, marketing before sales, of colleagues who can log in."""
    valid = Mandate.objects.valid_on(local_day(at)).filter(holder__is_active=True)
    return list(valid.select_related("holder", "given_by").order_by("side", "from_on", "id"))


def is_of_one_person(at: datetime) -> bool:
    """Whether a founder signs for both sides."""
    return OnePersonMode.is_on(at)
