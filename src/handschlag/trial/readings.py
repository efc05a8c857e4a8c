"""A draft tried on history, and what came of it, for the page and the command."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
from django.utils import timezone

from handschlag.agreement.models import Version
from handschlag.conversation.models import DealClosing, DealOutcome
from handschlag.engine.duck import run_sql, sql_of
from handschlag.engine.records import arrow_from_rows
from handschlag.people.models import Lead
from handschlag.qualification.models.evidence import microseconds, moment
from handschlag.qualification.readings import History, history
from handschlag.trial.core.preview import BOUNDS, KNOWN, LEADS, Preview, Week, moments_to_judge

SHOWN = 20
"""So many leads of each list are shown; the number says how many there are."""


@dataclass(frozen=True)
class Listed:
    """One of the three lists: its leads, as many as are shown, and how many deals are known to have been won among all of them."""

    count: int
    wins: int
    leads: Sequence[Lead]


@dataclass(frozen=True)
class WeekRow:
    """A week as a row of the table; bars are widths in per cent of the longest, capacity among them."""

    week: Week
    draft_bar: str
    other_bar: str
    capacity_mark: str
    is_over: bool


@dataclass(frozen=True)
class Result:
    """What a draft would have changed in a period."""

    draft: Version
    other: Version
    from_at: datetime
    until_at: datetime
    preview: Preview
    new: Listed
    gone: Listed
    both: Listed
    weeks: Sequence[WeekRow]


def preview(draft: Version, other: Version, days: int, now: datetime) -> Result:
    """Judge every lead under both versions over the last ``days``, strictly with what was known at each moment.

    A lead counts as handed over at the first moment at which it was qualified; whoever was qualified as the period began is
    left out. Leads are judged whenever something became known about them, not when time alone passed.
    """
    from_at = now - timedelta(days=days)
    known = history([draft.parsed, other.parsed], since=from_at)
    moments = _moments(known, from_at, now)
    found = Preview(*(_first_qualified(known.judged(moments, one.parsed), from_at) for one in (draft, other)))
    won = _won({*found.draft, *found.other})
    return Result(
        draft=draft,
        other=other,
        from_at=from_at,
        until_at=now,
        preview=found,
        new=_listed(found.new, won),
        gone=_listed(found.gone, won),
        both=_listed(found.both, won),
        weeks=_weeks(found, from_at, now, draft.parsed.sales_capacity_per_week),
    )


def _moments(known: History, from_at: datetime, until_at: datetime) -> pa.Table:
    tables = [known.tables[name].select(["lead_id", "known_at"]) for name in ("touches", "attributes", "bases")]
    bounds = [(microseconds(from_at), microseconds(until_at))]
    return run_sql(
        _moments_sql(),
        {
            "leads": arrow_from_rows(LEADS.to_pyarrow(), [(one.lead, one.until) for one in known.passes]),
            "known": pa.concat_tables(tables),
            "bounds": arrow_from_rows(BOUNDS.to_pyarrow(), bounds),
        },
    )


@cache
def _moments_sql() -> str:
    return sql_of(lambda tables: moments_to_judge(**tables), {"leads": LEADS, "known": KNOWN, "bounds": BOUNDS})


def _first_qualified(judged: pa.Table, from_at: datetime) -> Mapping[str, datetime]:
    """Lead → when it became qualified within the period."""
    qualified = judged.filter(pc.equal(judged["decision"], "qualified")).select(["lead_id", "as_of"])
    first = qualified.group_by("lead_id").aggregate([("as_of", "min")])
    pairs = sorted(zip(first["as_of_min"].to_pylist(), first["lead_id"].to_pylist(), strict=True), reverse=True)
    return {lead: at for as_of, lead in pairs if (at := moment(as_of)) is not None and at > from_at}


def _won(leads: Iterable[str]) -> set[str]:
    """Those among the leads of which a deal was won, as far as is known today."""
    closings = DealClosing.objects.filter(outcome=DealOutcome.WON).values_list("deal__lead_id", flat=True)
    return {str(lead_id) for lead_id in closings} & set(leads)


def _listed(leads: Sequence[str], won: set[str]) -> Listed:
    ids = [UUID(lead) for lead in leads[:SHOWN]]
    found = Lead.objects.select_related("contact__company").in_bulk(ids)
    return Listed(
        len(leads), sum(lead in won for lead in leads), [found[lead_id] for lead_id in ids if lead_id in found]
    )


def _weeks(found: Preview, from_at: datetime, until_at: datetime, capacity: int) -> list[WeekRow]:
    weeks = found.weeks(from_at, until_at, timezone.get_default_timezone())
    most = max([capacity, *(max(week.draft, week.other) for week in weeks)])

    def bar(number: int) -> str:
        return f"{100 * number / most:.2f}"

    return [
        WeekRow(week, bar(week.draft), bar(week.other), bar(capacity), is_over=week.draft > capacity) for week in weeks
    ]
