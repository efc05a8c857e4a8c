"""How good suggested tags are: on the demo's conversations in the order of time, learned from the earlier, asked about the later.

    .venv/bin/python bench/suggestions.py [--quick] [--json]

Truth is what the simulated reps ticked; the suggester sees it of earlier conversations only. Printed are precision, recall and F1 over all
tags (micro) and the mean F1 of tags (macro) on the last 30 %, how they grow with what was confirmed, and beside them: names alone, the three
most frequent tags for every note, and naive Bayes on the same features.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

Tags = frozenset[object]
HELD_OUT = 0.3
FROM = (0, 25, 100, 400, None)
"""How many of the conversations right before the held-out ones are learned from; None: all."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a demo of a quarter of the people")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="handschlag-suggestions-") as folder:
        os.environ |= {"HANDSCHLAG_VAR": folder, "DATABASE_URL": f"sqlite:///{folder}/house.sqlite3"}
        os.environ |= {"DJANGO_SETTINGS_MODULE": "handschlag.website.settings", "HANDSCHLAG_LOG_LEVEL": "ERROR"}
        measured = measure(1_250 if asked.quick else 5_000)
    print(json.dumps(measured, indent=2) if asked.json else table(measured))


def measure(people: int) -> dict[str, object]:
    """Plays a demo and measures on its conversations."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from handschlag.kernel.clock import now
    from handschlag.simulation.play import play

    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    play(now(), count=people)
    played = time.perf_counter() - began
    names, notes = _conversations()
    learned_from, asked_about = notes[: -int(len(notes) * HELD_OUT)], notes[-int(len(notes) * HELD_OUT) :]
    rows = {**_peers(names, learned_from, asked_about), **_ours(names, learned_from, asked_about)}
    connection.close()
    return {"conversations": len(notes), "held_out": len(asked_about), "played_seconds": round(played, 1), "rows": rows}


def _conversations() -> tuple[dict[object, tuple[str, ...]], list[tuple[str, Tags]]]:
    """Names of the tags; notes that have words, in order of time, with what was ticked."""
    from handschlag.conversation.models import Conversation
    from handschlag.conversation.readings.suggesting import _names

    names = dict(_names())
    said = Conversation.objects.exclude(note="", own_words="").order_by("happened_at", "id")
    notes = []
    for one in said.prefetch_related("mentions", "competitors"):
        heard = {mention.topic_id for mention in one.mentions.all()} | {
            named.brand_id for named in one.competitors.all()
        }
        notes.append((f"{one.note}\n{one.own_words}", frozenset(heard)))
    return names, notes


def _ours(names, before, after) -> dict[str, dict[str, float]]:  # type: ignore[no-untyped-def]
    from handschlag.conversation.core.suggesting import Example, learn
    from handschlag.conversation.core.words import features

    rows = {}
    for count in FROM:
        lessons = before[-count:] if count else before if count is None else []
        examples = [Example(features(text), tags) for text, tags in lessons]
        began = time.perf_counter()
        suggester = learn(names, examples)
        seconds = time.perf_counter() - began
        began = time.perf_counter()
        found = [frozenset(one.tag for one in suggester.suggest(text)) for text, _tags in after]
        asking = (time.perf_counter() - began) / len(after)
        called = f"learned from {len(lessons)}" if lessons else "names alone, with denials"
        rows[called] = _quality(found, after) | {"learning_s": round(seconds, 2), "asking_ms": round(asking * 1000, 2)}
    return rows


def _peers(names, before, after) -> dict[str, dict[str, float]]:  # type: ignore[no-untyped-def]
    most = [tag for tag, _count in Counter(tag for _text, tags in before for tag in tags).most_common(3)]
    words = {tag: [name.lower() for name in called] for tag, called in names.items()}
    by_name = [
        frozenset(tag for tag, called in words.items() if any(n in text.lower() for n in called)) for text, _t in after
    ]
    bayes = _naive_bayes(before)
    return {
        "three most frequent": _quality([frozenset(most)] * len(after), after),
        "name stands in the note": _quality(by_name, after),
        f"naive Bayes from {len(before)}": _quality([bayes(text) for text, _tags in after], after),
    }


def _naive_bayes(notes: Sequence[tuple[str, Tags]]) -> Callable[[str], Tags]:
    """One tag against the rest over the words a note has, smoothed towards how often each word is found at all."""
    from handschlag.conversation.core.words import features

    counted = [(features(text), tags) for text, tags in notes]
    every = Counter(one for found, _tags in counted for one in found)
    with_tag: dict[object, Counter[str]] = {}
    often = Counter(tag for _found, tags in counted for tag in tags)
    for found, tags in counted:
        for tag in tags:
            with_tag.setdefault(tag, Counter()).update(found)

    def ask(text: str) -> Tags:
        taken = set()
        found = [one for one in features(text) if one in every]
        for tag, counts in with_tag.items():
            yes, no = often[tag], len(counted) - often[tag]
            odds = math.log(yes / no)
            for one in found:
                share = every[one] / len(counted)
                odds += math.log((counts[one] + share) / (yes + 1))
                odds -= math.log((every[one] - counts[one] + share) / (no + 1))
            if odds > 0:
                taken.add(tag)
        return frozenset(taken)

    return ask


def _quality(found: Sequence[Tags], truth: Sequence[tuple[str, Tags]]) -> dict[str, float]:
    hits, made, said = Counter[object](), Counter[object](), Counter[object]()
    for suggested, (_text, tags) in zip(found, truth, strict=True):
        hits.update(suggested & tags)
        made.update(suggested)
        said.update(tags)
    each = [2 * hits[tag] / (made[tag] + said[tag]) for tag in said]
    return {
        "precision": round(hits.total() / max(1, made.total()), 3),
        "recall": round(hits.total() / max(1, said.total()), 3),
        "f1": round(2 * hits.total() / max(1, made.total() + said.total()), 3),
        "macro_f1": round(sum(each) / max(1, len(each)), 3),
    }


def table(measured: dict[str, object]) -> str:
    rows: dict[str, dict[str, float]] = measured["rows"]  # type: ignore[assignment]
    lines = [
        f"{measured['conversations']} conversations with words, the last {measured['held_out']} held out (demo played in {measured['played_seconds']} s)"
    ]
    lines.append(f"{'':34}{'precision':>10}{'recall':>9}{'F1':>8}{'macro':>8}{'learn s':>9}{'ask ms':>8}")
    for name, row in rows.items():
        lines.append(
            f"{name:34}{row['precision']:>10}{row['recall']:>9}{row['f1']:>8}{row['macro_f1']:>8}"
            f"{row.get('learning_s', ''):>9}{row.get('asking_ms', ''):>8}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
