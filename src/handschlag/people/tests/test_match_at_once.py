"""Many contacts that look alike, compared at the same moment: no pair is asked about twice, nobody is merged twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test import TransactionTestCase

from handschlag.organisation.tests.world import MONDAY, build_world
from handschlag.people.models import Contact, Merge, Portrait, PossibleDuplicate, enter, match

NAMESAKES, AT_A_TIME = 6, 8


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one after the other; run on PostgreSQL")
class AtOnce(TransactionTestCase):
    def compare_at_once(self):
        def compare(contact):
            try:
                match(MONDAY, [contact])
            finally:
                connections.close_all()

        with ThreadPoolExecutor(AT_A_TIME) as threads:
            list(threads.map(compare, Contact.objects.values_list("id", flat=True)))
        while match(MONDAY).compared:
            pass

    def test_a_pair_found_from_both_sides_is_asked_about_once(self):
        mara = build_world().mara
        for number in range(NAMESAKES):
            said = {"given_name": "Anna", "family_name": "Hinterhuber", "email": f"box{number}@host{number}.example"}
            enter(said, by=mara, at=MONDAY)
        self.compare_at_once()
        pairs = set(PossibleDuplicate.objects.values_list("one", "other"))
        assert len(pairs) == PossibleDuplicate.objects.count() == NAMESAKES * (NAMESAKES - 1) // 2

    def test_a_sure_pair_found_from_both_sides_is_merged_once(self):
        mara = build_world().mara
        for host in ("kaya.example", "gmx.de"):
            said = {"given_name": "Anna", "family_name": "Hinterhuber", "company": "Kaya", "email": f"anna.h@{host}"}
            enter(said, by=mara, at=MONDAY)
        self.compare_at_once()
        assert Contact.objects.count() == Merge.objects.count() == Portrait.objects.count() == 1
