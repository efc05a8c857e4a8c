"""The same page sent by many at the same moment, and a link pressed by many: one effect."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test import TransactionTestCase

from handschlag.capture.models import Challenge, Form, OptIn, Submission, Touch, TurnedAway
from handschlag.capture.tests.forms_world import JANA, mail_to, proof_for, published, submit, token_in
from handschlag.organisation.tests.world import MONDAY, build_world

NOON = MONDAY + timedelta(hours=2)


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one after the other; run on PostgreSQL")
class AtOnce(TransactionTestCase):
    def test_one_page_is_one_submission_and_one_link_one_confirmation(self):
        build_world()
        form = published("newsletter")
        version = form.current
        assert version
        sealed = Challenge.fresh(version, "en", NOON - timedelta(minutes=1)).sealed
        proof = proof_for(sealed, form, NOON)

        def send(_number: int) -> str:
            try:
                submit(Form.objects.get(id=form.id), NOON, challenge=sealed, proof=proof, ticked=["email"])
                return "taken"
            except TurnedAway as turned:
                return turned.reason.value
            finally:
                connections.close_all()

        with ThreadPoolExecutor(8) as threads:
            outcomes = sorted(threads.map(send, range(16)))
        assert outcomes == ["taken", *["used"] * 15]
        token = token_in(mail_to(JANA["email"]).body)

        def press(_number: int) -> None:
            opt_in = OptIn.with_token(token, NOON)
            assert opt_in
            opt_in.confirm("", NOON + timedelta(minutes=1))
            connections.close_all()

        with ThreadPoolExecutor(8) as threads:
            list(threads.map(press, range(16)))
        assert Submission.objects.count() == 1
        assert sorted(Touch.objects.values_list("kind", flat=True)) == ["consent_confirmed", "newsletter_subscribed"]
