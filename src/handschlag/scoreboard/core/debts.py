"""What is still owed for leads that are in sales' hands: results by sales; brief, consent and data by marketing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class Lack(StrEnum):
    """What marketing owes for a lead it handed over.

    ``BRIEF``: the brief does not say what it was promised to say. ``CONSENT``: neither phone nor e-mail is allowed. ``DATA``: attributes
    the agreement names are not known.
    """

    BRIEF = "brief"
    CONSENT = "consent"
    DATA = "data"


class BriefPart(StrEnum):
    """What a brief is promised to say: who it is, what they did, why they are qualified, how they may be reached."""

    WHO = "who"
    DID = "did"
    WHY = "why"
    CHANNELS = "channels"


@dataclass(frozen=True, slots=True)
class Owed:
    """An open handover for which marketing owes something, with the parts of the brief and the attributes that are missing."""

    handover_id: UUID
    handed_at: datetime
    brief: tuple[BriefPart, ...] = ()
    has_no_consent: bool = False
    attributes: tuple[str, ...] = ()

    @property
    def lacks(self) -> tuple[Lack, ...]:
        told = ((Lack.BRIEF, self.brief), (Lack.CONSENT, self.has_no_consent), (Lack.DATA, self.attributes))
        return tuple(lack for lack, is_so in told if is_so)


def missing_in_brief(brief: Mapping[str, Any], is_named: bool) -> tuple[BriefPart, ...]:
    """Parts the frozen brief does not have; the name is read from the contact, for a brief holds none.

    >>> missing_in_brief({"did": [{}], "why": [{}], "channels": []}, is_named=True)
    (<BriefPart.CHANNELS: 'channels'>,)
    """
    who = () if is_named else (BriefPart.WHO,)
    return who + tuple(part for part in (BriefPart.DID, BriefPart.WHY, BriefPart.CHANNELS) if not brief.get(part))


def unknown(promised: Collection[str], known: Collection[str]) -> tuple[str, ...]:
    """The promised attributes nobody has said anything about yet, in the order of the agreement."""
    return tuple(name for name in promised if name not in known)
