"""Routing 10,000 qualified leads to 100 reps in 10 teams: how long it takes with everything that is stored, and whether it is right.

    .venv/bin/python bench/routing.py [--quick] [--postgres] [--leads 10000]

Each team has a postal zone. Weights differ; in seven teams capacity suffices, in one it does not, in one a rule of the agreement asks for a
skill, languages matter and some companies have an owner, in one three reps are away. One lead in twenty raised a hand.
Timed is one call of ``hand_over``, from verdicts to the committed handovers with brief, reasons, deadlines, ledger entries and mails; three
times (--quick: once), each from the same beginning and with the verdicts in another order, which must make no difference. With --postgres
on a server of its own that waits for the disk, as SQLite does here.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter, defaultdict
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter, process_time
from typing import Any, NoReturn

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from house import temporary_house
from report import console, finish, show

GOAL_SECONDS = 5.0
NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)
TEAMS, REPS_A_TEAM, TOUCHES = 10, 10, 3
SCARCE, SKILLED, AWAY = 7, 8, 9
"""The zones in which not everything is plain."""


def main() -> NoReturn:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="once instead of three times")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--leads", type=int, default=10_000)
    options = parser.parse_args()
    with ExitStack() as stack:
        if options.postgres:
            from tests.postgres import server

            os.environ["BENCH_DATABASE_URL"] = stack.enter_context(server(durable=True))
        stack.enter_context(temporary_house())
        began = perf_counter()
        build(Random(1), options.leads)
        console.print(f"A house with {options.leads:,} qualified leads was built in {perf_counter() - began:.0f} s.")
        as_in_the_worker()
        runs = [run(Random(seed)) for seed in range(1 if options.quick else 3)]
        figures = check(options.leads)
    seconds = median(run["seconds"] for run in runs)
    is_same = len({run["outcome"] for run in runs}) == 1
    show(
        f"{options.leads:,} leads, {TEAMS * REPS_A_TEAM} reps, on {'PostgreSQL' if options.postgres else 'SQLite'}",
        {
            "seconds, each run": ", ".join(f"{run['seconds']:.2f}" for run in runs),
            "of these on a processor": ", ".join(f"{run['cpu']:.2f}" for run in runs),
            "leads a second": f"{options.leads / seconds:,.0f}",
            **{name: str(value) for name, value in figures.items()},
            "the same whatever the order of verdicts": "yes" if is_same else "NO",
        },
    )
    right = is_same and not figures["handovers above a capacity"] and not figures["handovers to somebody away"]
    complete = figures["without brief, reasons or deadlines"] == 0 and figures["neither handed over nor waiting"] == 0
    fair = figures["most leads off the share of a weight"] <= 1
    goal = f"< {GOAL_SECONDS:g} s, nobody over capacity or away, at most 1 lead off the share"
    finish("routing", seconds, "s", goal, seconds < GOAL_SECONDS and right and complete and fair)


def as_in_the_worker() -> None:
    """Whoever routes has judged before: what that loads is there, and the collector of garbage looks as seldom as in the worker."""
    from handschlag.handover.models.known import known_about
    from handschlag.journey.worker import collect_garbage_seldom
    from handschlag.ledger.models.bulk import refresh_statistics
    from handschlag.people.models import Lead

    known_about([Lead.objects.select_related("contact").first()], NOW)
    collect_garbage_seldom()
    refresh_statistics()


def run(rng: Random) -> dict[str, Any]:
    """One call on the same house, the former run's handovers taken back before."""
    from handschlag.handover.models import Handover, PoolEntry, hand_over
    from handschlag.qualification.models import Verdict

    Handover.objects.filter(handed_at=NOW).delete()
    PoolEntry.objects.all().delete()
    verdicts = list(Verdict.objects.filter(at=NOW).select_related("version"))
    rng.shuffle(verdicts)
    began, began_cpu = perf_counter(), process_time()
    made = hand_over(verdicts, NOW)
    seconds, cpu = perf_counter() - began, process_time() - began_cpu
    reasons = {one.lead_id: json.dumps(one.chosen_because, sort_keys=True) for one in made}
    waiting = PoolEntry.objects.values_list("lead_id", "reason")
    outcome = sorted((str(one.lead_id), str(one.rep_id), reasons[one.lead_id]) for one in made)
    return {"seconds": seconds, "cpu": cpu, "outcome": json.dumps([outcome, sorted(map(str, waiting))])}


