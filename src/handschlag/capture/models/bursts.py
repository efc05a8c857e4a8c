"""Marks on touches of machines that give themselves away by their pace alone: mail scanners opening every link at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import models

from handschlag.capture.core.machines import WITHIN, bursts, is_click
from handschlag.capture.core.messages import Reading
from handschlag.capture.models.touch import Touch

SCANNER = "scanner"


class Mark(models.Model):
    """What was found out about a touch after it was stored: the first clicks of a burst look like anybody's.

    Touches are append-only, so the ``flag`` stands beside the touch; it means what a flag on the touch itself means. ``who`` repeats the
    touch's, so that the marks on a person's touches are found at once.
    """

    touch = models.OneToOneField(Touch, models.CASCADE, primary_key=True, related_name="mark")
    who = models.CharField(max_length=330, db_index=True)
    flag = models.CharField(max_length=20)
    known_at = models.DateTimeField()


def mark_bursts(readings: Sequence[Reading], at: datetime) -> None:
    """Flag the clicks among ``readings`` that belong to a burst, and mark those of the same bursts that are stored already.

    However the clicks were spread over requests and over turns of the worker: what counts is when they happened.
    """
    clicks: dict[str, list[tuple[datetime, Reading | UUID]]] = defaultdict(list)
    for reading in readings:
        if is_click(reading.kind) and reading.happened_at:
            clicks[reading.who].append((reading.happened_at, reading))
    if not clicks:
        return
    moments = [moment for some in clicks.values() for moment, _reading in some]
    earlier = Touch.objects.filter(
        who__in=clicks, happened_at__gte=min(moments) - WITHIN, happened_at__lte=max(moments) + WITHIN
    ).order_by()
    for who, touch_id, kind, happened_at in earlier.values_list("who", "id", "kind", "happened_at"):
        if is_click(kind):
            clicks[who].append((happened_at, touch_id))
    marks = []
    for who, some in clicks.items():
        for one in bursts(some):
            if isinstance(one, Reading):
                one.flags.append(SCANNER)
            else:
                marks.append(Mark(touch_id=one, who=who, flag=SCANNER, known_at=at))
    Mark.objects.bulk_create(marks, ignore_conflicts=True)
