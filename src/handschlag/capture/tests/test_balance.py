import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import TestCase

from handschlag.capture.core.dropping import DropReason
from handschlag.capture.models import ReceivedCount, Source, accept, reject
from handschlag.capture.readings.balance import balances, total
from handschlag.capture.tests.sending import send, send_and_unpack
from handschlag.capture.tests.world import message
from handschlag.organisation.tests.world import MONDAY


class TheBalance(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.source, cls.key = Source.make("Website", by=None, at=MONDAY)

    def test_it_adds_up_whatever_came_in_by_whatever_way(self):
        sent = message()
        accept(self.source, [sent, sent, {"type": "track"}], MONDAY)
        reject(self.source, DropReason.UNREADABLE, MONDAY)
        send_and_unpack(message(), sent, 7, key=self.key)
        send({"batch": [message(), message()]}, self.key)
        send(b"{", self.key)
        found = balances()
        assert list(found) == [("Website", MONDAY.date())]
        assert total(found).plain() == {
            "received": 10,
            "accepted": 2,
            "duplicate": 2,
            "quarantined": 2,
            "rejected": 1,
            "waiting": 3,
            "adds_up": True,
        }

    def test_the_command_says_it_to_programs(self):
        send({"batch": [message(), message()]}, self.key)
        out = StringIO()
        call_command("intake", json=True, stdout=out)
        said = json.loads(out.getvalue())
        assert (said["totals"]["received"], said["totals"]["waiting"], said["days"][0]["source"]) == (2, 2, "Website")

    def test_the_command_ends_with_1_where_something_is_missing(self):
        accept(self.source, [message()], MONDAY)
        ReceivedCount.objects.update(count=2)
        with pytest.raises(SystemExit):
            call_command("intake", stdout=StringIO(), stderr=StringIO())
