"""The outbox as operations see it: what waits, what was sent, what failed and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import cast

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext

from handschlag.kernel.sheets import Cell, Sheet
from handschlag.ledger.exporting import rows_of
from handschlag.post.models import Attempt, Message

PAGE = 50
AT_ONCE = 500
DEEPEST = 10_000
"""Nobody turns further than this many messages back, and counting millions would take longer than the page."""


class State(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True)
class Item:
    """A message in the list; ``attempts`` counts the tries so far, ``error`` is what the last one said where it failed."""

    message: Message
    attempts: int
    error: str


class Bounded(Paginator):  # type: ignore[type-arg]
    """Counts no further than ``DEEPEST``."""

    @cached_property
    def count(self) -> int:
        messages = cast(QuerySet[Message], self.object_list)
        return len(messages.values_list("pk")[:DEEPEST])


def outbox(state: State, page: str | int) -> Page:  # type: ignore[type-arg]
    """One page of ``Item`` in ``state``: those that wait in the order they are due, the others newest first."""
    shown = Bounded(_in_state(state), PAGE).get_page(page)
    shown.object_list = _items(shown.object_list)  # type: ignore[arg-type]
    return shown


def outbox_sheet(state: State, page: Page) -> Sheet:  # type: ignore[type-arg]
    """One row per message of the list this page is part of, without what was written in it."""
    moments = {
        State.WAITING: gettext("Next attempt"),
        State.SENT: pgettext("messages", "Sent"),
        State.FAILED: gettext("Given up"),
    }
    headings = [
        gettext("Id"),
        gettext("Message"),
        pgettext("recipient", "To"),
        gettext("Written"),
        moments[state],
        gettext("Attempts"),
        gettext("Last error"),
    ]
    return Sheet(f"post-{state}", headings, _rows(state, page))


def _rows(state: State, page: Page) -> Iterator[list[Cell]]:  # type: ignore[type-arg]
    messages = rows_of(page)
    while some := list(islice(messages, AT_ONCE)):
        for one in _items(some):
            about = [str(one.message.pk), one.message.subject, one.message.recipient]
            moments = [one.message.created_at, _moment(state, one.message)]
            yield [*about, *moments, one.attempts, one.error]


def _moment(state: State, message: Message) -> datetime | None:
    match state:
        case State.WAITING:
            return message.due_at
        case State.FAILED:
            return message.failure.at
        case State.SENT:
            return message.delivery.at


def _in_state(state: State) -> QuerySet[Message]:
    """Each by an index of its own, so that the few that failed are found among millions that were sent."""
    match state:
        case State.WAITING:
            return Message.objects.filter(due_at__isnull=False).order_by("due_at", "pk")
        case State.FAILED:
            return Message.objects.filter(failure__isnull=False).select_related("failure").order_by("-failure__pk")
        case State.SENT:
            return Message.objects.filter(delivery__isnull=False).select_related("delivery").order_by("-delivery__pk")


def _items(messages: Sequence[Message] | QuerySet[Message]) -> list[Item]:
    last = Attempt.objects.filter(message=OuterRef("message")).order_by("-at", "-id")
    counted = (
        Attempt.objects.filter(message__in=[message.pk for message in messages])
        .values("message")
        .order_by()
        .annotate(count=Count("id"), last_error=Subquery(last.values("error")[:1]))
    )
    tries = {row["message"]: (row["count"], row["last_error"]) for row in counted}
    return [Item(message, *tries.get(message.pk, (0, ""))) for message in messages]
