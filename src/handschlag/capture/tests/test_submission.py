"""A form that was filled in: what enters when, what waits for confirmation, and what is forgotten."""

import re
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from handschlag.capture.core.doubt import MOST_MAILS, MOST_OF_A_NETWORK, MOST_WITHOUT_PROOF, Reason
from handschlag.capture.models import (
    Challenge,
    FormCount,
    OptIn,
    PreferenceKey,
    PrivacyText,
    Quarantined,
    Subject,
    Submission,
    Touch,
    TurnedAway,
    forget_overdue,
)
from handschlag.capture.tests.forms_world import JANA, mail_to, published, submit, token_in
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.organisation.tests.world import MONDAY, build_world
from handschlag.post.models import Message, deliver_due

NOON = MONDAY + timedelta(hours=2)
LATER = NOON + timedelta(minutes=10)


def counted(form) -> dict[str, int]:
    return dict(FormCount.objects.filter(form=form).values_list("what", "count"))


class NewsletterTest(TestCase):
    """About consent and nothing else: nothing counts before the address is confirmed."""

    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()
        cls.form = published("newsletter")

    def confirm(self, at=LATER) -> None:
        opt_in = OptIn.with_token(token_in(mail_to(JANA["email"]).body), at)
        assert opt_in
        opt_in.confirm("198.51.100.0/24", at)

    def test_nothing_enters_before_confirmation(self):
        submit(self.form, NOON, ticked=["email"])
        assert not Touch.objects.exists()
        assert counted(self.form) == {"submitted": 1}

    def test_confirmed_it_enters_with_its_own_time_and_the_consent_with_the_time_of_confirmation(self):
        submission = submit(self.form, NOON, ticked=["email"])
        self.confirm()
        told, allowed = Touch.objects.order_by("happened_at")
        assert (told.kind, told.happened_at, told.known_at) == ("newsletter_subscribed", NOON, LATER)
        assert told.traits["family_name"] == "Keller"
        assert "consent" not in told.properties
        assert (allowed.kind, allowed.happened_at) == ("consent_confirmed", LATER)
        assert set(allowed.properties["consent"]) == {"email"}
        assert told.message_id == str(submission.id)
        assert counted(self.form) == {"submitted": 1, "entered": 1, "confirmed": 1}

    def test_the_proof_names_text_language_times_mail_and_a_cut_address(self):
        submit(self.form, NOON, ticked=["email"], language="de")
        deliver_due(NOON + timedelta(minutes=1))
        self.confirm()
        said = Touch.objects.get(kind="consent_confirmed").properties["consent"]["email"]
        assert said["wording"] == PrivacyText.objects.get(subject="email").de
        evidence = said["evidence"]
        assert evidence["text"] == "email-1"
        assert evidence["language"] == "de"
        assert (evidence["ticked_at"], evidence["confirmed_at"]) == (NOON.isoformat(), LATER.isoformat())
        assert evidence["mailed_at"] == (NOON + timedelta(minutes=1)).isoformat()
        assert (evidence["ticked_from"], evidence["confirmed_from"]) == ("203.0.113.0/24", "198.51.100.0/24")

    def test_confirming_twice_is_confirming_once(self):
        submit(self.form, NOON, ticked=["email"])
        self.confirm()
        self.confirm(LATER + timedelta(days=1))
        assert Touch.objects.count() == 2
        assert OptIn.objects.get().confirmed_at == LATER

    def test_what_was_answered_is_not_kept_twice(self):
        submit(self.form, NOON, ticked=["email"])
        self.confirm()
        submission = Submission.objects.get()
        assert (submission.answers, submission.origin, submission.network) == ({}, {}, "")
        assert OptIn.objects.get().address == ""

    def test_the_link_is_random_kept_as_a_hash_and_expires(self):
        submit(self.form, NOON, ticked=["email"])
        submit(self.form, NOON, ticked=["email"])
        bodies = [message.body for message in Message.objects.all()]
        tokens = [token_in(body) for body in bodies]
        assert len({*tokens, *(token_in(body, "p") for body in bodies)}) == 4
        assert all(len(token) >= 22 for token in tokens)
        kept = str(list(OptIn.objects.values())) + str(list(PreferenceKey.objects.values()))
        assert not any(token in kept for token in tokens)
        assert OptIn.with_token(tokens[0], NOON + timedelta(days=14)) is None
        assert OptIn.with_token(tokens[0], NOON + timedelta(days=13)) is not None

    def test_the_two_links_of_a_mail_are_good_for_one_thing_each(self):
        submit(self.form, NOON, ticked=["email"])
        body = mail_to(JANA["email"]).body
        assert OptIn.with_token(token_in(body, "p"), LATER) is None
        assert PreferenceKey.with_token(token_in(body), LATER) is None

    def test_the_mail_repeats_nothing_that_was_typed_and_advertises_nothing(self):
        nasty = JANA | {"given_name": "Buy now https://evil.example", "family_name": "a\r\nBcc: x@y.example"}
        submit(self.form, NOON, answers=nasty, ticked=["email"])
        mail = mail_to(JANA["email"])
        assert "evil" not in mail.subject + mail.body
        assert "Bcc" not in mail.subject + mail.body
        assert "<" not in mail.body
        links = [word for word in mail.body.split() if "http" in word]
        assert len(links) == 2

    def test_an_unanswered_question_is_deleted_with_everything_that_waited_for_it(self):
        submit(self.form, NOON, ticked=["email"])
        forget_overdue(NOON + timedelta(days=13))
        assert Submission.objects.count() == 1
        forget_overdue(NOON + timedelta(days=15))
        for model in (Submission, OptIn, PreferenceKey):
            assert not model.objects.exists(), model
        assert counted(self.form) == {"submitted": 1, "expired": 1}

    def test_a_confirmed_one_outlives_its_question_and_so_does_its_link_to_the_preferences(self):
        submit(self.form, NOON, ticked=["email"])
        body = mail_to(JANA["email"]).body
        self.confirm()
        forget_overdue(NOON + timedelta(days=400))
        assert Submission.objects.count() == 1
        assert not OptIn.objects.exists()
        assert PreferenceKey.with_token(token_in(body, "p"), NOON + timedelta(days=400))

    def test_several_unanswered_mails_to_one_address_are_enough(self):
        for minute in range(MOST_MAILS + 2):
            submit(self.form, NOON + timedelta(minutes=minute), ticked=["email"])
        assert Message.objects.count() == MOST_MAILS
        assert counted(self.form)["mails"] == 2

    def test_a_published_version_keeps_its_wording_when_a_new_one_is_written(self):
        words = {"de": "Neu", "en": "New", "url_de": "", "url_en": ""}
        PrivacyText.write(Subject.EMAIL, words, by=self.world.mara, at=NOON)
        submit(self.form, NOON, ticked=["email"])
        self.confirm()
        said = Touch.objects.get(kind="consent_confirmed").properties["consent"]["email"]
        assert said["evidence"]["text"] == "email-1"