def check(leads: int) -> dict[str, Any]:
    """What the database holds after the last run, reckoned anew from its rows alone."""
    from handschlag.handover.core.because import others_of
    from handschlag.handover.models import Deadline, Handover, PoolEntry
    from handschlag.organisation.models import Absence, Rep

    made = list(Handover.objects.filter(handed_at=NOW).select_related("lineup"))
    got = Counter(one.rep_id for one in made)
    reps = {rep.user_id: rep for rep in Rep.objects.select_related("team")}
    away = set(Absence.objects.values_list("user_id", flat=True))
    clocks = Counter(Deadline.objects.filter(handover__handed_at=NOW).values_list("handover_id", flat=True))
    lineup = made[0].lineup.rep_ids
    incomplete = [
        one
        for one in made
        if not one.brief.get("why")
        or clocks[one.id] < 2
        or len(others_of(one.chosen_because, lineup, one.rep_id)) != 99
    ]
    stored = [len(json.dumps(one.chosen_because, separators=(",", ":"))) for one in made]
    ties = Counter(one.chosen_because["tie"] for one in made)
    waits = Counter(PoolEntry.objects.values_list("reason", flat=True))
    return {
        "handed over": f"{len(made):,}, by tie: " + ", ".join(f"{tie} {count:,}" for tie, count in ties.most_common()),
        "waiting": f"{sum(waits.values()):,}: " + ", ".join(f"{why} {count:,}" for why, count in waits.most_common()),
        "neither handed over nor waiting": leads - len(made) - sum(waits.values()),
        "without brief, reasons or deadlines": len(incomplete),
        "bytes of reasons for 99 others": f"median {median(stored):g}, most {max(stored)}",
        "handovers above a capacity": sum(max(0, count - reps[rep].capacity_per_week) for rep, count in got.items()),
        "handovers to somebody away": sum(got[rep] for rep in away),
        "most leads off the share of a weight": round(max(_off(got, reps, zone) for zone in range(SCARCE)), 3),
        "the same where a skill is asked for": round(_off(got, reps, SKILLED), 3),
    }


def _off(got: Counter[Any], reps: dict[Any, Any], zone: int) -> float:
    """How far the rep is from the share who is farthest, in a zone where everybody has room: leads of owners are nobody's to share."""
    team = [rep for rep in reps.values() if rep.team.name == f"Team {zone}"]
    leads, weights = sum(got[rep.user_id] for rep in team), sum(rep.weight for rep in team)
    return max(abs(got[rep.user_id] - leads * rep.weight / weights) for rep in team)


def build(rng: Random, count: int) -> None:
    """The house: an agreement in force, reps, and leads with touches and attributes, all of them just qualified."""
    from handschlag.handover.tests.stories import agree
    from handschlag.organisation.tests.world import build_world

    world = build_world(NOW - timedelta(days=30))
    reps = _reps(world, rng, count)
    rules = [
        {
            "key": "precision",
            "label": "Precision",
            "where": [
                {"attribute": "employees", "comparison": "between", "at_least": 5_000},
                {"attribute": "postal_code", "comparison": "matches", "list": "skilled"},
            ],
            "skill": "Precision",
        }
    ]
    lists = [{"key": "skilled", "label": "Skilled zone", "values": [f"{SKILLED}*"]}]
    version = agree(world, NOW - timedelta(days=29), routing={"rules": rules}, lists=lists)
    _market()
    _leads(world, version, reps, rng, count)


