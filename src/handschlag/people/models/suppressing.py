"""Addresses and numbers are suppressed by hand or by a list, and let go again by hand."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from handschlag.capture.models import SuppressedBecause, Suppression, between_walks
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import User
from handschlag.people.models.contact import Identifier
from handschlag.people.models.restriction import SuppressedContact

AT_ONCE = 5_000


def suppress(keys: Collection[str], *, by: User, at: datetime) -> int:
    """Nobody behind these keys is scored or written to any more, known or not; returns how many were not suppressed yet."""
    ordered = sorted(set(keys))
    with transaction.atomic():
        between_walks()
        new = Suppression.add(ordered, SuppressedBecause.LISTED, at)
        for start in range(0, len(ordered), AT_ONCE):
            owners = Identifier.objects.filter(key__in=ordered[start : start + AT_ONCE])
            SuppressedContact.mark(owners.values_list("contact_id", flat=True), at)
        record("suppressions_added", at=at, actor=by.id, subject=("house", "1"), payload={"count": new})
    return new


def lift_suppression(key: str, *, by: User, at: datetime) -> None:
    """The person wants to hear from us again, and somebody has made sure. Refused where the key is not suppressed.

    An objection remembered of the key goes as well; what is kept of a contact stays: only their own consent opens again.
    """
    with transaction.atomic():
        between_walks()
        if not Suppression.lift([key]):
            raise Refused(_("This address or number is not suppressed."))
        owner = Identifier.objects.filter(key=key).values_list("contact_id", flat=True).first()
        if owner:
            others = Identifier.objects.filter(contact=owner).values_list("key", flat=True)
            if not Suppression.among(others):
                SuppressedContact.objects.filter(contact=owner).delete()
        record("suppression_lifted", at=at, actor=by.id, subject=("house", "1"))
