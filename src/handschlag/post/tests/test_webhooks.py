"""Telling receivers: which facts, how often, under which id, signed by what, until when."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import TestCase

from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry, head, record
from handschlag.ledger.registry import Fact, register
from handschlag.post.core.patience import LONGEST_FAILING, PAUSES, RESTS
from handschlag.post.core.signing import signature
from handschlag.post.models import Sending, Webhook, forget_old_sendings, tell, tell_all, waiting_webhooks
from handschlag.post.models.posting import Answer
from handschlag.post.models.telling import message_id
from handschlag.post.tests.test_page import AT

OTTO = new_id(AT)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
register(
    Fact("test_bell_rung", en="rung", de="geläutet"),
    Fact("test_door_shut", en="shut", de="zu"),
    Fact("test_told_by_law", en="told", de="gesagt", tells_recipients=True),
)
TAKEN, BROKEN = Answer(204), Answer(500)


class Ear:
    """A receiver that keeps what it was sent, and answers in turn what it was given."""

    def __init__(self, *answers: Answer) -> None:
        self.answers: Iterator[Answer] = iter(answers)
        self.got: list[tuple[dict[str, str], bytes]] = []

    def __call__(self, _address, headers, body):
        self.got.append((dict(headers), body))
        return next(self.answers, TAKEN)

    @property
    def ids(self):
        return [headers["webhook-id"] for headers, _body in self.got]


def happen(fact="test_bell_rung", at=AT, times=1):
    return [record(fact, at=at, actor=OTTO, subject=("bell", "1"), payload={"n": n}) for n in range(times)]


def hook(facts=("test_bell_rung",), at=AT, name="CRM"):
    return Webhook.make(name, "https://crm.example/hooks", facts, by=OTTO, at=at)


class Telling(TestCase):
    def test_each_fact_is_told_once_in_the_order_of_the_ledger(self):
        hook()
        entries, ear = happen(times=3), Ear()
        assert tell_all(AT, ear) == 3
        assert ear.ids == [message_id(entry) for entry in entries]
        assert tell_all(AT + HOUR, ear) == 0
        assert len(ear.got) == 3

    def test_only_from_now_on_and_only_the_facts_asked_for(self):
        happen()
        hook()
        happen("test_door_shut")
        happen()
        ear = Ear()
        tell_all(AT, ear)
        assert [b'"test_bell_rung"' in body for _headers, body in ear.got] == [True]

    def test_without_a_choice_all_facts_are_told(self):
        hook(facts=())
        happen("test_door_shut")
        happen()
        assert tell_all(AT, Ear()) == 2

    def test_what_recipients_must_learn_by_law_is_told_in_any_case(self):
        hook()
        happen("test_told_by_law")
        assert tell_all(AT, Ear()) == 1

    def test_the_body_says_what_happened_by_ids(self):
        hook()
        [entry] = happen()
        ear = Ear()
        tell_all(AT, ear)
        assert ear.got[0][1].decode() == (
            f'{{"data":{{"actor":"{OTTO}","hash":"{entry.hash}","payload":{{"n":0}},"seq":{entry.seq},'
            '"subject":{"id":"1","kind":"bell"}},"timestamp":"2026-03-02T09:00:00.000000Z","type":"test_bell_rung"}'
        )

    def test_every_message_is_signed_with_the_moment_it_was_sent(self):
        webhook, ear = hook(), Ear()
        happen()
        tell_all(AT + HOUR, ear)
        [(headers, body)] = ear.got
        stamp = int((AT + HOUR).timestamp())
        assert headers["webhook-timestamp"] == str(stamp)
        assert headers["webhook-signature"] == signature(webhook.secret(), headers["webhook-id"], stamp, body)

    def test_a_renewed_secret_signs_beside_the_former_for_a_day(self):
        webhook = hook()
        former = webhook.secret()
        new = webhook.renew_secret(by=OTTO, at=AT)
        assert new != former
        assert webhook.secrets(AT + DAY - timedelta(seconds=1)) == [new, former]
        assert webhook.secrets(AT + DAY) == [new]

    def test_a_failed_fact_is_tried_again_under_its_id(self):
        hook()
        happen()
        ear = Ear(BROKEN)
        assert tell_all(AT, ear) == 1
        assert tell_all(AT + PAUSES[0] - timedelta(seconds=1), ear) == 0
        assert tell_all(AT + 2 * PAUSES[0], ear) == 1
        assert ear.ids[0] == ear.ids[1]
        assert Sending.objects.get().delivered_at is not None

    def test_one_fact_that_is_refused_holds_up_no_other(self):
        hook()
        bad, *others = happen(times=4)
        ear = Ear(BROKEN)
        assert tell_all(AT, ear) == 4
        assert ear.ids == [message_id(entry) for entry in [bad, *others]]
        assert Sending.objects.filter(delivered_at=None).get().seq == bad.seq

    def test_who_refuses_everything_is_soon_left_alone(self):
        hook()
        happen(times=20)
        ear = Ear(*[BROKEN] * 20)
        assert tell_all(AT, ear) == 5
        assert waiting_webhooks(AT + RESTS[3]) == []
        assert len(waiting_webhooks(AT + RESTS[5])) == 1

    def test_who_does_not_answer_is_left_alone_at_once(self):
        hook()
        happen(times=20)
        assert tell_all(AT, Ear(Answer(error="TimeoutError"))) == 1
        assert waiting_webhooks(AT + RESTS[0] - timedelta(seconds=1)) == []

    def test_a_refused_fact_is_given_up_after_days_and_stays_visible(self):
        webhook = hook()
        bad, at = happen()[0], AT
        for _attempt in range(len(PAUSES) + 1):
            tell_all(at, lambda _address, headers, _body: BROKEN if headers["webhook-id"] == message_id(bad) else TAKEN)
            at += DAY + HOUR
            happen(at=at)
            tell_all(at, lambda _address, headers, _body: BROKEN if headers["webhook-id"] == message_id(bad) else TAKEN)
        sending = Sending.objects.get(seq=bad.seq)
        assert sending.failed_at is not None
        assert (sending.attempts, sending.due_at, sending.status) == (len(PAUSES) + 1, None, 500)
        webhook.refresh_from_db()
        assert webhook.stopped_at is None

    def test_a_receiver_that_is_away_costs_few_attempts_and_no_rows(self):
        hook()
        happen(times=50)
        ear, at = Ear(*[Answer(error="ConnectionRefusedError")] * 1000), AT
        while at < AT + 2 * DAY:
            tell_all(at, ear)
            at += timedelta(minutes=15)
        assert 40 < len(ear.got) < 70
        assert Sending.objects.count() < 70

    def test_after_three_days_of_nothing_it_is_stopped_and_the_ledger_says_so(self):
        webhook = hook()
        happen(times=200)
        at = AT
        while at < AT + LONGEST_FAILING + DAY:
            tell_all(at, lambda *_request: BROKEN)
            at += HOUR
        webhook.refresh_from_db()
        assert webhook.stopped_at is not None
        assert AT + LONGEST_FAILING <= webhook.stopped_at < AT + LONGEST_FAILING + DAY / 2
        assert waiting_webhooks(at + 30 * DAY) == []
        assert Entry.objects.filter(fact="webhook_stopped").count() == 1

    def test_once_resumed_everything_arrives_nothing_lost(self):
        webhook = hook()
        entries = happen(times=120)
        at = AT
        while at < AT + 5 * DAY:
            tell_all(at, lambda *_request: BROKEN)
            at += HOUR
        webhook.refresh_from_db()
        webhook.resume(by=OTTO, at=at)
        ear = Ear()
        tell_all(at, ear)
        assert sorted(ear.ids) == sorted(message_id(entry) for entry in entries)
        webhook.refresh_from_db()
        assert (webhook.failures, webhook.stopped_at, webhook.failing_since) == (0, None, None)

    def test_gone_means_gone(self):
        webhook = hook()
        happen()
        tell_all(AT, Ear(Answer(410)))
        webhook.refresh_from_db()
        assert webhook.stopped_at == AT or webhook.stopped_at - AT < timedelta(seconds=5)

    def test_a_receiver_is_left_alone_as_long_as_it_asks(self):
        hook()
        happen(times=2)
        tell_all(AT, Ear(Answer(429, asked_pause=2 * HOUR)))
        assert waiting_webhooks(AT + HOUR) == []
        assert waiting_webhooks(AT + 3 * HOUR) != []

    def test_what_is_claimed_is_left_alone_until_the_claim_is_old(self):
        webhook = hook()
        happen()
        Webhook.objects.update(claimed_until=AT + HOUR)
        assert tell(webhook.id, AT, Ear()) == 0
        assert tell(webhook.id, AT + HOUR, Ear()) == 1

    def test_a_turn_cut_off_before_it_was_noted_sends_again_under_the_same_id(self):
        webhook, ear = hook(), Ear()
        happen()

        def cut_off(address, headers, body):
            ear(address, headers, body)
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            tell(webhook.id, AT, cut_off)
        tell(webhook.id, AT, ear)
        assert ear.ids[0] == ear.ids[1]
        assert Sending.objects.count() == 1

    def test_a_paused_one_gets_later_what_was_recorded_meanwhile(self):
        webhook, ear = hook(), Ear()
        webhook.pause(by=OTTO, at=AT)
        entries = happen(times=2)
        assert tell_all(AT + DAY, ear) == 0
        webhook.resume(by=OTTO, at=AT + DAY)
        tell_all(AT + DAY, ear)
        assert ear.ids == [message_id(entry) for entry in entries]
        with pytest.raises(Refused):
            Webhook.objects.get().resume(by=OTTO, at=AT + DAY)

    def test_entries_without_a_listener_are_looked_through_once(self):
        webhook = hook()
        happen("test_door_shut", times=20)
        tell_all(AT, Ear())
        webhook.refresh_from_db()
        assert webhook.next_seq == head().seq + 1
        assert waiting_webhooks(AT) == []


class Replaying(TestCase):
    def test_one_fact_goes_once_more_under_its_id(self):
        webhook, ear = hook(), Ear()
        happen()
        tell_all(AT, ear)
        Sending.objects.get().repeat(by=OTTO, at=AT + DAY)
        tell_all(AT + DAY, ear)
        assert ear.ids[0] == ear.ids[1]
        assert webhook.sendings.count() == 1

    def test_a_stretch_of_time_goes_once_more(self):
        before, inside, after = (happen(at=AT + n * DAY)[0] for n in range(3))
        webhook, ear = hook(at=AT + 3 * DAY), Ear()
        assert webhook.replay(AT + DAY, AT + 2 * DAY, by=OTTO, at=AT + 3 * DAY) == 1
        tell_all(AT + 3 * DAY, ear)
        assert ear.ids == [message_id(inside)]
        assert message_id(before) not in ear.ids
        assert message_id(after) not in ear.ids
        assert webhook.replays.get().done_at is not None

    def test_a_replay_waits_behind_what_is_new_and_survives_failures(self):
        old = happen(times=3)
        webhook, ear = hook(), Ear(TAKEN, BROKEN)
        webhook.replay(AT, AT + HOUR, by=OTTO, at=AT)
        [new] = happen()
        for minutes in range(0, 30, 2):
            tell_all(AT + timedelta(minutes=minutes), ear)
        assert ear.ids[0] == message_id(new)
        assert {*ear.ids} == {message_id(entry) for entry in [*old, new]}
        assert not Sending.objects.filter(delivered_at=None).exists()

    def test_of_a_time_without_facts_there_is_nothing_to_replay(self):
        with pytest.raises(Refused):
            hook().replay(AT - DAY, AT - HOUR, by=OTTO, at=AT)


class Keeping(TestCase):
    def test_private_addresses_and_plain_http_are_refused_before_anything_is_written(self):
        for address in ("http://crm.example/", "https://me:pw@crm.example/", "nonsense"):
            with pytest.raises(Refused):
                Webhook.make("CRM", address, (), by=OTTO, at=AT)
        assert not Webhook.objects.exists()
        assert not Entry.objects.exists()

    def test_a_removed_one_is_told_nothing_more(self):
        webhook = hook()
        happen()
        webhook.remove(by=OTTO, at=AT)
        assert tell_all(AT, Ear()) == 0

    def test_what_arrived_is_forgotten_after_a_month_what_did_not_stays(self):
        hook()
        happen(times=2)
        tell_all(AT, Ear(TAKEN, BROKEN))
        assert forget_old_sendings(AT + 29 * DAY) == 0
        assert forget_old_sendings(AT + 31 * DAY) == 1
        assert Sending.objects.get().delivered_at is None

    def test_the_secret_is_nowhere_in_the_database(self):
        webhook = hook()
        secret = webhook.secret().removeprefix("whsec_")
        assert all(secret not in str(value) for value in Webhook.objects.values_list().get())
