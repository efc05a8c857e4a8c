"""What the version says that a handover is judged by, and who speaks for sales."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.utils.translation import get_language

from handschlag.agreement.core.terms import Terms
from handschlag.agreement.models import Version
from handschlag.organisation.models import Mandate, Side, User
from handschlag.organisation.models.calendar import local_day


@lru_cache(maxsize=64)
def terms_of(version_id: UUID) -> Terms:
    """The terms a handover is judged by. They were signed and never change, so they are read once."""
    return Version.objects.get(id=version_id).parsed


def return_reasons(version_id: UUID) -> dict[str, str]:
    """The reasons for a return agreed on in a version, by key, named in the reader's language."""
    is_german = (get_language() or "").startswith("de")
    return {reason.key: reason.de if is_german else reason.en for reason in terms_of(version_id).return_reasons}


def may_be_recycled(version_id: UUID) -> bool:
    """Whether it is agreed that leads are closed and opened anew later."""
    return terms_of(version_id).recycling is not None


def holds_sales_mandate(user: User, at: datetime) -> bool:
    """Whether ``user`` may sign for sales on the day of ``at``."""
    return Mandate.objects.valid_on(local_day(at)).filter(holder=user, side=Side.SALES).exists()
