"""May we? For one contact, one purpose, one moment: the answer with the basis it rests on. Decided here and nowhere else.

No basis means no scoring, no segment, no sending. Consent to one purpose never unlocks another, and what anybody but the person
says never undoes the person's own no.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

SCORING, EMAIL, PHONE = "scoring", "email", "phone"

CARRIES: Mapping[str, frozenset[str]] = {
    SCORING: frozenset({"consent", "legitimate_interest", "contract"}),
    EMAIL: frozenset({"consent", "existing_customer"}),
    PHONE: frozenset({"consent"}),
}
"""The bases that allow a purpose by themselves. Segments rest on the basis for scoring: both are profiles.

E-mail: UWG § 7 (2) no. 2 and the exception for existing customers, (3), which somebody must have claimed explicitly; a contract
alone is none. Phone: consent; anything else, presumed consent of a business included, a person judges in the single case.
"""


BLOCKED = frozenset({"restricted", "suppressed", "erased"})
"""What stands above everything the person said."""


class Answer(StrEnum):
    """Whether data may be used for a purpose."""

    ALLOWED = "allowed"
    TO_BE_JUDGED = "to_be_judged"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class Said:
    """A statement on one purpose: given on a basis, or withdrawn. It counts from ``known_at`` on; among those known the latest counts."""

    purpose: str
    is_given: bool
    basis: str
    happened_at: datetime
    known_at: datetime

    @property
    def age(self) -> tuple[datetime, bool, bool, str]:
        """The larger, the later; of two at the same moment the withdrawal, then the person's own consent, whatever order they came in. A
        clock ahead of ours makes nothing later than it was heard."""
        return (min(self.happened_at, self.known_at), not self.is_given, self.basis == "consent", self.basis)


@dataclass(frozen=True, slots=True)
class Block:
    """Nothing at all may be done from ``from_at`` until ``until_at`` (excluded; ``None``: for ever): ``restricted``, ``suppressed``, ``erased``."""

    because: str
    from_at: datetime
    until_at: datetime | None = None

    def holds(self, at: datetime) -> bool:
        return self.from_at <= at and (self.until_at is None or at < self.until_at)


@dataclass(frozen=True, slots=True)
class Declared:
    """From ``from_at`` on the house scores people who said nothing on this basis; "" for none."""

    from_at: datetime
    basis: str


@dataclass(frozen=True, slots=True)
class Circumstances:
    """All that the answer depends on, of one contact. Declarations in order of time."""

    said: Sequence[Said] = ()
    blocks: Sequence[Block] = ()
    declared: Sequence[Declared] = ()


@dataclass(frozen=True, slots=True)
class Permission:
    """``basis`` is what the answer rests on: a lawful basis, or why not (``withdrawn``, ``restricted``, ``suppressed``, ``no_statement``)."""

    purpose: str
    answer: Answer
    basis: str
    since: datetime | None = None

    @property
    def is_allowed(self) -> bool:
        return self.answer is Answer.ALLOWED


def permission(purpose: str, known: Circumstances, at: datetime, *, asked: bool = False) -> Permission:
    """May this contact's data be used for ``purpose`` at ``at``? ``asked``: they asked to be contacted, and answering is no advertising.

    >>> permission(EMAIL, Circumstances(), datetime(2026, 3, 2)).basis
    'no_statement'
    """
    if block := next((one for one in known.blocks if one.holds(at)), None):
        return Permission(purpose, Answer.FORBIDDEN, block.because, block.from_at)
    stated = latest(purpose, known.said, at)
    if stated and not stated.is_given:
        return Permission(purpose, Answer.FORBIDDEN, "withdrawn", stated.happened_at)
    if stated and stated.basis in CARRIES[purpose]:
        return Permission(purpose, Answer.ALLOWED, stated.basis, stated.happened_at)
    if purpose == SCORING:
        return _declared(known.declared, at)
    if asked:
        return Permission(purpose, Answer.ALLOWED, "asked_for_contact")
    if purpose == PHONE:
        basis, since = (stated.basis, stated.happened_at) if stated else ("presumed_consent", None)
        return Permission(purpose, Answer.TO_BE_JUDGED, basis, since)
    return Permission(purpose, Answer.FORBIDDEN, "no_statement", stated.happened_at if stated else None)


def latest(purpose: str, said: Iterable[Said], at: datetime) -> Said | None:
    """The statement that counts among those known at ``at``: the latest; but after a no of theirs, only their own consent opens again."""
    counts: Said | None = None
    for one in sorted((one for one in said if one.purpose == purpose and one.known_at <= at), key=_age):
        if counts and not counts.is_given and one.is_given and one.basis != "consent":
            continue
        counts = one
    return counts


def turns(known: Circumstances, purpose: str = SCORING) -> list[tuple[datetime, bool]]:
    """When the answer for a purpose changed, and whether it was not forbidden from then on, in order; before the first it was what it
    is of somebody of whom nothing is known. As one would have answered at each moment."""
    moments = {one.known_at for one in known.said if one.purpose == purpose} | {one.from_at for one in known.declared}
    moments |= {moment for one in known.blocks for moment in (one.from_at, one.until_at) if moment}
    found: list[tuple[datetime, bool]] = []
    for moment in sorted(moments):
        is_open = _is_open(permission(purpose, known, moment))
        before = found[-1][1] if found else _is_open(permission(purpose, Circumstances(), moment))
        if is_open != before:
            found.append((moment, is_open))
    return found


def _is_open(found: Permission) -> bool:
    return found.answer is not Answer.FORBIDDEN


def _declared(declared: Sequence[Declared], at: datetime) -> Permission:
    in_force = next((one for one in reversed(declared) if one.from_at <= at), None)
    if in_force and in_force.basis:
        return Permission(SCORING, Answer.ALLOWED, in_force.basis, in_force.from_at)
    return Permission(SCORING, Answer.FORBIDDEN, "no_statement")


def _age(one: Said) -> tuple[datetime, bool, bool, str]:
    return one.age
