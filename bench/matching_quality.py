"""How well look-alikes are found, on three sets of people whose truth is known.

Each set goes through the product's own keys, weights and thresholds, the same for all three; nothing is trained on a
label. Only what the base itself shows is counted: its size and how common each name is. *Pair F1*: of all unordered pairs of
records, P = truly one person ∧ scored ≥ ``LIKELY`` / scored ≥ ``LIKELY``; R = the same / all true pairs (pairs no key brought
together count as missed); F1 = 2PR/(P+R). *Cluster F1*: the same on pairs of records that end up in one group when every pair
scored ≥ ``LIKELY`` is joined with all that hangs on it (transitive closure); *B³*: the mean over records of how pure and how
complete their group is. Febrl's two files are linked one to one: a pair counts only where each is the other's best.
*Automatic*: what the product would merge without asking. *Queue*: what it would ask a person.
"""

from __future__ import annotations

import csv
import os
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter

import numpy as np

from handschlag.people.core.matching.base import Base
from handschlag.people.core.matching.blocks import pairs_of
from handschlag.people.core.matching.columns import Crowd
from handschlag.people.core.matching.comparison import compare
from handschlag.people.core.matching.judgement import Judgement, judge
from handschlag.people.core.matching.keys import broad_keys, match_keys
from handschlag.people.core.matching.person import Person, person_of
from handschlag.people.core.matching.weights import LIKELY
from report import show

DATA = Path(os.environ.get("HANDSCHLAG_DATA") or Path(__file__).parents[2] / "shared" / "data")
PRECISION_GOAL = 0.998

Records = tuple[list[Person], list[str]]


def german() -> Records:
    """RLdata10000 of the R package RecordLinkage: 10,000 records, 1,000 of them a second time with an error."""
    rows = read("duplicates_german/RLdata10000.csv")
    return [
        person_of(
            {
                "given_name": f"{row['fname_c1']} {row['fname_c2']}",
                "family_name": f"{row['lname_c1']} {row['lname_c2']}",
                "birth_date": f"{row['by']}-{row['bm']}-{row['bd']}",
            }
        )
        for row in rows
    ], [row["true_id"] for row in rows]


def febrl() -> Records:
    """Febrl 4: two files of 5,000, each record of the one once in the other, with up to ten errors."""
    rows = read("duplicates_febrl/dataset4a.csv") + read("duplicates_febrl/dataset4b.csv")
    return [
        person_of(
            {
                "given_name": row["given_name"],
                "family_name": row["surname"],
                "street": row["address_1"],
                "house_number": row["street_number"],
                "city": row["suburb"],
                "postal_code": row["postcode"],
                "birth_date": row["date_of_birth"],
                "number": row["soc_sec_id"],
            }
        )
        for row in rows
    ], [row["rec_id"].split("-")[1] for row in rows]


def splink() -> Records:
    """fake_1000 of Splink: 251 people in 1,000 records, with fields missing, swapped and scrambled."""
    rows = read("duplicates_splink/fake_1000.csv")
    return [
        person_of(
            {
                "given_name": row["first_name"],
                "family_name": row["surname"],
                "birth_date": row["dob"],
                "city": row["city"],
            },
            [row["email"]],
        )
        for row in rows
    ], [row["cluster"] for row in rows]


def read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file, skipinitialspace=True))


def quality() -> bool:
    """Print the table of each set; whether every goal holds."""
    return all(
        [
            measure("German names and birth dates (RLdata10000)", german(), "pair F1", 0.97),
            measure("Febrl 4, one to one", febrl(), "pair F1", 0.999, one_to_one=True),
            measure("Splink's fake 1,000", splink(), "cluster F1", 0.95),
        ]
    )


def measure(title: str, records: Records, name: str, goal: float, one_to_one: bool = False) -> bool:
    people, labels = records
    truth = np.unique(labels, return_inverse=True)[1]
    started = perf_counter()
    keys = [match_keys(person) | broad_keys(person) for person in people]
    entries = np.fromiter((key for own in keys for key in own), np.int64)
    left, right = pairs_of(entries, np.repeat(np.arange(len(people)), [len(own) for own in keys]))
    base = Base.of(people)
    compared = compare(Crowd(people), left, right, base)
    judged, score = judge(compared), compared.score
    seconds = perf_counter() - started
    likely = score >= LIKELY
    if one_to_one:
        half = len(people) // 2
        likely &= (left < half) & (right >= half) & best(left, right, score, len(people))
    true_pairs = sum(size * (size - 1) // 2 for size in Counter(labels).values())
    is_true = truth[left] == truth[right]
    automatic, asked = judged == Judgement.SURE, judged == Judgement.DOUBTFUL
    precision = float(is_true[automatic].mean())
    groups = grouped(len(people), left[likely], right[likely])
    pair_f1 = f1(int((is_true & likely).sum()), int(likely.sum()), true_pairs)
    cluster_f1, b3 = of_groups(groups, truth, true_pairs)
    figure = pair_f1 if name == "pair F1" else cluster_f1
    show(
        title,
        {
            "records, true pairs": f"{len(people):,}, {true_pairs:,}",
            "pair F1": f"{pair_f1:.4f}" + (f"  (goal ≥ {goal})" if name == "pair F1" else ""),
            "cluster F1, B³": f"{cluster_f1:.4f}" + (f"  (goal ≥ {goal})" if name != "pair F1" else "") + f", {b3:.4f}",
            "true pairs that share a key": f"{is_true.sum() / true_pairs:.4f}",
            "automatic: precision": f"{precision:.4f} of {automatic.sum():,}  (goal ≥ {PRECISION_GOAL})",
            "true pairs automatic": f"{(is_true & automatic).sum() / true_pairs:.4f}",
            "true pairs automatic or in the queue": f"{(is_true & (automatic | asked)).sum() / true_pairs:.4f}",
            "queue": f"{asked.sum():,} pairs, {is_true[asked].mean():.0%} of them true",
            "seconds": f"{seconds:.2f}",
        },
    )
    return figure >= goal and precision >= PRECISION_GOAL


def best(left: np.ndarray, right: np.ndarray, score: np.ndarray, count: int) -> np.ndarray:
    """Whether each is the other's best."""
    highest = np.full(count, -np.inf)
    np.maximum.at(highest, left, score)
    np.maximum.at(highest, right, score)
    return (score == highest[left]) & (score == highest[right])


def grouped(count: int, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The number of each record's group."""
    above = list(range(count))

    def root(one: int) -> int:
        while above[one] != one:
            above[one] = one = above[above[one]]
        return one

    for a, b in zip(left.tolist(), right.tolist(), strict=True):
        above[root(a)] = root(b)
    return np.unique([root(one) for one in range(count)], return_inverse=True)[1]


def of_groups(groups: np.ndarray, truth: np.ndarray, true_pairs: int) -> tuple[float, float]:
    """``(pair F1 within groups, B³ F1)``."""
    common: dict[tuple[int, int], int] = defaultdict(int)
    for pair in zip(groups.tolist(), truth.tolist(), strict=True):
        common[pair] += 1
    sizes, people = np.bincount(groups), np.bincount(truth)
    found = f1(pairs(common.values()), pairs(sizes.tolist()), true_pairs)
    pure = sum(number**2 / sizes[group] for (group, _one), number in common.items()) / len(truth)
    complete = sum(number**2 / people[one] for (_group, one), number in common.items()) / len(truth)
    return found, 2 * pure * complete / (pure + complete)


def pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def f1(right: int, found: int, true: int) -> float:
    return 2 * right / (found + true)
