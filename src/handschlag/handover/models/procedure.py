"""The agreed procedure of a handover, step by step, and which steps were taken."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from handschlag.agreement.core.terms import Procedure
from handschlag.handover.core.procedure import Stand, checklist, procedure_for, taken_with
from handschlag.handover.models.agreed import terms_of
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record

if TYPE_CHECKING:
    from handschlag.handover.models.handover import Handover


class StepTaken(models.Model):
    """A step of the agreed procedure was taken, as a contact showed or as somebody ticked off; ``number`` counts from 1."""

    handover = models.ForeignKey("Handover", models.CASCADE, related_name="steps_taken")
    number = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["handover", "number"], name="a_step_is_taken_once")]


def procedure_of(handover: Handover) -> Procedure | None:
    """What the version of the handover says how its lead is worked, if anything."""
    procedures = terms_of(handover.version_id).procedures
    segment = handover.segment.key if procedures and handover.segment else None
    return procedure_for(segment, procedures)


def stands_of(handover: Handover) -> list[Stand]:
    """The checklist as it stands; empty where no procedure is agreed."""
    procedure = procedure_of(handover)
    if procedure is None:
        return []
    accepted_at = handover.acceptance.at if hasattr(handover, "acceptance") else None
    taken = dict(StepTaken.objects.filter(handover=handover).values_list("number", "at"))
    return checklist(procedure.steps, taken, accepted_at)


def tick(handover: Handover, number: int, *, by: UUID, at: datetime) -> None:
    """A step was taken, in the caller's transaction, under the handover's lock. Refused where there is no such step, or it was taken."""
    stand = next((stand for stand in stands_of(handover) if stand.number == number), None)
    if stand is None:
        raise Refused(_("The agreement names no such step."))
    if stand.taken_at is not None:
        raise Refused(_("This step is ticked off already."))
    StepTaken.objects.create(handover=handover, number=number, by_id=by, at=at)
    record("step_taken", at=at, actor=by, subject=("handover", handover.id), payload={"number": number})


def untick(handover: Handover, number: int, *, by: UUID, at: datetime) -> None:
    """A step was ticked off by mistake; as :func:`tick`."""
    if not StepTaken.objects.filter(handover=handover, number=number).delete()[0]:
        raise Refused(_("This step is not ticked off."))
    record("step_taken_back", at=at, actor=by, subject=("handover", handover.id), payload={"number": number})


def tick_by_contact(
    handover: Handover, channels: Collection[str], materials: Collection[str] | None, *, by: UUID, at: datetime
) -> None:
    """The step that a contact takes, if it takes one; as :func:`tick`."""
    number = taken_with(stands_of(handover), channels, materials, at)
    if number is not None:
        tick(handover, number, by=by, at=at)


def hand_on(before: Handover, after: Handover) -> None:
    """The next rep goes on with the procedure where the former one was, in the caller's transaction."""
    taken = StepTaken.objects.filter(handover=before)
    StepTaken.objects.bulk_create(
        StepTaken(handover=after, number=one.number, by_id=one.by_id, at=one.at) for one in taken
    )
