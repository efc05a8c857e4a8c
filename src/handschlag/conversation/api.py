"""The public API of conversations and deals: the same verbs and the same sight as the pages."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status
from ninja.errors import HttpError
from ninja.pagination import paginate
from pydantic import ConfigDict, field_validator

from handschlag.conversation.models import Conversation, Deal, DealOutcome, Means, Outcome, Showing, Taken, Topic, Way
from handschlag.conversation.readings import HEARD
from handschlag.conversation.readings.suggesting import proposals
from handschlag.handover.models import Handover
from handschlag.market.models import Brand, Claim, Material
from handschlag.organisation.models import Role
from handschlag.organisation.requests import Request
from handschlag.organisation.tokens import bearer

router = Router(tags=["conversation"])

READING = bearer("read", Role.MARKETING, Role.SALES)
ACTING = bearer("sales", Role.SALES)
MOST_HEARD = 50


class Strict(Schema):
    """Input knows exactly its own fields, and no character a database cannot keep."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*")
    @classmethod
    def holds_no_nul(cls, value: Any) -> Any:
        if isinstance(value, str) and "\0" in value:
            raise ValueError("contains a NUL character")
        return value


class TopicOut(Schema):
    """A word of the house; conversations refer to it by ``key``."""

    kind: str
    key: str
    name_de: str
    name_en: str


class ShowingIn(Strict):
    """A material by key (its newest version in use), how the customer came to see it, and how it was taken, where that is known."""

    material: str = Field(max_length=120)
    way: Way = Way.SHOWN
    taken: Taken | None = None


class ShowingOut(Schema):
    """A material that was shown or sent; ``taken`` is empty where it is not known."""

    material: str = Field(alias="material.key")
    version: int = Field(alias="material.version")
    way: str
    taken: str


class ConversationIn(Strict):
    """A contact attempt. Topics by key, competitors by name, claims of our brand by id; only the outcome is mandatory.

    ``accepts`` takes a lead that still waits for an answer first.
    """

    outcome: Outcome
    means: Means = Means.PHONE
    note: str = Field("", max_length=10_000)
    own_words: str = Field("", max_length=10_000)
    needs: list[str] = Field([], max_length=MOST_HEARD)
    objections: list[str] = Field([], max_length=MOST_HEARD)
    pretexts: list[str] = Field([], max_length=MOST_HEARD)
    competitors: list[str] = Field([], max_length=MOST_HEARD)
    confirmed: list[UUID] = Field([], max_length=MOST_HEARD)
    contradicted: list[UUID] = Field([], max_length=MOST_HEARD)
    materials: list[ShowingIn] = Field([], max_length=MOST_HEARD)
    next_step: str = Field("", max_length=200)
    next_step_on: date | None = None
    disqualify: bool = False
    accepts: bool = False


class NoteIn(Strict):
    """A note as it is being written."""

    note: str = Field(max_length=10_000)


class SuggestionOut(Schema):
    """A topic (by key) or competitor (by name) that a note may speak of, with the words that say so."""

    kind: str
    name: str
    because: list[str]


class ConversationOut(Schema):
    """A conversation and what was heard in it. Topics are those that stand for what was chosen then; ``as_said`` are the keys chosen."""

    id: UUID
    lead: UUID = Field(alias="lead_id")
    handover: UUID | None = Field(None, alias="handover_id")
    by: UUID = Field(alias="by_id")
    happened_at: datetime
    means: str
    outcome: str
    note: str
    own_words: str
    next_step: str
    next_step_on: date | None
    topics: list[str]
    as_said: list[str]
    pretexts: list[str]
    competitors: list[str]
    confirmed: list[UUID]
    contradicted: list[UUID]
    materials: list[ShowingOut]

    @staticmethod
    def resolve_topics(said: Conversation) -> list[str]:
        return list(dict.fromkeys(mention.topic.meaning.key for mention in said.mentions.all()))

    @staticmethod
    def resolve_as_said(said: Conversation) -> list[str]:
        return [mention.topic.key for mention in said.mentions.all()]

    @staticmethod
    def resolve_pretexts(said: Conversation) -> list[str]:
        return list(dict.fromkeys(mention.topic.meaning.key for mention in said.mentions.all() if mention.is_pretext))

    @staticmethod
    def resolve_confirmed(said: Conversation) -> list[UUID]:
        return [judged.claim_id for judged in said.claims.all() if judged.is_confirmed]

    @staticmethod
    def resolve_contradicted(said: Conversation) -> list[UUID]:
        return [judged.claim_id for judged in said.claims.all() if not judged.is_confirmed]

    @staticmethod
    def resolve_competitors(said: Conversation) -> list[str]:
        return [named.brand.name for named in said.competitors.all()]


class DealIn(Strict):
    """A new deal. The value is in the currency's smallest unit; leave it out where it is not known."""

    name: str = Field(min_length=1, max_length=200)
    value_minor: int | None = Field(None, ge=0, lt=10**15)
    currency: str = Field("EUR", pattern="^[A-Z]{3}$")


class ClosingIn(Strict):
    """How a deal ended; only a won deal needs no reason."""

    outcome: DealOutcome
    reason: str = Field("", max_length=200)


class DealOut(Schema):
    """A deal and its end, where it has one."""

    id: UUID
    lead: UUID = Field(alias="lead_id")
    name: str
    owner: UUID | None = Field(None, alias="owner_id")
    value_minor: int | None
    currency: str
    opened_at: datetime = Field(alias="happened_at")
    outcome: str | None = Field(None, alias="closing.outcome")
    reason: str | None = Field(None, alias="closing.reason")
    closed_at: datetime | None = Field(None, alias="closing.happened_at")


