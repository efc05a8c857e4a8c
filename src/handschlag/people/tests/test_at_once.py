"""Many first touches of one person at the same moment: one contact, one lead, nothing orphaned."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test import TransactionTestCase

from handschlag.capture.models import Source, Touch, accept
from handschlag.capture.tests.world import message
from handschlag.organisation.tests.world import MONDAY
from handschlag.people.models import Company, Contact, Identifier, Lead, identify

PARALLEL, AT_A_TIME = 50, 16


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one after the other; run on PostgreSQL")
class AtOnce(TransactionTestCase):
    def test_fifty_parallel_first_touches_make_one_contact_with_one_lead(self):
        source, _key = Source.make("Website", by=None, at=MONDAY)

        def arrive(number: int) -> None:
            said = {"email": "anna@bauer.example", "company": "Bauer AG"}
            [result] = accept(source, [message(anonymousId=f"browser-{number}", traits=said)], MONDAY)
            identify(list(Touch.objects.filter(id=result.touch_id)), MONDAY)
            connections.close_all()

        with ThreadPoolExecutor(AT_A_TIME) as threads:
            list(threads.map(arrive, range(PARALLEL)))
        assert Contact.objects.count() == Lead.objects.count() == Company.objects.count() == 1
        assert Identifier.objects.count() == PARALLEL + 1
        assert Touch.objects.count() == PARALLEL

    def test_the_same_message_from_many_at_once_is_one_touch(self):
        source, _key = Source.make("Website", by=None, at=MONDAY)
        sent = [message(messageId=str(number)) for number in range(20)]

        def send(_number: int) -> list[str]:
            outcomes = [result.outcome.value for result in accept(source, sent, MONDAY)]
            connections.close_all()
            return outcomes

        with ThreadPoolExecutor(8) as threads:
            outcomes = [outcome for answer in threads.map(send, range(8)) for outcome in answer]
        assert (outcomes.count("accepted"), outcomes.count("duplicate")) == (20, 140)
        assert {row.outcome: row.count for row in source.counts.all()} == {"accepted": 20, "duplicate": 140}
