"""Ten thousand deadlines, workers killed at random and a clock that jumps both ways: each fires exactly once, soon after it is due.

    .venv/bin/python bench/deadlines.py [--quick] [--postgres] [--deadlines 10000] [--minutes 12]

Handovers are given and accepted by the verbs of the house; then their deadlines are moved to random moments of the next minutes. Two real
workers run beside each other; each is killed (SIGKILL) every few seconds and started again, now and then both at once for a while. The
clock they read jumps by up to a minute, forward and back. At the end every deadline must have ended once, stand once in the ledger, have
run out its handover once, and its mail must have been sent at least once, always under the same Message-ID; none may have fired early.
Measured is how long a deadline stood overdue by the workers' clock until it was seen fired, time without any worker included.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from house import temporary_house
from report import finish, show

GOAL_SECONDS = 60
WORKERS = 2
ATTEMPTS = {"at_least": 3, "within": {"days": 10}}

WORKER = """
import sys
from datetime import timedelta
from pathlib import Path
from threading import Event
import django
django.setup()
from handschlag.journey import worker
from handschlag.kernel.clock import now
clock, up = map(Path, sys.argv[1:])
worker.now = lambda: now() + timedelta(seconds=float(clock.read_text()))
up.touch()
worker.run(Event())
"""


@dataclass
class Clock:
    """What the workers take for the time: the real one and an offset they read from a file. Remembers when it jumped."""

    file: Path
    jumps: list[tuple[float, float]] = field(default_factory=list)

    def set(self, offset: float) -> None:
        temporary = self.file.with_suffix(".new")
        temporary.write_text(str(offset))
        temporary.replace(self.file)
        self.jumps.append((time.time(), offset))

    @property
    def offset(self) -> float:
        return self.jumps[-1][1]

    def overdue_seconds(self, due: float, fired: float) -> float:
        """For how much real time, up to ``fired``, the workers' clock showed that ``due`` (both Unix time) was over."""
        ends = [at for at, _offset in self.jumps[1:]] + [fired]
        return sum(
            max(0.0, min(end, fired) - max(at, due - offset))
            for (at, offset), end in zip(self.jumps, ends, strict=True)
            if at < fired
        )


class Worker:
    """A worker process that is killed at a moment nobody foresees, and started again: one in five times before it has begun."""

    def __init__(self, name: str, clock: Clock, noise: random.Random) -> None:
        self.clock, self.noise, self.kills = clock, noise, 0
        self.up = clock.file.with_name(name)
        self.start()

    def start(self) -> None:
        self.up.unlink(missing_ok=True)
        environment = {**os.environ, "HANDSCHLAG_LOG_LEVEL": "CRITICAL"}
        command = [sys.executable, "-c", WORKER, str(self.clock.file), str(self.up)]
        self.process = subprocess.Popen(command, env=environment)
        self.dies_at = time.time() + self.noise.uniform(0.1, 4) if self.noise.random() < 0.2 else None

    def look(self) -> None:
        if self.process.poll() is not None:
            raise RuntimeError(f"A worker ended by itself, with status {self.process.returncode}.")
        if self.dies_at is None and self.up.exists():
            self.dies_at = time.time() + self.noise.uniform(0.1, 25)
        if self.dies_at and time.time() >= self.dies_at:
            self.kill()
            self.start()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.kills += 1