@router.get("/topics", response=list[TopicOut], auth=READING, summary="The house's words for what customers say")
@paginate
def list_topics(request: HttpRequest) -> QuerySet[Topic]:
    return Topic.objects.offered()


@router.get(
    "/conversations",
    response=list[ConversationOut],
    auth=READING,
    summary="Conversations you may read, the latest first",
)
@paginate
def list_conversations(request: Request, outcome: Outcome | None = None) -> QuerySet[Conversation]:
    said = _heard(Conversation.objects.visible_to(request.user, request.now))
    return said.filter(outcome=outcome) if outcome else said


@router.get("/conversations/{uuid:conversation_id}", response=ConversationOut, auth=READING, summary="One conversation")
def get_conversation(request: Request, conversation_id: UUID) -> Conversation:
    return get_object_or_404(_heard(Conversation.objects.visible_to(request.user, request.now)), id=conversation_id)


@router.post(
    "/handovers/{uuid:handover_id}/conversations",
    response={201: ConversationOut},
    auth=ACTING,
    summary="Log a conversation",
)
def log_conversation(request: Request, handover_id: UUID, said: ConversationIn) -> Status[Conversation]:
    handover = _in_charge(request, handover_id)
    told = said.dict() | {
        "needs": _topics(said.needs, "need", "product_wish"),
        "objections": _topics(said.objections, "objection"),
        "pretexts": _topics(said.pretexts, "objection"),
        "competitors": _brands(said.competitors),
        "confirmed": _claims(said.confirmed),
        "contradicted": _claims(said.contradicted),
        "materials": _showings(said.materials),
    }
    return Status(201, Conversation.log(handover, by=request.user, at=request.now, **told))


@router.post(
    "/suggestions", response=list[SuggestionOut], auth=ACTING, summary="What a note may speak of; nothing is kept"
)
def suggest(request: HttpRequest, said: NoteIn) -> list[dict[str, Any]]:
    return [
        {
            "kind": getattr(one.thing, "kind", "competitor"),
            "name": getattr(one.thing, "key", "") or str(one.thing),
            "because": list(one.because),
        }
        for one in proposals(said.note)
    ]


@router.get("/deals", response=list[DealOut], auth=READING, summary="Deals you may read, the newest first")
@paginate
def list_deals(request: Request, outcome: DealOutcome | None = None) -> QuerySet[Deal]:
    deals = Deal.objects.visible_to(request.user, request.now).select_related("closing")
    return deals.filter(closing__outcome=outcome) if outcome else deals


@router.get("/deals/{uuid:deal_id}", response=DealOut, auth=READING, summary="One deal")
def get_deal(request: Request, deal_id: UUID) -> Deal:
    return get_object_or_404(Deal.objects.visible_to(request.user, request.now).select_related("closing"), id=deal_id)


@router.post("/handovers/{uuid:handover_id}/deals", response={201: DealOut}, auth=ACTING, summary="Open a deal")
def open_deal(request: Request, handover_id: UUID, said: DealIn) -> Status[Deal]:
    handover = _in_charge(request, handover_id)
    return Status(201, Deal.open(handover.lead, **said.dict(), owner=handover.rep, by=request.user, at=request.now))


@router.post(
    "/deals/{uuid:deal_id}/closing", response=DealOut, auth=ACTING, summary="Close a deal, and its lead with it"
)
def close_deal(request: Request, deal_id: UUID, said: ClosingIn) -> Deal:
    deal = get_object_or_404(Deal.objects.visible_to(request.user, request.now), id=deal_id)
    deal.close(said.outcome, said.reason, by=request.user, at=request.now)
    return Deal.objects.select_related("closing").get(id=deal_id)


def _heard(said: QuerySet[Conversation]) -> QuerySet[Conversation]:
    return said.prefetch_related(*HEARD)


def _topics(keys: list[str], *kinds: str) -> list[Topic]:
    """The topics on offer with these keys; 422 where one is not."""
    found = list(Topic.objects.offered().filter(kind__in=kinds, key__in=keys))
    _refuse_unknown(keys, {topic.key for topic in found})
    return found


def _brands(names: list[str]) -> list[Brand]:
    found = list(Brand.objects.filter(name__in=names, is_ours=False, archived_at=None))
    _refuse_unknown(names, {brand.name for brand in found})
    return found


def _claims(ids: list[UUID]) -> list[Claim]:
    found = list(Claim.objects.filter(id__in=ids, brand__is_ours=True, archived_at=None).select_related("brand"))
    _refuse_unknown([str(one) for one in ids], {str(claim.id) for claim in found})
    return found


def _showings(said: list[ShowingIn]) -> list[Showing]:
    keys = [one.material for one in said]
    found = {one.key: one for one in Material.objects.filter(key__in=keys, archived_at=None).order_by("version")}
    _refuse_unknown(keys, set(found))
    return [Showing(found[one.material], one.way, one.taken or "") for one in said]


def _refuse_unknown(asked: list[str], known: set[str]) -> None:
    if missing := sorted(set(asked) - known):
        raise HttpError(422, _("Not known here: {names}").format(names=", ".join(missing)))


def _in_charge(request: Request, handover_id: UUID) -> Handover:
    """404 for a handover the caller is not in charge of, as for one that does not exist."""
    return get_object_or_404(Handover.objects.in_charge_of(request.user).select_related("lead", "rep"), id=handover_id)
