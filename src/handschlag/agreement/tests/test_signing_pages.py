"""Signing, talking and suspending on the pages, and what nobody can do there."""

from __future__ import annotations

import json
from datetime import timedelta

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from handschlag.agreement.models import Comment, Evidence, ProofKey, Resolution, Signature, State, Suspension, Version
from handschlag.agreement.tests.stories import backtest, drafted
from handschlag.agreement.tests.terms import small
from handschlag.agreement.tests.test_pages import BACKEND, Pages
from handschlag.kernel.clock import now
from handschlag.ledger.models import Entry
from handschlag.organisation.models import ApiToken, Mandate, Side, User
from handschlag.organisation.tests.world import MONDAY, PASSWORD

UNKNOWN = "01999999-0000-7000-8000-000000000000"


class Signing(Pages):
    def setUp(self) -> None:
        super().setUp()
        self.draft.propose(by=self.world.mara, at=MONDAY)

    def sign(self, side: str, client: Client | None = None, **changes: str) -> HttpResponse:
        said = {"side": side, "password": PASSWORD, "shown": self.draft.hash, **changes}
        return (client or self.client).post(  # type: ignore[return-value]
            self.url("sign", 1), {f"{side}-{name}": value for name, value in said.items()}
        )

    def unchanged(self) -> None:
        assert not Signature.objects.exists()
        assert not Entry.objects.filter(fact__startswith="agreement_signed").exists()

    def test_the_form_carries_the_hash_that_is_shown(self) -> None:
        self.as_(self.world.theo)
        self.assertContains(
            self.client.get(self.url("version", 1)), f'name="marketing-shown" value="{self.draft.hash}"'
        )

    def test_what_was_changed_since_it_was_shown_is_not_signed(self) -> None:
        self.as_(self.world.theo)
        other = small(sales_capacity_per_week=9)
        Version.objects.update(terms=other.plain(), hash=other.fingerprint())
        answer = self.client.post(
            self.url("sign", 1),
            {"marketing-side": "marketing", "marketing-password": PASSWORD, "marketing-shown": self.draft.hash},
            follow=True,
        )
        self.assertContains(answer, "changed since you were shown it")
        self.unchanged()

    def test_without_the_hash_nothing_is_signed(self) -> None:
        self.as_(self.world.theo)
        for shown in ("", "0" * 64, self.draft.hash.upper(), self.draft.hash + "0"):
            self.sign("marketing", shown=shown)
        self.unchanged()

    def test_a_mandate_that_has_run_out_signs_nothing(self) -> None:
        self.as_(self.world.theo)
        Mandate.objects.filter(holder=self.world.theo).update(until_on=now().date() - timedelta(days=1))
        self.assertNotContains(self.client.get(self.url("version", 1)), "-password")
        self.sign("marketing")
        self.unchanged()

    def test_a_wrong_password_writes_nothing_at_all(self) -> None:
        self.as_(self.world.theo)
        before = Entry.objects.count()
        self.sign("marketing", password="guessed")
        self.sign("marketing", password="")
        assert Entry.objects.count() == before
        self.unchanged()

    def test_a_session_alone_a_token_alone_and_a_forged_page_sign_nothing(self) -> None:
        _token, secret = ApiToken.make("a program", owner=self.world.theo, scopes=("read", "agreement"), at=MONDAY)
        headers = {"Authorization": f"Bearer {secret}"}
        said = {"marketing-side": "marketing", "marketing-password": PASSWORD, "marketing-shown": self.draft.hash}
        assert Client().post(self.url("sign", 1), said, headers=headers).status_code == 302  # to log in
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(self.world.theo, BACKEND)
        assert strict.post(self.url("sign", 1), said).status_code == 403
        self.unchanged()

    def test_the_api_has_no_way_to_sign(self) -> None:
        _token, secret = ApiToken.make("a program", owner=self.world.theo, scopes=("read", "agreement"), at=MONDAY)
        headers = {"Authorization": f"Bearer {secret}"}
        paths = self.client.get("/api/v1/openapi.json").json()["paths"]
        writing = {
            (path, verb) for path, verbs in paths.items() for verb in verbs if "/agreement/" in path and verb != "get"
        }
        assert writing == {("/api/v1/agreement/drafts", "post")}
        for noun in ("signature", "signatures", "sign", "proposal", "suspensions"):
            said = {"side": "marketing", "password": PASSWORD, "shown": self.draft.hash}
            for verb in ("post", "put", "patch"):
                address = f"/api/v1/agreement/versions/1/{noun}"
                answer = getattr(self.client, verb)(address, said, "application/json", headers=headers)
                assert answer.status_code in {404, 405}
        self.unchanged()

    def test_a_draft_that_was_revised_since_it_was_shown_is_not_proposed(self) -> None:
        draft = drafted(self.world, sales_capacity_per_week=8)
        self.as_(self.world.mara)
        shown = draft.hash
        draft.revise(small(sales_capacity_per_week=9), by=self.world.sam, at=MONDAY)
        self.client.post(self.url("propose", 2), {"shown": shown})
        assert Version.objects.get(number=2).state(MONDAY) is State.DRAFT
        self.client.post(self.url("propose", 2), {"shown": draft.hash})
        assert Version.objects.get(number=2).state(MONDAY) is State.PROPOSED


