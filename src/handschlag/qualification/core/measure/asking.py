"""Single attributes at a moment, outside of any verdict: their values, and which conditions they meet. As verdicts see them."""

from __future__ import annotations

from ibis import Table, _

from handschlag.qualification.core.measure.attributes import spans_of_criteria
from handschlag.qualification.core.measure.times import KEY, at_moments, while_known


def values_known(moments: Table, attributes: Table) -> Table:
    """``name`` and ``text`` of every attribute that had a value. Grain: one row per moment and attribute.

    Of what was known the latest ``happened_at`` counts, of two as late the one whose text sorts last: the value criteria are held against.
    """
    spans = while_known(attributes, ["lead", "name"], [_.happened_at.desc(), _.text.desc()])
    return at_moments(moments, spans.filter(_.text != "")).select(*KEY, "name", "text")


def conditions_met(moments: Table, attributes: Table, attribute_rules: Table) -> Table:
    """``criterion``, the key of each condition that held. Grain: one row per moment and condition."""
    return at_moments(moments, spans_of_criteria(attributes, attribute_rules)).select(*KEY, "criterion")
