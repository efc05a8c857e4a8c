"""The proof: what it holds, that every changed byte is noticed, and that a house cannot prove what did not happen."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.test import TestCase, override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.agreement.core.checking import check
from handschlag.agreement.core.telling import told
from handschlag.agreement.models import ProofKey, Suspension, Version
from handschlag.agreement.readings import proof
from handschlag.agreement.tests.stories import DAY, HOUR, backtest, drafted, proposed, sealed
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry, record, verify
from handschlag.organisation.models import Founding, Mandate, Role, Side, User, found
from handschlag.organisation.tests.world import MONDAY, PASSWORD, World, build_world

LATER = MONDAY + 3 * DAY


def of(file: bytes, key: str | None = None) -> list[str]:
    """What failed, by name; empty where the proof holds."""
    return [finding.check for finding in check(file, key).findings if not finding.ok]


def changed(file: bytes, place: int, flip: int) -> bytes:
    """The file with other bits in one byte."""
    return file[:place] + bytes([file[place] ^ flip]) + file[place + 1 :]


class AProof(TestCase):
    world: World
    version: Version
    file: bytes

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()
        cls.version = drafted(cls.world, MONDAY - DAY)
        cls.version.attach_evidence(backtest(cls.version), by=cls.world.mara, at=MONDAY - DAY)
        cls.version.propose(by=cls.world.mara, at=MONDAY - HOUR)
        cls.version.sign(Side.MARKETING, cls.world.theo, PASSWORD, MONDAY - HOUR / 2)
        cls.version.sign(Side.SALES, cls.world.lena, PASSWORD, MONDAY)
        words = {"reason": "The price list is wrong: “Größe”.", "last_day": (MONDAY + 9 * DAY).date()}
        pause = Suspension.declare(cls.version, Side.SALES, **words, by=cls.world.lena, at=MONDAY + DAY)
        pause.lift(by=cls.world.lena, at=MONDAY + 2 * DAY)
        cls.file = proof(cls.version, LATER)

    def content(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self.file)["proof"]
        return content

    def test_holds_and_says_so_in_both_languages(self) -> None:
        checked = check(self.file, ProofKey.public_now())
        assert checked.ok
        english, german = "\n".join(told(checked, "en")), "\n".join(told(checked, "de"))
        for word in (
            "Theo",
            "Lena",
            self.version.hash,
            self.version.hash_to_sign,
            "2026-03-02 09:00:00 UTC",
            "backtest",
        ):
            assert word in english
            assert word in german
        assert "Two different people signed" in english
        assert "Der Nachweis gilt." in german
        assert "{" not in english + german

    def test_holds_everything_about_the_version(self) -> None:
        content = self.content()
        assert content["terms"] == self.version.terms
        assert content["evidence"]["document"] == backtest(self.version)
        assert content["hash"] == self.version.hash_to_sign
        assert [(one["side"], one["by"]["name"]) for one in content["signatures"]] == [
            ("marketing", "Theo"),
            ("sales", "Lena"),
        ]
        assert content["signatures"][0]["mandate"]["from_on"] == "2025-01-01"
        assert content["commencement"]["from_at"] == "2026-03-02T09:00:00.000000Z"
        assert content["suspensions"][0]["lifted_at"] == "2026-03-04T09:00:00.000000Z"
        facts = [entry["fact"] for entry in content["ledger"]["entries"]]
        assert facts == [
            "agreement_drafted",
            "agreement_evidence_attached",
            "agreement_proposed",
            "agreement_signed_for_marketing",
            "agreement_signed_for_sales",
            "agreement_sealed",
            "agreement_suspended",
            "agreement_suspension_lifted",
        ]

    def test_can_be_checked_with_rfc8785_and_an_ed25519_library_alone(self) -> None:
        whole = json.loads(self.file)
        assert rfc8785.dumps(whole) == self.file
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(ProofKey.public_now()))
        public.verify(bytes.fromhex(whole["signature"]), rfc8785.dumps(whole["proof"]))
        both = {"evidence": whole["proof"]["evidence"]["document"], "terms": whole["proof"]["terms"]}
        assert hashlib.sha256(rfc8785.dumps(both)).hexdigest() == whole["proof"]["signatures"][1]["hash"]

    def test_no_changed_byte_goes_unnoticed(self) -> None:
        """One wrong bit in every ninth byte, then any change of a byte; ``bench/proof.py`` takes every bit of the file."""
        for place in range(0, len(self.file), 9):
            assert not check(changed(self.file, place, 1 << place % 8)).ok, place

        @settings(max_examples=200, deadline=None)
        @given(place=st.integers(0, len(self.file) - 1), flip=st.integers(1, 255))
        def every_byte(place: int, flip: int) -> None:
            assert not check(changed(self.file, place, flip)).ok

        every_byte()

    def test_no_byte_more_and_none_less_goes_unnoticed(self) -> None:
        @settings(max_examples=100, deadline=None)
        @given(place=st.integers(0, len(self.file)), more=st.binary(min_size=1, max_size=3))
        def more_or_less(place: int, more: bytes) -> None:
            assert not check(self.file[:place] + more + self.file[place:]).ok
            assert not check(self.file[: max(place, 1) - 1] + self.file[max(place, 1) :]).ok

        more_or_less()
        assert not check(self.file + b"\n").ok

    def test_what_is_no_proof_is_refused_in_words(self) -> None:
        deep = b'{"proof":' + b"[" * 100_000 + b"]" * 100_000 + b',"signature":""}'
        for file in (
            b"",
            b"\xff",
            b"null",
            b"[]",
            b'{"proof":1}',
            b'{"proof":{},"signature":1}',
            b"NaN",
            deep,
            b"9" * 5_000,
        ):
            checked = check(file)
            assert not checked.ok
            assert told(checked, "en")[-1] == "The proof does not hold."

    def test_the_key_is_the_one_that_was_named(self) -> None:
        assert of(self.file, "0" * 64) == ["key"]
        assert "no_key" in [finding.check for finding in check(self.file).findings]

    def forged(self, change: Callable[[dict[str, Any]], object]) -> list[str]:
        """What is found in a proof that somebody changed and signed with a key of their own."""
        private = Ed25519PrivateKey.generate()
        content = copy.deepcopy(self.content())
        content["key"] = content["keys"][0]["public"] = private.public_key().public_bytes_raw().hex()
        change(content)
        signature = private.sign(rfc8785.dumps(content)).hex()
        return of(rfc8785.dumps({"proof": content, "signature": signature}))

    def test_a_house_cannot_prove_what_does_not_hang_together(self) -> None:
        marketing, sales = 0, 1

        def signature(place: int, **changes: Any) -> Callable[[dict[str, Any]], object]:
            return lambda content: content["signatures"][place].update(changes)

        def mandate(**changes: Any) -> Callable[[dict[str, Any]], object]:
            return lambda content: content["signatures"][sales]["mandate"].update(changes)

        theo = self.content()["signatures"][marketing]["by"]
        for change, failing in (
            (lambda content: None, set()),
            (lambda content: content["terms"].update(title="Another"), {"terms", "hash"}),
            (lambda content: content["evidence"]["document"].update(kept=41), {"evidence", "hash"}),
            (lambda content: content.update(evidence=None), {"hash"}),
            (signature(sales, hash="0" * 64), {"signature", "told"}),
            (signature(sales, by=theo), {"one_person", "told"}),
            (signature(sales, side="marketing"), {"two_people", "told"}),
            (signature(sales, in_one_person_mode=True), {"one_person", "told"}),
            (signature(sales, at="2026-03-01T00:00:00.000000Z"), {"signature", "told"}),
            (mandate(from_on="2026-03-03"), {"signature"}),
            (mandate(until_on="2026-03-01"), {"signature"}),
            (lambda content: content["signatures"].pop(), {"two_people"}),
            (
                lambda content: content["commencement"].update(from_at="2026-03-01T00:00:00.000000Z"),
                {"in_force", "told"},
            ),
            (lambda content: content["commencement"].update(superseded_by=7), {"in_force"}),
            (lambda content: content["proposal"].update(from_at="2027-01-01T00:00:00.000000Z"), {"in_force"}),
            (lambda content: content["suspensions"][0].update(side="marketing"), {"told"}),
            (lambda content: content["suspensions"][0].update(last_day="2027-01-01"), {"suspension"}),
            (lambda content: content["ledger"]["entries"][3].update(actor="somebody else"), {"ledger", "told"}),
            (lambda content: content["ledger"]["entries"].pop(3), {"told"}),
            (lambda content: content["ledger"]["entries"].reverse(), {"ledger"}),
            (lambda content: content["ledger"]["head"].update(seq=1), {"ledger"}),
            (lambda content: content["house"].update(time_zone="Nowhere/Land"), {"shape"}),
            (lambda content: content["house"].update(time_zone="Europe"), {"shape"}),
            (lambda content: content.update(number="1"), {"shape"}),
            (lambda content: content.update(made_at="0001-01-01T00:00:00.000000Z"), {"shape"}),
            (lambda content: content.update(more=1), {"shape"}),
            (lambda content: content["keys"].append(dict(content["keys"][0], public="1" * 64)), {"keys"}),
        ):
            assert set(self.forged(change)) == failing, failing

    def test_its_entries_are_those_of_the_ledger(self) -> None:
        for told_entry in self.content()["ledger"]["entries"]:
            entry = Entry.objects.get(seq=told_entry["seq"])
            assert all(getattr(entry, column) == told_entry[column] for column in told_entry)
        assert verify().ok

    def test_the_whole_chain_goes_along_where_it_is_asked_for(self) -> None:
        record("user_invited", at=LATER, actor=None, subject=("user", self.world.sam.id))
        Suspension.declare(
            self.version, Side.SALES, reason="Again", last_day=LATER.date(), by=self.world.lena, at=LATER
        )
        short, whole = (proof(self.version, LATER, whole_chain=whole) for whole in (False, True))
        entries = json.loads(whole)["proof"]["ledger"]["entries"]
        numbers = [entry["seq"] for entry in entries]
        assert numbers == list(range(numbers[0], numbers[-1] + 1))
        assert "user_invited" in {entry["fact"] for entry in entries}
        assert "user_invited" not in short.decode()
        assert of(whole) == of(short) == []

    def test_tells_by_what_it_was_superseded(self) -> None:
        sealed(self.world, LATER, sales_capacity_per_week=9)
        after = check(proof(self.version, LATER + HOUR))
        assert after.ok
        assert "superseded" in [finding.check for finding in after.findings]

    def test_there_is_none_before_both_have_signed(self) -> None:
        version = proposed(self.world, LATER, sales_capacity_per_week=9)
        with pytest.raises(Refused):
            proof(version, LATER)
        version.sign(Side.MARKETING, self.world.theo, PASSWORD, LATER)
        with pytest.raises(Refused):
            proof(version, LATER)


class TheHousesKey(TestCase):
    world: World
    version: Version

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()
        cls.version = sealed(cls.world)

    def test_is_made_with_the_first_agreement_and_stays(self) -> None:
        first = ProofKey.objects.get()
        assert first.from_at == MONDAY
        assert ProofKey.current(LATER) == first
        assert Entry.objects.filter(fact="proof_key_made").count() == 1

    def test_its_private_half_lies_sealed(self) -> None:
        key = ProofKey.objects.get()
        assert len(bytes(key.wrapped)) == 12 + 32 + 16
        with override_settings(PRIVACY_SECRET="another"), pytest.raises(Refused):
            proof(self.version, LATER)

    def test_a_new_one_is_vouched_for_and_the_former_cannot_sign_any_more(self) -> None:
        before = proof(self.version, LATER)
        first = ProofKey.public_now()
        ProofKey.renew(by=self.world.otto, at=LATER)
        ProofKey.renew(by=self.world.otto, at=LATER + HOUR)
        after, third = proof(self.version, LATER + DAY), ProofKey.public_now()
        assert of(before, first) == []
        assert of(after, third) == []
        assert of(after, first) == []
        assert "key_passed_on" in [finding.check for finding in check(after, first).findings]
        assert of(before, third) == ["key"]
        former = ProofKey.objects.get(public=first)
        assert (bytes(former.wrapped), former.until_at) == (b"", LATER)
        with pytest.raises(Refused):
            former.sign({})

    def test_one_that_nobody_could_vouch_for_is_not_taken_for_the_former(self) -> None:
        first = ProofKey.public_now()
        with override_settings(PRIVACY_SECRET="another"):
            ProofKey.renew(by=self.world.otto, at=LATER)
            file = proof(self.version, LATER)
        assert of(file, first) == ["key"]
        assert of(file) == []


class AFounderAlone(TestCase):
    founder: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.founder = found(
            Founding(house="Werk", name="Gero", email="gero@werk.example", password="Kranich und Laterne"), at=MONDAY
        )

    def signed(self) -> Version:
        from handschlag.agreement.tests.terms import small

        version = Version.draft(small(), by=self.founder, at=MONDAY)
        version.propose(by=self.founder, at=MONDAY)
        for side in Side:
            version.sign(side, self.founder, "Kranich und Laterne", MONDAY + HOUR)
        return version

    def join(self) -> User:
        lena = User.objects.add("lena@werk.example", "Lena", by=self.founder, at=MONDAY)
        lena.give_role(Role.SALES, by=self.founder, at=MONDAY)
        Mandate.give(lena, Side.SALES, from_on=MONDAY.date(), by=self.founder, at=MONDAY + 2 * HOUR)
        return lena

    def test_proves_that_one_person_signed_and_might(self) -> None:
        version = self.signed()
        assert "one_person" in [finding.check for finding in check(proof(version, LATER)).findings]
        self.join()
        after = check(proof(version, LATER + timedelta(days=400)))
        assert after.ok
        assert "One person signed for both sides" in "\n".join(told(after, "en"))

    def test_cannot_prove_it_for_what_was_signed_after_somebody_joined(self) -> None:
        version = self.signed()
        self.join()
        content = json.loads(proof(version, LATER))["proof"]
        ended = next(entry for entry in content["ledger"]["entries"] if entry["fact"] == "one_person_mode_ended")
        content["ledger"]["entries"].remove(ended)
        content["ledger"]["entries"].insert(0, ended | {"seq": 1})
        private = Ed25519PrivateKey.generate()
        content["key"] = content["keys"][0]["public"] = private.public_key().public_bytes_raw().hex()
        signature = private.sign(rfc8785.dumps(content)).hex()
        assert "one_person" in of(rfc8785.dumps({"proof": content, "signature": signature}))
