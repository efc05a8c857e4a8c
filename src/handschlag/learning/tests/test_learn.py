"""``handschlag learn evaluate``: any table of leads with an outcome."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from handschlag.learning.tests.outcomes import leads


def written(folder: Path, count: int = 400, **more: Any) -> Path:
    table, won = leads(count)
    path = folder / "leads.csv"
    rows = [
        {
            **{
                name: "" if isinstance(column[row], float) and np.isnan(column[row]) else column[row]
                for name, column in table.items()
            },
            "day": f"2026-{1 + row * 12 // count:02}-10",
            "gender": "fm"[row % 2],
            "result": "Gewonnen" if won[row] else "Verloren",
            **{name: values[row] for name, values in more.items()},
        }
        for row in range(count)
    ]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return path


def learn(path: Path, *words: str) -> str:
    out = StringIO()
    call_command("learn", "evaluate", str(path), *words, stdout=out)
    return out.getvalue()


def test_a_file_is_evaluated_with_ranges(tmp_path: Path) -> None:
    found = json.loads(learn(written(tmp_path), "--outcome", "result", "--json"))
    figure, low, high = found["figures"]["auc"]
    assert low < figure < high
    assert figure > 0.6
    assert found["rows"] == found["leads"] == 400
    assert found["left_out"] == {"gender": "protected"}
    assert not found["forward_in_time"]


def test_with_a_time_it_goes_forward_and_says_what_drifted(tmp_path: Path) -> None:
    text = learn(written(tmp_path), "--outcome", "result", "--time", "day")
    assert "100 leads foretold" in text
    assert "day: month" not in json.dumps(
        json.loads(learn(written(tmp_path), "--outcome", "result", "--time", "day", "--json"))
    )
    assert "drift" in text.lower()
    assert "day: month" not in text


def test_too_few_outcomes_are_said_to_be_too_few(tmp_path: Path) -> None:
    assert "Too few outcomes" in learn(written(tmp_path, 40), "--outcome", "result")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--outcome", "nothing"), "no column nothing"),
        (("--outcome", "industry"), "Which outcome means won"),
        (("--outcome", "industry", "--won", "gold"), "No row has the outcome"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_a_sentence(
    tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        learn(written(tmp_path, 60), *words)


def test_any_value_may_mean_won(tmp_path: Path) -> None:
    path = written(tmp_path, 300, closed=["2026-03-01" if number % 3 == 0 else "" for number in range(300)])
    found = json.loads(learn(path, "--outcome", "closed", "--won", "*", "--without", "result", "--json"))
    assert found["won"] == 100


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    with pytest.raises(CommandError):
        learn(empty, "--outcome", "result")
    with pytest.raises(CommandError, match="No such file"):
        learn(tmp_path / "missing.csv", "--outcome", "result")
