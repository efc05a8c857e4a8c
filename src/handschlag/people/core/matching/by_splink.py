"""The whole base matched by Splink (Linacre and others, 2022): its weights are learned from the base itself by expectation maximisation.

It gets our spellings and our keys, without the crowded ones; how far fields agree, what that weighs and how common each value is
it finds out for itself, without labels. On DuckDB in this process, or on Spark.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from handschlag.people.core.matching.blocks import Numbers
from handschlag.people.core.matching.keys import MOST_IN_A_BLOCK
from handschlag.people.core.matching.person import Person

FEW_BITS = -3.0
PAIRS_TO_LEARN_FROM = 1_000_000


def weigh_by_splink(
    people: Sequence[Person], keys: Numbers, owners: Numbers, api: Any
) -> tuple[Numbers, Numbers, np.ndarray]:
    """``(left, right, bits)`` of all pairs that share a key and have at least ``FEW_BITS`` bits; positions, the smaller first.

    ``api`` is Splink's ``DuckDBAPI`` or ``SparkAPI``. Raises what Splink raises where a base is too small to learn from.
    """
    from splink import Linker

    linker = Linker(api.register(as_table(people, keys, owners)), settings_for(people), log_level=40)
    learn(linker, people)
    pairs = linker.inference.predict(threshold_match_weight=FEW_BITS).as_record_list()
    left = np.array([min(pair["unique_id_l"], pair["unique_id_r"]) for pair in pairs], np.int64)
    right = np.array([max(pair["unique_id_l"], pair["unique_id_r"]) for pair in pairs], np.int64)
    return left, right, np.array([pair["match_weight"] for pair in pairs])


def as_table(people: Sequence[Person], keys: Numbers, owners: Numbers) -> pa.Table:
    """One row a person; what is not known is null."""
    _keys, place, count = np.unique(keys, return_inverse=True, return_counts=True)
    useful = (count[place] > 1) & (count[place] <= MOST_IN_A_BLOCK)
    order = np.argsort(owners[useful], kind="stable")
    mine, theirs = keys[useful][order], owners[useful][order]
    bounds = np.searchsorted(theirs, np.arange(len(people) + 1))
    columns: dict[str, Any] = {
        name: pa.array([getattr(person, name) or None for person in people], pa.string()) for name in FIELDS
    }
    columns["email"] = pa.array([person.emails[0] if person.emails else None for person in people], pa.string())
    columns["phone"] = pa.array([person.phones[0] if person.phones else None for person in people], pa.string())
    columns["unique_id"] = pa.array(np.arange(len(people)))
    columns["keys"] = pa.ListArray.from_arrays(pa.array(bounds, pa.int32()), pa.array(mine))
    return pa.table(columns)


SEVERAL = {"email": "emails", "phone": "phones"}
FIELDS = ("given", "family", "company", "birth", "street", "postal_code", "city", "number")


def settings_for(people: Sequence[Person]) -> Any:
    """Comparisons for the fields that this base has at all."""
    import splink.comparison_library as cl
    from splink import SettingsCreator, block_on

    has = fields_of(people)
    names = cl.ForenameSurnameComparison("given", "family")
    of_field = {
        "email": cl.EmailComparison("email"),
        "phone": cl.DamerauLevenshteinAtThresholds("phone", [1]),
        "company": cl.JaroWinklerAtThresholds("company", [0.92]),
        "birth": cl.DamerauLevenshteinAtThresholds("birth", [1, 2]),
        "street": cl.JaroWinklerAtThresholds("street", [0.92]),
        "postal_code": cl.DamerauLevenshteinAtThresholds("postal_code", [1]),
        "city": cl.JaroWinklerAtThresholds("city", [0.9]),
        "number": cl.DamerauLevenshteinAtThresholds("number", [1]),
    }
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[names, *(comparison for name, comparison in of_field.items() if name in has)],
        blocking_rules_to_generate_predictions=[block_on("keys", arrays_to_explode=["keys"])],
        probability_two_random_records_match=0.5 / max(len(people), 1_000),
        retain_matching_columns=False,
    )


def fields_of(people: Sequence[Person]) -> set[str]:
    """Fields that at least one in a hundred people has."""
    least = len(people) / 100
    return {
        name
        for name in (*FIELDS, *SEVERAL)
        if sum(bool(getattr(person, SEVERAL.get(name, name))) for person in people) > least
    }


def learn(linker: Any, people: Sequence[Person]) -> None:
    """How often fields agree by chance from random pairs, and for one person from pairs that agree in another field.

    A field in which no two people agree teaches nothing and is passed over; what stays unlearned keeps Splink's defaults.
    """
    from splink import block_on

    linker.training.estimate_u_using_random_sampling(max_pairs=PAIRS_TO_LEARN_FROM, seed=1)
    for columns in TEACHING:
        if any_agree(people, columns):
            linker.training.estimate_parameters_using_expectation_maximisation(
                block_on(*columns), fix_probability_two_random_records_match=True
            )


TEACHING = (("given", "family"), ("email",), ("birth",), ("phone",), ("number",))


def any_agree(people: Sequence[Person], columns: Sequence[str]) -> bool:
    """Whether at least two people have the same in these columns; of several addresses the first counts."""
    fields = [SEVERAL.get(column, column) for column in columns]
    seen = set()
    for person in people:
        values = tuple(
            getattr(person, field)[:1] if field in SEVERAL.values() else getattr(person, field) for field in fields
        )
        if all(values):
            if values in seen:
                return True
            seen.add(values)
    return False


def api_of(backend: str) -> Any:
    """Splink's door to the engine: ``duckdb`` in this process, or the ``spark`` session that is configured."""
    if backend == "spark":
        from pyspark.sql import SparkSession
        from splink import SparkAPI
        from splink.backends.spark import similarity_jar_location

        settings = SparkSession.builder.appName("Handschlag").config("spark.jars", similarity_jar_location())
        session = settings.getOrCreate()
        make: Any = SparkAPI
        return make(spark_session=session, break_lineage_method="persist")
    from splink import DuckDBAPI

    return DuckDBAPI()
