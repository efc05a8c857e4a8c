import json
from dataclasses import FrozenInstanceError

import pytest

from handschlag.kernel.verdict import Decision, Reason, Verdict

VERDICT = Verdict(
    Decision.QUALIFIED,
    fit=20.0,
    interest=35.5,
    points=55.5,
    threshold=50.0,
    reasons=(Reason("industry", "fit", 20.0, ("machinery",)), Reason("price list", "interest", 35.5, ("0190", "0191"))),
)


def test_a_verdict_survives_json_with_every_reason() -> None:
    assert Verdict.from_plain(json.loads(json.dumps(VERDICT.as_plain()))) == VERDICT


def test_a_verdict_without_reasons_survives_too() -> None:
    verdict = Verdict(Decision.NEVER, 0, 0, 0, 50)
    assert Verdict.from_plain(verdict.as_plain()) == verdict


def test_a_verdict_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        VERDICT.points = 100.0  # type: ignore[misc]


def test_an_unknown_decision_or_a_missing_part_is_refused() -> None:
    with pytest.raises(ValueError, match="perhaps"):
        Verdict.from_plain(VERDICT.as_plain() | {"decision": "perhaps"})
    with pytest.raises(KeyError):
        Verdict.from_plain({"decision": "never"})
