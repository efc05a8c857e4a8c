"""What was known of leads at a moment, for whoever decides something else than a verdict: routing asks by the same measure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import pyarrow as pa

from handschlag.agreement.core.terms import AttributeCondition, Terms
from handschlag.qualification.core.judging import met, table, values
from handschlag.qualification.core.rules import rules_of_conditions
from handschlag.qualification.models.evidence import attributes_named, by_contact, microseconds, passes

Moment = tuple[UUID, datetime]
"""A lead, and when."""


@dataclass
class Answer:
    """Of one lead at one moment: the value of each attribute that had one, and the keys of the conditions that held."""

    values: dict[str, str] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)


def ask(
    moments: Collection[Moment],
    names: Collection[str],
    conditions: Mapping[str, AttributeCondition],
    terms: Terms | None = None,
) -> dict[Moment, Answer]:
    """For each of ``moments``: what was known by then of the attributes ``names``, and which of ``conditions`` held.

    Values and comparisons are those of verdicts. ``terms`` hold the lists the conditions match. A few queries, however many moments.
    """
    leads = passes(dict.fromkeys(lead_id for lead_id, _at in moments))
    numbers = {one.lead_id: one.number for one in leads}
    asked = {(numbers[lead], microseconds(at)): (lead, at) for lead, at in moments if lead in numbers}
    wanted = {*names, *(condition.attribute for condition in conditions.values())}
    tables = {
        "moments": table("moments", asked),
        "attributes": table("attributes", attributes_named(by_contact(leads), wanted)),
    }
    answers = {moment: Answer() for moment in moments}
    if not tables["attributes"].num_rows:
        return answers
    for number, at, name, text in _rows(values(tables)):
        if name in names:
            answers[asked[number, at]].values[name] = text
    if conditions and terms:
        tables["attribute_rules"] = rules_of_conditions(conditions, terms)
        for number, at, key in _rows(met(tables)):
            answers[asked[number, at]].met.add(key)
    return answers


def _rows(found: pa.Table) -> Iterator[Any]:
    """A table's rows, read column by column."""
    return zip(*(column.to_pylist() for column in found.columns), strict=True)
