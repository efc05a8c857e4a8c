"""The drop address over IMAP: a small server that speaks the protocol, kept honest by the standard library's client."""

from __future__ import annotations

import socketserver
from collections.abc import Iterator
from threading import Thread

import pytest
from django.test import TestCase, override_settings

from handschlag.conversation.models import Conversation, DroppedMail
from handschlag.conversation.tests.test_letters import mail
from handschlag.handover.tests.stories import DAY, accepted, build_house
from handschlag.journey.mailbox import read_mailbox
from handschlag.journey.worker import chores
from handschlag.kernel.clock import now


class Server(socketserver.ThreadingTCPServer):
    """A mailbox of one folder: numbers → mails, and which have been seen."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.mails: dict[int, bytes] = {}
        self.seen: set[int] = set()
        self.fetched: list[int] = []
        Thread(target=self.serve_forever, daemon=True).start()


class Talk(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self.say(b"* OK ready")
        while line := self.rfile.readline():
            tag, _space, rest = line.strip().partition(b" ")
            for answer in self.answers(rest):
                self.say(answer)
            self.say(
                tag + (b" NO wrong password" if rest.startswith(b"LOGIN") and b'"secret"' not in rest else b" OK done")
            )
            if rest.upper() == b"LOGOUT":
                return

    def say(self, answer: bytes) -> None:
        self.wfile.write(answer + b"\r\n")

    def answers(self, asked: bytes) -> Iterator[bytes]:
        words = asked.split()
        if asked == b"CAPABILITY":
            yield b"* CAPABILITY IMAP4rev1"
        elif words[0] == b"SELECT":
            yield b"* %d EXISTS" % len(self.server.mails)
            yield b"* OK [UIDVALIDITY 7] valid"
        elif words[:2] == [b"UID", b"SEARCH"]:
            unseen = sorted(self.server.mails.keys() - self.server.seen)
            yield b"* SEARCH " + b" ".join(b"%d" % one for one in unseen)
        elif words[:2] == [b"UID", b"FETCH"]:
            number = int(words[2])
            raw = self.server.mails[number]
            if b"RFC822.SIZE" in asked:
                yield b"* 1 FETCH (UID %d RFC822.SIZE %d)" % (number, len(raw))
            else:
                self.server.fetched.append(number)
                yield b"* 1 FETCH (UID %d BODY[] {%d}\r\n%s)" % (number, len(raw), raw)
        elif words[:2] == [b"UID", b"STORE"]:
            self.server.seen.add(int(words[2]))


class Mailbox(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        accepted(build_house(now() - DAY), "Anna", now() - DAY)

    def setUp(self) -> None:
        self.server = Server()
        self.addCleanup(self.server.shutdown)
        named = {
            "HOST": "127.0.0.1",
            "PORT": self.server.server_address[1],
            "USER": "drop",
            "PASSWORD": "secret",
            "TLS": False,
        }
        changed = override_settings(**{f"MAIL_DROP_{name}": value for name, value in named.items()})
        changed.enable()
        self.addCleanup(changed.disable)

    def test_new_mails_are_taken_and_marked(self) -> None:
        self.server.mails = {1: mail(Message_ID="<1@i>"), 4: mail(Message_ID="<4@i>", From="x@else.example")}
        assert read_mailbox(now()) == 2
        assert self.server.seen == {1, 4}
        assert Conversation.objects.count() == 1
        assert DroppedMail.objects.waiting().get().reason == "nobody_known"
        assert read_mailbox(now()) == 0

    def test_one_that_was_kept_but_not_marked_is_known_again(self) -> None:
        self.server.mails = {1: mail()}
        read_mailbox(now())
        self.server.seen.clear()
        assert read_mailbox(now()) == 1
        assert Conversation.objects.count() == 1

    def test_a_large_one_is_not_even_fetched(self) -> None:
        self.server.mails = {1: mail("x" * 11_000_000)}
        read_mailbox(now())
        assert self.server.fetched == []
        assert DroppedMail.objects.get().reason == "too_large"

    def test_a_wrong_password_or_a_server_that_is_away_is_logged_and_tried_again(self) -> None:
        for wrong in ({"MAIL_DROP_PASSWORD": "wrong"}, {"MAIL_DROP_PORT": 1}):
            with override_settings(**wrong), self.assertLogs("handschlag.journey.mailbox", "WARNING") as logged:
                assert read_mailbox(now()) == 0
            assert "secret" not in str(logged.output)


def test_the_worker_reads_it_only_where_one_is_named() -> None:
    [chore] = [one for one in chores() if one.name == "mailbox"]
    assert chore.work(now()) == 0


pytestmark = pytest.mark.timeout(60)