class ContactTest(TestCase):
    """Somebody asks for us: that counts at once, what is ticked besides does not."""

    @classmethod
    def setUpTestData(cls):
        build_world()
        cls.form = published("contact")

    def test_it_enters_at_once_on_the_basis_of_the_request(self):
        submit(self.form, NOON)
        touch = Touch.objects.get()
        assert touch.kind == "contact_requested"
        assert touch.material == "contact"
        assert {purpose: said["basis"] for purpose, said in touch.properties["consent"].items()} == {
            "scoring": "contract",
            "phone": "contract",
        }
        assert not Message.objects.exists()

    def test_a_ticked_box_counts_only_after_confirmation(self):
        submit(self.form, NOON, ticked=["email"])
        assert "email" not in Touch.objects.get().properties["consent"]
        opt_in = OptIn.with_token(token_in(mail_to(JANA["email"]).body), LATER)
        opt_in.confirm("", LATER)
        assert set(Touch.objects.get(kind="consent_confirmed").properties["consent"]) == {"email"}

    def test_without_an_answer_the_request_stays_and_the_tick_goes(self):
        submit(self.form, NOON, ticked=["email"])
        forget_overdue(NOON + timedelta(days=20))
        assert Submission.objects.count() == 1
        assert not OptIn.objects.exists()
        assert Touch.objects.count() == 1

    def test_the_first_and_the_last_origin_are_kept_apart_beside_what_people_say_themselves(self):
        origin = {"utm_medium": "search", "utm_campaign": "spring", "gclid": "g1", "first_utm_medium": "fair"}
        origin |= {"page": "https://www.musterwerk.example/kontakt", "referrer": "https://search.example/"}
        submit(self.form, NOON, origin=origin, answers=JANA | {"self_reported": "recommendation"})
        touch = Touch.objects.get()
        assert (touch.channel, touch.campaign, touch.page) == ("search", "spring", "/kontakt")
        assert (touch.properties["first_utm_medium"], touch.properties["gclid"]) == ("fair", "g1")
        assert touch.traits["self_reported_source"] == "recommendation"

    def test_nothing_a_person_can_type_is_quarantined(self):
        answers = JANA | {"company": "<script>alert(1)</script>" + "x" * 270, "message": "“quoted”\n" * 400}
        submit(self.form, NOON, answers=answers, origin={"utm_campaign": "x" * 120})
        assert not Quarantined.objects.exists()


