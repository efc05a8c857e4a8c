"""Leads are judged by the agreement in force: verdicts are stored where something changed, standings are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from handschlag.agreement.core.terms import Terms
from handschlag.agreement.models import Version
from handschlag.kernel.ids import new_id
from handschlag.qualification.core.judging import judge, table
from handschlag.qualification.models.evidence import (
    Pass,
    evidence,
    longest_window,
    microseconds,
    moment,
    passes,
    written,
)
from handschlag.qualification.models.meanings import rules_of
from handschlag.qualification.models.verdict import Standing, Verdict

BATCH = 2_000
MOST_PARAMETERS = 500
OF_TOUCHES = frozenset({"interest", "hand_raiser"})
"""Reasons whose evidence are ids of touches."""


def qualify(lead_ids: Iterable[UUID], now: datetime) -> list[Verdict]:
    """Judge these leads at ``now`` by the version in force; returns the verdicts newly stored, which are those that differ
    from the lead's last one in the decision or in any criterion's points.

    Closed leads are left as they are. Without an agreement the leads are noted, to be judged as soon as there is one.
    """
    wanted = list(dict.fromkeys(lead_ids))
    version = Version.in_force(now)
    new: list[Verdict] = []
    with transaction.atomic():
        for start in range(0, len(wanted), BATCH):
            leads = passes(wanted[start : start + BATCH])
            _settle(one.lead_id for one in leads if not one.is_open)
            open_leads = [one for one in leads if one.is_open]
            if version is None:
                _note(open_leads, now)
            elif open_leads:
                new += _judge(open_leads, version, now)
    return new


def due_for_another_look(now: datetime, limit: int) -> list[UUID]:
    """Up to ``limit`` leads that time alone may have changed, or that were last judged by another version than the one in force."""
    version = Version.in_force(now)
    if version is None:
        return []
    others = Version.objects.exclude(pk=version.pk).filter(commencement__isnull=False)
    due = Standing.objects.filter(Q(look_again_at__lte=now) | Q(version__in=list(others)))
    return list(due.order_by().values_list("lead_id", flat=True)[:limit])


def _judge(leads: Sequence[Pass], version: Version, now: datetime) -> list[Verdict]:
    moments = table("moments", [(one.number, microseconds(now)) for one in leads])
    terms = version.parsed
    known = evidence(leads, [terms], since=now - longest_window([terms]))
    tables = {"moments": moments, **known, **rules_of(terms)}
    ids = {one.number: one.lead_id for one in leads}
    judged = judge(tables).to_pylist()
    standings = Standing.objects.select_related("verdict").in_bulk([one.lead_id for one in leads])
    verdicts: list[Verdict] = []
    kept: list[Standing] = []
    for row in judged:
        lead_id = ids[row["lead"]]
        before = standings.get(lead_id)
        verdict = before.verdict if before else None
        after = _verdict(lead_id, version, now, row)
        if verdict is None or not _same(verdict, after):
            verdict = after
            verdicts.append(after)
        look_again_at = moment(row["look_again_at"])
        standing = Standing(lead_id=lead_id, verdict=verdict, version=version, look_again_at=look_again_at)
        if before is None or _differs(before, standing):
            kept.append(standing)
    Verdict.objects.bulk_create(verdicts, batch_size=MOST_PARAMETERS)
    _keep(kept)
    return verdicts


def _verdict(lead_id: UUID, version: Version, at: datetime, row: Mapping[str, Any]) -> Verdict:
    return Verdict(
        id=new_id(at),
        lead_id=lead_id,
        version=version,
        at=at,
        decision=row["decision"],
        fit=row["fit"] / 100,
        interest=row["interest"] / 100,
        points=row["points"] / 100,
        threshold=float(version.parsed.thresholds.lowest),
        reasons=_reasons(row["reasons"], _order(version.parsed)),
    )


def _order(terms: Terms) -> list[str]:
    """As the contract names them; what a group takes away comes after the criteria, a missing basis last."""
    return [part.key for part in (*terms.criteria(), *terms.groups)]


def _reasons(found: Sequence[Mapping[str, Any]] | None, order: Sequence[str]) -> list[dict[str, Any]]:
    """Reasons in the plain form of ``kernel.verdict.Reason``, in this order; what has no place in it comes last."""
    place = {key: number for number, key in enumerate(order)}
    return [
        {
            "criterion": reason["criterion"],
            "kind": reason["reason"],
            "points": reason["hundredths"] / 100,
            "evidence": list(map(written, reason["evidence"]))
            if reason["reason"] in OF_TOUCHES
            else list(reason["evidence"]),
        }
        for reason in sorted(found or (), key=lambda reason: place.get(reason["criterion"], len(place)))
    ]


def _same(before: Verdict, after: Verdict) -> bool:
    def told(verdict: Verdict) -> object:
        return verdict.decision, [(reason["kind"], reason["criterion"], reason["points"]) for reason in verdict.reasons]

    return told(before) == told(after)


def _differs(before: Standing, after: Standing) -> bool:
    return any(getattr(before, name) != getattr(after, name) for name in ("verdict_id", "version_id", "look_again_at"))


def _note(leads: Sequence[Pass], now: datetime) -> None:
    """No agreement yet: the leads are due for a look as soon as there is one."""
    standings = [Standing(lead_id=one.lead_id, look_again_at=now) for one in leads]
    Standing.objects.bulk_create(standings, ignore_conflicts=True, batch_size=MOST_PARAMETERS)


def _keep(standings: Sequence[Standing]) -> None:
    Standing.objects.bulk_create(
        standings,
        update_conflicts=True,
        unique_fields=["lead"],
        update_fields=["verdict", "version", "look_again_at"],
        batch_size=MOST_PARAMETERS,
    )


def _settle(lead_ids: Iterable[UUID]) -> None:
    """Closed leads keep their last verdict and are not looked at again."""
    if ids := list(lead_ids):
        Standing.objects.filter(lead__in=ids).update(version=None, look_again_at=None)
