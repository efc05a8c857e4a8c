"""Rows for the pages: conversations, what was heard in them, deals, and what this room shows in others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from handschlag.conversation.models import CompetitorMention, Conversation, Deal, DealOutcome, Mention, Topic, TopicKind
from handschlag.handover.models import Handover, State
from handschlag.handover.readings import Panel
from handschlag.kernel.money import Money
from handschlag.organisation.models import User
from handschlag.people.core.timeline import TimelineEntry

PER_PAGE = 50
HEARD_FOR = timedelta(days=90)


def conversations(user: User, now: datetime, filters: Mapping[str, Any], page: str | int = 1) -> Page[Conversation]:
    """The conversations ``user`` may read, the latest first, narrowed by what is asked for."""
    rows = with_what_was_heard(Conversation.objects.visible_to(user, now))
    narrowing = {
        "outcome": "outcome",
        "topic": "mentions__topic",
        "competitor": "competitors__brand",
        "campaign": "handover__campaign",
        "material": "handover__material",
    }
    for name, lookup in narrowing.items():
        if value := filters.get(name):
            rows = rows.filter(**{lookup: getattr(value, "key", value) if lookup.startswith("handover__") else value})
    if filters.get("words"):
        rows = rows.exclude(own_words="")
    return Paginator(rows, PER_PAGE).get_page(page)


def with_what_was_heard(rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """With person, rep, topics and competitors, in a fixed number of queries."""
    return rows.select_related("lead__contact__company", "by").prefetch_related("mentions__topic", "competitors__brand")


@dataclass(frozen=True)
class Heard:
    """One topic or competitor, how often it was heard, how often it was a pretext."""

    id: UUID
    name: str
    count: int
    pretexts: int
    address: str


@dataclass(frozen=True)
class Voices:
    """What customers said in the last days, counted over conversations. Nothing in it is about reps."""

    since: datetime
    conversations: int
    needs: list[Heard]
    objections: list[Heard]
    wishes: list[Heard]
    competitors: list[Heard]
    words: list[Conversation]


def voices(now: datetime) -> Voices:
    """What marketing hears from the sales floor."""
    since = now - HEARD_FOR
    recent = Conversation.objects.filter(happened_at__gte=since, happened_at__lte=now)
    topics = _topics_heard(since, now)
    words = with_what_was_heard(recent.exclude(own_words=""))[:10]
    return Voices(
        since,
        recent.count(),
        topics[TopicKind.NEED],
        topics[TopicKind.OBJECTION],
        topics[TopicKind.PRODUCT_WISH],
        _competitors_heard(since, now),
        list(words),
    )


def _topics_heard(since: datetime, now: datetime) -> dict[str, list[Heard]]:
    heard = Mention.objects.filter(conversation__happened_at__gte=since, conversation__happened_at__lte=now)
    counted = (
        heard.values("topic")
        .annotate(count=Count("id"), hollow=Count("id", filter=Q(is_pretext=True)))
        .order_by("-count", "topic")
    )
    topics = Topic.objects.in_bulk([row["topic"] for row in counted])
    found: dict[str, list[Heard]] = {kind: [] for kind in TopicKind}
    for row in counted:
        topic = topics[row["topic"]]
        found[topic.kind].append(Heard(topic.id, str(topic), row["count"], row["hollow"], _narrowed(topic=topic.id)))
    return found


def _competitors_heard(since: datetime, now: datetime) -> list[Heard]:
    heard = CompetitorMention.objects.filter(conversation__happened_at__gte=since, conversation__happened_at__lte=now)
    counted = heard.values_list("brand", "brand__name").annotate(count=Count("id")).order_by("-count", "brand__name")
    return [Heard(brand, name, count, 0, _narrowed(competitor=brand)) for brand, name, count in counted]


def _narrowed(**by: UUID) -> str:
    return reverse("conversation:list") + "?" + "&".join(f"{name}={value}" for name, value in by.items())


@dataclass(frozen=True)
class Pipeline:
    """A page of deals, and what all of those asked for are worth, by currency."""

    page: Page[Deal]
    sums: list[Money]


def pipeline(user: User, now: datetime, filters: Mapping[str, Any], page: str | int = 1) -> Pipeline:
    """The deals ``user`` may read. Sums leave out deals whose value is not known."""
    deals = Deal.objects.visible_to(user, now)
    if words := filters.get("q", "").strip():
        deals = deals.filter(
            Q(name__icontains=words)
            | Q(lead__contact__family_name__icontains=words)
            | Q(lead__contact__company__name__icontains=words)
        )
    if state := filters.get("state"):
        deals = deals.filter(closing=None) if state == "open" else deals.filter(closing__outcome=state)
    totals = (
        deals.exclude(value_minor=None).order_by("currency").values_list("currency").annotate(total=Sum("value_minor"))
    )
    ordered = deals.select_related("lead__contact__company", "owner", "closing").order_by(
        filters.get("sort") or "-happened_at", "-id"
    )
    return Pipeline(Paginator(ordered, PER_PAGE).get_page(page), [Money(total, currency) for currency, total in totals])


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


def talk(handover: Handover, user: User, now: datetime, *, blank_form: Callable[[], Any]) -> Panel | None:
    """The panel for an accepted handover: whoever is in charge gets a blank form and may open a deal, everybody else reads."""
    said = list(with_what_was_heard(Conversation.objects.filter(lead=handover.lead_id)))
    deals = list(Deal.objects.filter(lead=handover.lead_id).select_related("closing"))
    is_working = handover.state is State.ACCEPTED and handover.is_in_charge(user)
    if not (said or deals or is_working):
        return None
    return Panel("conversation/_talk.html", Talk(handover, blank_form() if is_working else None, said, deals))


def on_timeline(contact_id: UUID, since: datetime | None, limit: int) -> Iterable[TimelineEntry]:
    """Conversations and deals of a contact, for the contact's timeline."""
    after = {"happened_at__gte": since} if since else {}
    for said in Conversation.objects.filter(lead__contact=contact_id, **after)[:limit]:
        title = _("Conversation: {outcome}").format(outcome=said.get_outcome_display())
        yield TimelineEntry(
            said.happened_at, "conversation", title, said.own_words, reverse("conversation:show", args=[said.id])
        )
    for deal in Deal.objects.filter(lead__contact=contact_id, **after).select_related("closing")[:limit]:
        address = reverse("conversation:deal", args=[deal.id])
        yield TimelineEntry(deal.happened_at, "deal", _("Deal opened: {name}").format(name=deal.name), "", address)
        if hasattr(deal, "closing"):
            outcome = DealOutcome(deal.closing.outcome).label
            yield TimelineEntry(
                deal.closing.happened_at,
                "deal",
                _("Deal {outcome}: {name}").format(outcome=outcome, name=deal.name),
                deal.closing.reason,
                address,
            )
