"""What an address allows, as the person behind it may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handschlag.capture.models import OptIn, Suppression
from handschlag.people.models import Consent, Identifier, Purpose


@dataclass(frozen=True)
class Preference:
    """A purpose, what it means, and what was said about it last. ``waits`` is a box that was ticked but not confirmed.

    ``objected_at`` is remembered of the address, whoever it belongs to.
    """

    purpose: str
    label: Any
    consent: Consent | None
    waits: bool
    objected_at: datetime | None

    @property
    def is_given(self) -> bool:
        return bool(self.consent and self.consent.is_given)


def preferences(who: str, now: datetime) -> list[Preference]:
    """One for each purpose; the same list, empty, where nobody knows the address."""
    contact = Identifier.objects.filter(key=who).values_list("contact_id", flat=True).first()
    rows = (
        Consent.objects.filter(contact=contact, happened_at__lte=now).order_by("happened_at", "id") if contact else ()
    )
    latest = {consent.purpose: consent for consent in rows}
    remembered = Suppression.of([who]).get(who)
    whole = remembered.since_at if remembered and remembered.is_whole else None
    objected = remembered.objections() if remembered else {}
    waiting = OptIn.ticked_by(who.partition(":")[2], now)
    return [
        Preference(one.value, one.label, latest.get(one.value), one.value in waiting, whole or objected.get(one.value))
        for one in Purpose
    ]