def prepare(amount: int) -> None:
    """Handovers with ``amount`` deadlines to fire: of four, one waits for its answer, and three are of a lead that was accepted."""
    from django.db import transaction

    from handschlag.handover.models import Handover
    from handschlag.handover.models.giving import Assignment
    from handschlag.handover.tests.stories import DAY, TERMS, build_house
    from handschlag.kernel.ids import new_id
    from handschlag.organisation.models import Rep
    from handschlag.people.models import Contact, Lead
    from handschlag.qualification.models import Verdict

    at = datetime.now(UTC) - DAY
    house = build_house(at, sales=TERMS["sales"] | {"attempts": ATTEMPTS}, after_timeout="pool")
    rep = Rep.objects.select_related("user", "calendar").get(user=house.world.sam)
    number = amount // 2
    contacts = [Contact(id=new_id(at), email=f"p{one}@firm.example", made_at=at) for one in range(number)]
    leads = [Lead(id=new_id(at), contact=one, opened_at=at, known_at=at) for one in contacts]
    judged = {"decision": "qualified", "fit": 20, "interest": 25, "points": 45, "threshold": 40}
    verdicts = [Verdict(id=new_id(at), lead=one, version=house.version, at=at, **judged) for one in leads]
    with transaction.atomic():
        for rows in (contacts, leads, verdicts):
            type(rows[0]).objects.bulk_create(rows, batch_size=500)
    handovers = []
    for start in range(0, number, 500):
        given = [Assignment(one.lead, one, rep) for one in verdicts[start : start + 500]]
        with transaction.atomic():
            handovers += Handover.give(given, house.version, at)
    with transaction.atomic():
        for handover in handovers[::2]:
            handover.accept(by=rep.user, at=at)


def spread(seconds: float, noise: random.Random) -> dict[str, float]:
    """Move what will fire to random moments of the next ``seconds``; id → due moment (Unix time)."""
    from django.db import transaction
    from django.db.models import Q

    from handschlag.handover.models import Deadline, Duty

    firing = Deadline.objects.filter(closed_at=None).filter(Q(handover__acceptance__isnull=False) | Q(duty=Duty.ACCEPT))
    deadlines, begin, due = list(firing), time.time() + 20, {}
    for one in deadlines:
        due[str(one.id)] = begin + noise.uniform(0, seconds)
        one.due_at = datetime.fromtimestamp(due[str(one.id)], UTC)
        one.warn_at = one.due_at - timedelta(seconds=15)
    with transaction.atomic():
        Deadline.objects.bulk_update(deadlines, ["due_at", "warn_at"], batch_size=200)
        others = Deadline.objects.filter(closed_at=None, handover__acceptance=None).exclude(duty=Duty.ACCEPT)
        others.update(due_at=datetime.now(UTC) + timedelta(days=90), warn_at=None)
    return due


def play(due: dict[str, float], clock: Clock, noise: random.Random) -> tuple[dict[str, float], int, int]:
    """Workers come and go and the clock jumps until everything has fired: id → when it was seen, kills, jumps."""
    from handschlag.handover.models import Deadline

    workers = [Worker(f"worker{number}", clock, noise) for number in range(WORKERS)]
    seen: dict[str, float] = {}
    next_jump, next_gap = time.time() + 5, time.time() + noise.uniform(20, 40)
    patience = max(due.values()) + 300
    try:
        while len(seen) < len(due) and time.time() < patience:
            for one in workers:
                one.look()
            if time.time() > next_gap:  # for a while nobody is there
                for one in workers:
                    one.kill()
                time.sleep(noise.uniform(1, 8))
                for one in workers:
                    one.start()
                next_gap = time.time() + noise.uniform(30, 60)
            if time.time() > next_jump:
                clock.set(0 if time.time() > max(due.values()) else noise.uniform(-60, 60))
                next_jump = time.time() + noise.uniform(4, 12)
            ended = Deadline.objects.filter(closed_as="missed").values_list("id", flat=True)
            at = time.time()
            for key in map(str, ended):
                seen.setdefault(key, at)
            time.sleep(0.3)
        drain(clock, workers)
    finally:
        for one in workers:
            one.process.kill()
            one.process.wait()
    return seen, sum(one.kills for one in workers), len(clock.jumps) - 1


def drain(clock: Clock, workers: list[Worker]) -> None:
    """Let the mail go out: what a killed worker had claimed is free again a quarter of an hour later."""
    from handschlag.post.models import Message

    clock.set(15 * 60)
    until = time.time() + 600
    while Message.objects.filter(due_at__isnull=False).exists() and time.time() < until:
        time.sleep(0.5)


