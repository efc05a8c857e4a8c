"""Telling receivers: each has turns of its own, so that one who hangs delays nobody else."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from handschlag.kernel.canonical import canonical_bytes
from handschlag.ledger.models import Entry, head, record
from handschlag.post.core import signing
from handschlag.post.core.patience import LONGEST_FAILING, pause, rest
from handschlag.post.models.posting import Answer, post
from handschlag.post.models.webhook import Replay, Sending, Webhook

TURN_SECONDS = 20
"""After this long a turn ends, whatever is left: the next one goes on."""

REFUSALS = 5
"""So many facts may be refused in one turn before the receiver is left alone: what it cannot understand holds up nothing else."""

LEASE = timedelta(minutes=2)
"""How long a webhook is left to whoever claimed it; longer than a turn and one slow attempt together."""

Post = Callable[[str, Mapping[str, str], bytes], Answer]


@dataclass(frozen=True)
class Due:
    """What is to be sent next, and the replay it belongs to, where it is one's."""

    entry: Entry
    replay: Replay | None = None
    is_new: bool = False


def waiting_webhooks(now: datetime) -> list[UUID]:
    """Those there is something to send to, and that may be disturbed; three looks by index, however long the ledger."""
    again = Sending.objects.filter(webhook=OuterRef("pk"), due_at__lte=now)
    once_more = Replay.objects.filter(webhook=OuterRef("pk"), done_at=None)
    work = Q(next_seq__lte=head().seq) | Exists(again) | Exists(once_more)
    return list(_free(now).filter(work).order_by("due_at", "pk").values_list("pk", flat=True))


def tell(webhook_id: UUID, now: datetime, send: Post = post) -> int:
    """One turn: send what waits for a receiver, until nothing is left, it does not answer, or the turn's time is over.

    Returns how many attempts were made. A worker killed between sending and noting sends that one fact again, under the same id.
    Whoever has not got the claim does nothing.
    """
    if not _free(now).filter(pk=webhook_id).update(claimed_until=now + LEASE):
        return 0
    attempts, refusals, started, at = 0, 0, monotonic(), now
    try:
        while (at - now).total_seconds() < TURN_SECONDS:
            webhook = Webhook.objects.get(pk=webhook_id)
            due = _next(webhook, at) if webhook.due_at else None
            if due is None:
                break
            attempts += 1
            answer = send(webhook.address, *_signed(webhook, due.entry, at))
            at = now + timedelta(seconds=monotonic() - started)
            _note(webhook, due, answer, at)
            refusals += not answer.is_taken
            if not answer.is_taken and (refusals >= REFUSALS or not answer.is_of_this_fact):
                break
    finally:
        Webhook.objects.filter(pk=webhook_id).update(claimed_until=None)
    return attempts


def tell_all(now: datetime, send: Post = post) -> int:
    """One turn for each that waits, one after the other: for commands and tests; the worker takes the turns side by side."""
    return sum(tell(webhook_id, now, send) for webhook_id in waiting_webhooks(now))


def told(entry: Entry) -> bytes:
    """The body: what happened when, to whom by whom as opaque ids, with its place and hash in the ledger. No names, no words."""
    return canonical_bytes(
        {
            "type": entry.fact,
            "timestamp": entry.at_utc,
            "data": {
                "seq": entry.seq,
                "actor": entry.actor or None,
                "subject": {"kind": entry.subject_kind, "id": entry.subject_id},
                "payload": json.loads(entry.payload_json),
                "hash": entry.hash,
            },
        }
    )


def message_id(entry: Entry) -> str:
    """The same for every attempt and every replay, and for no other entry of any ledger."""
    return f"hs_{entry.seq}_{entry.hash[:16]}"


def _free(now: datetime) -> QuerySet[Webhook]:
    return Webhook.objects.filter(Q(claimed_until=None) | Q(claimed_until__lte=now), due_at__lte=now)


def _signed(webhook: Webhook, entry: Entry, at: datetime) -> tuple[dict[str, str], bytes]:
    body = told(entry)
    signed = signing.headers(webhook.secrets(at), message_id(entry), int(at.timestamp()), body)
    return {"Content-Type": "application/json", "User-Agent": "Handschlag", **signed}, body


def _next(webhook: Webhook, at: datetime) -> Due | None:
    """First what has to be tried again, then what is new, then what was asked for once more."""
    again = webhook.sendings.filter(due_at__lte=at).order_by("due_at", "seq").first()
    if again is not None:
        return Due(Entry.objects.get(seq=again.seq))
    if (new := _new(webhook)) is not None:
        return Due(new, is_new=True)
    for replay in webhook.replays.filter(done_at=None):
        if (entry := replay.entries().first()) is not None:
            return Due(entry, replay)
        Replay.objects.filter(pk=replay.pk).update(done_at=at)
    return None


def _new(webhook: Webhook) -> Entry | None:
    """The next entry it is told of. Where there is none, its place moves to the end, so that nothing is looked through twice."""
    end = head().seq
    if end < webhook.next_seq:
        return None
    found = webhook.wanted().filter(seq__gte=webhook.next_seq, seq__lte=end).first()
    if found is None:
        Webhook.objects.filter(pk=webhook.pk).update(next_seq=end + 1)
    return found


def _note(webhook: Webhook, due: Due, answer: Answer, at: datetime) -> None:
    """What came of an attempt, and the receiver's new place in the ledger: together or not at all."""
    with transaction.atomic():
        sending, _is_first = Sending.objects.select_for_update().get_or_create(
            webhook=webhook, seq=due.entry.seq, defaults={"fact": due.entry.fact, "last_at": at}
        )
        sending.last_at, sending.status, sending.error = at, answer.status, answer.error.replace("\x00", "")[:300]
        sending.attempts += 1
        if due.is_new:
            Webhook.objects.filter(pk=webhook.pk).update(next_seq=due.entry.seq + 1)
        if due.replay:
            Replay.objects.filter(pk=due.replay.pk).update(next_seq=due.entry.seq + 1)
        if answer.is_taken:
            sending.delivered_at, sending.due_at, sending.failed_at = at, None, None
            Webhook.objects.filter(pk=webhook.pk).exclude(failures=0).update(failures=0, failing_since=None)
            Webhook.objects.filter(pk=webhook.pk, due_at__gt=at).update(due_at=at)
        else:
            wait = pause(sending.attempts)
            sending.due_at, sending.failed_at = (at + wait, None) if wait else (None, at)
            _let_rest(webhook, answer, at)
        sending.save()


def _let_rest(webhook: Webhook, answer: Answer, at: datetime) -> None:
    """Leave the receiver alone for a while; for good where it has taken nothing for days, or wants nothing any more."""
    failing_since = webhook.failing_since or at
    mine = Webhook.objects.filter(pk=webhook.pk)
    mine.update(failures=F("failures") + 1, failing_since=failing_since)
    at_work = mine.filter(paused_at=None, stopped_at=None)
    if answer.is_gone or at - failing_since >= LONGEST_FAILING:
        if at_work.update(stopped_at=at, due_at=None):
            record("webhook_stopped", at=at, actor=None, subject=("webhook", webhook.id))
    else:
        at_work.update(due_at=at + rest(webhook.failures + 1, answer.asked_pause))
