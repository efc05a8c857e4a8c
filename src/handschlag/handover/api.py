"""The public API of handovers: the same verbs and the same sight as the pages."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema
from ninja.pagination import paginate
from pydantic import ConfigDict

from handschlag.agreement.core.terms import Afterwards
from handschlag.handover import readings
from handschlag.handover.models import Deadline, Handover, PoolEntry, State
from handschlag.organisation.models import Role
from handschlag.organisation.requests import Request
from handschlag.organisation.tokens import bearer

router = Router(tags=["handover"])

READING = bearer("read", Role.MARKETING, Role.SALES)
ACTING = bearer("sales", Role.SALES)


class DeadlineOut(Schema):
    """A duty and its clock; ``closed_as`` is met, missed, lifted or came (nobody was reached), empty while it runs."""

    duty: str
    due_at: datetime
    closed_as: str
    done_at: datetime | None


class HandoverOut(Schema):
    """A handover without its brief."""

    id: UUID
    lead: UUID = Field(alias="lead_id")
    contact: UUID = Field(alias="lead.contact_id")
    rep: UUID = Field(alias="rep_id")
    segment: str | None = Field(None, alias="segment.key")
    version: int = Field(alias="version.number")
    handed_at: datetime
    state: str
    return_reason: str | None = Field(None, alias="return_row.reason")
    deadlines: list[DeadlineOut]


class BriefOut(HandoverOut):
    """A handover with its brief, as it was frozen.

    ``chosen_because`` says what tied the rep to the lead, and under ``others`` how many reps were passed over for which reason.
    """

    brief: dict[str, Any]
    chosen_because: dict[str, Any]
    return_sentence: str | None = Field(None, alias="return_row.sentence")

    @staticmethod
    def resolve_chosen_because(handover: Handover) -> dict[str, Any]:
        return readings.chosen_because(handover)


class ReturnIn(Schema):
    """Why a lead goes back: a reason's key from the agreement, and a sentence."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(max_length=60)
    sentence: str = Field("", max_length=2_000)


class LettingGoIn(Schema):
    """What becomes of a lead sales had accepted, and why; ``on`` is the day on which a recycled one is opened anew."""

    model_config = ConfigDict(extra="forbid")

    then: Afterwards
    reason: str = Field(max_length=60)
    sentence: str = Field("", max_length=2_000)
    on: date | None = None


class PoolOut(Schema):
    """A lead that waits for a rep."""

    id: UUID
    lead: UUID = Field(alias="lead_id")
    contact: UUID = Field(alias="lead.contact_id")
    since_at: datetime
    reason: str
    rule: str | None = Field(None, alias="because.rule")
    points: float = Field(alias="verdict.points")


@router.get("/handovers", response=list[HandoverOut], auth=READING, summary="Handovers you may read, the newest first")
@paginate
def list_handovers(request: Request, state: State | None = None) -> QuerySet[Handover]:
    handovers = _shown(Handover.objects.visible_to(request.user, request.now))
    return handovers.in_state(state) if state else handovers  # type: ignore[attr-defined]


@router.get("/mine", response=list[HandoverOut], auth=ACTING, summary="Your own open handovers")
@paginate
def list_mine(request: Request) -> QuerySet[Handover]:
    return _shown(Handover.objects.filter(rep=request.user, is_open=True))


@router.get(
    "/waiting",
    response=list[BriefOut],
    auth=READING,
    summary="Handovers that wait for an answer, with their brief, the soonest due first",
)
@paginate
def list_waiting(request: Request) -> QuerySet[Handover]:
    waiting = _shown(Handover.objects.visible_to(request.user, request.now)).in_state(State.WAITING)  # type: ignore[attr-defined]
    due = Deadline.objects.filter(handover=OuterRef("pk"), closed_at=None).order_by("due_at")
    return waiting.order_by(Subquery(due.values("due_at")[:1]), "id")  # type: ignore[no-any-return]


@router.get("/handovers/{uuid:handover_id}", response=BriefOut, auth=READING, summary="One handover with its brief")
def get_handover(request: Request, handover_id: UUID) -> Handover:
    return get_object_or_404(_shown(Handover.objects.visible_to(request.user, request.now)), id=handover_id)


@router.post("/handovers/{uuid:handover_id}/acceptance", response=HandoverOut, auth=ACTING, summary="Accept a lead")
def accept_handover(request: Request, handover_id: UUID) -> Handover:
    _answerable(request, handover_id).accept(by=request.user, at=request.now)
    return _shown(Handover.objects.all()).get(id=handover_id)


@router.post(
    "/handovers/{uuid:handover_id}/return", response=HandoverOut, auth=ACTING, summary="Return a lead with a reason"
)
def return_handover(request: Request, handover_id: UUID, said: ReturnIn) -> Handover:
    _answerable(request, handover_id).return_(said.reason, said.sentence, by=request.user, at=request.now)
    return _shown(Handover.objects.all()).get(id=handover_id)


@router.post(
    "/handovers/{uuid:handover_id}/letting-go", response=HandoverOut, auth=ACTING, summary="Let an accepted lead go"
)
def let_handover_go(request: Request, handover_id: UUID, said: LettingGoIn) -> Handover:
    handover = _answerable(request, handover_id)
    handover.let_go(said.then, said.reason, said.sentence, on=said.on, by=request.user, at=request.now)
    return _shown(Handover.objects.all()).get(id=handover_id)


@router.get("/pool", response=list[PoolOut], auth=READING, summary="Qualified leads that wait for a rep")
@paginate
def list_pool(request: HttpRequest) -> QuerySet[PoolEntry]:
    return PoolEntry.objects.filter(left_at=None).select_related("lead", "verdict").order_by("since_at", "id")


def _shown(handovers: QuerySet[Handover]) -> QuerySet[Handover]:
    related = ("lead", "version", "lineup", "segment", "joining", "letting_go")
    answers = ("acceptance", "return_row", "timeout", "reassignment")
    return handovers.select_related(*related, *answers).prefetch_related("deadlines").order_by("-handed_at", "-id")


def _answerable(request: Request, handover_id: UUID) -> Handover:
    """404 for a handover the caller is not in charge of, as for one that does not exist."""
    return get_object_or_404(Handover.objects.in_charge_of(request.user), id=handover_id)
