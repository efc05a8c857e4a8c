"""Verdicts as people read them, and the measure for any leads at any moments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import pyarrow as pa
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from handschlag.agreement.core.sentences import WORDS, sentence_of
from handschlag.agreement.core.terms import Terms
from handschlag.agreement.core.text import Language
from handschlag.capture.models import Touch
from handschlag.kernel.verdict import Decision
from handschlag.people.core.timeline import TimelineEntry
from handschlag.people.models import Lead
from handschlag.qualification.core.judging import judge, table
from handschlag.qualification.models import OF_TOUCHES, Verdict
from handschlag.qualification.models.evidence import Pass, all_passes, evidence, longest_window, microseconds, passes
from handschlag.qualification.models.meanings import rules_of

DECISIONS = {
    Decision.QUALIFIED: gettext_lazy("qualified"),
    Decision.NOT_YET: gettext_lazy("not yet"),
    Decision.NEVER: gettext_lazy("never"),
}
LOOKS = {Decision.QUALIFIED: "positive", Decision.NOT_YET: "", Decision.NEVER: "negative"}
KINDS = {
    "fit": gettext_lazy("Fit"),
    "interest": gettext_lazy("Interest"),
    "hand_raiser": gettext_lazy("Hand raised"),
    "exclusion": gettext_lazy("Exclusion"),
    "no_basis": gettext_lazy("No basis"),
    "no_way": gettext_lazy("No way to reach them"),
    "cap": gettext_lazy("Most of a group"),
}


@dataclass(frozen=True)
class History:
    """What is known about leads, read once, to be judged by any of the terms it was read for, at any moments."""

    passes: Sequence[Pass]
    tables: Mapping[str, pa.Table]

    def judged(self, moments: pa.Table, terms: Terms, *, with_reasons: bool = False) -> pa.Table:
        """The measure at these moments (``lead``, the number of its pass, and ``as_of`` in microseconds): see ``core.measure.judgements``."""
        return judge({**self.tables, "moments": moments, **rules_of(terms)}, with_reasons=with_reasons)


def history(terms: Sequence[Terms], since: datetime | None = None, lead_ids: Iterable[UUID] | None = None) -> History:
    """The history of these leads, or of all, as far as any of ``terms`` asks for it at moments from ``since`` on."""
    found = all_passes() if lead_ids is None else passes(lead_ids)
    known = evidence(found, terms, since and since - longest_window(terms), is_all=lead_ids is None)
    return History(found, known)


def verdict_table(
    lead_moments: Iterable[tuple[UUID, datetime]], terms: Terms, *, with_reasons: bool = False
) -> pa.Table:
    """The measure for any leads at any moments, with what was known then. No moment twice; leads that do not exist are left out.

    One row per lead and moment: ``lead_id``, ``as_of`` (microseconds since 1970, UTC), ``decision``, ``fit``, ``interest``, ``points``
    (hundredths) and, where asked for, ``look_again_at`` and ``reasons``.
    """
    asked = list(lead_moments)
    known = history([terms], lead_ids={lead_id for lead_id, _at in asked})
    numbers = {one.lead_id: one.number for one in known.passes}
    moments = [(numbers[lead_id], microseconds(at)) for lead_id, at in asked if lead_id in numbers]
    judged = known.judged(table("moments", moments), terms, with_reasons=with_reasons)
    ids = pa.array([str(one.lead_id) for one in known.passes], pa.string())
    return judged.set_column(0, "lead_id", ids.take(judged["lead"]))


@dataclass(frozen=True)
class Row:
    """One reason of a verdict: what it is called, what the agreement says of it, its points, and what gave them."""

    label: str
    kind: str
    sentence: str
    points: float | None
    touches: Sequence[Touch]
    value: str


@dataclass(frozen=True)
class Explanation:
    """A verdict with everything it rests on."""

    verdict: Verdict
    label: str
    look: str
    rows: Sequence[Row]


def explain(verdict: Verdict) -> Explanation:
    """The verdict's reasons in the words of the version that gave it."""
    decision = Decision(verdict.decision)
    return Explanation(verdict, str(DECISIONS[decision]), LOOKS[decision], list(_rows(verdict)))


def _rows(verdict: Verdict) -> Iterator[Row]:
    language: Language = "de" if (get_language() or "").startswith("de") else "en"
    terms = verdict.version.parsed
    criteria = {part.key: part for part in terms.criteria()}
    groups = {group.key: group.label for group in terms.groups}
    ids = [touch_id for reason in verdict.reasons if reason["kind"] in OF_TOUCHES for touch_id in reason["evidence"]]
    touches = Touch.objects.in_bulk(ids)
    words = WORDS[language].naming(verdict.version.parsed.labels())
    for reason in verdict.reasons:
        part = criteria.get(reason["criterion"])
        of_touches = reason["kind"] in OF_TOUCHES
        yield Row(
            label=part.label if part else groups.get(reason["criterion"]) or _without_criterion(reason["kind"]),
            kind=str(KINDS[reason["kind"]]),
            sentence=sentence_of(part, words) if part else "",
            points=reason["points"] if reason["kind"] in {"fit", "cap", "interest"} else None,
            touches=[touches[found] for one in reason["evidence"] if (found := UUID(one)) in touches]
            if of_touches
            else [],
            value="" if of_touches else ", ".join(reason["evidence"]),
        )


def _without_criterion(kind: str) -> str:
    if kind == "no_way":
        return _("None of the agreed ways to reach the contact is open.")
    return _("The contact has withdrawn from being scored, or objected to it.")


def verdicts_of(lead: Lead, limit: int = 20) -> Iterable[Verdict]:
    """The lead's verdicts, newest first."""
    return Verdict.objects.filter(lead=lead).select_related("version")[:limit]


def on_timeline(contact_id: UUID, since: datetime | None, limit: int) -> Iterator[TimelineEntry]:
    """What this room tells on a contact's timeline: each verdict that said something new."""
    verdicts: Any = Verdict.objects.filter(lead__contact=contact_id)
    if since is not None:
        verdicts = verdicts.filter(at__gte=since)
    for verdict in verdicts.order_by("-at", "-id")[:limit]:
        title = _("Judged: {decision}").format(decision=DECISIONS[Decision(verdict.decision)])
        detail = _("{points} of {threshold} points").format(
            points=f"{verdict.points:g}", threshold=f"{verdict.threshold:g}"
        )
        yield TimelineEntry(verdict.at, "verdict", title, detail, reverse("qualification:verdict", args=[verdict.id]))
