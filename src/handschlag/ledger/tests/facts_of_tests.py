"""Two facts that exist only for the ledger's own tests, and a small chain made of them."""

from datetime import UTC, datetime, timedelta

from handschlag.ledger.models import Draft, record_many
from handschlag.ledger.registry import Fact, register

register(
    Fact("lead_praised", en="{actor} praised {subject}", de="{actor} hat {subject} gelobt"),
    Fact(
        "lead_weighed",
        en="{actor} gave {subject} {points} points on {on}",
        de="{actor} hat {subject} am {on} {points} Punkte gegeben",
    ),
)

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def drafts(count: int) -> list[Draft]:
    return [
        Draft(
            "lead_weighed",
            AT + timedelta(seconds=n),
            f"colleague-{n % 3}",
            ("lead", f"lead-{n % 7}"),
            {"points": n, "on": AT},
        )
        for n in range(count)
    ]


def chain(count: int) -> int:
    return record_many(drafts(count))
