"""What a column can mean: the closed list of targets, with the type of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a cell is read for a target."""

    TEXT = "text"
    EMAIL = "email"
    PHONE = "phone"
    MOMENT = "moment"
    AMOUNT = "amount"
    CURRENCY = "currency"
    TOUCH_KIND = "touch_kind"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Target:
    """A meaning with its type; texts longer than ``longest`` are a problem of their row."""

    kind: Kind
    longest: int = 300


TARGETS = {
    "contact.email": Target(Kind.EMAIL),
    "contact.external_id": Target(Kind.TEXT, 200),
    "contact.phone": Target(Kind.PHONE),
    "contact.name": Target(Kind.TEXT, 240),
    "contact.given_name": Target(Kind.TEXT, 120),
    "contact.family_name": Target(Kind.TEXT, 120),
    "contact.language": Target(Kind.TEXT, 5),
    "company.name": Target(Kind.TEXT, 200),
    "touch.kind": Target(Kind.TOUCH_KIND),
    "touch.happened_at": Target(Kind.MOMENT),
    "touch.channel": Target(Kind.TEXT, 120),
    "touch.campaign": Target(Kind.TEXT, 120),
    "touch.material": Target(Kind.TEXT, 120),
    "touch.page": Target(Kind.TEXT, 500),
    "lead.opened_at": Target(Kind.MOMENT),
    "deal.external_id": Target(Kind.TEXT, 200),
    "deal.name": Target(Kind.TEXT, 200),
    "deal.value": Target(Kind.AMOUNT),
    "deal.currency": Target(Kind.CURRENCY),
    "deal.opened_at": Target(Kind.MOMENT),
    "deal.won_at": Target(Kind.MOMENT),
    "deal.lost_at": Target(Kind.MOMENT),
    "deal.reason": Target(Kind.TEXT, 200),
    "deal.role.sdr": Target(Kind.TEXT, 120),
    "deal.role.sr": Target(Kind.TEXT, 120),
    "consent.scoring": Target(Kind.YES_NO),
    "consent.email": Target(Kind.YES_NO),
    "consent.phone": Target(Kind.YES_NO),
    "consent.basis": Target(Kind.TEXT, 40),
    "consent.wording": Target(Kind.TEXT, 5_000),
    "consent.happened_at": Target(Kind.MOMENT),
}

OPEN = re.compile(r"(?:attribute|company_attribute)\.[a-z0-9][a-z0-9_-]{0,59}")
"""Attributes bear names of the house's own, as the agreement's criteria speak of them."""

IDENTIFYING = ("contact.email", "contact.external_id", "contact.phone")


def target(name: str) -> Target | None:
    """The target of that name, or nothing."""
    return TARGETS.get(name) or (Target(Kind.TEXT) if OPEN.fullmatch(name) else None)
