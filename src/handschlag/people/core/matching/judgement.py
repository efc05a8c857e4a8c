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


_MISSING, DIFFERENT, _WEAK, PART, SIMILAR, SAME = map(int, Level)


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
    level = dict(zip(FIELDS, compared.levels.T, strict=True))
    agrees = {name: levels >= PART for name, levels in level.items()}
    is_named = agrees["given"] & agrees["family"]
    kinds = is_named + (level["street"] >= SIMILAR).astype(int)
    for name in ("birth", "email", "phone", "number"):
        kinds += agrees[name]
    proof = (level["email"] >= SIMILAR) | (level["number"] == SAME)
    proofs = sum((level[name] == SAME).astype(int) for name in ("email", "number", "birth"))
    one_half = agrees["given"] ^ agrees["family"]
    works_alike = is_named & (level["company"] >= SIMILAR)
    contradicts = (
        (level["given"] == DIFFERENT) | (level["birth"] == DIFFERENT) | ((level["family"] == DIFFERENT) & ~proof)
    )
    contradicts &= proofs < 2
    is_sure = (compared.score >= SURE) & ~contradicts & ((kinds >= 2) | works_alike | (one_half & proof))
    found: NDArray[np.int8] = is_sure.astype(np.int8) + (compared.score >= DOUBTFUL).astype(np.int8)
    return found


def grounds(compared: Comparison, pair: int) -> list[Ground]:
    """Why: the fields that could be compared, the strongest first."""
    levels, bits = compared.levels[pair].tolist(), compared.bits[pair].tolist()
    found = [
        Ground(name, Level(level), round(weight, 1))
        for name, level, weight in zip(FIELDS, levels, bits, strict=True)
        if level
    ]
    return sorted(found, key=lambda ground: -abs(ground.bits))