class WithEvidence(Pages):
    def test_the_contract_says_so_and_gives_it_away(self) -> None:
        evidence = self.draft.attach_evidence(backtest(self.draft), by=self.world.mara, at=MONDAY)
        self.sealed()
        self.as_(self.world.otto)
        page = self.client.get(self.url("current"))
        for words in ("Signed with evidence “backtest”", evidence.hash, self.draft.hash_to_sign, ProofKey.public_now()):
            self.assertContains(page, words)
        file = self.client.get(self.url("evidence", 1))
        assert file.content.decode() == Evidence.objects.get().document_json
        assert self.client.get(self.url("evidence", 99)).status_code == 404

    def test_a_draft_says_what_will_be_signed(self) -> None:
        self.draft.attach_evidence(backtest(self.draft), by=self.world.mara, at=MONDAY)
        self.as_(self.world.mara)
        page = self.client.get(self.url("version", 1))
        self.assertContains(page, "To be signed with evidence")
        self.assertContains(page, f'value="{self.draft.hash_to_sign}"')

    def test_without_it_there_is_none(self) -> None:
        self.as_(self.world.otto)
        assert self.client.get(self.url("evidence", 1)).status_code == 404


class Proving(Pages):
    def test_the_proof_is_a_file_for_everybody_with_a_role(self) -> None:
        from handschlag.agreement.core.checking import check

        self.sealed()
        self.as_(self.world.otto)
        file = self.client.get(self.url("proof", 1))
        assert file["Content-Disposition"] == 'attachment; filename="agreement-1-proof.json"'
        assert check(file.content, ProofKey.public_now()).ok
        self.as_(self.world.nora)
        assert self.client.get(self.url("proof", 1)).status_code == 403

    def test_before_both_have_signed_it_is_refused(self) -> None:
        self.as_(self.world.otto)
        assert self.client.get(self.url("proof", 1)).status_code == 302
        assert not ProofKey.objects.exists()

    def test_the_api_gives_the_same_proof(self) -> None:
        from handschlag.agreement.core.checking import check

        self.sealed()
        _token, secret = ApiToken.make("a program", owner=self.world.otto, scopes=("read",), at=MONDAY)
        headers = {"Authorization": f"Bearer {secret}"}
        assert check(self.client.get("/api/v1/agreement/versions/1/proof", headers=headers).content).ok
        drafted(self.world)
        assert self.client.get("/api/v1/agreement/versions/2/proof", headers=headers).status_code == 409
        assert self.client.get("/api/v1/agreement/versions/1/proof").status_code == 401

    def test_the_key_is_shown_to_everybody_and_renewed_by_operations(self) -> None:
        self.as_(self.world.sam)
        self.assertContains(self.client.get(self.url("keys")), "No key yet")
        self.sealed()
        first = ProofKey.public_now()
        self.assertContains(self.client.get(self.url("keys")), first)
        assert self.client.post(self.url("renew_key")).status_code == 403
        self.as_(self.world.otto)
        assert self.client.get(self.url("renew_key")).status_code == 405
        assert ProofKey.public_now() == first
        self.client.post(self.url("renew_key"))
        assert ProofKey.public_now() != first
        self.assertContains(self.client.get(self.url("keys")), first)


