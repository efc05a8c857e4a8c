"""What attributes give: points for fit, cut where a group has its most, and exclusions."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
from ibis import Table, _

from handschlag.qualification.core.measure.times import KEY, at_moments, values_that_meet, while_known


def spans_of_criteria(attributes: Table, attribute_rules: Table) -> Table:
    """When each criterion on attributes held, by what was known. Grain: one row per lead, criterion and span of a value.

    The latest ``happened_at`` among what was known counts; of two as late the one whose text sorts last: when we heard of them
    must not matter. Texts are compared without regard to upper and lower case.
    """
    asked_for = attributes.semi_join(attribute_rules, "name")
    values = while_known(asked_for, ["lead", "name"], [_.happened_at.desc(), _.text.desc()])
    met = values_that_meet(values, attribute_rules)
    return met.group_by(["lead", "criterion", "reason", "group", "from_at", "until_at"]).agg(
        hundredths=_.hundredths.max(), text=_.text.max()
    )


def attribute_sums(moments: Table, spans: Table) -> Table:
    """Criterion, reason (fit, exclusion), group, hundredths and the value's text. Grain: one row per moment and criterion."""
    return at_moments(moments, spans).select(*KEY, "criterion", "reason", "group", "hundredths", "text")


def caps(sums: Table, groups: Table, by: Sequence[str] = KEY) -> Table:
    """What groups take away whose criteria give more than their most: reasons (``cap``) by the group's name, with negative points.

    Grain: one row per moment (per ``by``) and group. Only what gives points is cut; what takes some is taken in full.
    """
    giving = sums.filter(_.group.notnull() & (_.hundredths > 0))
    together = giving.group_by([*by, "group"]).agg(hundredths=_.hundredths.sum().cast("int64"))
    too_much = together.join(groups, "group").filter(_.hundredths > _.at_most)
    return too_much.select(*by, criterion=_.group, reason=ibis.literal("cap"), hundredths=_.at_most - _.hundredths)
