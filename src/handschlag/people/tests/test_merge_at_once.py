"""Workers find out at the same moment, in different orders, that the same contacts are one person each: merged once, and nobody stumbles."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections, transaction
from django.test import TransactionTestCase

from handschlag.capture.models import Source, Touch, accept
from handschlag.capture.tests.world import message
from handschlag.organisation.tests.world import MONDAY, build_world
from handschlag.people.models import (
    Contact,
    Identifier,
    Lead,
    Merge,
    PossibleDuplicate,
    enter,
    identify,
    match,
    take_back,
)
from handschlag.people.tests.meeting import meet

PEOPLE, WORKERS = 12, 4


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one after the other; run on PostgreSQL")
class MergeAtOnce(TransactionTestCase):
    def setUp(self):
        self.source, _key = Source.make("Website", by=None, at=MONDAY)

    def arrive(self, **sent):
        [result] = accept(self.source, [message(**({"anonymousId": None} | sent))], MONDAY)
        return Touch.objects.get(id=result.touch_id)

    def known_twice(self, number):
        """By an address, and by the id of another system: two contacts so far."""
        identify([self.arrive(traits={"email": f"person{number}@gmx.de"})], MONDAY)
        identify([self.arrive(userId=f"user-{number}")], MONDAY)

    def naming_both(self, number):
        return self.arrive(userId=f"user-{number}", traits={"email": f"person{number}@gmx.de"})

    def test_each_pair_is_merged_once_whatever_the_order(self):
        for number in range(PEOPLE):
            self.known_twice(number)
        assert Contact.objects.count() == 2 * PEOPLE
        batches = [[self.naming_both(number) for number in range(PEOPLE)] for _worker in range(WORKERS)]
        starting = Barrier(WORKERS)

        def walk(worker):
            try:
                starting.wait()
                with transaction.atomic():
                    step = -1 if worker % 2 else 1
                    for touch in batches[worker][::step]:
                        identify([touch], MONDAY)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(WORKERS) as threads:
            list(threads.map(walk, range(WORKERS)))
        assert Contact.objects.count() == Merge.objects.count() == Lead.objects.count() == PEOPLE
        assert Identifier.objects.count() == 2 * PEOPLE

    def test_a_walk_and_the_match_do_not_wait_for_each_other_for_ever(self):
        """The match holds the turn and merges two by likeness, while a walk has the same two by their keys."""
        mara = build_world().mara
        for host in ("kaya.example", "gmx.de"):
            said = {"given_name": "Anna", "family_name": "Hinterhuber", "company": "Kaya", "email": f"anna.h@{host}"}
            enter(said, by=mara, at=MONDAY)
        identify([self.arrive(userId="anna", traits={"email": "anna.h@gmx.de"})], MONDAY)
        both = self.arrive(userId="anna", traits={"email": "anna.h@kaya.example"})
        meet(lambda: match(MONDAY), lambda: identify([both], MONDAY))
        assert Contact.objects.count() == Merge.objects.count() == 1
        assert not PossibleDuplicate.objects.exists()

    def test_who_takes_a_merge_back_and_a_walk_that_repeats_it_go_one_after_the_other(self):
        mara = build_world().mara
        self.known_twice(1)
        identify([self.naming_both(1)], MONDAY)
        again = self.naming_both(1)
        meet(
            lambda: take_back(Merge.objects.get(), by=mara, at=MONDAY),
            lambda: identify([again], MONDAY),
        )
        # Whoever comes last has the say: the walk merges what was taken back, or what the walk still found as one is taken back.
        people, merged = Contact.objects.count(), Merge.objects.filter(undone_at=None).count()
        assert (people, merged) in {(1, 1), (2, 0)}
        assert Identifier.objects.values("contact").distinct().count() == people
