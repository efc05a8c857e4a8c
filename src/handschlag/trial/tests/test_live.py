"""The verdict of the day is the verdict of later: what was judged live is judged the same again, as of what was known."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from django.test import TestCase

from handschlag.agreement.tests.terms import small
from handschlag.organisation.tests.world import MONDAY, build_world
from handschlag.qualification.models import Standing, qualify
from handschlag.qualification.readings import verdict_table
from handschlag.qualification.tests.leads import agreed, attribute, lead_of, touch


class TestLiveEqualsHistory(TestCase):
    def test_every_live_verdict_is_the_one_of_the_table_later_on(self) -> None:
        """A random history lived touch by touch, then judged again in one go with what was known at each moment."""
        world, rng = build_world(), Random(5)
        version = agreed(world, small(), MONDAY)
        leads = {f"{number}@x.example": lead_of(f"{number}@x.example", MONDAY) for number in range(6)}
        lived: dict[tuple[str, int], tuple[str, float]] = {}
        moments: list[tuple[object, object]] = []
        for step in range(1, 60):
            now = MONDAY + step * timedelta(hours=37)
            email = rng.choice(list(leads))
            kind = rng.choice(("webinar_attended", "page_viewed", "page_viewed", "demo_requested"))
            touch(email, kind, now - rng.choice((0, 0, 40)) * timedelta(hours=1), known_at=now, page="/preise")
            if rng.random() < 0.3:
                attribute(leads[email], "employees", rng.randrange(1, 60), now)
                attribute(leads[email], "country", rng.choice(("DE", "FR")), now)
            qualify([leads[email].id], now)
            verdict = Standing.objects.get(lead=leads[email]).verdict
            assert verdict is not None
            moments.append((leads[email].id, now))
            lived[str(leads[email].id), len(moments) - 1] = (verdict.decision, verdict.points)
        rows = {(row["lead_id"], row["as_of"]): row for row in verdict_table(moments, version.parsed).to_pylist()}  # type: ignore[arg-type]
        for (lead_id, number), (decision, points) in lived.items():
            at = moments[number][1]
            as_of = round(at.timestamp() * 1_000_000)  # type: ignore[attr-defined]
            row = rows[lead_id, as_of]
            assert (row["decision"], row["points"] / 100) == (decision, points)
