"""A proof: everything about one signed version in one file that can be checked without the house that made it.

The file is exactly the RFC 8785 canonical JSON of ``{"proof": …, "signature": …}``: the signature is the house's, Ed25519 over the
canonical JSON of what stands under ``proof``. No byte of it can differ unnoticed, white space included.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from handschlag.kernel.canonical import canonical_bytes

FORMAT = "handschlag proof 1"
MOST_BYTES = 20_000_000


def _moment(text: object) -> datetime:
    """Exactly as the house writes it, within two centuries, so that every calendar can reckon with it."""
    if not (isinstance(text, str) and re.fullmatch(r"(19[7-9]|20\d|21\d)\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", text)):
        raise ValueError("no moment")
    return datetime.fromisoformat(text)


def _day(text: object) -> date:
    if not (isinstance(text, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", text)):
        raise ValueError("no day")
    return date.fromisoformat(text)


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (LookupError, OSError):
        raise ValueError("no time zone") from None


Moment = Annotated[datetime, BeforeValidator(_moment)]
Day = Annotated[date, BeforeValidator(_day)]
Zone = Annotated[str, AfterValidator(_zone)]
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$", max_length=64)]
Seal = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$", max_length=128)]
Party = Literal["marketing", "sales"]


class Piece(BaseModel):
    """Every piece knows exactly its own fields, and takes nothing for something else."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class House(Piece):
    """The firm. ``time_zone`` is the one in which days of mandates begin and end."""

    name: str
    founded_at: Moment
    time_zone: Zone


class Somebody(Piece):
    """A colleague: the id the ledger knows, and the name."""

    id: str
    name: str


class Key(Piece):
    """A key of the house, in use from a moment until another; ``vouched`` is the former key's signature for it, or ""."""

    public: Hash
    from_at: Moment
    until_at: Moment | None
    vouched: Seal | Literal[""]


class Evidence(Piece):
    """What was proposed and signed with the terms."""

    document: dict[str, Any]
    hash: Hash
    attached_at: Moment
    attached_by: Somebody


class Proposal(Piece):
    """From when on nobody could change it; ``from_at`` is the earliest moment it may be in force, ``answers`` the version it answered."""

    by: Somebody
    at: Moment
    from_at: Moment | None
    answers: int | None


class Mandate(Piece):
    """The power to sign, from a day to a day (included) or until further notice."""

    id: str
    from_on: Day
    until_on: Day | None
    given_at: Moment
    given_by: Somebody | None
    ended_at: Moment | None


class Signature(Piece):
    """One side's signature under one hash."""

    side: Party
    by: Somebody
    at: Moment
    hash: Hash
    in_one_person_mode: bool
    mandate: Mandate


class OnePersonMode(Piece):
    """A founder declared to sign for both sides, until somebody else received a mandate."""

    declared_by: Somebody
    declared_at: Moment
    ended_at: Moment | None


class Commencement(Piece):
    """In force from a moment; until the moment another version came into force, where one has."""

    from_at: Moment
    superseded_at: Moment | None
    superseded_by: int | None


class Suspension(Piece):
    """A side suspended the version, until a moment at the latest; lifted earlier where ``lifted_at`` says so."""

    id: str
    side: Party
    by: Somebody
    at: Moment
    reason: str
    last_day: Day
    until_at: Moment
    lifted_at: Moment | None
    lifted_by: Somebody | None


class Entry(Piece):
    """An entry of the ledger, its columns as they are hashed."""

    seq: Annotated[int, Field(ge=1)]
    at_utc: str
    fact: str
    actor: str
    subject_kind: str
    subject_id: str
    payload_json: str
    previous_hash: Hash
    hash: Hash


class Head(Piece):
    """Where the ledger ended when the proof was made."""

    seq: int
    hash: Hash


class Ledger(Piece):
    """The entries about this version and the powers it was signed with, in their order, and the head."""

    entries: list[Entry]
    head: Head


class Proof(Piece):
    """Everything about one version that both sides have signed."""

    format: Literal["handschlag proof 1"]
    made_at: Moment
    house: House
    key: Hash
    keys: list[Key]
    id: str
    number: int
    grammar: int
    drafted_by: Somebody
    drafted_at: Moment
    based_on: int | None
    terms: dict[str, Any]
    terms_hash: Hash
    evidence: Evidence | None
    hash: Hash
    proposal: Proposal
    signatures: list[Signature]
    one_person_mode: OnePersonMode | None
    commencement: Commencement
    suspensions: list[Suspension]
    ledger: Ledger

    def local_day(self, at: datetime) -> date:
        """The day it was in the house."""
        return at.astimezone(ZoneInfo(self.house.time_zone)).date()


def file_of(content: dict[str, Any], signature: str) -> bytes:
    """The proof as a file."""
    return canonical_bytes({"proof": content, "signature": signature})
