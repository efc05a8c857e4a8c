"""Data problems, found by one query each: how many, and a few to look at first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, QuerySet

from handschlag.capture.models import Quarantined, Waiting
from handschlag.conversation.models import DealClosing, DealOutcome
from handschlag.handover.models import Handover
from handschlag.learning.core.period import Period
from handschlag.people.models import Consent
from handschlag.scoreboard.core.problems import Example, Finding, Problem
from handschlag.scoreboard.readings.funnel import cohort

EXAMPLES = 5


def problems_of(period: Period, zone: ZoneInfo) -> list[Finding]:
    """What is wrong with the leads opened within ``period``, and with intake altogether; only what occurs."""
    won = DealClosing.objects.filter(outcome=DealOutcome.WON).order_by("-happened_at", "pk")
    handed = Handover.objects.order_by("-handed_at", "-id")
    if period != Period():
        won = won.filter(deal__lead__in=cohort(period, zone))
        handed = handed.filter(lead__in=cohort(period, zone))
    statements = Consent.objects.filter(contact=OuterRef("lead__contact"))
    findings = [
        _found(Problem.WON_BEFORE_FIRST_CONTACT, won.filter(happened_at__lt=F("deal__lead__opened_at")), _won_example),
        _found(Problem.WON_WITHOUT_VALUE, won.filter(deal__value_minor=None), _won_example),
        _found(Problem.HANDED_OVER_WITHOUT_CONSENT, handed.filter(~Exists(statements)), _handed_example),
        Finding(Problem.SET_ASIDE, Waiting.objects.exclude(set_aside_at=None).count()),
        Finding(Problem.QUARANTINED, Quarantined.objects.open().count()),
    ]
    return [finding for finding in findings if finding.count]


def _found(problem: Problem, records: QuerySet[Any], example: Callable[[QuerySet[Any]], list[Example]]) -> Finding:
    return Finding(problem, records.count(), tuple(example(records)))


def _won_example(closings: QuerySet[DealClosing]) -> list[Example]:
    found = closings.select_related("deal__lead")[:EXAMPLES]
    return [
        Example(
            lead_id=closing.deal.lead_id,
            contact_id=closing.deal.lead.contact_id,
            deal_id=closing.deal_id,
            opened_at=closing.deal.lead.opened_at,
            won_at=closing.happened_at,
        )
        for closing in found
    ]


def _handed_example(handovers: QuerySet[Handover]) -> list[Example]:
    found = handovers.select_related("lead")[:EXAMPLES]
    return [
        Example(
            lead_id=handover.lead_id,
            contact_id=handover.lead.contact_id,
            handover_id=handover.id,
            handed_at=handover.handed_at,
        )
        for handover in found
    ]
