"""The play: day by day, people come, the house walks what came in, and reps act; all by the verbs that people use."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from handschlag.capture.models import Waiting, accept
from handschlag.handover.models import Handover, sweep
from handschlag.journey.advance import advance, look_again
from handschlag.organisation.models import Rep
from handschlag.organisation.models.calendar import reckoners
from handschlag.people.models import Identifier
from handschlag.simulation import crm
from handschlag.simulation.crowd import Event, Person, call, callers, events, heard_of_us, met_by, midnight, people
from handschlag.simulation.desk import lay_out
from handschlag.simulation.house import REPS, TERRITORIES, Demo, agree, first_terms, found, second_terms
from handschlag.simulation.leaving_out import LeavingOut
from handschlag.simulation.salesfloor import SalesFloor
from handschlag.simulation.truth import MACHINERY, Market
from handschlag.simulation.visitors import Visitors

BERLIN = ZoneInfo("Europe/Berlin")
DAYS = 548
HOURS_OF_A_TURN = (9, 11, 14, 16)


@dataclass(frozen=True)
class Played:
    """What came of a play."""

    contacts: int
    touches: int
    write_key: str


def play(
    now: datetime,
    *,
    seed: int = 1,
    count: int = 5_000,
    days: int = DAYS,
    market: Market = MACHINERY,
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> Played:
    """Fill an empty house with ``days`` of history up to ``now``. The same seed, count and moment give the same history."""
    rng = Random(seed)
    start = midnight(now) - timedelta(days=days)
    crowd = people(market, rng, count, start, now)
    with transaction.atomic():
        demo = found(market, start, now, rng)
        first = first_terms()
        agree(demo, first, start + timedelta(hours=7))
    floor = _floor(market, demo, rng, Random(seed + 3), start, now)
    last = callers(market, rng, _places_of_reps(), len(crowd), now)
    person_of = {f"email:{person.email}": person for person in (*crowd, *last)}
    change_at = start + timedelta(days=round(days * 0.62), hours=8)
    turns, visitors = list(_turns(start, now)), Visitors(crowd, Random(seed + 2), demo.theo, now)
    rest = Random(seed + 1)
    stream = _in_order([*(events(person, rest, now) for person in crowd), *(call(person) for person in last)])
    waiting, touches, leaving_out = next(stream, None), 0, LeavingOut(demo.theo, now)
    for number, turn in enumerate(turns):
        batch: list[Event] = []
        while waiting is not None and waiting.at < turn:
            batch.append(waiting)
            waiting = next(stream, None)
        with transaction.atomic():
            if change_at is not None and turn > change_at:
                agree(demo, second_terms(first, review_on=(now + timedelta(days=60)).date()), change_at)
                change_at = None  # type: ignore[assignment]
            touches += _take(demo, leaving_out.still_coming(batch, turn), turn)
            visitors.come_until(turn)
            _hand_on(floor, person_of, turn, looks_again=number % 5 == 0)
        if number == len(turns) - crm.TURNS:
            crm.connect(demo.otto, turn)
        elif number > len(turns) - crm.TURNS:
            crm.tell_crm(demo.otto, turn, until=turns[min(number + 1, len(turns) - 1)])
        tell(number + 1, len(turns))
    with transaction.atomic():
        lay_out(now, Random(seed + 4))
        leaving_out.end()
        crm.rest(demo.otto, now)
    return Played(contacts=len(person_of), touches=touches, write_key=demo.write_key)


def _turns(start: datetime, now: datetime) -> Iterator[datetime]:
    """The moments at which the house takes in what came: every fourth day that is a working day, at changing hours, and now."""
    day = start
    while day < now:
        moment = datetime.combine(day.date(), datetime.min.time(), BERLIN).replace(
            hour=HOURS_OF_A_TURN[day.toordinal() // 4 % 4]
        )
        if day.toordinal() % 4 == 0 and day.weekday() < 5 and start < moment < now:
            yield moment.astimezone(start.tzinfo)
        day += timedelta(days=1)
    yield now


def _take(demo: Demo, batch: Sequence[Event], at: datetime) -> int:
    if batch:
        accept(demo.source, [message(event) for event in batch], at)
    return len(batch)


def _hand_on(floor: SalesFloor, person_of: dict[str, Person], at: datetime, *, looks_again: bool) -> None:
    floor.act_until(at)
    advance(at, limit=100_000)
    if stuck := Waiting.objects.exclude(set_aside_at=None).first():
        raise RuntimeError(f"A touch of the play could not be walked: {stuck.problem}")
    if looks_again:
        look_again(at)
    sweep(at)
    new = list(Handover.objects.filter(handed_at=at).select_related("lead"))
    keys = dict(
        Identifier.objects.filter(contact__in=[h.lead.contact_id for h in new], key__startswith="email:").values_list(
            "contact_id", "key"
        )
    )
    for handover in new:
        floor.receive(handover, person_of[keys[handover.lead.contact_id]])


def _floor(market: Market, demo: Demo, rng: Random, words: Random, start: datetime, now: datetime) -> SalesFloor:
    reps = list(Rep.objects.select_related("user", "calendar"))
    calendars = reckoners(reps, start, now + timedelta(days=400))
    users = {rep.user_id: rep.user for rep in reps}
    return SalesFloor(market, demo, rng, calendars, users, words, start, now)


def _in_order(histories: Iterable[Iterable[Event]]) -> Iterator[Event]:
    """Everybody's events in one order of time."""
    return heapq.merge(*(list(history) for history in histories), key=lambda event: event.at)


def _places_of_reps(calls: int = 3) -> list[tuple[str, str]]:
    """For each rep some places in the first of their territories, so that every inbox has work today."""
    territories = [TERRITORIES[rep.territories[0]] for rep in REPS]
    return [
        (countries[0], ((prefixes or ("10",))[-1] + "000")[:5])
        for _call in range(calls)
        for countries, prefixes in territories
    ]


def message(event: Event) -> dict[str, Any]:
    """The event as a tracker on the website would send it."""
    person = event.person
    payload: dict[str, Any] = {
        "type": "page" if event.kind == "page_viewed" else "track",
        "messageId": f"{person.number}-{event.at.timestamp():.6f}",
        "timestamp": event.at.isoformat(),
        "anonymousId": person.anonymous_id,
        "properties": {"material": event.material} if event.material else {},
        "context": {
            "page": {"path": event.page},
            "campaign": {"medium": (by := met_by(event)).key, "name": by.campaign},
        },
    }
    if event.kind != "page_viewed":
        payload["event"] = event.kind
    if event.is_identified:
        payload["context"]["traits"] = _traits(person) if event.brings_traits else {"email": person.email}
    return payload


def _traits(person: Person) -> dict[str, Any]:
    firm = person.firm
    return {
        "email": person.email,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "phone": f"+49 711 {2_000_000 + person.number}",
        "position": person.position,
        "company": firm.name,
        "industry": firm.industry,
        "employees": firm.employees,
        **heard_of_us(person),
        "country": firm.country,
        "postal_code": firm.postal_code,
        "language": "en" if person.speaks_english else "de",
        **({"consent": {"email": person.number % 3 > 0}} if person.number % 5 else {}),
    }
