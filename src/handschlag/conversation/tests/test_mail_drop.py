"""E-mails dropped in become conversations with the leads they are from or to, once; what matches nobody waits with the reason."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import TestCase
from django.urls import reverse

from handschlag.conversation.models import Conversation, DroppedMail
from handschlag.conversation.tests.test_letters import mail
from handschlag.handover.models import Duty, FollowUp
from handschlag.handover.tests.stories import DAY, HOUR, accepted, add_rep, build_house, handed
from handschlag.kernel.clock import now
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.people.models import Contact
from handschlag.people.models.erasure import erase

CANARY = "Kolbenfressersaga"


class Drop(TestCase):
    """Sam works on Anna; Bert waits for an answer; Olga is a colleague with nobody."""

    @classmethod
    def setUpTestData(cls):
        cls.at = now() - DAY
        cls.house = build_house(cls.at)
        cls.world = cls.house.world
        cls.olga = add_rep(cls.house, "Olga", prefixes=["1"])
        cls.anna = accepted(cls.house, "Anna", cls.at)
        cls.bert = handed(cls.house, "Bert", cls.at)

    def take(self, body="Hello", at=None, **headers):
        return DroppedMail.take(mail(body, **headers), at=at or now())

    def test_a_mail_from_a_lead_is_a_conversation(self):
        taken = self.take("Please call on Friday.", Date=(self.at + 2 * HOUR).strftime("%a, %d %b %Y %H:%M:%S +0000"))
        said = Conversation.objects.get()
        assert (said.lead, said.by, said.means, said.outcome) == (self.anna.lead, self.world.sam, "email", "written")
        assert said.note == "MW 5\n\nPlease call on Friday."
        assert abs(said.happened_at - (self.at + 2 * HOUR)) < timedelta(seconds=1)
        assert said.known_at > said.happened_at
        assert (taken.reason, taken.content, list(taken.conversations.all())) == ("", "", [said])

    def test_a_mail_to_a_lead_is_an_attempt_of_whoever_wrote_it(self):
        self.take(From="sam@musterwerk.example", To="anna@anna.example")
        said = Conversation.objects.get()
        assert (said.by, said.lead) == (self.world.sam, self.anna.lead)
        assert self.anna.deadlines.get(duty=Duty.RESULT).done_at is None

    def test_it_tells_no_result_and_leaves_the_follow_up(self):
        FollowUp.objects.create(handover=self.anna, step="Visit", on=now().date(), set_by=self.world.sam, set_at=now())
        self.take()
        assert FollowUp.objects.get().step == "Visit"
        assert not Conversation.objects.get().is_result

    def test_the_same_mail_comes_once(self):
        assert self.take() is not None
        assert self.take() is None
        assert self.take("The same with a footer") is None
        assert (Conversation.objects.count(), DroppedMail.objects.count()) == (1, 1)

    def test_one_to_two_leads_is_a_conversation_with_each(self):
        self.bert.accept(by=self.world.sam, at=now())
        self.take(From="sam@musterwerk.example", To="anna@anna.example, bert@bert.example")
        assert {said.lead for said in Conversation.objects.all()} == {self.anna.lead, self.bert.lead}

    def test_why_mails_are_set_aside(self):
        for number, (reason, headers) in enumerate(
            {
                "no_colleague": {"To": "somebody@else.example"},
                "nobody_known": {"From": "stranger@else.example"},
                "no_open_lead": {"From": "bert@bert.example"},
                "automatic": {"Auto_Submitted": "auto-replied"},
                "unreadable": {"From": "nobody"},
            }.items()
        ):
            aside = self.take(Message_ID=f"<{number}@aside>", **headers)
            assert aside.reason == reason, reason
        assert DroppedMail.take(b"x" * (10 * 1024 * 1024 + 1), at=now()).reason == "too_large"
        assert Conversation.objects.count() == 0

    def test_what_is_set_aside_lies_sealed(self):
        aside = self.take(CANARY, From="stranger@else.example")
        assert aside.letter.text == CANARY
        with connection.cursor() as cursor:
            cursor.execute("SELECT content FROM conversation_droppedmail")
            assert CANARY not in cursor.fetchone()[0]

    def test_once_the_lead_is_accepted_it_is_taken(self):
        aside = self.take(From="bert@bert.example")
        with pytest.raises(Refused):
            aside.retry(by=self.world.sam, at=now())
        self.bert.accept(by=self.world.sam, at=now())
        [said] = aside.retry(by=self.world.sam, at=now())
        assert said.lead == self.bert.lead
        aside.refresh_from_db()
        assert aside.content == ""
        with pytest.raises(Refused):
            aside.retry(by=self.world.sam, at=now())
        assert Entry.objects.filter(fact="mail_taken").exists()

    def test_what_nobody_settles_is_forgotten_and_does_not_come_again(self):
        self.take(CANARY, From="stranger@else.example")
        assert DroppedMail.forget_old(now() + timedelta(days=29)) == 0
        assert DroppedMail.forget_old(now() + timedelta(days=31)) == 1
        assert DroppedMail.objects.get().content == ""
        assert self.take(CANARY, From="stranger@else.example") is None

    def test_an_erased_persons_mails_go_and_do_not_come_again(self):
        self.take(f"{CANARY} one")
        self.take(f"{CANARY} two", Message_ID="<2@a>", Auto_Submitted="auto-replied")
        erase(Contact.objects.get(id=self.anna.lead.contact_id), by=self.world.otto, at=now())
        assert Conversation.objects.get().note == ""
        assert not any(one.content for one in DroppedMail.objects.all())
        assert self.take(f"{CANARY} one") is None

    def test_only_whoever_it_concerns_sees_it(self):
        aside = self.take("<script>alert(1)</script>", From="stranger@else.example")
        nobodys = self.take(Message_ID="<9@a>", To="x@y.example")
        seen = {self.world.sam: 1, self.world.lena: 2, self.olga: 0}
        for user, count in seen.items():
            assert DroppedMail.objects.visible_to(user, now()).count() == count, user
        for user, status in {self.world.mara: 403, self.world.otto: 403, self.world.nora: 403}.items():
            self.client.force_login(user)
            assert self.client.get(reverse("conversation:mails")).status_code == status
        self.client.force_login(self.olga)
        for name in ("mail-retry", "mail-discard"):
            assert self.client.post(reverse(f"conversation:{name}", args=[aside.id])).status_code == 404
            assert self.client.get(reverse(f"conversation:{name}", args=[aside.id])).status_code == 405
        self.client.force_login(self.world.sam)
        page = self.client.get(reverse("conversation:mails"))
        self.assertContains(page, "&lt;script&gt;alert(1)&lt;/script&gt;")
        self.assertNotContains(page, str(nobodys.id))
        self.client.post(reverse("conversation:mail-discard", args=[aside.id]))
        assert DroppedMail.objects.get(id=aside.id).content == ""

    def test_suggestions_do_not_learn_from_mails(self):
        from handschlag.conversation.readings.suggesting import MEMORY

        MEMORY.forget()
        for number in range(4):
            self.take(CANARY, Message_ID=f"<{number}@learn>")
        assert not any("kolben" in word for word in MEMORY.current().place)


class Command(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.house = build_house(now() - DAY)
        cls.anna = accepted(cls.house, "Anna", now() - DAY)

    def run_on(self, folder):
        said = StringIO()
        call_command("mail_drop", str(folder), "--json", stdout=said)
        return json.loads(said.getvalue())

    def test_files_and_a_maildir_are_taken_once_and_stay_where_they_are(self):
        with TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "new").mkdir()
            (folder / "one.eml").write_bytes(mail(Message_ID="<1@drop>"))
            (folder / "new" / "two").write_bytes(mail(Message_ID="<2@drop>"))
            (folder / "three.eml").write_bytes(mail(Message_ID="<3@drop>", From="stranger@else.example"))
            (folder / "notes.txt").write_text("no mail")
            assert self.run_on(folder) == {"taken": 2, "nobody_known": 1}
            assert self.run_on(folder) == {"again": 3}
            assert len(list(folder.rglob("*"))) == 5
        assert Conversation.objects.count() == 2

    def test_it_prints_a_table_and_says_what_is_no_directory(self):
        with TemporaryDirectory() as name:
            said = StringIO()
            call_command("mail_drop", name, stdout=said, stderr=StringIO())
            assert "What became of the mails" in said.getvalue()
        with pytest.raises(CommandError):
            call_command("mail_drop", "/nowhere/at/all")
