"""Rows for the pages: conversations, what was heard in them, deals, and what this room shows in others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from handschlag.conversation.models import Conversation, Deal, DealOutcome, Mention, Topic
from handschlag.conversation.readings.deals import Pipeline, deal_page, pipeline
from handschlag.conversation.readings.guide import sheet_for
from handschlag.conversation.readings.voices import HEARD_FOR, Heard, Voices, voices
from handschlag.handover.models import Handover, State
from handschlag.handover.readings import Panel
from handschlag.ledger.readings import said_through, through
from handschlag.market.models import Material
from handschlag.organisation.models import User
from handschlag.people.core.timeline import TimelineEntry

__all__ = [
    "HEARD",
    "HEARD_FOR",
    "Heard",
    "Pipeline",
    "Talk",
    "Voices",
    "as_said",
    "conversations",
    "deal_page",
    "in_line",
    "materials_for",
    "offered_for",
    "on_timeline",
    "pipeline",
    "said_by",
    "talk",
    "voices",
    "with_what_was_heard",
]

PER_PAGE = 50
HEARD = ("mentions__topic__merged_into", "competitors__brand", "claims__claim", "materials__material")
"""Everything that is shown of a conversation besides its own row."""


def conversations(user: User, now: datetime, filters: Mapping[str, Any], page: str | int = 1) -> Page[Conversation]:
    """The conversations ``user`` may read, the latest first, narrowed by what is asked for."""
    rows = with_what_was_heard(Conversation.objects.visible_to(user, now))
    if topic := filters.get("topic"):
        rows = rows.filter(id__in=Mention.objects.filter(topic__in=Topic.objects.meaning(topic)).values("conversation"))
    narrowing = {
        "outcome": "outcome",
        "competitor": "competitors__brand",
        "claim": "claims__claim",
        "campaign": "handover__campaign",
        "material": "handover__material",
    }
    for name, lookup in narrowing.items():
        if value := filters.get(name):
            rows = rows.filter(**{lookup: getattr(value, "key", value) if lookup.startswith("handover__") else value})
    if filters.get("words"):
        rows = rows.exclude(own_words="")
    return Paginator(rows, PER_PAGE).get_page(page)


def said_by(conversation: Conversation) -> str:
    """Who logged it, and through which program, where it was one of theirs."""
    programs = through("conversation", [conversation.id])
    program = programs.get((str(conversation.id), "conversation_logged"))
    return said_through(conversation.by, program) if program else str(conversation.by)


def as_said(conversation: Conversation) -> list[tuple[str, str]]:
    """Topics that are called otherwise today, or that another stands for: the word that was chosen then, and today's."""
    words = [
        (mention.topic.name_at(conversation.known_at), str(mention.topic.meaning))
        for mention in conversation.mentions.select_related("topic__merged_into").prefetch_related(
            "topic__former_names"
        )
    ]
    return [(before, today) for before, today in words if before != today]


def with_what_was_heard(rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """With person, rep, topics and competitors, in a fixed number of queries."""
    return rows.select_related("lead__contact__company", "by").prefetch_related(*HEARD)


@dataclass(frozen=True)
class Talk:
    """What this room shows on a handover's page: the form, what was said so far, and the deals."""

    handover: Handover
    form: Any
    conversations: list[Conversation]
    deals: list[Deal]

    @property
    def may_open_deal(self) -> bool:
        return self.form is not None and all(hasattr(deal, "closing") for deal in self.deals)


def talk(
    handover: Handover, user: User, now: datetime, *, blank_form: Callable[[Mapping[str, Any]], Any]
) -> Panel | None:
    """The panel for an accepted handover: whoever is in charge gets a blank form and may open a deal, everybody else reads."""
    said = list(with_what_was_heard(Conversation.objects.filter(lead=handover.lead_id)))
    deals = list(Deal.objects.filter(lead=handover.lead_id).select_related("closing"))
    is_working = handover.state is State.ACCEPTED and handover.is_in_charge(user)
    if not (said or deals or is_working):
        return None
    return Panel(
        "conversation/_talk.html",
        Talk(handover, blank_form(offered_for(handover, now)) if is_working else None, said, deals),
    )


def offered_for(handover: Handover, now: datetime) -> dict[str, Any]:
    """What the form has a row for: materials for this lead, and questions nobody knows the answer to yet."""
    sheet = sheet_for(handover, now)
    return {"materials": materials_for(handover), "questions": sheet.unknown if sheet else []}


def materials_for(handover: Handover) -> list[Material]:
    """Those in use that the brief says suit the lead, and those it has seen; each once, in order of names."""
    keys = [offered["key"] for offered in handover.brief.get("materials", ())]
    suits = Q(key__in=keys) | Q(variants__key__in=keys) | Q(shown__conversation__lead=handover.lead_id)
    return list(Material.objects.filter(suits, archived_at=None).distinct())


def in_line(handover: Handover, user: User) -> Panel:
    """In every line of the inbox: a conversation is logged without leaving it."""
    return Panel("conversation/_line.html", None)


def on_timeline(contact_id: UUID, since: datetime | None, limit: int) -> Iterable[TimelineEntry]:
    """Conversations and deals of a contact, for the contact's timeline."""
    after = {"happened_at__gte": since} if since else {}
    for said in Conversation.objects.filter(lead__contact=contact_id, **after)[:limit]:
        title = _("Conversation: {outcome}").format(outcome=said.get_outcome_display())
        yield TimelineEntry(
            said.happened_at, "conversation", title, said.own_words, reverse("conversation:show", args=[said.id])
        )
    for deal in Deal.objects.filter(lead__contact=contact_id, **after).select_related("closing__loss_reason")[:limit]:
        address = reverse("conversation:deal", args=[deal.id])
        yield TimelineEntry(deal.happened_at, "deal", _("Deal opened: {name}").format(name=deal.name), "", address)
        if hasattr(deal, "closing"):
            why = " · ".join(str(part) for part in (deal.closing.loss_reason, deal.closing.reason) if part)
            outcome = DealOutcome(deal.closing.outcome).label
            yield TimelineEntry(
                deal.closing.happened_at,
                "deal",
                _("Deal {outcome}: {name}").format(outcome=outcome, name=deal.name),
                why,
                address,
            )
