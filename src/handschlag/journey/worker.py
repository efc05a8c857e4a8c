"""The worker: reads what came in, walks what waits, fires what is due, sends what is to be sent; in a process of its own."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event

from django.db import close_old_connections, connections

from handschlag.capture.models import Quarantined, forget_overdue, give_up, unpack
from handschlag.conversation.models import DroppedMail
from handschlag.handover.models import sweep
from handschlag.journey.advance import advance, heed_objections, look_again
from handschlag.journey.aside import Aside, SideBySide, Unhurried
from handschlag.journey.imports import run_next_import
from handschlag.journey.mailbox import is_named, read_mailbox
from handschlag.kernel.clock import now
from handschlag.organisation.models import AnsweredCall, send_digests
from handschlag.people.models import (
    Disclosure,
    let_go,
    match_companies,
    match_waiting,
    redraw_portraits,
    scrub_when_due,
)
from handschlag.people.readings.disclosing import make_waiting
from handschlag.post.models import deliver_due, forget_old_sendings, tell, waiting_webhooks
from handschlag.trial.models import Backtest, run_next_backtest

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.25

MANY, GATHER_SECONDS = 200, 0.02
"""After a turn with little to do, what trickles in may gather for a moment: a turn costs the same for one touch and for a hundred."""


@dataclass
class Chore:
    """Something the worker does again and again; it returns how much it did, and comes at least ``every`` apart when idle."""

    name: str
    work: Callable[[datetime], int]
    every: timedelta
    last_at: datetime | None = None

    def is_due(self, at: datetime) -> bool:
        """Due when its time has come, and also when the clock was set back behind its last turn."""
        return self.last_at is None or at < self.last_at or at - self.last_at >= self.every


def chores() -> list[Chore]:
    """What there is to do, in the order of one turn."""
    return [
        Chore("unpack", unpack, timedelta(0)),
        Chore("advance", advance, timedelta(0)),
        Chore("imports", run_next_import, timedelta(0)),
        Chore("backtests", Aside(run_next_backtest, Backtest.objects.to_run().exists), timedelta(seconds=1)),
        Chore("post", deliver_due, timedelta(seconds=1)),
        Chore("webhooks", SideBySide(tell, waiting_webhooks), timedelta(seconds=1)),
        Chore("match_companies", match_companies, timedelta(seconds=1)),
        Chore("redraw_portraits", redraw_portraits, timedelta(seconds=1)),
        Chore("match", match_waiting, timedelta(seconds=1)),
        Chore("look_again", look_again, timedelta(seconds=5)),
        Chore("heed_objections", heed_objections, timedelta(seconds=1)),
        Chore("forget_overdue", forget_overdue, timedelta(minutes=10)),
        Chore("disclosures", make_waiting, timedelta(seconds=5)),
        Chore("drop_disclosures", Disclosure.drop_overdue, timedelta(minutes=10)),
        Chore("let_go", let_go, timedelta(minutes=10)),
        Chore("scrub", scrub_when_due, timedelta(minutes=10)),
        Chore("sweep", sweep, timedelta(seconds=5)),
        Chore("digests", send_digests, timedelta(minutes=1)),
        Chore("give_up", give_up, timedelta(minutes=10)),
        Chore("forget_quarantine", Quarantined.forget_old, timedelta(minutes=10)),
        Chore("forget_answers", AnsweredCall.forget_old, timedelta(minutes=10)),
        Chore("mailbox", Unhurried(read_mailbox, is_named), timedelta(minutes=1)),
        Chore("forget_mails", DroppedMail.forget_old, timedelta(minutes=10)),
        Chore("forget_sendings", forget_old_sendings, timedelta(minutes=10)),
    ]


def run(stop: Event, wait: Callable[[float], object] | None = None) -> None:
    """Take turns until ``stop`` is set. Whatever goes wrong in one chore is logged and does not hold up the others.

    ``wait`` waits at most so many seconds, less where something comes in meanwhile.
    """
    todo, wait = chores(), wait or stop.wait
    collect_garbage_seldom()
    while not stop.is_set():
        done = turn(todo, now())
        wait(0 if done else IDLE_SECONDS)
        if done < MANY:
            stop.wait(GATHER_SECONDS)
    connections.close_all()


def collect_garbage_seldom() -> None:
    """What start-up made stays for good and need not be walked by the collector again and again; and a batch makes many objects and
    leaves none, so that looking less often saves a fifth of its time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def turn(todo: list[Chore], at: datetime) -> int:
    """Do every chore that is due at ``at``; returns how much was done in all."""
    close_old_connections()
    done = 0
    for chore in todo:
        if not chore.is_due(at):
            continue
        try:
            amount = chore.work(at)
        except Exception:
            log.exception("The worker's chore %r failed; it is tried again.", chore.name)
            amount = 0
        if not amount:
            chore.last_at = at
        done += amount
    return done