class Talking(Pages):
    def setUp(self) -> None:
        super().setUp()
        self.draft.propose(by=self.world.mara, at=MONDAY)

    def test_a_comment_is_made_answered_and_resolved(self) -> None:
        self.as_(self.world.sam)
        self.client.post(self.url("comment", 1), {"text": "Too many <b>points</b>", "about": "fit.country"})
        comment = Comment.objects.get()
        self.as_(self.world.mara)
        page = self.client.get(self.url("version", 1))
        for words in ("Too many &lt;b&gt;points&lt;/b&gt;", "Fit: Our countries", "Sam"):
            self.assertContains(page, words)
        self.client.post(self.url("answer", comment.id), {"text": "Fewer then"})
        self.client.post(self.url("resolve", comment.id))
        page = self.client.get(self.url("version", 1) + "?language=de")
        for words in ("Fewer then", "Resolved by Mara"):
            self.assertContains(page, words)
        assert Comment.objects.count() == 2

    def test_nonsense_is_refused_and_nothing_is_written(self) -> None:
        self.as_(self.world.sam)
        for said in ({}, {"text": ""}, {"text": "x" * 4_001}, {"text": "x", "about": "nothing"}, {"text": "\x00"}):
            assert self.client.post(self.url("comment", 1), said).status_code == 302
        assert self.client.post(self.url("answer", UNKNOWN), {"text": "x"}).status_code == 404
        assert self.client.post(self.url("resolve", UNKNOWN)).status_code == 404
        assert self.client.post(self.url("comment", 99), {"text": "x"}).status_code == 404
        assert not Comment.objects.exists()

    def test_who_may_not_is_refused_and_nothing_is_written(self) -> None:
        comment = Comment.write(self.draft, "Why?", by=self.world.sam, at=MONDAY)
        before = Entry.objects.count()
        acts = (("comment", 1), ("answer", comment.id), ("resolve", comment.id))
        for user, status in ((self.world.nora, 403), (self.world.otto, 302)):
            self.as_(user)
            for name, key in acts:
                assert self.client.post(self.url(name, key), {"text": "x"}).status_code == status
        self.as_(self.world.sam)
        for name, key in acts:
            assert self.client.get(self.url(name, key)).status_code == 405
        assert (Comment.objects.count(), Resolution.objects.count()) == (1, 0)
        assert Entry.objects.count() == before

    def test_a_counter_proposal_is_drafted_from_the_page_and_both_say_so(self) -> None:
        self.as_(self.world.sam)
        self.assertContains(self.client.get(self.url("version", 1)), "Make a counter-proposal")
        self.client.post(self.url("draft", "1"))
        counter = Version.objects.get(number=2)
        counter.revise(small(sales_capacity_per_week=9), by=self.world.sam, at=MONDAY)
        self.assertContains(self.client.get(self.url("version", 1)), "Sam is drafting a counter-proposal")
        page = self.client.get(self.url("version", 2))
        self.assertContains(page, "takes each week is now 9 instead of 25.")
        self.assertContains(page, "Against Version 1:")
        self.client.post(self.url("propose", 2), {"shown": counter.hash})
        self.assertContains(self.client.get(self.url("version", 1)), "Answered with a counter-proposal")
        self.assertContains(self.client.get(self.url("version", 2)), "This is the counter-proposal to")
        self.assertContains(self.client.get(self.url("versions")), "answered by Version 2")


