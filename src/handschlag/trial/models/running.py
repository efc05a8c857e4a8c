"""Backtests that were asked for are run: history is read once, both versions are tried, figures and leads are kept."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from handschlag.agreement.core.terms import Terms
from handschlag.agreement.models import Version
from handschlag.conversation.models import DealClosing, DealOutcome
from handschlag.engine.records import arrow_from_rows
from handschlag.handover.models import Handover
from handschlag.kernel.canonical import moment_text
from handschlag.people.models import Contact, LeadClosure
from handschlag.qualification.models.evidence import microseconds, moment
from handschlag.qualification.models.meanings import rules_of
from handschlag.qualification.readings import History, history
from handschlag.trial.core.backtest import LEADS
from handschlag.trial.core.comparing import Comparison, Outcomes
from handschlag.trial.core.trying import Tried, examined, tried
from handschlag.trial.models.backtest import Backtest, TriedLead
from handschlag.trial.models.splitting import split_by_channel, split_by_segment

log = logging.getLogger(__name__)


def run_next_backtest(now: datetime) -> int:
    """Run the oldest backtest that waits; 1 where there was one, else 0. One that fails says so, and is not tried again."""
    waiting = Backtest.objects.to_run().select_related("draft", "other").first()
    if waiting is None:
        return 0
    try:
        run(waiting, now)
    except Exception as error:
        log.exception("Backtest %s could not be made.", waiting.id)
        waiting.fail(str(error) or type(error).__name__, now)
    return 1


def run(backtest: Backtest, now: datetime, advanced: Callable[[], object] = lambda: None) -> None:
    """Read, try, compare, keep; a step of the progress after each. One that was broken off begins anew."""

    def step() -> None:
        backtest.advance()
        advanced()

    Backtest.objects.filter(pk=backtest.pk).update(step=0)
    draft, other = backtest.draft.parsed, backtest.other.parsed
    known = history([draft, other], since=backtest.from_at)
    step()
    period = (microseconds(backtest.from_at), microseconds(backtest.until_at))
    in_draft = examined({**known.tables, **rules_of(draft)}, _leads(known), draft, *period)
    step()
    in_other = _tried(known, other, backtest.from_at, backtest.until_at)
    step()
    found = Comparison.of(in_draft, in_other, _outcomes(known))
    result = _result(backtest, found, known, now)
    step()
    backtest.keep(result, _tried_leads(backtest, found, known), now)


def first_moments(known: History, terms: Terms, from_at: datetime, until_at: datetime) -> dict[int, int]:
    """When leads would have become qualified by these terms in the period, half-open: number → microseconds since 1970, UTC."""
    first = _tried(known, terms, from_at, until_at).first
    return dict(zip(first["lead"].to_pylist(), first["at"].to_pylist(), strict=True))


def _tried(known: History, terms: Terms, from_at: datetime, until_at: datetime) -> Tried:
    tables = {**known.tables, **rules_of(terms)}
    return tried(tables, _leads(known), terms, microseconds(from_at), microseconds(until_at))


def _leads(known: History) -> Any:
    return arrow_from_rows(LEADS.to_pyarrow(), [(one.number, one.until) for one in known.passes])


def _outcomes(known: History) -> Outcomes:
    """What came of leads that were handed over, as far as is known today."""
    numbers = {one.lead_id: one.number for one in known.passes}
    closings = DealClosing.objects.filter(outcome=DealOutcome.WON).order_by().values_list("deal__lead_id", flat=True)
    won = frozenset(numbers[lead] for lead in closings if lead in numbers)
    handed = Handover.objects.order_by().values("lead_id")
    ended = LeadClosure.objects.filter(lead__in=handed).values_list("lead_id", flat=True)
    return Outcomes(won, frozenset(numbers[lead] for lead in ended if lead in numbers))


def _result(backtest: Backtest, found: Comparison, known: History, now: datetime) -> dict[str, Any]:
    """The figures as they are shown, kept and signed: plain JSON, nobody named."""
    lists = {name: len(leads) for name, leads in found.lists().items()}
    weeks = found.weeks(backtest.from_at, backtest.until_at, timezone.get_default_timezone())
    capacity = backtest.draft.parsed.sales_capacity_per_week
    return {
        "kind": "backtest",
        "made_at": moment_text(now),
        "terms_hash": backtest.terms,
        "against": {"number": backtest.other.number, "hash": backtest.other.hash},
        "from": moment_text(backtest.from_at),
        "until": moment_text(backtest.until_at),
        "leads": len(known.passes),
        "erased": Contact.objects.filter(erased_at__isnull=False).count(),
        "handovers": {"draft": len(found.draft), "other": len(found.other), **lists},
        "capacity": capacity,
        "weeks_over_capacity": sum(week["draft"] > capacity for week in weeks),
        "weeks": weeks,
        "wins": found.wins(),
        "criteria": found.criteria(),
        "curve": found.curve(),
        "segments": _split(split_by_segment(found, known)),
        "channels": _split(split_by_channel(found, known)),
    }


def _split(found: Mapping[str, tuple[int, int]]) -> list[dict[str, Any]]:
    rows = sorted(found.items(), key=lambda pair: (-sum(pair[1]), pair[0]))
    return [{"name": name, "draft": draft, "other": other} for name, (draft, other) in rows]


def _tried_leads(backtest: Backtest, found: Comparison, known: History) -> list[TriedLead]:
    return [
        TriedLead(
            backtest=backtest,
            lead_id=known.passes[lead].lead_id,
            list=name,
            draft_at=moment(found.draft.get(lead)),
            other_at=moment(found.other.get(lead)),
            is_won=lead in found.outcomes.won,
        )
        for name, leads in found.lists().items()
        for lead in leads
    ]


def other_of(draft: Version, now: datetime) -> Version | None:
    """What a draft is tried against where nobody says otherwise: the version in force, or for that one its predecessor."""
    in_force = Version.in_force(now)
    return draft.based_on if draft == in_force else in_force
