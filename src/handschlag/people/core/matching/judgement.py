"""Sure, doubtful or different: bits against the thresholds, and gates that no number of bits opens."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from handschlag.people.core.matching.comparison import Comparison
from handschlag.people.core.matching.weights import DOUBTFUL, FIELDS, SURE, Level


class Judgement(IntEnum):
    """SURE: merged by itself. DOUBTFUL: a person is asked. DIFFERENT: two people."""

    DIFFERENT = 0
    DOUBTFUL = 1
    SURE = 2


@dataclass(frozen=True, slots=True)
class Ground:
    """One field that counted: its name, how far it agrees, and its bits (negative: against)."""

    field: str
    level: Level
    bits: float


def judge(compared: Comparison) -> NDArray[np.int8]:
    """The judgement on each pair.

    Sure needs the bits, nothing that contradicts, and two kinds of evidence of the person: name, address of mail, phone, birth,
    home, number. Firm and town are no such evidence: colleagues share them. Another given name, family name or day of birth
    contradicts (couples share letterbox, phone and home), unless two of mail, number and birth are the same.
    """
    level = {name: compared.levels[:, place] for place, name in enumerate(FIELDS)}
    is_named = (level["given"] >= Level.PART) & (level["family"] >= Level.PART)
    kinds = is_named.astype(int) + (level["street"] >= Level.SIMILAR) + (level["birth"] >= Level.PART)
    for name in ("email", "phone", "number"):
        kinds = kinds + (level[name] >= Level.PART)
    one_half = (level["given"] >= Level.PART) ^ (level["family"] >= Level.PART)
    proof = (level["email"] >= Level.SIMILAR) | (level["number"] == Level.SAME)
    proofs = sum((level[name] == Level.SAME).astype(int) for name in ("email", "number", "birth"))
    works_alike = is_named & (level["company"] >= Level.SIMILAR)
    contradicts = (level["given"] == Level.DIFFERENT) | (level["birth"] == Level.DIFFERENT)
    contradicts |= (level["family"] == Level.DIFFERENT) & ~proof
    contradicts &= proofs < 2
    is_sure = (compared.score >= SURE) & ~contradicts & ((kinds >= 2) | works_alike | (one_half & proof))
    return np.where(is_sure, Judgement.SURE, np.where(compared.score >= DOUBTFUL, Judgement.DOUBTFUL, 0)).astype(
        np.int8
    )


def grounds(compared: Comparison, pair: int) -> list[Ground]:
    """Why: the fields that could be compared, the strongest first."""
    found = [
        Ground(name, Level(int(compared.levels[pair, place])), round(float(compared.bits[pair, place]), 1))
        for place, name in enumerate(FIELDS)
        if compared.levels[pair, place] != Level.MISSING
    ]
    return sorted(found, key=lambda ground: -abs(ground.bits))
