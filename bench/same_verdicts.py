"""The verdict of the day is the verdict of later: every verdict the worker gave on the demo's 18 months is judged once more.

    .venv/bin/python bench/same_verdicts.py [--quick]

Fills a house with the demo, which lives its history touch by touch: late touches, merges, withdrawals, two versions of the agreement.
Then all of it is read at once, each lead is judged again at every moment it was judged at by the version of that moment, with what was
known then, and decision, points and reasons are compared. ``--quick`` takes 500 people instead of 5,000. The figure is how many differ;
erased people leave the comparison, counted.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from time import perf_counter
from typing import Any, NoReturn

from house import temporary_house
from report import console, finish, show


def main() -> NoReturn:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="500 people instead of 5,000")
    people = 500 if parser.parse_args().quick else 5_000
    with temporary_house():
        from django.core.management import call_command

        began = perf_counter()
        call_command("demo", contacts=people, verbosity=0)
        lived = perf_counter() - began
        compared, different, left_out = Counter[str](), list[str](), 0
        began = perf_counter()
        for decision, difference in again():
            compared[decision] += 1
            left_out += difference == "left out"
            if difference not in {"", "left out"}:
                different.append(difference)
        judged = perf_counter() - began
    show(
        f"{people:,} people, 18 months",
        {
            "lived in": f"{lived:.0f} s",
            "verdicts": ", ".join(f"{count:,} {decision}" for decision, count in sorted(compared.items())),
            "judged again in": f"{judged:.1f} s",
            "of erased people": f"{left_out:,}",
        },
    )
    for difference in different[:10]:
        console.print(difference)
    finish("same_verdicts", len(different), f"of {compared.total():,} verdicts differ", "0", not different)


def again() -> Iterator[tuple[str, str]]:
    """Decision of each verdict, and how the judgement of later differs from it: "" for not at all."""
    from handschlag.agreement.models import Version
    from handschlag.qualification.core.judging import table
    from handschlag.qualification.models import Verdict
    from handschlag.qualification.models.evidence import microseconds
    from handschlag.qualification.readings import history

    for version in Version.objects.filter(commencement__isnull=False):
        known = history([version.parsed])
        numbers = {one.lead_id: one.number for one in known.passes}
        lived: dict[tuple[int, int], Any] = {}
        for verdict in Verdict.objects.filter(version=version).order_by("at", "id").iterator():
            if verdict.lead_id not in numbers:
                yield verdict.decision, "left out"
                continue
            lived[numbers[verdict.lead_id], microseconds(verdict.at)] = verdict
        judged = known.judged(table("moments", lived.keys()), version.parsed, with_reasons=True)
        for row in judged.to_pylist():
            verdict = lived[row["lead"], row["as_of"]]
            yield verdict.decision, difference(verdict, row)


def difference(verdict: Any, row: dict[str, Any]) -> str:
    """What is not the same, for whoever looks for the reason."""
    then = (verdict.decision, round(100 * verdict.points), reasons_then(verdict))
    now = (row["decision"], row["points"], reasons_now(row))
    return "" if then == now else f"{verdict.lead_id} at {verdict.at}: {then} then, {now} now"


def reasons_then(verdict: Any) -> list[tuple[str, int, tuple[str, ...]]]:
    return sorted(
        (one["criterion"], round(100 * one["points"]), tuple(text.replace("-", "") for text in one["evidence"]))
        for one in verdict.reasons
    )


def reasons_now(row: dict[str, Any]) -> list[tuple[str, int, tuple[str, ...]]]:
    return sorted(
        (one["criterion"], one["hundredths"], tuple(text.replace("-", "") for text in one["evidence"]))
        for one in row["reasons"] or []
    )


if __name__ == "__main__":
    main()