def _reps(world: Any, rng: Random, count: int) -> dict[int, list[Any]]:
    """Zone → its reps. The little world's own rep is none of them."""
    from handschlag.organisation.models import Absence, Rep, Role, RoleAssignment, Team, Territory, User

    Rep.objects.all().delete()
    share = count // TEAMS
    zones: dict[int, list[Any]] = {}
    for zone in range(TEAMS):
        team = Team.objects.create(name=f"Team {zone}", leader=world.lena)
        territory = Territory.objects.create(name=f"Zone {zone}", countries=["DE"], postal_prefixes=[str(zone)])
        room = max(1, share // 20) if zone == SCARCE else share
        zones[zone] = []
        for number in range(REPS_A_TEAM):
            user = User.objects.create(email=f"rep{zone}-{number}@musterwerk.example", name=f"Rep {zone}-{number}")
            RoleAssignment.objects.create(user=user, role=Role.SALES, given_at=NOW)
            languages = ["de", "fr"] if zone == SKILLED and number < 4 else ["de"]
            rep = Rep.objects.create(
                user=user,
                team=team,
                calendar=world.calendar,
                weight=rng.choice([50, 75, 100, 100, 120, 200]),
                capacity_per_week=room,
                skills=["precision"] if number < 3 else [],
                languages=languages,
            )
            rep.territories.add(territory)
            zones[zone].append(rep)
    for rep in zones[AWAY][:3]:
        Absence.objects.create(user=rep.user, from_at=NOW - timedelta(days=1), until_at=NOW + timedelta(days=1))
    return zones


def _market() -> None:
    from handschlag.market.models import Brand, Claim, Material, Segment

    segment = Segment.objects.create(key="metal", name="Metal workshops", industries=["metalworking"])
    claim = Claim.objects.create(
        brand=Brand.objects.create(name="Musterwerk", is_ours=True), sentence="Half the set-up time"
    )
    for number in range(20):
        material = Material.objects.create(key=f"material-{number}", name=f"Brochure {number}")
        material.claims.add(claim)
        material.segments.add(segment)


def _leads(world: Any, version: Any, reps: dict[int, list[Any]], rng: Random, count: int) -> None:
    from handschlag.capture.models import Source, Touch, insert
    from handschlag.handover.models import Acceptance, Handover
    from handschlag.kernel.ids import new_id
    from handschlag.people.models import AttributeValue, Company, Contact, Employment, Identifier, Lead
    from handschlag.qualification.models import Standing, Verdict

    source, _key = Source.make("www.musterwerk.example", by=world.mara, at=NOW - timedelta(days=30))
    rows: dict[str, list[Any]] = defaultdict(list)
    begun = NOW - timedelta(days=20)
    for number in range(count + 200):
        zone, at = number % TEAMS, begun + timedelta(minutes=number)
        company = Company(id=new_id(at), name=f"Firma {number}", name_key=f"firma {number}", made_at=at)
        people = Contact(
            id=new_id(at),
            family_name=f"Weber {number}",
            email=f"p{number}@x{number}.example",
            company=company,
            made_at=at,
        ).index_name()
        lead = Lead(id=new_id(at), contact=people, opened_at=at, known_at=at)
        key = f"email:p{number}@x{number}.example"
        rows["companies"].append(company)
        rows["contacts"].append(people)
        rows["leads"].append(lead)
        rows["identifiers"].append(Identifier(key=key, contact=people, happened_at=at, known_at=at))
        rows["employments"].append(Employment(contact=people, company=company, happened_at=at, known_at=at))
        said = {"country": "DE", "postal_code": f"{zone}{rng.randrange(1000, 9999)}", "industry": "metalworking"}
        rows["attributes"] += [
            AttributeValue(company=company, name=name, text=text, happened_at=at, known_at=at)
            for name, text in said.items()
        ]
        staff = rng.choice([20, 200, 6_000])
        rows["attributes"].append(
            AttributeValue(
                company=company, name="employees", text=str(staff), number=staff, happened_at=at, known_at=at
            )
        )
        language = rng.choice(["de", "de", "de", "fr"])
        rows["attributes"].append(
            AttributeValue(contact=people, name="language", text=language, happened_at=at, known_at=at)
        )
        touches = [
            Touch(
                id=new_id(at),
                source=source,
                message_id=f"m{number}-{place}",
                kind=("page_viewed", "webinar_attended", "brochure_downloaded")[place],
                page="/mw5",
                material=f"material-{rng.randrange(20)}",
                channel="webinar",
                campaign="spring",
                happened_at=at + timedelta(hours=place),
                known_at=at + timedelta(hours=place),
                who=key,
                identifiers=[key],
            )
            for place in range(TOUCHES)
        ]
        rows["touches"] += touches
        asked = rng.random() < 0.05
        reasons = [
            {"criterion": "country", "kind": "fit", "points": 20.0, "evidence": ["DE"]},
            {"criterion": "webinar", "kind": "interest", "points": 25.0, "evidence": [str(touches[1].id)]},
        ]
        if asked:
            reasons.append(
                {"criterion": "demo", "kind": "hand_raiser", "points": 0.0, "evidence": [str(touches[2].id)]}
            )
        judged_at = NOW if number < count else begun
        verdict = Verdict(
            id=new_id(judged_at),
            lead=lead,
            version=version,
            at=judged_at,
            decision="qualified",
            fit=20,
            interest=25,
            points=45 + rng.randrange(20),
            threshold=40,
            reasons=reasons,
        )
        rows["verdicts"].append(verdict)
        rows["standings"].append(Standing(lead=lead, verdict=verdict, version=version))
    for name in ("companies", "contacts", "leads", "identifiers", "employments", "attributes", "touches"):
        insert(rows[name])
    insert(rows["verdicts"])
    insert(rows["standings"])
    owned = [
        Handover(
            id=new_id(begun), lead=lead, verdict=verdict, version=version, rep=reps[SKILLED][0].user, handed_at=begun
        )
        for lead, verdict in zip(rows["leads"][count:], rows["verdicts"][count:], strict=True)
    ]
    insert(owned)
    insert(Acceptance(handover=one, by=one.rep, at=begun) for one in owned)
    belonging = {one.lead.contact.company_id: one for one in owned}
    firms = list(belonging)
    moved = [rows["contacts"][number] for number in range(SKILLED, count, TEAMS)][: count // 100]
    for place, people in enumerate(moved):
        people.company_id = firms[place % len(firms)]
    Contact.objects.bulk_update(moved, ["company"], batch_size=500)


if __name__ == "__main__":
    main()
