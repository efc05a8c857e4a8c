"""A judgement on a lead: what was decided, by how many points, and for which reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Decision(StrEnum):
    """``NEVER``: an exclusion applies, no points change it. ``NOT_YET``: too few points so far."""

    QUALIFIED = "qualified"
    NOT_YET = "not_yet"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Reason:
    """One criterion that counted: its name in the terms, its kind (fit, interest, hand_raiser, exclusion …), the points it gave,
    and what gave them: ids of touches, or the attribute's value as text."""

    criterion: str
    kind: str
    points: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The agreement's judgement on one lead at one moment. All figures are in the agreement's points; ``points`` is what is
    compared with ``threshold``."""

    decision: Decision
    fit: float
    interest: float
    points: float
    threshold: float
    reasons: tuple[Reason, ...] = ()

    def as_plain(self) -> dict[str, Any]:
        """The verdict in the types of JSON; ``from_plain`` gives back an equal one."""
        return {
            "decision": self.decision.value,
            "fit": self.fit,
            "interest": self.interest,
            "points": self.points,
            "threshold": self.threshold,
            "reasons": reasons_as_plain(self.reasons),
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Verdict:
        """The verdict that ``as_plain`` wrote. Raises KeyError for a missing part, ValueError for an unknown decision."""
        return cls(
            decision=Decision(plain["decision"]),
            fit=float(plain["fit"]),
            interest=float(plain["interest"]),
            points=float(plain["points"]),
            threshold=float(plain["threshold"]),
            reasons=reasons_from_plain(plain["reasons"]),
        )


def reasons_as_plain(reasons: Sequence[Reason]) -> list[dict[str, Any]]:
    """Reasons in the types of JSON, in their order."""
    return [
        {"criterion": reason.criterion, "kind": reason.kind, "points": reason.points, "evidence": list(reason.evidence)}
        for reason in reasons
    ]


def reasons_from_plain(plain: Sequence[Mapping[str, Any]]) -> tuple[Reason, ...]:
    """The reasons that ``reasons_as_plain`` wrote."""
    return tuple(Reason(row["criterion"], row["kind"], float(row["points"]), tuple(row["evidence"])) for row in plain)