def told_once(amount: int) -> dict[str, int]:
    """What the records say; everything but the number of mails sent again must be nought."""
    from django.db.models import Count, F

    from handschlag.handover.models import Deadline, PoolEntry, Timeout
    from handschlag.ledger.models import Entry, verify
    from handschlag.post.models import Message

    missed = Deadline.objects.filter(closed_as="missed")
    entries = Entry.objects.filter(fact="deadline_missed")
    twice = entries.values("subject_id", "payload_json").annotate(number=Count("seq")).filter(number__gt=1).count()
    unanswered = missed.filter(duty="accept").count()
    mails = Message.objects.filter(key__startswith="deadline/")
    return {
        "not fired": amount - missed.count(),
        "fired early": missed.filter(closed_at__lte=F("due_at")).count(),
        "not once in the ledger": abs(entries.count() - amount) + twice,
        "not run out once": abs(Timeout.objects.count() - unanswered) + abs(PoolEntry.objects.count() - unanswered),
        "not once in the post": abs(mails.count() - amount),
        "not sent": mails.filter(delivery=None).count(),
        "ledger broken": 0 if verify().ok else 1,
    }


def sent(folder: Path) -> tuple[int, int, int]:
    """Mails on the disk: how many went out about deadlines and warnings, under how many Message-IDs, and of how many the ids differ."""
    ids: dict[str, int] = {}
    for file in (folder / "mail").glob("*"):
        for found in re.findall(r"^Message-ID: <(\S+?)@", file.read_text(errors="replace"), re.MULTILINE):
            ids[found] = ids.get(found, 0) + 1
    from handschlag.post.models import Message

    known = {str(one) for one in Message.objects.values_list("id", flat=True)}
    return sum(ids.values()), len(ids), len(set(ids) - known)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of everything")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--deadlines", type=int)
    parser.add_argument("--minutes", type=float)
    options = parser.parse_args()
    amount = options.deadlines or (1_000 if options.quick else 10_000)
    minutes = options.minutes or (1 if options.quick else 12)
    noise = random.Random(11)
    with ExitStack() as stack:
        if options.postgres:
            from tests.postgres import server

            os.environ["BENCH_DATABASE_URL"] = stack.enter_context(server(durable=True))
        folder = stack.enter_context(temporary_house())
        prepare(amount)
        clock = Clock(folder / "clock")
        clock.set(0)
        due = spread(minutes * 60, noise)
        seen, kills, jumps = play(due, clock, noise)
        waits = sorted(clock.overdue_seconds(due[key], seen[key]) for key in due if key in seen)
        wrong = told_once(len(due))
        went_out, under, strange = sent(folder)
        from handschlag.post.models import Message

        warned = Message.objects.filter(key__startswith="warning/").count()
    wrong["sent under a strange id"] = strange
    database = "PostgreSQL" if options.postgres else "SQLite"
    show(
        f"{len(due):,} deadlines in {minutes:g} min on {database}, {kills} × kill -9, {jumps} jumps of the clock",
        {
            "overdue until fired, median": f"{waits[len(waits) // 2]:.1f} s",
            "99 of 100": f"{waits[int(len(waits) * 0.99)]:.1f} s",
            "longest": f"{waits[-1]:.1f} s",
            "warned before": f"{warned:,}",
            "mails, and their ids": f"{went_out:,}, {under:,}",
        }
        | {name: f"{number:,}" for name, number in wrong.items()},
    )
    print(json.dumps(wrong))
    holds = not any(wrong.values()) and waits[-1] <= GOAL_SECONDS
    finish(
        "deadlines", waits[-1], "s overdue at the longest, each fired once", f"≤ {GOAL_SECONDS} s on {database}", holds
    )


if __name__ == "__main__":
    main()
