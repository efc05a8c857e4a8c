"""What the parts of the measure share: the grain, the units of time, and when a value counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis
from ibis import Table, Value, _

KEY = ["lead", "as_of"]

HOUR = 3_600_000_000
DAY = 24 * HOUR


def while_known(values: Table, of: Sequence[str], latest_first: Sequence[Any]) -> Table:
    """The spans in which each value was the latest known: ``from_at`` (its ``known_at``) until ``until_at``, excluded; null: for ever.

    ``of`` says whose values replace each other, ``latest_first`` which goes before which, whenever we heard of them. Values that
    were outdated when they became known have no span. Spans of one never overlap, so that a moment finds one value.
    """
    those_before = ibis.window(group_by=list(of), order_by=list(latest_first), preceding=(None, 1), following=None)
    spans = values.mutate(from_at=_.known_at, until_at=_.known_at.min().over(those_before))
    return spans.filter(_.until_at.isnull() | (_.from_at < _.until_at))


def at_moments(moments: Table, spans: Table) -> Table:
    """The spans that hold at each moment. Grain: one row per moment and span, with the columns of both."""
    return moments.join(
        spans,
        [
            moments.lead == spans.lead,
            spans.from_at <= moments.as_of,
            spans.until_at.isnull() | (moments.as_of < spans.until_at),
        ],
    )


def meets(value: Table, rule: Table) -> Value:
    """Whether a value (``text``, ``number``) meets a rule (``comparison``, ``value``, ``at_least``, ``below``), equal texts aside."""
    return (
        ((rule.comparison == "starts") & value.text.lower().startswith(rule.value.lower()))
        | ((rule.comparison == "ends") & value.text.lower().endswith(rule.value.lower()))
        | (
            (rule.comparison == "between")
            & (rule.at_least.isnull() | (value.number >= rule.at_least))
            & (rule.below.isnull() | (value.number < rule.below))
        )
        | (rule.comparison == "present")
    )


def values_that_meet(values: Table, rules: Table) -> Table:
    """Values of the same ``name`` as a rule that meet it; an empty text is no value. Grain: one row per value and rule.

    Equal texts are found by a join of their own, by hash: a list may name thousands.
    """
    said = values.filter(_.text != "")
    by_text, others = rules.filter(_.comparison == "text"), rules.filter(_.comparison != "text")
    texts = said.join(by_text, [said.name == by_text.name, said.text.lower() == by_text.value.lower()])
    rest = said.join(others, [said.name == others.name, meets(said, others)])
    columns = [*values.columns, *(name for name in rules.columns if name not in values.columns)]
    return ibis.union(texts.select(columns), rest.select(columns))
