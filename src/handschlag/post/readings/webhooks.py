"""Webhooks as operations see them: who is told what, how far that has come, what did not arrive and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.core.paginator import Page
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext, pgettext

from handschlag.kernel.sheets import Cell, Sheet
from handschlag.ledger.exporting import rows_of
from handschlag.ledger.models import head
from handschlag.post.models import Sending, Webhook
from handschlag.post.models.choosing import choosable
from handschlag.post.models.webhook import REASONS
from handschlag.post.readings.outbox import Bounded

SENDINGS = 20
"""A page of them: what one may do with the webhook stands below."""


class SendingState(StrEnum):
    """What became of a fact on its way."""

    ARRIVED = "arrived"
    TRIED_AGAIN = "waiting"
    GIVEN_UP = "failed"


@dataclass(frozen=True)
class Shown:
    """A webhook; ``behind`` counts the entries of the ledger it has not come to, ``retried`` and ``given_up`` what did not arrive."""

    webhook: Webhook
    behind: int
    retried: int
    given_up: int

    @property
    def rooms(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The facts it asked for, by the name of their room, each with its sentence."""
        chosen = set(self.webhook.facts)
        named = ((room, [fact for fact in facts if fact[0] in chosen]) for room, facts in choosable())
        return [(room, facts) for room, facts in named if facts]

    @property
    def state(self) -> str:
        """The one word for it: stopped, paused, failing or working."""
        if self.webhook.stopped_at:
            return "stopped"
        if self.webhook.paused_at:
            return "paused"
        return "failing" if self.webhook.failures else "working"


def shown_webhooks() -> list[Shown]:
    """All of them, by name; three queries."""
    end = head().seq
    undelivered = {
        row["webhook"]: row
        for row in Sending.objects.filter(delivered_at=None)
        .values("webhook")
        .order_by()
        .annotate(retried=Count("pk", filter=Q(due_at__isnull=False)), given_up=Count("pk", filter=Q(due_at=None)))
    }
    nothing = {"retried": 0, "given_up": 0}
    return [
        Shown(webhook, max(end + 1 - webhook.next_seq, 0), row["retried"], row["given_up"])
        for webhook in Webhook.objects.all()
        for row in [undelivered.get(webhook.pk, nothing)]
    ]


def shown_webhook(webhook: Webhook) -> Shown:
    lost = webhook.sendings.filter(delivered_at=None)
    behind = max(head().seq + 1 - webhook.next_seq, 0)
    return Shown(webhook, behind, lost.filter(due_at__isnull=False).count(), lost.filter(due_at=None).count())


def sendings(webhook: Webhook, state: SendingState | None, page: str | int) -> Page[Sending]:
    """One page of what was sent, the latest first; each with ``trouble``, the last error as a sentence."""
    shown: Page[Sending] = Bounded(_in_state(webhook.sendings.all(), state), SENDINGS).get_page(page)
    for sending in shown.object_list:
        sending.trouble = trouble(sending)  # type: ignore[attr-defined]
    return shown


def sendings_sheet(page: Page[Sending]) -> Sheet:
    """One row per sending of the list this page is part of."""
    headings = [
        gettext("Entry"),
        gettext("Fact"),
        gettext("Last attempt"),
        gettext("Attempts"),
        gettext("Answer"),
        gettext("Last error"),
        gettext("Arrived"),
        gettext("Next attempt"),
    ]
    return Sheet("webhook-sendings", headings, _rows(page))


def _rows(page: Page[Sending]) -> Iterator[list[Cell]]:
    for one in rows_of(page):
        about: list[Cell] = [one.seq, one.fact, one.last_at, one.attempts, one.status]
        yield [*about, trouble(one), one.delivered_at, one.due_at]


def trouble(sending: Sending) -> str:
    """What went wrong at the last attempt, as a sentence; empty where it arrived."""
    if sending.delivered_at or not sending.attempts:
        return ""
    if sending.status is not None:
        return pgettext("webhook", "It answered %(status)s.") % {"status": sending.status}
    return str(REASONS.get(sending.error) or gettext(sending.error))


def _in_state(all_of_them: QuerySet[Sending], state: SendingState | None) -> QuerySet[Sending]:
    match state:
        case None:
            return all_of_them
        case SendingState.ARRIVED:
            return all_of_them.filter(delivered_at__isnull=False, due_at=None)
        case SendingState.TRIED_AGAIN:
            return all_of_them.filter(due_at__isnull=False)
        case SendingState.GIVEN_UP:
            return all_of_them.filter(failed_at__isnull=False, due_at=None)
