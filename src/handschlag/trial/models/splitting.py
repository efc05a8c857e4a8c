"""Of which segment leads are, and through which channel they came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

import pyarrow as pa

from handschlag.engine.duck import run_sql
from handschlag.market.core.segments import segment_of
from handschlag.market.models import Segment
from handschlag.people.models import AttributeValue, Lead
from handschlag.qualification.readings import History
from handschlag.trial.core.comparing import Comparison

AT_ONCE = 5_000

Split = Mapping[str, tuple[int, int]]
"""Name → how many under the draft, how many under the other version; "" for those without."""

LAST_CHANNEL = """
SELECT first.lead, coalesce(max_by(touches.channel, (touches.happened_at, touches.touch_id)), '') AS channel
FROM first LEFT JOIN touches ON touches.lead = first.lead AND touches.known_at <= first.at AND touches.channel <> ''
GROUP BY first.lead
"""


def split_by_segment(found: Comparison, known: History) -> Split:
    """By the segment whose industry and size the company has, as known today."""
    segments = {segment.key: segment for segment in Segment.objects.filter(archived_at=None)}
    if not segments:
        return {}
    rules = [segment.rule for segment in segments.values()]
    firms = dict(_firms(known.passes[lead].lead_id for lead in {**found.draft, **found.other}))
    said = _said(set(firms.values()))

    def name(lead: int) -> str:
        industry, employees = said.get(firms.get(known.passes[lead].lead_id), (None, None))
        key = segment_of(industry, employees, rules)
        return segments[key].name if key else ""

    return _both(Counter(map(name, found.draft)), Counter(map(name, found.other)))


def split_by_channel(found: Comparison, known: History) -> Split:
    """By the channel of the last touch known before the lead qualified, of those the terms ask for."""
    return _both(_channels(found.draft, known), _channels(found.other, known))


def _channels(first: Mapping[int, int], known: History) -> Counter[str]:
    moments = pa.table({"lead": pa.array(first.keys(), pa.int64()), "at": pa.array(first.values(), pa.int64())})
    rows = run_sql(LAST_CHANNEL, {"first": moments, "touches": known.tables["touches"]})
    return Counter(rows["channel"].to_pylist())


def _both(draft: Counter[str], other: Counter[str]) -> Split:
    return {name: (draft[name], other[name]) for name in draft | other}


def _firms(leads: Iterable[UUID]) -> Iterator[tuple[UUID, UUID]]:
    for ids in _portions(leads):
        yield from Lead.objects.filter(id__in=ids, contact__company__isnull=False).values_list("id", "contact__company")


def _said(firms: Iterable[UUID]) -> dict[UUID | None, tuple[str | None, float | None]]:
    """Company → its industry and its number of employees, the newest of each."""
    industry: dict[UUID | None, str] = {}
    employees: dict[UUID | None, float | None] = {}
    for ids in _portions(firms):
        rows = AttributeValue.objects.filter(company__in=ids, name__in=("industry", "employees"))
        for firm, name, text, number in rows.order_by("happened_at", "text").values_list(
            "company_id", "name", "text", "number"
        ):
            if name == "industry":
                industry[firm] = text
            else:
                employees[firm] = number
    return {firm: (industry.get(firm), employees.get(firm)) for firm in industry.keys() | employees.keys()}


def _portions(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    every = list(ids)
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]
