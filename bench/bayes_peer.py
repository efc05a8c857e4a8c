"""The peer that many know: a naive Bayes score as Odoo's predictive lead scoring reckons it.

Odoo 18, ``crm/models/crm_lead.py``: for each value of a field so many leads won and lost, each beginning at a tenth; the chance is the product of
the shares times the share won, against the same for lost; a value never seen says nothing. Returned leads count as lost. It learns from
every outcome as it comes. Numbers are not among its fields; we give it the kinds of touches as tags, which is more than it has.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from bayes_score import score
from handschlag.qualification.core.judging import values
from handschlag.simulation.markets.judged import Judged
from handschlag.simulation.markets.loop import Known
from handschlag.simulation.markets.years import TwoYears, moments

FEW = 100
"""A field with more values than that is a name and no property."""


class Bayes:
    """A policy of ``simulation.markets.loop``."""

    def __init__(self, years: TwoYears, judged: Judged) -> None:
        self._fields = [*_texts(years, judged), *_tags(years, judged)]

    def ranks(self, week: int, rows: np.ndarray, known: Known) -> np.ndarray:
        return score([field[known.row] for field in self._fields], known.won, [field[rows] for field in self._fields])


def _texts(years: TwoYears, judged: Judged) -> list[np.ndarray]:
    """Attributes that are texts, as known at each row, and the channel somebody came by."""
    attributes = years.known["attributes"]
    texts = attributes.filter(pa.compute.is_null(attributes["number"]))
    found = values({"moments": judged.moments(), "attributes": texts})
    of_row = places(judged, found)
    names, codes = found["name"].to_numpy(zero_copy_only=False), found["text"].combine_chunks().dictionary_encode()
    fields = []
    for name in np.unique(names.astype(str)):
        field = np.full(len(judged.lead), -1)
        field[of_row[names == name]] = codes.indices.to_numpy()[names == name]
        fields.append(
            np.unique(field, return_inverse=True)[1] - 1
            if (field < 0).any()
            else np.unique(field, return_inverse=True)[1]
        )
    touches = years.known["touches"].sort_by([("lead", "ascending"), ("happened_at", "ascending")])
    first = np.unique(touches["lead"].to_numpy(), return_index=True)[1]
    came_by = touches["channel"].combine_chunks().dictionary_encode().indices.to_numpy()[first]
    return [*(field for field in fields if field.max() < FEW), came_by[judged.lead]]


def _tags(years: TwoYears, judged: Judged) -> list[np.ndarray]:
    """Each kind of touch: 1 where the lead had done it by then, as far as known."""
    touches = years.known["touches"]
    kinds = touches["kind"].to_numpy(zero_copy_only=False).astype(str)
    week = np.searchsorted(moments(), touches["known_at"].to_numpy())
    lead = touches["lead"].to_numpy()
    tags = []
    for kind in np.unique(kinds):
        first = np.full(len(years.is_open), len(moments()))
        np.minimum.at(first, lead[kinds == kind], week[kinds == kind])
        tags.append((first[judged.lead] <= judged.week).astype(np.int64))
    return tags


def places(judged: Judged, found: pa.Table) -> np.ndarray:
    """Which row of ``judged`` each row of a measure's answer means."""
    at = np.array(moments())
    place = np.full((int(judged.lead.max()) + 1, len(at)), -1)
    place[judged.lead, judged.week] = np.arange(len(judged.lead))
    return place[found["lead"].to_numpy(), np.searchsorted(at, found["as_of"].to_numpy())]
