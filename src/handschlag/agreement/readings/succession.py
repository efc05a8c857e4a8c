"""Which version takes the place of which: in force one after another, and answered one by the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from handschlag.agreement.models import OPEN, Commencement, State, Version


def succeeded_by(version: Version) -> Commencement | None:
    """The commencement with which another version takes, or took, this one's place."""
    from_at = version.commencement.from_at
    later = Q(from_at__gt=from_at) | Q(from_at=from_at, version__number__gt=version.number)
    return Commencement.objects.filter(later).select_related("version").order_by("from_at", "version__number").first()


@dataclass(frozen=True)
class Talks:
    """How a version stands among proposals: what it answers or would answer, by what it was answered, who is about to answer it."""

    answers: Version | None
    is_answer_proposed: bool
    answered_by: Version | None
    drafts: Sequence[Version]


def talks(version: Version, at: datetime) -> Talks:
    """Counter-proposals before and after ``version``."""
    answered = version.answered.select_related("version").first()
    basis = version.based_on if version.state(at) is State.DRAFT else None
    would_answer = basis if basis and basis.state(at) in OPEN else None
    drafts = Version.objects.filter(based_on=version, proposal=None, withdrawal=None).order_by("number")
    return Talks(
        answers=answered.version if answered else would_answer,
        is_answer_proposed=answered is not None,
        answered_by=getattr(getattr(version, "withdrawal", None), "answered_by", None),
        drafts=list(drafts) if version.state(at) in OPEN else [],
    )
