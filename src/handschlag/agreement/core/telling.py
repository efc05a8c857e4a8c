"""What a check found, told in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from handschlag.agreement.core.checking import Checked, Finding
from handschlag.agreement.core.proof_words import FAILS, HOLDS, LIFTED, SIDES, UNTIL, VERDICT, WHY
from handschlag.agreement.core.text import Language


def told(checked: Checked, language: Language) -> list[str]:
    """A sentence for everything that was checked, and last whether the proof holds."""
    place = 1 if language == "de" else 0
    return [*(sentence_of(finding, place) for finding in checked.findings), VERDICT[checked.ok][place]]


def sentence_of(finding: Finding, place: int) -> str:
    """One finding in English (0) or German (1)."""
    sentence = (HOLDS if finding.ok else FAILS)[finding.check][place]
    gaps = {name: _shown(value) for name, value in finding.gaps.items()}
    if finding.why:
        gaps["why"] = WHY[finding.why][place]
    if "side" in gaps:
        gaps["side"] = SIDES[gaps["side"]][place]
    return sentence.format(**gaps | _ends(finding.gaps, place))


def _ends(gaps: Mapping[str, Any], place: int) -> dict[str, str]:
    """How long a mandate lasts, and whether a suspension was lifted."""
    said = {}
    if "until_on" in gaps:
        until = gaps["until_on"]
        said["until_on"] = UNTIL[until is not None][place].format(day=_shown(until))
    if "lifted" in gaps:
        lifted = gaps["lifted"]
        said["lifted"] = LIFTED[place].format(at=_shown(lifted)) if lifted else ""
    return said


def _shown(value: Any) -> str:
    """Moments in UTC to the second, days as ISO 8601; line breaks and control characters in what a file says become spaces."""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    if isinstance(value, date):
        return value.isoformat()
    return "".join(character if character.isprintable() else " " for character in str(value))