class DefenceTest(TestCase):
    """Programs are turned away or held, each for a counted reason."""

    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()
        cls.form = published("contact")

    def refused(self, at=NOON, **details) -> Reason:
        with pytest.raises(TurnedAway) as caught:
            submit(self.form, at, **details)
        return caught.value.reason

    def test_a_challenge_is_good_once(self):
        sealed = Challenge.fresh(self.form.current, "en", NOON - timedelta(minutes=1)).sealed
        submit(self.form, NOON, challenge=sealed)
        assert self.refused(challenge=sealed) is Reason.USED
        assert Touch.objects.count() == 1

    def test_a_forged_an_old_and_another_forms_challenge_are_stale(self):
        other = published("newsletter")
        for sealed in (
            "x:y",
            Challenge.fresh(self.form.current, "en", NOON - timedelta(minutes=1)).sealed[:-2],
            Challenge.fresh(self.form.current, "en", NOON - timedelta(hours=13)).sealed,
            Challenge.fresh(self.form.current, "en", NOON + timedelta(hours=1)).sealed,
            Challenge.fresh(other.current, "en", NOON - timedelta(minutes=1)).sealed,
        ):
            assert self.refused(challenge=sealed, proof="1") is Reason.STALE

    def test_nobody_is_faster_than_two_seconds_with_proof_and_six_without(self):
        for seconds, proof, reason in (
            (1, None, Reason.TOO_FAST),
            (5, "", Reason.TOO_FAST),
            (3, None, None),
            (7, "", None),
        ):
            details = {} if proof is None else {"proof": proof}
            sealed = Challenge.fresh(self.form.current, "en", NOON - timedelta(seconds=seconds)).sealed
            if reason:
                assert self.refused(challenge=sealed, **details) is reason
            else:
                submit(self.form, NOON, challenge=sealed, **details)

    def test_a_made_up_proof_is_none(self):
        sealed = Challenge.fresh(self.form.current, "en", NOON - timedelta(seconds=3)).sealed
        assert self.refused(challenge=sealed, proof="0x1") is Reason.TOO_FAST

    def test_a_network_is_slowed_down_and_sooner_without_proof(self):
        for _time in range(MOST_WITHOUT_PROOF):
            submit(self.form, NOON, proof="")
        assert self.refused(proof="") is Reason.WITHOUT_PROOF
        for _time in range(MOST_OF_A_NETWORK - MOST_WITHOUT_PROOF):
            submit(self.form, NOON)
        assert self.refused() is Reason.NETWORK
        submit(self.form, NOON, network="198.51.100.0/24")
        submit(self.form, NOON + timedelta(minutes=11))

    def test_what_nobody_sees_but_a_program_fills_in_is_held_and_can_be_released(self):
        held = submit(self.form, NOON, is_baited=True)
        assert not Touch.objects.exists()
        assert counted(self.form) == {"submitted": 1, "honeypot": 1}
        held.release(by=self.world.mara, at=LATER)
        assert Touch.objects.get().happened_at == NOON
        with pytest.raises(Refused):
            held.discard(by=self.world.mara, at=LATER)

    def test_discarded_it_is_forgotten_with_an_entry_that_names_nobody(self):
        submit(self.form, NOON, is_baited=True).discard(by=self.world.mara, at=LATER)
        assert not Submission.objects.exists()
        entry = Entry.objects.latest("id") if hasattr(Entry, "id") else Entry.objects.order_by("-pk").first()
        assert "jana" not in str(entry.__dict__)

    def test_a_flooded_form_holds_what_comes_instead_of_sending_mail(self):
        with patch("handschlag.capture.models.challenge.MOST_OF_A_FORM", 2):
            for number in range(4):
                submit(self.form, NOON, network=f"203.0.{number}.0/24")
        assert Submission.objects.held().count() == 2
        assert counted(self.form)["flood"] == 2

    def test_doubtful_ones_nobody_decided_about_are_forgotten_after_a_month(self):
        submit(self.form, NOON, is_baited=True)
        forget_overdue(NOON + timedelta(days=29))
        assert Submission.objects.exists()
        forget_overdue(NOON + timedelta(days=31))
        assert not Submission.objects.exists()


class SameWorkTest(TestCase):
    """A known address and an unknown one get the same answer for the same work."""

    def test_the_queries_are_the_same(self):
        build_world()
        form = published("newsletter")
        submit(form, NOON, ticked=["email"])
        opt_in = OptIn.with_token(token_in(mail_to(JANA["email"]).body), LATER)
        opt_in.confirm("", LATER)

        def work(address: str) -> list[str]:
            with CaptureQueriesContext(connection) as queries:
                submit(form, LATER, answers=JANA | {"email": address}, ticked=["email"])
            return [
                re.sub(r"(VALUES|WHERE|\(SELECT| SET | s\d|\"s\d).*", "", query["sql"], flags=re.DOTALL)
                for query in queries
            ]

        work("warm.up@albfraes.example")
        assert work(JANA["email"]) == work("nobody@elsewhere.example")
