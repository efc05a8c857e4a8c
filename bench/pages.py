"""Every page of the demo: how long the server takes for it when warm, and what a first visit weighs over the wire.

    .venv/bin/python bench/pages.py [--quick]

Plays the demo into a temporary house (5,000 people; 600 with --quick), logs in as the people who may see a page, asks for each
page again and again, and reports the 95th percentile in milliseconds. Weight is the page and every style, script and picture it
names, compressed as the server sends them. The figure is the slowest page's p95; pages over 250 KB break the goal too.
"""

from __future__ import annotations

import gc
import gzip
import re
import statistics
import sys
import time

from house import temporary_house
from report import finish

GOAL_MS, GOAL_KB = 150.0, 250.0


def main(*, quick: bool) -> None:
    with temporary_house():
        from handschlag.kernel.clock import now
        from handschlag.simulation.play import play

        began = time.perf_counter()
        play(now(), count=600 if quick else 5_000)
        print(f"The demo was played in {time.perf_counter() - began:.0f} s.\n")
        gc.collect()
        gc.freeze()  # as the server does at its start; the play has left more behind than any server would hold
        rows = [measure(path, who, runs=20) for path, who in pages()]
    print(f"{'page':<58}{'who':<10}{'status':>7}{'median ms':>11}{'p95 ms':>9}{'KB':>7}")
    for row in sorted(rows, key=lambda row: -row["p95"]):
        print(
            f"{row['path'][:57]:<58}{row['who']:<10}{row['status']:>7}{row['median']:>11.1f}{row['p95']:>9.1f}{row['kb']:>7.0f}"
        )
    slowest, heaviest = max(row["p95"] for row in rows), max(row["kb"] for row in rows)
    print(
        f"\nslowest p95 {slowest:.1f} ms (goal < {GOAL_MS:.0f}), heaviest first visit {heaviest:.0f} KB (goal < {GOAL_KB:.0f})"
    )
    answered = all(row["status"] == 200 for row in rows)
    finish(
        "pages",
        slowest,
        "ms",
        f"p95 < {GOAL_MS:.0f} ms and < {GOAL_KB:.0f} KB for all {len(rows)} pages",
        answered and slowest < GOAL_MS and heaviest < GOAL_KB,
    )


def pages() -> list[tuple[str, str]]:
    """Each page without parameters that its room's navigation offers, and one of each kind with an id."""
    from django.urls import reverse

    from handschlag.agreement.models import Version
    from handschlag.conversation.models import Conversation, Deal
    from handschlag.handover.models import Handover
    from handschlag.people.models import Company, Contact

    handover = Handover.objects.select_related("rep", "lead").latest("handed_at")
    rep = handover.rep.email.split("@")[0]
    busiest = Contact.objects.get(id=handover.lead.contact_id)
    plain = (
        "today market:overview capture:overview people:contacts people:companies agreement:current agreement:versions handover:all handover:pool "
        "conversation:list conversation:voices conversation:deals trial:backtests learning:credit scoreboard:funnel ledger:entries"
    )
    return [
        *((reverse(name), "mara") for name in plain.split()),
        *((reverse(name), "otto") for name in ("today", "organisation:overview")),
        *(
            (reverse(name), rep)
            for name in ("today", "handover:inbox", "conversation:list", "conversation:deals", "scoreboard:funnel")
        ),
        (reverse("people:contact", args=[busiest.id]), "mara"),
        (reverse("people:company", args=[Company.objects.latest("made_at").id]), "mara"),
        (reverse("agreement:version", args=[Version.objects.latest("number").number]), "lena"),
        (reverse("handover:show", args=[handover.id]), rep),
        (reverse("conversation:show", args=[Conversation.objects.latest("happened_at").id]), "mara"),
        (reverse("conversation:deal", args=[Deal.objects.latest("happened_at").id]), "mara"),
    ]


def measure(path: str, who: str, runs: int) -> dict[str, object]:
    """Ask for one page ``runs`` times after three to warm up; milliseconds of the server, without the network."""
    from django.test import Client

    from handschlag.organisation.models import User

    client = Client()
    client.force_login(
        User.objects.get(email__startswith=f"{who}@"), "allauth.account.auth_backends.AuthenticationBackend"
    )
    for _warm in range(3):
        response = client.get(path, headers={"accept-language": "de"})
    took = []
    for _run in range(runs):
        began = time.perf_counter()
        response = client.get(path, headers={"accept-language": "de"})
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    p95 = took[min(len(took) - 1, round(0.95 * len(took)) - 1)]
    return {
        "path": path,
        "who": who,
        "status": response.status_code,
        "median": statistics.median(took),
        "p95": p95,
        "kb": weight(response.content),
    }


def weight(page: bytes) -> float:
    """Kilobytes of a first visit: the page and all it names, each compressed."""
    from django.contrib.staticfiles import finders

    total = len(gzip.compress(page))
    for name in set(re.findall(rb'(?:href|src)="/static/([^"?]+)"', page)):
        found = finders.find(name.decode())
        assert found, f"{name.decode()} is named by a page and not there"
        with open(found, "rb") as file:
            total += len(gzip.compress(file.read()))
    return total / 1024


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