class Suspending(Pages):
    def setUp(self) -> None:
        super().setUp()
        self.sealed()
        self.today = now().astimezone().date()

    def suspend(self, **changes: str) -> HttpResponse:
        said = {"side": "sales", "reason": "The <b>plant</b> burns", "last_day": self.today.isoformat(), **changes}
        return self.client.post(self.url("suspend", 1), said)  # type: ignore[return-value]

    def test_everybody_sees_it_on_every_page_until_it_is_lifted(self) -> None:
        self.as_(self.world.lena)
        self.assertContains(self.client.get(self.url("version", 1)), "Suspend now")
        self.suspend()
        for user in (self.world.mara, self.world.sam, self.world.otto):
            self.as_(user)
            for address in ("/", self.url("current"), reverse("organisation:me")):
                page = self.client.get(address)
                self.assertContains(page, "The agreement is suspended by Sales")
                self.assertContains(page, "The &lt;b&gt;plant&lt;/b&gt; burns")
                self.assertNotContains(page, "Lift the suspension")
        self.as_(self.world.nora)
        self.assertNotContains(self.client.get("/"), "is suspended")
        self.as_(self.world.lena)
        self.assertContains(self.client.get("/"), "Lift the suspension")
        self.client.post(self.url("lift", Suspension.objects.get().id))
        page = self.client.get(self.url("current"))
        self.assertNotContains(page, "The agreement is suspended by")
        self.assertContains(page, "Lifted by Lena")

    def test_who_may_not_suspends_and_lifts_nothing(self) -> None:
        for user, status in (
            (self.world.nora, 403),
            (self.world.otto, 302),
            (self.world.sam, 302),
            (self.world.theo, 302),
        ):
            self.as_(user)
            assert self.suspend().status_code == status
        assert not Suspension.objects.exists()
        at = now()
        running = Suspension.declare(
            self.draft, Side.SALES, reason="Fire", last_day=self.today, by=self.world.lena, at=at
        )
        for user, status in ((self.world.nora, 403), (self.world.otto, 302), (self.world.theo, 302)):
            self.as_(user)
            assert self.client.post(self.url("lift", running.id)).status_code == status
        assert Version.suspended(now())

    def test_nonsense_is_refused(self) -> None:
        self.as_(self.world.lena)
        for changes in (
            {"reason": ""},
            {"last_day": ""},
            {"last_day": "soon"},
            {"side": "both"},
            {"side": "marketing"},
        ):
            assert self.suspend(**changes).status_code == 302
        assert self.client.get(self.url("suspend", 1)).status_code == 405
        assert self.client.post(self.url("lift", UNKNOWN)).status_code == 404
        assert self.client.post(self.url("suspend", 99), {}).status_code == 404
        assert not Suspension.objects.exists()

    def test_programs_are_told(self) -> None:
        _token, secret = ApiToken.make("a program", owner=self.world.otto, scopes=("read",), at=MONDAY)
        headers = {"Authorization": f"Bearer {secret}"}
        address = "/api/v1/agreement/current"
        assert self.client.get(address, headers=headers).json()["suspended_until"] is None
        Suspension.declare(self.draft, Side.SALES, reason="Fire", last_day=self.today, by=self.world.lena, at=now())
        assert json.loads(self.client.get(address, headers=headers).content)["suspended_until"]


class TwoMandates(Pages):
    """One-person mode has ended; the founder still holds both mandates."""

    def setUp(self) -> None:
        super().setUp()
        self.founder: User = self.world.theo
        Mandate.objects.create(holder=self.founder, side=Side.SALES, from_on=MONDAY.date(), given_at=MONDAY)
        self.draft.propose(by=self.world.mara, at=MONDAY)

    def test_sign_for_one_side_and_not_for_the_other_in_two_browsers(self) -> None:
        one, two = Client(), Client()
        for browser in (one, two):
            browser.force_login(self.founder, BACKEND)
            assert b"sales-password" in browser.get(self.url("version", 1)).content
        for browser, side in ((one, "marketing"), (two, "sales"), (one, "sales")):
            said = {"side": side, "password": PASSWORD, "shown": self.draft.hash}
            browser.post(self.url("sign", 1), {f"{side}-{name}": value for name, value in said.items()})
        assert [signature.side for signature in Signature.objects.all()] == ["marketing"]
        assert Version.in_force(now()) is None
