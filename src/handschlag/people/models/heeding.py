"""Who comes with a key that is suppressed, or with which somebody objected, is left alone from the first moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from handschlag.capture.models import Suppression
from handschlag.people.models.marketing_objection import MarketingObjection
from handschlag.people.models.restriction import SuppressedContact


def heed_suppressions(owners: Iterable[tuple[str, UUID]], at: datetime) -> None:
    """Keys and the contacts they were linked to: suppressed ones are marked, and an objection remembered of a key is its owner's.

    In the caller's transaction, which is ``walking``.
    """
    pairs = list(owners)
    if not pairs or not Suppression.objects.exists():
        return
    known = Suppression.of({key for key, _contact in pairs})
    whole, objected = set(), defaultdict[UUID, dict[str, datetime]](dict)
    for key, contact in pairs:
        if key in known and known[key].is_whole:
            whole.add(contact)
        elif key in known:
            theirs = objected[contact]
            for purpose, since in known[key].objections().items():
                theirs[purpose] = max(since, theirs.get(purpose, since))
    SuppressedContact.mark(whole, at)
    MarketingObjection.recall(objected, at)
