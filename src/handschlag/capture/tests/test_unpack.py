"""The inbox is read: each bundle once, whatever lies in it and whoever is killed when."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import TestCase

from handschlag.capture.core.parcels import Parcel
from handschlag.capture.models import (
    Bundle,
    IntakeCount,
    Quarantined,
    ReceivedCount,
    Source,
    Touch,
    Unpacked,
    give_up,
    unpack,
    unpacking,
)
from handschlag.capture.tests.sending import send, send_and_unpack
from handschlag.capture.tests.world import message
from handschlag.organisation.tests.world import MONDAY


class Unpacking(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.source, cls.key = Source.make("Website", by=None, at=MONDAY)

    def counted(self):
        return {(row.outcome, row.reason): row.count for row in IntakeCount.objects.all()}

    def received(self):
        return sum(ReceivedCount.objects.values_list("count", flat=True))

    def test_received_is_what_was_decided_and_what_waits(self):
        send({"batch": [message(messageId="1"), message(messageId="1"), {"type": "track"}, 7]}, self.key)
        send(b"{", self.key)
        assert (self.received(), self.counted()) == (5, {})
        unpack(MONDAY)
        assert self.received() == 5
        assert self.counted() == {
            ("accepted", ""): 1,
            ("duplicate", ""): 1,
            ("quarantined", "no_event_name"): 1,
            ("quarantined", "not_an_object"): 1,
            ("rejected", "unreadable"): 1,
        }

    def test_a_resend_differs_in_when_it_was_sent_and_is_no_conflict(self):
        send_and_unpack(message(messageId="1", sentAt="2026-03-02T09:00:00Z"), key=self.key)
        send_and_unpack(
            message(messageId="1", sentAt="2026-03-02T10:00:00Z", _metadata={"retryCount": 1}), key=self.key
        )
        assert self.counted() == {("accepted", ""): 1, ("duplicate", ""): 1}

    def test_killed_after_storing_and_before_deleting_it_is_only_deleted(self):
        send({"batch": [message()]}, self.key)
        with patch.object(unpacking, "_put_away", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
            unpack(MONDAY)
        assert (Bundle.objects.count(), Touch.objects.count()) == (1, 1)
        unpack(MONDAY)
        assert (Bundle.objects.count(), Touch.objects.count()) == (0, 1)
        assert self.counted() == {("accepted", ""): 1}

    def test_killed_while_storing_nothing_has_happened(self):
        send({"batch": [message()]}, self.key)
        with patch.object(IntakeCount, "add", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
            unpack(MONDAY)
        assert (Touch.objects.count(), Unpacked.objects.count()) == (0, 0)
        unpack(MONDAY)
        assert Touch.objects.count() == 1

    def test_a_locked_database_is_tried_again(self):
        send({"batch": [message()]}, self.key)
        with patch.object(IntakeCount, "add", side_effect=OperationalError("locked")), pytest.raises(OperationalError):
            unpack(MONDAY)
        assert unpack(MONDAY) == 1
        assert Touch.objects.count() == 1

    def test_a_message_our_own_code_cannot_bear_holds_up_nobody(self):
        send({"batch": [message(messageId=str(number)) for number in range(5)]}, self.key)
        real = unpacking.keep

        def stumble(looked_at, at):
            if any(b'"3"' in one.raw and not isinstance(one.seen, Exception) for one in looked_at):
                raise RuntimeError("poison")
            return real(looked_at, at)

        with patch.object(unpacking, "keep", stumble):
            unpack(MONDAY)
        assert set(Touch.objects.values_list("message_id", flat=True)) == {"0", "1", "2", "4"}
        assert Quarantined.objects.get().reason == "not_storable"
        assert not Bundle.objects.exists()

    def test_a_bundle_that_cannot_be_opened_is_counted_and_kept_for_a_week(self):
        send({"batch": [message(), message()]}, self.key)
        Bundle.objects.update(body=b"broken")
        send({"batch": [message()]}, self.key)
        unpack(MONDAY)
        assert self.counted() == {("accepted", ""): 1, ("rejected", "not_storable"): 2}
        assert "no parcels" in Bundle.objects.get().problem
        assert unpack(MONDAY) == 0
        assert give_up(MONDAY + timedelta(days=6)) == 0
        assert Bundle.objects.exists()
        give_up(MONDAY + timedelta(days=8))
        assert not Bundle.objects.exists()

    def test_what_was_not_unpacked_for_a_week_is_counted_before_it_is_deleted(self):
        send({"batch": [message(), message()]}, self.key)
        assert give_up(MONDAY + timedelta(days=8)) == 2
        assert self.counted() == {("rejected", "not_storable"): 2}
        assert not Bundle.objects.exists()

    def test_marks_do_not_pile_up(self):
        for _turn in range(5):
            send_and_unpack(message(), key=self.key)
        assert Unpacked.objects.count() <= 2

    def test_a_turn_takes_about_a_thousand_messages_and_at_least_one_bundle(self):
        for _batch in range(3):
            send({"batch": [message() for _number in range(600)]}, self.key)
        assert [unpack(MONDAY), unpack(MONDAY), unpack(MONDAY), unpack(MONDAY)] == [600, 600, 600, 0]

    def test_requests_of_several_sources_share_a_bundle(self):
        other, _key = Source.make("App", by=None, at=MONDAY)
        raw = b'{"type": "page", "userId": "7", "messageId": "1"}'
        Bundle.put([Parcel(source.id, MONDAY, [raw]) for source in (self.source, other)])
        unpack(MONDAY)
        assert set(Touch.objects.values_list("source__name", flat=True)) == {"Website", "App"}
        assert set(ReceivedCount.objects.values_list("source_id", "count")) == {(self.source.id, 1), (other.id, 1)}
