"""A CRM of the firm that is told of handovers: what arrived, what it refused, what was given up. No request leaves the house."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from itertools import accumulate

from handschlag.organisation.models import User
from handschlag.post.core.patience import PAUSES
from handschlag.post.models import Webhook, tell_all
from handschlag.post.models.posting import Answer

ADDRESS = "https://crm.musterwerk.example/hooks"
FACTS = ("handover_made", "handover_accepted", "handover_returned", "conversation_logged", "deal_closed")

TURNS = 4
"""So many turns of the play before now the CRM was connected: about two weeks."""


def connect(otto: User, at: datetime) -> None:
    Webhook.make("Unser CRM", ADDRESS, FACTS, by=otto.id, at=at)


def tell_crm(otto: User, from_at: datetime, until: datetime) -> None:
    """What was recorded up to ``from_at``, and again what was refused, as often as there is time before ``until``.

    Otto tries it out between whiles: a receiver that takes nothing for days would be stopped.
    """
    for number, at in enumerate([from_at, *(from_at + wait for wait in accumulate(PAUSES))]):
        if at > from_at and at >= until:
            return
        if number > len(PAUSES) / 2:
            Webhook.objects.get().test(by=otto.id, at=at)
        tell_all(at, answer)


def rest(otto: User, now: datetime) -> None:
    """Paused, for nobody answers at an address that is made up."""
    Webhook.objects.get().pause(by=otto.id, at=now)


def answer(_address: str, _headers: Mapping[str, str], body: bytes) -> Answer:
    """By the place in the ledger: one in twenty-three is never understood."""
    return Answer(status=422 if json.loads(body)["data"]["seq"] % 23 == 7 else 204)
