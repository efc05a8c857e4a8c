import json
from datetime import timedelta

import pytest
from django.test import TestCase

from handschlag.capture.models import IntakeCount, Quarantined, Touch, accept
from handschlag.capture.tests.world import message, website
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.organisation.tests.world import MONDAY, build_world


class Quarantine(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()
        cls.source = website()
        accept(cls.source, [message(type="library")], MONDAY)
        cls.found = Quarantined.objects.get()

    def test_a_corrected_message_becomes_a_touch_and_moves_in_the_counts(self):
        corrected = json.dumps(json.loads(self.found.raw) | {"type": "track"})
        self.found.replay(corrected, by=self.world.mara, at=MONDAY)
        assert Touch.objects.count() == 1
        counts = {row.outcome: row.count for row in IntakeCount.objects.all()}
        assert counts == {"quarantined": 0, "accepted": 1}
        assert Entry.objects.filter(fact="quarantine_replayed").count() == 1

    def test_what_is_still_not_understood_stays(self):
        for text in (self.found.raw, "no json", "[" * 5000):
            with pytest.raises(Refused):
                self.found.replay(text, by=self.world.mara, at=MONDAY)
        assert Quarantined.objects.open().count() == 1
        assert Quarantined.objects.get().raw == self.found.raw

    def test_a_discarded_message_forgets_its_content_and_stays_counted(self):
        self.found.discard(by=self.world.mara, at=MONDAY)
        assert Quarantined.objects.get().raw == ""
        assert IntakeCount.objects.get().count == 1
        with pytest.raises(Refused):
            self.found.discard(by=self.world.mara, at=MONDAY)

    def test_what_nobody_settled_in_thirty_days_is_forgotten_and_stays_counted(self):
        assert Quarantined.forget_old(MONDAY + timedelta(days=29)) == 0
        assert Quarantined.forget_old(MONDAY + timedelta(days=31)) == 1
        assert (Quarantined.objects.open().count(), Quarantined.objects.get().raw) == (0, "")
        assert IntakeCount.objects.get(outcome="quarantined").count == 1
