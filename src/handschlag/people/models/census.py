"""How many people there are, and how common their names and firms: counted now and then, for a common name says less than a rare one."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from django.db import models

from handschlag.people.core.matching.base import FEWEST, Base
from handschlag.people.core.matching.person import from_text
from handschlag.people.models.portrait import Portrait

SAMPLE = 50_000
"""So many of the newest portraits are counted; a name's share changes slowly."""


class NameCensus(models.Model):
    """Names were counted: ``given``, ``family`` and ``firm`` hold the share of each common one, ``size`` how many people there were.

    ``up_to`` is the number of the newest portrait then: numbers only rise, also where people were merged or erased.
    """

    counted_at = models.DateTimeField()
    size = models.PositiveIntegerField()
    up_to = models.PositiveBigIntegerField(default=0)
    given = models.JSONField(default=dict)
    family = models.JSONField(default=dict)
    firm = models.JSONField(default=dict)

    @classmethod
    def take(cls, at: datetime) -> NameCensus:
        """Count again; what was counted before is dropped."""
        newest = Portrait.objects.order_by("-number").values_list("text", flat=True)[:SAMPLE]
        number = Portrait.objects.aggregate(models.Max("number"))["number__max"] or 0
        base = Base.of([from_text(text) for text in newest])
        taken = cls.objects.create(
            counted_at=at,
            size=Portrait.objects.count(),
            up_to=number,
            given=dict(base.given),
            family=dict(base.family),
            firm=dict(base.firm),
        )
        cls.objects.exclude(id=taken.id).delete()
        _base.cache_clear()
        return taken


def base_now(at: datetime) -> Base:
    """The base as last counted; counted again where as many have come since as there were, and never while it is young."""
    last = NameCensus.objects.order_by("-id").values_list("id", "size", "up_to").first()
    most = Portrait.objects.order_by("-number").values_list("number", flat=True).first() or 0
    if last is None:
        grown = most > FEWEST and Portrait.objects.order_by()[: FEWEST + 1].count() > FEWEST
    else:
        grown = most - last[2] > max(last[1], FEWEST)
    if grown:
        return _base(NameCensus.take(at).id)
    return _base(last[0]) if last else Base()


@lru_cache(maxsize=4)
def _base(census_id: int) -> Base:
    census = NameCensus.objects.get(id=census_id)
    return Base(census.size, census.given, census.family, census.firm)
