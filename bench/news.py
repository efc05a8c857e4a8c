"""What an open page costs the house: the question whether anything is new, asked every half minute by everybody in sales.

    .venv/bin/python bench/news.py [--quick]

A rep with 20 leads that wait and 2,000 handovers that are over (200 with --quick) asks with the mark of what is known. Measured are the
query alone and the whole answer (304) as Django gives it, who asks included. The figure is the median of the whole answer.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta

from house import temporary_house
from report import finish, show

GOAL_MS = 10.0
WAITING = 20


def main(*, quick: bool) -> None:
    with temporary_house():
        from django.test import Client

        from handschlag.handover.readings import news

        sam = prepare(200 if quick else 2_000)
        client = Client()
        client.force_login(sam, "allauth.account.auth_backends.AuthenticationBackend")
        etag = client.get("/handovers/news/")["ETag"]
        known = {"If-None-Match": etag}
        query = microseconds(lambda: news(sam))
        whole = microseconds(lambda: client.get("/handovers/news/", headers=known))
        changed = microseconds(lambda: client.get("/handovers/news/"))
        assert client.get("/handovers/news/", headers=known).status_code == 304
    show(
        "Is anything new?",
        {
            "the query": f"{query:,.0f} µs",
            "nothing is (304), whole": f"{whole:,.0f} µs",
            "something is (200), whole": f"{changed:,.0f} µs",
            "300 reps, each every 30 s": f"{whole / 1e6 * 10:.1%} of one core",
        },
    )
    finish("news", whole / 1000, "ms", f"< {GOAL_MS:g} ms", whole / 1000 < GOAL_MS)


def prepare(over: int) -> object:
    """Sam, with handovers that are over and some that wait; returns him."""
    from django.db import transaction

    from handschlag.handover.models import Handover
    from handschlag.handover.models.giving import Assignment
    from handschlag.handover.tests.stories import build_house
    from handschlag.kernel.clock import now
    from handschlag.kernel.ids import new_id
    from handschlag.organisation.models import Rep
    from handschlag.people.models import Contact, Lead
    from handschlag.qualification.models import Verdict

    at = now() - timedelta(days=1)
    house = build_house(at)
    rep = Rep.objects.select_related("user", "calendar").get(user=house.world.sam)
    contacts = [Contact(id=new_id(at), email=f"p{one}@firm.example", made_at=at) for one in range(over + WAITING)]
    leads = [Lead(id=new_id(at), contact=one, opened_at=at, known_at=at) for one in contacts]
    judged = {"decision": "qualified", "fit": 20, "interest": 25, "points": 45, "threshold": 40}
    verdicts = [Verdict(id=new_id(at), lead=one, version=house.version, at=at, **judged) for one in leads]
    with transaction.atomic():
        for rows in (contacts, leads, verdicts):
            type(rows[0]).objects.bulk_create(rows, batch_size=500)
        given = Handover.give([Assignment(one.lead, one, rep) for one in verdicts], house.version, at)
        for handover in given[WAITING:]:
            handover.end(at)
    return rep.user


def microseconds(act: Callable[[], object], times: int = 300) -> float:
    """The median of many, warm."""
    spent = []
    for _time in range(times):
        began = time.perf_counter()
        act()
        spent.append(time.perf_counter() - began)
    return statistics.median(spent[times // 10 :]) * 1e6


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
