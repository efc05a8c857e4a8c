"""Two at once, with real transactions: sweeps, and a sweep beside an acceptance. Needs a database that lets two write."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, Thread

from django.db import connection, connections
from django.test import TransactionTestCase, skipUnlessDBFeature

from handschlag.agreement.models import Suspension
from handschlag.handover.models import Handover, PoolEntry, State, Timeout, hand_over, sweep
from handschlag.handover.tests.stories import HOUR, MINUTE, build_house, handed, judge, lead
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.organisation.models import Rep, Side
from handschlag.organisation.tests.world import MONDAY
from handschlag.people.models import Because, merge
from handschlag.people.tests.meeting import meet
from handschlag.post.models import Message

SECOND = timedelta(seconds=1)


@skipUnlessDBFeature("has_select_for_update")
class AtOnce(TransactionTestCase):
    def test_two_sweeps_fire_each_deadline_once(self):
        house = build_house()
        late = [handed(house, f"Person{number}") for number in range(6)]
        fired: list[int] = []
        after = late[0].deadlines.get(duty="accept").due_at + HOUR
        at_once([lambda: fired.append(sweep(after))] * 3)
        assert sum(fired) == 6
        assert Timeout.objects.count() == Message.objects.filter(key__startswith="deadline/").count() == 6
        assert PoolEntry.objects.filter(left_at=None).count() == 6
        assert Entry.objects.filter(fact="handover_timed_out").count() == 6

    def test_a_lead_is_accepted_or_runs_out_and_never_both(self):
        house = build_house()
        late = [handed(house, f"Person{number}") for number in range(6)]
        after = late[0].deadlines.get(duty="accept").due_at + HOUR

        def accept_all() -> None:
            for handover in late:
                try:
                    handover.accept(by=house.world.sam, at=after)
                except Refused:
                    continue

        at_once([accept_all, lambda: sweep(after)])
        states = [handover.state for handover in Handover.objects.with_answers()]
        assert set(states) <= {State.ACCEPTED, State.RAN_OUT}
        assert Timeout.objects.count() == states.count(State.RAN_OUT)
        assert Entry.objects.filter(fact="handover_accepted").count() == states.count(State.ACCEPTED)

    def test_an_acceptance_beside_a_merge_holds_or_is_refused_and_nothing_stays_owed(self):
        house = build_house()
        elder, younger = handed(house, "Anna"), handed(house, "Berta", MONDAY + MINUTE)

        def accept() -> None:
            with suppress(Refused):
                younger.accept(by=younger.rep, at=MONDAY + HOUR)

        def unite() -> None:
            kept, gone = elder.lead.contact, younger.lead.contact
            merge(kept, gone, at=MONDAY + HOUR, by=None, because=Because.SAME_KEY)

        meet(accept, unite)
        assert Handover.objects.with_answers().get(id=younger.id).state is State.JOINED
        assert not younger.deadlines.filter(closed_at=None).exists()
        assert set(younger.deadlines.values_list("duty", "closed_as")) == {
            ("accept", "met"),
            ("first_contact", "lifted"),
            ("result", "lifted"),
        }

    def test_one_lead_judged_twice_at_once_is_handed_over_once(self):
        house = build_house()
        verdict = judge(house, lead(house))
        at_once([lambda: hand_over([verdict], MONDAY)] * 3)
        assert Handover.objects.count() == 1

    def test_two_that_route_at_once_give_nobody_more_than_fits(self):
        house = build_house()
        Rep.objects.update(capacity_per_week=3)
        verdicts = [judge(house, lead(house, f"Person{number}")) for number in range(8)]
        at_once([lambda some=verdicts[start::2]: hand_over(some, MONDAY) for start in (0, 1)])
        assert Handover.objects.count() == 3
        assert PoolEntry.objects.filter(left_at=None, reason="no_capacity").count() == 5

    def test_nothing_is_handed_over_once_a_side_has_suspended(self):
        house = build_house()
        lena, words = house.world.lena, {"reason": "Fire", "last_day": MONDAY.date()}

        def suspend() -> None:
            # its own clock is a little ahead of the worker's
            Suspension.declare(house.version, Side.SALES, by=lena, at=MONDAY + SECOND, **words)

        for number in range(12):
            verdict = judge(house, lead(house, f"Person{number}"))
            at_once([suspend, lambda verdict=verdict: hand_over([verdict], MONDAY)])
            suspended = Entry.objects.filter(fact="agreement_suspended").latest("seq").seq
            assert not Entry.objects.filter(fact="handover_made", seq__gt=suspended).exists()
            waiting = PoolEntry.objects.filter(lead=verdict.lead, left_at=None, reason="suspended").count()
            assert waiting + Handover.objects.filter(lead=verdict.lead).count() == 1
            Suspension.objects.get(lifting=None).lift(by=lena, at=MONDAY + SECOND)


def at_once(acts: list[Callable[[], object]]) -> None:
    """Each act in a thread of its own, all starting together; the first failure is raised."""
    barrier, failures = Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            barrier.wait()
            act()
        except Exception as failure:
            failures.append(failure)
        finally:
            connections[connection.alias].close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
