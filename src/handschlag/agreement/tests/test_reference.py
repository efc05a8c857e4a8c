"""The reference names everything the grammar knows."""

import re
from enum import EnumType
from pathlib import Path

from handschlag.agreement.core import terms
from handschlag.agreement.core.terms import Part
from handschlag.agreement.core.yaml_form import MOST_CHARACTERS, read

REFERENCE = Path(__file__).parents[4] / "docs/reference/terms.md"


def test_every_field_and_every_choice_stands_in_the_reference() -> None:
    named = set(re.findall(r"`([^`\n]+)`", REFERENCE.read_text(encoding="utf-8")))
    known = {getattr(terms, name) for name in terms.__all__}
    fields = {
        field for part in known if isinstance(part, type) and issubclass(part, Part) for field in part.model_fields
    }
    choices = {choice.value for kind in known if isinstance(kind, EnumType) for choice in kind}
    assert fields - {"grammar", "matrix"} <= named
    assert choices <= named
    assert "matrix:" in REFERENCE.read_text(encoding="utf-8")


def test_the_example_can_be_read_and_the_limits_are_right() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    [whole, corners] = re.findall(r"```yaml\n(.*?)```", text, re.S)
    start, rest = whole.split("thresholds: {points: 40, fit: 20, interest: 10}\n")
    assert read(whole).thresholds.points == 40
    assert len(read(start + corners + rest).thresholds.matrix) == 2
    assert f"{MOST_CHARACTERS:,} characters" in text
